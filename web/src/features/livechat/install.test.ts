import { describe, expect, it } from "vitest";
import { installCode } from "@/features/livechat/install";

describe("the line for the site", () => {
  it("carries the channel, its corner and its colour", () => {
    const code = installCode("https://desk.example", { public_id: "abc", config: { position: "left", colour: "#2f6fde" } });
    expect(code).toBe('<script async src="https://desk.example/widget/loader.js" data-channel="abc" data-position="left" data-colour="#2f6fde"></script>');
  });

  it("leaves out what is not set", () => {
    expect(installCode("https://desk.example", { public_id: "abc", config: {} })).toBe('<script async src="https://desk.example/widget/loader.js" data-channel="abc"></script>');
  });

  it("cannot be broken out of by a value", () => {
    expect(installCode("", { public_id: "abc", config: { colour: '"><b>' } })).toContain('data-colour="&quot;><b>"');
  });
});
