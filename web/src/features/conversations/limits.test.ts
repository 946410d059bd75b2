import { describe, expect, it } from "vitest";
import type { Can } from "@/shared/api/types";
import { blockOf, problemOf } from "@/features/conversations/limits";

const now = new Date("2026-11-21T12:00:00Z");
const can: Can = {
  sends: true,
  reachable: true,
  reason: "",
  text_length_max: 10,
  attachments_max: 2,
  attachment_size_bytes_max: 100,
  buttons_max: 0,
  subject: false,
  reply_to: true,
  window_closes_at: null,
  prepared: false,
};
const file = (size: number) => ({ name: "a.pdf", size });

describe("a draft", () => {
  it("with a name nobody filled in is not ready", () => {
    expect(problemOf({ ...can, text_length_max: 100 }, { text: "{имя}, заказ {номер}", files: [], now })).toEqual({ code: "open_names", params: { names: "{имя}, {номер}", count: 2 } });
  });

  it("that fits has no problem", () => {
    expect(problemOf(can, { text: "hello", files: [file(100)], now })).toBeNull();
  });

  it("counts an emoji as one character", () => {
    expect(problemOf(can, { text: "🙂".repeat(10), files: [], now })).toBeNull();
  });

  it.each([
    ["too_long", { text: "x".repeat(11), files: [], now }],
    ["too_many_files", { text: "", files: [file(1), file(1), file(1)], now }],
    ["file_too_large", { text: "", files: [file(101)], now }],
  ])("is refused as %s before it is sent", (code, given) => {
    expect(problemOf(can, given)?.code).toBe(code);
  });

  it("says that the channel carries no files at all", () => {
    expect(problemOf({ ...can, attachment_size_bytes_max: 0 }, { text: "", files: [file(1)], now })?.code).toBe("no_files");
  });
});

describe("a conversation", () => {
  it("is closed for writing when the messenger's window has passed", () => {
    expect(blockOf({ ...can, window_closes_at: "2026-11-21T11:59:00Z" }, now)?.code).toBe("window_closed");
  });

  it("is closed for writing when the person blocked us", () => {
    expect(blockOf({ ...can, reachable: false, reason: "telegram.blocked" }, now)).toEqual({ code: "unreachable", params: { reason: "telegram.blocked" } });
  });
});
