import { describe, expect, it } from "vitest";
import type { Snippet } from "@/shared/api/types";
import { fill, insertAt, matching, openNames, slashAt } from "@/features/snippets/rules";

const snippet = (shortcut: string, change: Partial<Snippet> = {}) => ({ id: shortcut, shortcut, title: "", text: "", used_count: 0, ...change }) as Snippet;

describe("a slash word", () => {
  it("begins at the start of the text", () => {
    expect(slashAt("/дост", 5)).toEqual({ start: 0, word: "дост" });
  });

  it("begins after a space or a new line", () => {
    expect(slashAt("Добрый день\n/", 13)).toEqual({ start: 12, word: "" });
  });

  it.each(["и/или", "https://a", "/дост готово"])("is not seen in “%s”", (text) => {
    expect(slashAt(text, text.length)).toBeNull();
  });
});

describe("ready replies", () => {
  it("stand in the order: shortcut, title, text", () => {
    const all = [snippet("c", { text: "доставка" }), snippet("b", { title: "О доставке" }), snippet("доставка")];
    expect(matching(all, "дост").map(({ id }) => id)).toEqual(["доставка", "b", "c"]);
  });

  it("are found as typed in the other layout, and with е for ё", () => {
    expect(matching([snippet("hello"), snippet("расчёт")], "руддщ").map(({ id }) => id)).toEqual(["hello"]);
    expect(matching([snippet("hello"), snippet("расчёт")], "расчет").map(({ id }) => id)).toEqual(["расчёт"]);
  });

  it("used more often stand before the rest", () => {
    expect(matching([snippet("да"), snippet("день", { used_count: 9 })], "д").map(({ id }) => id)).toEqual(["день", "да"]);
  });

  it("replace the slash word and leave the caret after themselves", () => {
    expect(insertAt("Анна, /д завтра", { start: 6, word: "д" }, "привезём")).toEqual({ text: "Анна, привезём завтра", caret: 14 });
  });
});

describe("names in a ready reply", () => {
  const values = { имя: "Мария", оператор: "" };

  it.each([
    ["{Имя}, добрый день", "Мария, добрый день"],
    ["Здравствуйте, {имя}. Это {оператор}.", "Здравствуйте, Мария. Это."],
    ["{оператор}, спасибо", "спасибо"],
    ["Заказ {номер}", "Заказ {номер}"],
  ])("%s", (text, expected) => {
    expect(fill(text, values)).toBe(expected);
  });
});

describe("names left open", () => {
  it("are told once each, as they are written", () => {
    expect(openNames("{имя}, заказ {Номер} от {номер_2}, снова {имя}")).toEqual(["имя", "Номер", "номер_2"]);
  });

  it("are not seen in what only looks like one", () => {
    expect(openNames("{ } {1} { имя } {}")).toEqual([]);
  });
});
