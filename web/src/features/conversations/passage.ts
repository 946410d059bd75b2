/** The server marks found words with isolates (U+2068, U+2069), so that no markup travels in a text. */

export interface PassagePiece {
  text: string;
  found: boolean;
}

export function passagePieces(snippet: string): PassagePiece[] {
  return snippet
    .split(/(\u2068[^\u2069]*\u2069)/u)
    .filter((part) => part !== "")
    .map((part) => (part.startsWith("\u2068") ? { text: part.slice(1, -1), found: true } : { text: part, found: false }));
}

export function passageText(snippet: string): string {
  return passagePieces(snippet)
    .map(({ text }) => text)
    .join("");
}
