import { expect, it } from "vitest";
import { passagePieces } from "@/features/conversations/passage";

it("found words are told from the rest of the passage", () => {
  expect(passagePieces("про \u2068доставку\u2069 в \u2068Тверь\u2069")).toEqual([
    { text: "про ", found: false },
    { text: "доставку", found: true },
    { text: " в ", found: false },
    { text: "Тверь", found: true },
  ]);
});

it("markup in a passage stays text", () => {
  expect(passagePieces("<mark>x</mark>")).toEqual([{ text: "<mark>x</mark>", found: false }]);
});
