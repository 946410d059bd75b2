import { afterEach, describe, expect, it } from "vitest";
import type { Availability } from "../src/api";
import { bytes, dayAndTime, errorText, speak, t } from "../src/i18n";
import { en } from "../src/locales/en";
import { ru } from "../src/locales/ru";
import { promiseText } from "../src/promise";

const anna = { name: "Анна Ковалёва" };
const state = (change: Partial<Availability>): Availability => ({
  online: true,
  operators: [anna],
  promise: { code: "usually_within", params: { seconds: 110 } },
  queue: null,
  opens_at: null,
  other_channels: [],
  ...change,
});

afterEach(() => speak("en"));

describe("the first line", () => {
  it("names the one who will answer, and when", () => {
    speak("ru");
    expect(promiseText(state({}), null)).toBe("Анна ответит примерно через 2\u00a0минуты");
    expect(promiseText(state({ promise: { code: "usually_within", params: { seconds: 20 } } }), null)).toBe(
      "Анна ответит примерно через 1\u00a0минуту",
    );
    speak("en");
    expect(promiseText(state({}), null)).toBe("Анна will reply in about 2\u00a0minutes");
  });

  it("names nobody while it may be anybody, and the operator once there is one", () => {
    speak("ru");
    const several = state({ operators: [anna, { name: "Илья" }] });
    expect(promiseText(several, null)).toBe("Ответим примерно через 2\u00a0минуты");
    expect(promiseText(several, { name: "Илья" })).toBe("Илья ответит примерно через 2\u00a0минуты");
  });

  it.each([
    [1, "Ваша очередь следующая"],
    [2, "Перед вами в очереди 1 человек"],
    [3, "Перед вами в очереди 2 человека"],
    [6, "Перед вами в очереди 5 человек"],
    [22, "Перед вами в очереди 21 человек"],
  ])("tells place %i in the queue as it is", (position, words) => {
    speak("ru");
    expect(promiseText(state({ queue: { position, wait_seconds: null } }), null)).toBe(words);
  });

  it("adds the wait only when it is known", () => {
    speak("en");
    expect(promiseText(state({ queue: { position: 2, wait_seconds: 240 } }), null)).toBe(
      "1 person ahead of you. We will reply in about 4\u00a0minutes",
    );
  });

  it("promises no time where none is known, and no presence where nobody is", () => {
    speak("ru");
    expect(promiseText(state({ promise: { code: "unknown_speed", params: {} } }), null)).toBe("Напишите, ответим здесь же");
    expect(promiseText(state({ online: false, operators: [] }), null)).toBe("Сейчас никого нет на связи");
    expect(promiseText(state({ promise: { code: "code_of_next_year", params: {} } }), null)).toBe("Напишите, ответим здесь же");
  });

  it("says out of hours when the answer comes", () => {
    speak("ru");
    const opens = new Date();
    opens.setDate(opens.getDate() + 1);
    opens.setHours(9, 0);
    const closed = state({ online: false, promise: { code: "closed_until", params: { opens_at: opens.toISOString() } } });
    expect(promiseText(closed, null)).toBe("Сейчас не работаем. Ответим завтра в 09:00");
    expect(promiseText({ ...closed, promise: { code: "closed_until", params: {} } }, null)).toContain("Напишите");
  });
});

describe("words", () => {
  it("are complete in both languages, with the same gaps to fill and enough plural forms", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(ru).sort());
    const gaps = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
    for (const key of Object.keys(ru) as (keyof typeof ru)[]) {
      expect(gaps(en[key]), key).toEqual(gaps(ru[key]));
      expect(ru[key].split("|").length === 3, key).toBe(en[key].split("|").length === 2);
      expect(ru[key] + en[key]).not.toMatch(/!|осуществ/);
    }
  });

  it("bend with the number", () => {
    speak("ru");
    expect([1, 2, 5, 11, 21].map((n) => t("newMessages", { n }))).toEqual([
      "1 новое сообщение",
      "2 новых сообщения",
      "5 новых сообщений",
      "11 новых сообщений",
      "21 новое сообщение",
    ]);
  });

  it("give sizes and days in the reader's manner", () => {
    speak("ru");
    expect(bytes(2_400_000).replace(/\s/g, " ")).toBe("2,4 МБ");
    expect(dayAndTime("2024-03-05T06:07:00", new Date("2026-11-21T12:00:00"))).toMatch(/^5 марта 2024/);
    speak("en");
    expect(bytes(900)).toBe("1 kB");
  });

  it("stand for every error, and keep the code of an unknown one", () => {
    speak("en");
    expect(errorText("limits.too_many")).toBe(en.tooMany);
    expect(errorText("delivery.file_too_large")).toBe(en.fileFailed);
    expect(errorText("network")).toBe(en.network);
    expect(errorText("livechat.odd")).toBe("That did not work. Try again (code livechat.odd)");
  });
});
