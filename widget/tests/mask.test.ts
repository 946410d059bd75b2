import { describe, expect, it } from "vitest";
import { maskCards } from "../src/mask";

describe("a preview of what is being typed", () => {
  it.each([
    ["4111 1111 1111 1111", "4111 11•• •••• ••••"],
    ["карта 4111111111111111, спасибо", "карта 411111••••••••••, спасибо"],
    ["5555.5555.5555.4444", "5555.55••.••••.••••"],
    ["2200-1234-5678-9010 мир", "2200-12••-••••-•••• мир"],
    ["3782 822463 10005", "3782 82•••• •••••"],
    ["две: 4111111111111111 и 5555555555554444", "две: 411111•••••••••• и 555555••••••••••"],
  ])("hides the card in %j", (typed, shown) => expect(maskCards(typed)).toBe(shown));

  it("never lets more than eight digits of a card out while it is typed, digit by digit", () => {
    const card = "4111 1111 1111 1111";
    for (let end = 1; end <= card.length; end++) {
      const shown = maskCards(card.slice(0, end)).replace(/\D/g, "");
      expect(shown.length).toBeLessThanOrEqual(8);
      expect(card.replace(/\D/g, "").startsWith(shown)).toBe(true);
    }
  });

  it("hides a valid card whatever it begins with", () => {
    expect(maskCards("6759649826438453 ок")).toBe("675964•••••••••• ок");
    expect(maskCards("номер 1234567890123452 ок")).toBe("номер 123456•••••••••• ок");
  });

  it.each(["+7 916 123-45-67", "8 (495) 123-45-67", "заказ 182736 от 21.11.2026", "+49 30 1234567", "ИНН 7707083893 и далее"])(
    "leaves %j alone",
    (typed) => expect(maskCards(typed)).toBe(typed),
  );
});
