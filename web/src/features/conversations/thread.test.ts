import { describe, expect, it } from "vitest";
import type { Message } from "@/shared/api/types";
import { cameByLink, linesOf, linkPieces, shownText, unseenAfter, withFocused } from "@/features/conversations/thread";

const message = (sent_at: string, author = "anna", change: Partial<Message> = {}) =>
  ({ id: sent_at, kind: "message", direction: "out", author: { kind: "operator", id: author }, sent_at, ...change }) as Message;

describe("a thread", () => {
  it("groups what one person wrote within five minutes", () => {
    const lines = linesOf([message("2026-11-21T10:00:00"), message("2026-11-21T10:04:00"), message("2026-11-21T10:20:00")]);
    expect(lines.map(({ startsRun, endsRun }) => [startsRun, endsRun])).toEqual([[true, false], [false, true], [true, true]]);
  });

  it("does not group two people or a note with a message", () => {
    const lines = linesOf([message("2026-11-21T10:00:00"), message("2026-11-21T10:00:10", "boris"), message("2026-11-21T10:00:20", "boris", { kind: "note" })]);
    expect(lines.every(({ startsRun }) => startsRun)).toBe(true);
  });

  it("says the date once a day", () => {
    const lines = linesOf([message("2026-11-20T23:59:00"), message("2026-11-21T00:01:00"), message("2026-11-21T09:00:00")]);
    expect(lines.map(({ startsDay }) => startsDay)).toEqual([true, true, false]);
  });
});

describe("somebody who came by a link", () => {
  const token = "AaBb-_09".repeat(6);

  it.each(["/start", `/start ${token}`, "[referral]", "[conversation_started]", token])("said nothing: %s", (text) => {
    expect(cameByLink(text)).toBe(true);
  });

  it.each(["Здравствуйте", "/start please help", "[image]", `${token} и ещё слово`])("did say something: %s", (text) => {
    expect(cameByLink(text)).toBe(false);
  });
});

describe("a mail's text", () => {
  it("is shown without its quoted history", () => {
    expect(shownText({ text: "Да\n> Вы согласны?", visible_text: "Да" })).toEqual({ shown: "Да", folded: true });
  });

  it("is shown whole when nothing but the quote is there", () => {
    expect(shownText({ text: "> Вы согласны?", visible_text: "" })).toEqual({ shown: "> Вы согласны?", folded: false });
  });
});

describe("links in a text", () => {
  it("end before the full stop of the sentence", () => {
    expect(linkPieces("см. https://a.ru/b?c=1. Да")).toEqual([{ text: "см. " }, { href: "https://a.ru/b?c=1" }, { text: ". Да" }]);
  });

  it("are never made of scripts", () => {
    expect(linkPieces("javascript:alert(1)")).toEqual([{ text: "javascript:alert(1)" }]);
  });
});

describe("the lines that are drawn", () => {
  const range = { startIndex: 10, endIndex: 12, overscan: 1, count: 100 };

  it("keep the one with the focus, in the order of the thread", () => {
    expect(withFocused(range, -1)).toEqual([9, 10, 11, 12, 13]);
    expect(withFocused(range, 3)).toEqual([3, 9, 10, 11, 12, 13]);
    expect(withFocused(range, 50)).toEqual([9, 10, 11, 12, 13, 50]);
    expect(withFocused(range, 13)).toEqual([9, 10, 11, 12, 13]);
  });

  it("stay within a thread that became shorter", () => {
    expect(withFocused({ ...range, count: 11 }, 99)).toEqual([9, 10]);
  });
});

describe("messages that were not seen", () => {
  const lines = linesOf(["1", "2", "3"].map((second) => message(`2026-11-21T10:00:0${second}`)));

  it("are those after the last one seen", () => {
    expect(unseenAfter(lines, lines[0]?.message.id)).toBe(2);
    expect(unseenAfter(lines, lines[2]?.message.id)).toBe(0);
  });

  it("are none where the last one seen is not loaded", () => {
    expect(unseenAfter(lines, "elsewhere")).toBe(0);
  });
});
