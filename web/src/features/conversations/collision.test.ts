import { describe, expect, it } from "vitest";
import type { Message } from "@/shared/api/types";
import { answeredSince, firstWords } from "@/features/conversations/collision";

const ME = "me";
const BEGUN = "2026-11-25T10:00:00Z";

function said(id: string, minute: number, change: Partial<Message> = {}): Message {
  const author = { kind: "operator", id: "anna", name: "Анна", photo_url: null };
  return { id, kind: "message", direction: "out", author, deleted_at: null, text: "", sent_at: `2026-11-25T10:${String(minute).padStart(2, "0")}:00Z`, ...change } as Message;
}

describe("an answer that came while a draft was written", () => {
  it("is the newest of a colleague", () => {
    expect(answeredSince([said("3", 5), said("2", 3), said("1", 0)], BEGUN, ME)?.id).toBe("3");
  });

  it("is not one from before, of my own, of the customer, a note, a robot's, or one taken back", () => {
    const messages = [
      said("1", 5, { author: { kind: "operator", id: ME, name: "", photo_url: null } }),
      said("2", 4, { author: { kind: "contact", id: "c", name: "", photo_url: null }, direction: "in" }),
      said("3", 4, { kind: "note", direction: "none" }),
      said("4", 4, { author: { kind: "bot", id: null, name: "", photo_url: null } }),
      said("5", 4, { deleted_at: BEGUN }),
      said("6", 0),
    ];
    expect(answeredSince(messages, BEGUN, ME)).toBeNull();
  });

  it("is nothing while nothing is written", () => {
    expect(answeredSince([said("1", 5)], null, ME)).toBeNull();
  });
});

describe("first words", () => {
  it("stay whole when short, on one line", () => {
    expect(firstWords(" Здравствуйте,\n Анна ")).toBe("Здравствуйте, Анна");
  });

  it("are cut between words", () => {
    expect(firstWords("слово ".repeat(40))).toMatch(/^(слово )*слово…$/u);
  });

  it("are cut anywhere when there is no space", () => {
    expect(firstWords("а".repeat(200))).toBe(`${"а".repeat(90)}…`);
  });
});
