import { describe, expect, it } from "vitest";
import { clockOf, kindOf } from "@/features/conversations/attachments";

describe("a file", () => {
  it.each([
    ["image", "image/png", "picture"],
    ["file", "image/svg+xml", "file"],
    ["animation", "video/mp4", "film"],
    ["voice", "audio/ogg", "sound"],
    ["file", "application/pdf", "pdf"],
    ["file", "application/zip", "file"],
  ])("%s of type %s is a %s", (kind, media_type, expected) => {
    expect(kindOf({ kind, media_type })).toBe(expected);
  });

  it.each([
    [0, "0:00"],
    [75.9, "1:15"],
    [3600, "60:00"],
  ])("that plays %s seconds says %s", (seconds, said) => {
    expect(clockOf(seconds)).toBe(said);
  });
});
