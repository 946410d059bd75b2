/** What of the clipboard is to be attached. Pure. */

/** A browser's name for every picture that has none. */
const NAMELESS = /^image\.(\w+)$/u;

/** Files of the clipboard, pictures named by the moment. Nothing where text came along: a table copied from an office
 *  program carries a picture of itself, and the words are what is meant. */
export function pastedFiles({ files, types }: { files: Iterable<File>; types: readonly string[] }, now: Date): File[] {
  return types.includes("text/plain") ? [] : Array.from(files, (file, index) => named(file, now, index));
}

function named(file: File, now: Date, index: number): File {
  const ending = NAMELESS.exec(file.name)?.[1];
  if (!ending) return file;
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map(two).join("-");
  const clock = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join("-");
  return new File([file], `${day} ${clock}${index ? ` ${index + 1}` : ""}.${ending}`, { type: file.type });
}
