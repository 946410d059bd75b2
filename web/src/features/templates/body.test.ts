import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asked, BLOCK_TYPES, emptyWording, goodsInWords, inTheDark, inserted, marked, moved, newBlock, placeOfNew, removed, withLanguage, withoutLanguage, withVariable } from "@/features/templates/body";
import type { TemplateBody } from "@/shared/api/types";

const words = { heading: "H", text: "T", button: "B", unsubscribe: "U", goods: "G" };
const body: TemplateBody = { wordings: { ru: { ...emptyWording(), subject: "Привет" } }, language: "ru", variables: [] };

describe("blocks", () => {
  it("are all there to be added", () => {
    expect(BLOCK_TYPES.map((type) => newBlock(type, words).type)).toEqual([...BLOCK_TYPES]);
  });

  it("keep each other when one is moved", () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 9 }), fc.nat(8), fc.integer({ min: -3, max: 12 }), (items, from, to) => {
        const result = moved(items, from, to);
        expect([...result].sort()).toEqual([...items].sort());
      }),
    );
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
  });

  it("are put behind the open one, else at the end, but not behind the footer that ends a letter", () => {
    const [text, footer] = [newBlock("text", words), newBlock("footer", words)];
    expect(placeOfNew([text, text, footer], 0)).toBe(1);
    expect(placeOfNew([text, text, footer], 2)).toBe(3);
    expect(placeOfNew([text, text, footer], null)).toBe(2);
    expect(placeOfNew([footer, text], null)).toBe(2);
    expect(placeOfNew([], null)).toBe(0);
  });

  it("are put in and taken out where they were", () => {
    expect(removed(inserted([1, 2], 1, 9), 1)).toEqual([1, 2]);
  });
});

describe("languages", () => {
  it("begin as a copy of the main one and the last one stays", () => {
    const two = withLanguage(body, "en");
    expect(two.wordings.en?.subject).toBe("Привет");
    expect(withoutLanguage(two, "ru")).toMatchObject({ language: "en" });
    expect(withoutLanguage(body, "ru")).toBe(body);
  });
});

describe("marks", () => {
  it("are put on and taken off by the same key", () => {
    const on = marked("скажи спасибо", 6, 13, "**");
    expect(on.text).toBe("скажи **спасибо**");
    expect(marked(on.text, on.start, on.end, "**")).toEqual({ text: "скажи спасибо", start: 6, end: 13 });
  });
});

it("declares a value once", () => {
  const variable = { name: "until", kind: "deadline", label: "", example: "" } as const;
  expect(withVariable(withVariable(body, variable), variable).variables).toHaveLength(1);
});

it("shows the dark look on a light device", () => {
  expect(inTheDark("<style>@media (prefers-color-scheme: dark){a{}}</style>")).toContain("@media all{a{}}");
});

describe("a reader nobody in particular", () => {
  it("is asked of only what the letter minds", () => {
    const plain = { ...emptyWording(), blocks: [newBlock("text", words)] };
    expect(asked(plain)).toEqual({ segments: [], person: false });
    const picture = { ...newBlock("image", words), segment: "loyal", age_from: 18 };
    const { look } = emptyWording();
    expect(asked({ ...plain, blocks: [picture], looks: [{ segment: "club", gender: "", look }] })).toEqual({ segments: ["club", "loyal"], person: true });
    expect(asked({ ...plain, mode: "html", code: "{% segment 'old' %}{{ person.gender }}{% endsegment %}" })).toEqual({ segments: ["old"], person: true });
  });

  it("reads goods in words", () => {
    expect(goodsInWords("goods_popular", true)).toBe("{% for product in goods_popular limit: 3 %}{{ product.title }}: {{ product.url }}\n{% endfor %}");
  });
});
