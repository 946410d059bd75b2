import { describe, expect, it } from "vitest";
import { ACTIONS, AUTOMATION_ACTIONS, CONDITIONS, MACRO_ACTIONS, mayRun, moved, NEW_AUTOMATION } from "@/features/automations/parts";

describe("a rule", () => {
  it("is not saved while a blank is empty", () => {
    expect(mayRun(NEW_AUTOMATION)).toBe(false);
    expect(mayRun({ ...NEW_AUTOMATION, actions: [{ kind: "note", text: "Спор" }] })).toBe(true);
    expect(mayRun({ ...NEW_AUTOMATION, actions: [ACTIONS.close], conditions: [CONDITIONS.words] })).toBe(false);
  });

  it("that writes a task down says what is to be done", () => {
    expect(mayRun({ ...NEW_AUTOMATION, actions: [ACTIONS.task] })).toBe(false);
    expect(mayRun({ ...NEW_AUTOMATION, actions: [{ ...ACTIONS.task, text: "Перезвонить" }] })).toBe(true);
  });

  it("that waits says for how long", () => {
    const waiting = { ...NEW_AUTOMATION, trigger: "no_answer" as const, actions: [ACTIONS.close] };
    expect(mayRun(waiting)).toBe(false);
    expect(mayRun({ ...waiting, after_minutes: 10 })).toBe(true);
  });

  it("has nobody to take a conversation, and a macro nobody to tell", () => {
    expect(AUTOMATION_ACTIONS).not.toContain("take");
    expect(MACRO_ACTIONS).not.toContain("notify");
  });
});

describe("order", () => {
  it("moves one place and stops at the ends", () => {
    expect(moved(["а", "б", "в"], 2, -1)).toEqual(["а", "в", "б"]);
    expect(moved(["а", "б"], 0, -1)).toEqual(["а", "б"]);
    expect(moved(["а", "б"], 1, 1)).toEqual(["а", "б"]);
  });
});
