/** The company's colour made safe: text on it and text in it keep WCAG AA in light and in dark. */
import { luminance, parseHex, textOn, type Rgb } from "../loader/colour";

const FALLBACK: Rgb = [36, 87, 214];
const LIGHT: Rgb = [255, 255, 255];
const DARK: Rgb = [22, 24, 29];
const CONTRAST_MIN = 4.5;
const STEPS = 20;

export function contrast(one: Rgb, other: Rgb): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** The nearest colour towards black (or white) that reads on the surface. */
export function readableOn(colour: Rgb, surface: Rgb): Rgb {
  const goal = luminance(surface) > 0.5 ? 0 : 255;
  for (let step = 0; step <= STEPS; step++) {
    const share = step / STEPS;
    const mixed = colour.map((part) => Math.round(part + (goal - part) * share)) as unknown as Rgb;
    if (contrast(mixed, surface) >= CONTRAST_MIN) return mixed;
  }
  return [goal, goal, goal];
}

export function applyTheme(colour: string): void {
  const { style } = document.documentElement;
  const brand = parseHex(colour) ?? FALLBACK;
  const css = (rgb: Rgb): string => `rgb(${rgb.join()})`;
  style.setProperty("--brand", css(brand));
  style.setProperty("--on-brand", textOn(brand));
  style.setProperty("--accent-light", css(readableOn(brand, LIGHT)));
  style.setProperty("--accent-dark", css(readableOn(brand, DARK)));
}
