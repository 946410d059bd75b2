import { describe, expect, it } from "vitest";
import { nameOf } from "@/shared/ui/useHotkeys";

const press = (key: string, code: string, change: Partial<KeyboardEvent> = {}) => nameOf({ key, code, shiftKey: false, ctrlKey: false, metaKey: false, ...change } as KeyboardEvent);

describe("a key's name", () => {
  it.each([
    ["о", "KeyJ", "j"],
    ["j", "KeyJ", "j"],
    [".", "Slash", "/"],
    ["/", "Slash", "/"],
    ["Enter", "Enter", "Enter"],
  ])("“%s” at %s is %s on any layout", (key, code, name) => {
    expect(press(key, code)).toBe(name);
  });

  it.each([
    ["?", "Slash", true],
    [",", "Slash", true],
    ["?", "Digit7", true],
  ])("“%s” at %s asks for help", (key, code, shiftKey) => {
    expect(press(key, code, { shiftKey })).toBe("?");
  });

  it("says a combination with either control key", () => {
    expect(press("л", "KeyK", { ctrlKey: true })).toBe("mod+k");
    expect(press("k", "KeyK", { metaKey: true })).toBe("mod+k");
  });
});
