import { describe, expect, it } from "vitest";
import type { PreparedMessage } from "@/shared/api/types";
import { around, filled, firstWords, fitsWords, openBlanks, spokenIn, wordedOf } from "@/features/delivery/prepared";

const message: PreparedMessage = {
  name: "order_ready",
  language: "ru",
  standing: "approved",
  header: "Заказ {{header.1}}",
  body: "Здравствуйте, {{1}}! Заказ на {{2}} готов, {{1}}.",
  footer: "Чайная",
  category: "utility",
  quality: "high",
  reason: "",
  media: "",
  unsupported: "",
  buttons: [{ title: "Отследить", url: "https://tea.example/t/{{button.0.1}}", phone: "" }],
  blanks: [{ name: "header.1", example: "A-17" }, { name: "1", example: "Мария" }, { name: "2", example: "" }, { name: "button.0.1", example: "" }],
};

describe("an approved message", () => {
  it("reads as the customer will see it", () => {
    expect(wordedOf(message, { "header.1": "A-17", "1": " Мария ", "2": "3 200 ₽" })).toBe("Заказ A-17\n\nЗдравствуйте, Мария! Заказ на 3 200 ₽ готов, Мария.\n\nЧайная");
  });

  it("shows an empty blank by its example, or by its name", () => {
    expect(filled(message.body, message, { "1": "" })).toBe("Здравствуйте, ‹Мария›! Заказ на ‹2› готов, ‹Мария›.");
  });

  it("takes braces in a value for what they are", () => {
    expect(filled("Код {{1}}", message, { "1": "{{2}} $&" })).toBe("Код {{2}} $&");
  });

  it("names the blanks that are still empty", () => {
    expect(openBlanks(message, { "header.1": "A-17", "1": "  ", "2": "1" })).toEqual(["1", "button.0.1"]);
    expect(openBlanks({ ...message, blanks: [] }, {})).toEqual([]);
  });

  it("is known by its first words, not by its name", () => {
    expect(firstWords(message)).toBe("Заказ ‹A-17›. Здравствуйте, ‹Мария›! Заказ на ‹2› готов, ‹Мария›. Чайная");
    expect(firstWords({ ...message, header: "", footer: "", body: "слово ".repeat(40) })).toBe(`${"слово ".repeat(14)}слово…`);
  });

  it("tells its language in words", () => {
    expect(spokenIn(message, "ru")).toBe("русский");
    expect(spokenIn({ ...message, language: "en_US" }, "en")).toBe("American English");
  });

  it("is found by what it says, by its language and by its name at the provider", () => {
    expect(["ЗАКАЗ готов", "русский", "order_re"].map((words) => fitsWords(message, words, "ru"))).toEqual([true, true, true]);
    expect(fitsWords(message, "доставка", "ru")).toBe(false);
  });

  it("tells a blank by the words around it", () => {
    expect(around("2", message)).toBe("…! Заказ на ___ готов, ….");
    expect(around("button.0.1", message)).toBe("https://tea.example/t/___");
    expect(around("nowhere", message)).toBe("___");
  });
});
