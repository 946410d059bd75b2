import { describe, expect, it } from "vitest";
import { dayOf, dueChoices, urgencyOf } from "@/features/tasks/due";

const MOSCOW = "Europe/Moscow";
/** Monday noon in Moscow. */
const NOON = new Date("2026-03-02T09:00:00Z");

describe("a deadline", () => {
  it("is overdue from its moment on, and today's until the day is over", () => {
    const of = (due_at: string) => urgencyOf({ due_at, due_on: null }, NOON, MOSCOW);
    expect([of("2026-03-02T09:00:00Z"), of("2026-03-02T20:59:00Z"), of("2026-03-02T21:00:00Z")]).toEqual(["overdue", "today", "later"]);
  });

  it("without a time is today's all day, though it ends at tomorrow's midnight", () => {
    const of = (due_on: string, due_at: string) => urgencyOf({ due_at, due_on }, NOON, MOSCOW);
    expect([of("2026-03-02", "2026-03-02T21:00:00Z"), of("2026-03-03", "2026-03-03T21:00:00Z"), of("2026-03-01", "2026-03-01T21:00:00Z")]).toEqual(["today", "later", "overdue"]);
  });

  it("names the day on the wall of the zone", () => {
    expect(dayOf(new Date("2026-03-02T22:00:00Z"), MOSCOW)).toBe("2026-03-03");
  });

  it("is offered ahead of now, soonest first, each once", () => {
    expect(dueChoices(NOON, MOSCOW).map(({ title }) => title)).toEqual(["tasks.due.evening", "tasks.due.tomorrow", "tasks.due.monday"]);
    const evening = new Date("2026-03-04T16:00:00Z");
    expect(dueChoices(evening, MOSCOW).map(({ title, at }) => [title, dayOf(at, MOSCOW)])).toEqual([
      ["tasks.due.tomorrow", "2026-03-05"],
      ["tasks.due.monday", "2026-03-09"],
      ["tasks.due.week", "2026-03-11"],
    ]);
  });
});
