import { expect, test } from "vitest";
import { products } from "@/features/activity/products";

const TITLES = { colombia: "Колумбия Уила", 77: "Фильтры" };

test.each([
  ["colombia", "Колумбия Уила"],
  [77, "Фильтры"],
  ["kenya", "kenya"],
  [["colombia", { product: 77, count: 2 }, { id: "kenya" }], "Колумбия Уила, Фильтры, kenya"],
  [[], undefined],
  [{ much: [1] }, undefined],
  [["colombia", null], undefined],
])("%j is called as the catalogue calls it", (value, said) => {
  expect(products(value, TITLES)).toBe(said);
});
