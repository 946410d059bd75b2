import { describe, expect, it } from "vitest";
import en from "@/shared/i18n/en.json";
import { ACTION_NAMES, ACTIONS, capsOf, hasKey } from "@/shared/ui/actions";
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

describe("the table of actions", () => {
  it("names each key as it is pressed, once", () => {
    const caps = ACTION_NAMES.filter(hasKey).map((name) => capsOf(name).join("+"));
    expect(new Set(caps).size).toBe(caps.length);
    expect(caps).toContain("Ctrl+Enter");
  });

  it.each(ACTION_NAMES)("says what %s does", (name) => expect(en).toHaveProperty([ACTIONS[name].title]));
});
