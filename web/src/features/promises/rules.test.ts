import { describe, expect, it } from "vitest";
import { snippetOf, toneOf } from "@/features/promises/rules";

describe("a badge's snippet", () => {
  it("is one image that needs nothing else", () => {
    const snippet = snippetOf({ url: "https://desk.example/badge/abc" }, { lang: "ru", theme: "dark", size: "small" });
    expect(snippet).toBe('<img src="https://desk.example/badge/abc.svg?lang=ru&amp;theme=dark&amp;size=small" alt="Как быстро мы отвечаем" height="22" loading="lazy">');
  });
});

describe("a share of promises kept", () => {
  it.each([
    [0.95, "kept"],
    [0.8, "soon"],
    [0.5, "broken"],
    [null, undefined],
  ])("%s looks %s", (share, tone) => expect(toneOf({ share })).toBe(tone));
});
