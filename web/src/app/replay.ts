/** An answer of the server may be older than events that came while it was on its way, and a page asked for is put
 *  beside the pages as they stood at the asking. So what was heard meanwhile is applied again onto each answer. */
import type { Query, QueryClient } from "@tanstack/react-query";
import type { LiveEvent } from "@/shared/live/frames";

const EVENTS_MAX = 2_000;

export class Replay {
  private readonly asked = new Map<string, LiveEvent[]>();

  constructor(
    private readonly client: QueryClient,
    private readonly apply: (event: LiveEvent, query: Query) => void,
  ) {}

  /** Returns what ends it. */
  start(): () => void {
    return this.client.getQueryCache().subscribe((told) => {
      const { queryHash } = told.query;
      if (told.type === "removed") this.asked.delete(queryHash);
      if (told.type !== "updated") return;
      if (told.action.type === "fetch") this.asked.set(queryHash, []);
      if (told.action.type === "error") this.asked.delete(queryHash);
      if (told.action.type === "success" && !told.action.manual) this.answered(told.query as Query);
    });
  }

  hear(event: LiveEvent): void {
    for (const missed of this.asked.values()) if (missed.length <= EVENTS_MAX) missed.push(event);
  }

  private answered(query: Query): void {
    const missed = this.asked.get(query.queryHash) ?? [];
    this.asked.delete(query.queryHash);
    if (missed.length > EVENTS_MAX) void this.client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    else for (const event of missed) this.apply(event, query);
  }
}
