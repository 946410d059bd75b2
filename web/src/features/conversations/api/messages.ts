/** A thread in pages, newest message first: from its end, or around one message. As many pages are kept as can be asked
 *  for again at once; the rest comes anew where it is scrolled to. */
import { infiniteQueryOptions, useInfiniteQuery, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Message, ThreadPage } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

const PAGE = 50;
const PAGES_MAX = 12;
/** Pressed and then clicked is asked once. A thread that is opened always asks: what came while it was closed is not in it. */
export const FRESH_MS = 2_000;

/** Where a page begins: before a place, after one, around a message; nowhere named: at the end of the thread. */
export interface ThreadPlace {
  cursor?: string;
  after?: string;
  around?: string;
}

export type ThreadPages = InfiniteData<ThreadPage>;

/** A page comes oldest first; it is kept newest first, so that pages follow each other in one order. */
async function fetchMessages(id: string, place: ThreadPlace, signal?: AbortSignal): Promise<ThreadPage> {
  const page = await http.get<ThreadPage>(`/conversations/${id}/messages`, { ...place, limit: PAGE }, signal);
  return { ...page, items: page.items.toReversed() };
}

export const paging = {
  getNextPageParam: ({ next_cursor: cursor }: ThreadPage): ThreadPlace | undefined => (cursor ? { cursor } : undefined),
  getPreviousPageParam: ({ prev_cursor: after }: ThreadPage): ThreadPlace | undefined => (after ? { after } : undefined),
};

export function messagesQuery(id: string, around?: string) {
  const initialPageParam: ThreadPlace = around ? { around } : {};
  return infiniteQueryOptions({
    ...paging,
    queryKey: keys.messages(id, around),
    queryFn: ({ pageParam, signal }) => fetchMessages(id, pageParam, signal),
    initialPageParam,
    maxPages: PAGES_MAX,
  });
}

export function useMessages(id: string, around?: string) {
  return useInfiniteQuery({ ...messagesQuery(id, around), staleTime: 0 });
}

/** Newest first, each once: what came live may be in the page that was asked for next too. */
export function messagesOf(data: ThreadPages | undefined): Message[] {
  const once = new Map<string, Message>();
  for (const { items } of data?.pages ?? []) for (const message of items) if (!once.has(message.id)) once.set(message.id, message);
  return [...once.values()];
}

/** Whether the newest message of the thread is among those loaded. */
export function reachesEnd(data: ThreadPages | undefined): boolean {
  return data?.pages[0] !== undefined && !data.pages[0].prev_cursor;
}

/** The newest messages as far as the screen knows them; null when what is loaded ends before them. */
export function knownNewest(client: QueryClient, id: string): Message[] | null {
  const data = client.getQueryData(messagesQuery(id).queryKey);
  return reachesEnd(data) ? messagesOf(data) : null;
}

export async function newestMessages(client: QueryClient, id: string): Promise<Message[]> {
  return knownNewest(client, id) ?? (await fetchMessages(id, {})).items;
}

/** A conversation opened again begins at its end with one page: what was read of its past is not asked for again. */
export function forgetPast(client: QueryClient, id: string): void {
  const { queryKey } = messagesQuery(id);
  const data = client.getQueryData(queryKey);
  if (!data) return;
  if (!reachesEnd(data)) return client.removeQueries({ queryKey, exact: true });
  client.setQueryData(queryKey, { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) });
}
