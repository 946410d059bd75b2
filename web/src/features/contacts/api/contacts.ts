import { keepPreviousData, queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { AttributeValue, Contact, ContactRow } from "@/shared/api/types";

export function useContacts(words: string, enabled = true) {
  return useInfiniteQuery({
    queryKey: ["contacts", "list", words],
    queryFn: ({ pageParam, signal }) => http.get<Page<ContactRow>>("/contacts", { q: words, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled,
    placeholderData: keepPreviousData,
  });
}

export function contactQuery(id: string) {
  return queryOptions({
    queryKey: ["contacts", "one", id],
    queryFn: ({ signal }) => http.get<Contact>(`/contacts/${id}`, undefined, signal),
  });
}

export function useContact(id: string) {
  return useQuery(contactQuery(id));
}

export interface ContactChange {
  name?: string;
  notes?: string;
  /** Null removes an attribute. */
  attributes?: Record<string, AttributeValue | null>;
}

export function useChangeContact(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ContactChange) => http.patch(`/contacts/${id}`, change),
    onSettled: () => client.invalidateQueries({ queryKey: ["contacts"] }),
  });
}
