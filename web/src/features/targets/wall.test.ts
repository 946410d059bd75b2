import { afterEach, expect, it, vi } from "vitest";
import { fetchWall, isRevoked, isWallToken, secretOf, wallAddress } from "@/features/targets/wall";

afterEach(() => vi.unstubAllGlobals());

/** The network is outside: what it answers is said here. */
function answering(answer: () => Promise<Response>) {
  const asked = vi.fn<typeof fetch>(answer);
  vi.stubGlobal("fetch", asked);
  return asked;
}

it("the secret stands behind the # and comes back from there", () => {
  const address = wallAddress("https://help.example", "otk_a-b");
  expect(address).toBe("https://help.example/wall#otk_a-b");
  expect(secretOf(new URL(address).hash)).toBe("otk_a-b");
  expect(secretOf("")).toBe("");
});

it("a link of the wall is a token of the wall alone", () => {
  expect(isWallToken({ scopes: ["wall.read"] })).toBe(true);
  expect(isWallToken({ scopes: ["wall.read", "speed.read"] })).toBe(false);
});

it("is asked for with the link's own secret and never with the session of whoever sits at the browser", async () => {
  const asked = answering(() => Promise.resolve(Response.json({ waiting: 3 })));
  await expect(fetchWall("otk_a", new AbortController().signal)).resolves.toEqual({ waiting: 3 });
  expect(asked.mock.calls[0]?.[1]).toMatchObject({ credentials: "omit", headers: { Authorization: "Bearer otk_a" } });
});

it.each([401, 403])("says that the link was revoked when it is answered %i", async (status) => {
  answering(() => Promise.resolve(new Response("{}", { status })));
  await expect(fetchWall("otk_a", new AbortController().signal).catch(isRevoked)).resolves.toBe(true);
});

it("takes a lost network for no answer, not for a revoked link", async () => {
  answering(() => Promise.reject(new TypeError("Failed to fetch")));
  await expect(fetchWall("otk_a", new AbortController().signal).catch(isRevoked)).resolves.toBe(false);
});
