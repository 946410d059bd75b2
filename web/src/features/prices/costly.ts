/** The characters for which an SMS holds 70 letters instead of 160: how to speak of them, where they stand. Pure. */

/** Whether the text is simply in another script: then no single sign is to blame. */
export function inOtherLetters(costly: readonly string[]): boolean {
  return costly.some((char) => /\p{L}/u.test(char) && !/\p{Script=Latin}/u.test(char));
}

/** Where it stands next, after what is selected; from the beginning again after the last. */
export function nextPlace(text: string, char: string, after: number): [number, number] | null {
  const at = text.indexOf(char, after);
  const found = at >= 0 ? at : text.indexOf(char);
  return found >= 0 ? [found, found + char.length] : null;
}
