import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Snippet } from "@/shared/api/types";
import { useDebounced } from "@/shared/ui/useDebounced";

/** Whatever is known of ready replies. */
export const SNIPPETS = ["snippets"] as const;
const PAGE = 200;
const VARIABLES_STALE_MS = 30_000;
const FIND_WAIT_MS = 150;
const FOUND_MAX = 8;
const CHOICES_MAX = 50;

export const SORTS = ["fit", "title", "used", "changed"] as const;
export type Sort = (typeof SORTS)[number];

/** All of the company, page by page. */
export function useSnippets(typed: string, sort: Sort) {
  const q = useDebounced(typed.trim(), FIND_WAIT_MS);
  return useInfiniteQuery({
    queryKey: [...SNIPPETS, "list", q, sort],
    queryFn: ({ pageParam, signal }) => http.get<Page<Snippet>>("/snippets", { ...(q && { q }), sort, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: (old) => old,
  });
}

/** Those for everybody and for my teams: what "/" offers. */
export function useMySnippets() {
  return useQuery({
    queryKey: [...SNIPPETS, "mine"],
    queryFn: ({ signal }) => http.get<Page<Snippet>>("/snippets", { limit: PAGE, mine: true }, signal),
  });
}

/** What answers to the typed word, from the server where the company has more replies than are here; else null. */
export function useFoundSnippets(word: string): { word: string; items: Snippet[] } | null {
  const more = useMySnippets().data?.next_cursor;
  const asked = useDebounced(word, FIND_WAIT_MS);
  const { data } = useQuery({
    queryKey: [...SNIPPETS, "found", asked],
    queryFn: async ({ signal }) => ({ word: asked, items: (await http.get<Page<Snippet>>("/snippets", { q: asked, limit: FOUND_MAX, mine: true }, signal)).items }),
    enabled: Boolean(more) && asked !== "",
  });
  return data?.word === word ? data : null;
}

/** What a form may choose from: what answers to the typed words, and the one chosen already. */
export function useSnippetChoices(typed: string, chosenId: string): { found: Snippet[]; chosen: Snippet | undefined } {
  const asked = useDebounced(typed.trim(), FIND_WAIT_MS);
  const { data: chosen } = useQuery({ queryKey: [...SNIPPETS, "one", chosenId], queryFn: ({ signal }) => http.get<Snippet>(`/snippets/${chosenId}`, undefined, signal), enabled: chosenId !== "" });
  const q = chosen && asked === choiceOf(chosen) ? "" : asked;
  const { data } = useQuery({
    queryKey: [...SNIPPETS, "choices", q],
    queryFn: async ({ signal }) => (await http.get<Page<Snippet>>("/snippets", { ...(q && { q }), limit: CHOICES_MAX }, signal)).items,
    placeholderData: (old) => old,
  });
  const found = data ?? [];
  return { found: chosen && !found.some(({ id }) => id === chosen.id) ? [chosen, ...found] : found, chosen };
}

/** How a reply is called in a choice. */
export function choiceOf({ title, shortcut }: Pick<Snippet, "title" | "shortcut">): string {
  return `${title} /${shortcut}`;
}

/** What names in braces stand for in this conversation. */
export function useVariables(conversationId: string) {
  return useQuery({
    queryKey: ["variables", conversationId],
    queryFn: ({ signal }) => http.get<{ values: Record<string, string> }>(`/conversations/${conversationId}/variables`, {}, signal),
    staleTime: VARIABLES_STALE_MS,
  });
}

export interface SnippetForm {
  id?: string;
  shortcut: string;
  title: string;
  text: string;
  team_id: string | null;
  attachment_ids: string[];
}

function useSnippetChange<Given, Result>(mutationFn: (given: Given) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: SNIPPETS }) });
}

export const useSaveSnippet = () => useSnippetChange(({ id, ...snippet }: SnippetForm) => (id ? http.patch(`/snippets/${id}`, snippet) : http.post("/snippets", snippet)));
export const useDeleteSnippet = () => useSnippetChange((id: string) => http.delete(`/snippets/${id}`));

/** Counts a use, so that the replies used most stand first; a lost count is no loss. */
export function tellUse(id: string): void {
  void http.post(`/snippets/${id}/uses`).catch(() => undefined);
}
