import { QueryClient } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { applyToCache } from "@/app/live";

describe("hours that were changed", () => {
  it("make the schedule and the promise that are shown stale, and nothing else", () => {
    const client = new QueryClient();
    const shown = [["hours", {}], ["hours", {}, "now"], ["promises", "now", "chat"], ["promises", "report", {}]];
    for (const key of shown) client.setQueryData(key, {});
    applyToCache(client, { seq: 1, kind: "hours.changed", at: "", data: { channel_id: null, team_id: null } }, "me");
    expect(shown.map((key) => client.getQueryState(key)?.isInvalidated)).toEqual([true, true, true, false]);
  });
});
