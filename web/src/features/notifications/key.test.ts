import { describe, expect, it } from "vitest";
import { decodeKey, deviceLabel } from "@/features/notifications/key";

describe("a device", () => {
  it.each([
    ["Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome, Android"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari, iOS"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Windows"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 YaBrowser/26.1 Safari/537.36", "Яндекс Браузер, Windows"],
    ["something else", ""],
  ])("is called as people call it", (agent, label) => {
    expect(deviceLabel(agent)).toBe(label);
  });
});

describe("a key", () => {
  it("is bytes again, whatever its length and letters", () => {
    expect([...decodeKey("-_8A")]).toEqual([251, 255, 0]);
    expect([...decodeKey("AQ")]).toEqual([1]);
  });
});
