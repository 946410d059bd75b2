/** Which of white and black reads better on a colour (WCAG 2.2 contrast). Shared by the loader and the app. */

export type Rgb = readonly [number, number, number];

/** `#rrggbb`, as colour pickers give it; null for anything else. */
export function parseHex(colour: string): Rgb | null {
  if (!/^#[\da-f]{6}$/i.test(colour)) return null;
  const value = parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** White where it reaches AA (4.5:1), else black, which then always does: the two contrasts multiply to 21. */
export function textOn(colour: Rgb): string {
  return luminance(colour) <= 0.1833 ? "#fff" : "#000"; // 1.05 / 4.5 - 0.05
}
