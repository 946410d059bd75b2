import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Snippet } from "@/shared/api/types";
import { useDebounced } from "@/shared/ui/useDebounced";

const PAGE = 200;
const VARIABLES_STALE_MS = 30_000;
const FIND_WAIT_MS = 150;
const FOUND_MAX = 8;

export const snippetsQuery = queryOptions({
  queryKey: ["snippets"],
  queryFn: async ({ signal }) => (await http.get<Page<Snippet>>("/snippets", { limit: PAGE }, signal)).items,
});

export function useSnippets() {
  return useQuery(snippetsQuery);
}

/** Those for everybody and for my teams: what "/" offers. */
export function useMySnippets() {
  return useQuery({
    queryKey: [...snippetsQuery.queryKey, "mine"],
    queryFn: ({ signal }) => http.get<Page<Snippet>>("/snippets", { limit: PAGE, mine: true }, signal),
  });
}

/** What answers to the typed word, from the server where the company has more replies than are here; else null. */
export function useFoundSnippets(word: string): { word: string; items: Snippet[] } | null {
  const more = useMySnippets().data?.next_cursor;
  const asked = useDebounced(word, FIND_WAIT_MS);
  const { data } = useQuery({
    queryKey: [...snippetsQuery.queryKey, "found", asked],
    queryFn: async ({ signal }) => ({ word: asked, items: (await http.get<Page<Snippet>>("/snippets", { q: asked, limit: FOUND_MAX, mine: true }, signal)).items }),
    enabled: Boolean(more) && asked !== "",
  });
  return data?.word === word ? data : null;
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
}

export function useSaveSnippet() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...snippet }: SnippetForm) => (id ? http.patch(`/snippets/${id}`, snippet) : http.post("/snippets", { ...snippet, attachment_ids: [] })),
    onSuccess: () => client.invalidateQueries({ queryKey: snippetsQuery.queryKey }),
  });
}

export function useDeleteSnippet() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => http.delete(`/snippets/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: snippetsQuery.queryKey }),
  });
}

/** Counts a use, so that the replies used most stand first; a lost count is no loss. */
export function tellUse(id: string): void {
  void http.post(`/snippets/${id}/uses`).catch(() => undefined);
}
