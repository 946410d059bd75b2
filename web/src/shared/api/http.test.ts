import { afterEach, expect, test, vi } from "vitest";
import { ApiError, http } from "@/shared/api/http";

afterEach(() => void vi.unstubAllGlobals());

/** A server whose answer begins and ends with this. */
function answering(error: unknown): void {
  const body = new ReadableStream({ start: (stream) => stream.error(error) });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(body)));
}

test("an answer that breaks off is a lost connection, which may pass", async () => {
  answering(new TypeError("network error"));
  await expect(http.get("/session")).rejects.toEqual(new ApiError(0, "network.unreachable"));
});

test("what the desk itself took back is no failure of the network", async () => {
  answering(new DOMException("taken back", "AbortError"));
  await expect(http.get("/session")).rejects.toThrow("taken back");
});
