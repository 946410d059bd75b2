import { describe, expect, it } from "vitest";
import { parseHex, textOn, type Rgb } from "../loader/colour";
import { applyTheme, contrast, readableOn } from "../src/theme";

const COLOURS = ["#000000", "#ffffff", "#ffd33d", "#1f6f50", "#2457d6", "#e53935", "#808080", "#00ffff", "#767676", "#777777"];
const rgb = (colour: string): Rgb => parseHex(colour) ?? [0, 0, 0];

describe("any company colour", () => {
  it.each(COLOURS)("%s carries text of at least AA contrast", (colour) => {
    const text = textOn(rgb(colour)) === "#fff" ? "#ffffff" : "#000000";
    expect(contrast(rgb(colour), rgb(text))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(COLOURS)("%s is made readable on light and on dark", (colour) => {
    for (const surface of [rgb("#ffffff"), rgb("#16181d")]) {
      expect(contrast(readableOn(rgb(colour), surface), surface)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("falls back where the setting is not a colour", () => {
    expect(parseHex("red;background:url(x)")).toBeNull();
    applyTheme("javascript:1");
    expect(document.documentElement.style.getPropertyValue("--brand")).toBe("rgb(36,87,214)");
  });
});
