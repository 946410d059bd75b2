import { describe, expect, it } from "vitest";
import { linkify, safeHref } from "../src/linkify";

const links = (text: string) => linkify(text).flatMap((part) => part.href ?? []);

describe("links in a message", () => {
  it("keep the sentence's punctuation out", () => {
    expect(links("Смотрите https://example.com/a?b=1, потом (https://example.com/c). И www.example.com!")).toEqual([
      "https://example.com/a?b=1",
      "https://example.com/c",
      "https://www.example.com",
    ]);
  });

  it("keep a bracket the link itself opened", () => {
    expect(links("https://ru.wikipedia.org/wiki/Чай_(напиток)")).toEqual(["https://ru.wikipedia.org/wiki/Чай_(напиток)"]);
  });

  it("open a mail to an address", () => expect(links("пишите на help@example.com.")).toEqual(["mailto:help@example.com"]));

  it("lose nothing of the text", () => {
    const text = "a https://x.yz b <b>c</b> www.q.w d@e.fg!";
    expect(linkify(text).map((part) => part.text).join("")).toBe(text);
  });

  it("are never scripts", () => {
    expect(links("javascript:alert(1) data:text/html,x vbscript:x")).toEqual([]);
    expect(safeHref("javascript:alert(1)")).toBe("");
    expect(safeHref(" https://example.com")).toBe("");
    expect(safeHref("https://t.me/shop")).toBe("https://t.me/shop");
  });
});
