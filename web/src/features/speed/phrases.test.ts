import { expect, it } from "vitest";
import { phrasesOf } from "@/features/speed/phrases";

it("takes a phrase from each line, once", () => {
  expect(phrasesOf("  Связываюсь   с мастерской \n\nУточняю\nУточняю\n")).toEqual(["Связываюсь с мастерской", "Уточняю"]);
});
