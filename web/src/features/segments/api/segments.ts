/** Segments: the list, one of them, counting and explaining a rule that is still being written. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { BoughtNames, SegmentCount, SegmentExplanation, SegmentPeopleAdded, PersonSegments, Segment, SegmentMember, SegmentRow } from "@/shared/api/types";
import type { Rule } from "@/features/segments/rule";

export const SEGMENTS = ["segments"] as const;

export function useSegments(archived = false) {
  return useQuery({ queryKey: [...SEGMENTS, "list", archived], queryFn: ({ signal }) => http.get<SegmentRow[]>("/segments", { archived: String(archived) }, signal) });
}

export function useSegment(id: string) {
  return useQuery({ queryKey: [...SEGMENTS, "one", id], queryFn: ({ signal }) => http.get<Segment>(`/segments/${id}`, undefined, signal) });
}

export function useMembers(id: string) {
  return useInfiniteQuery({
    queryKey: [...SEGMENTS, "members", id],
    queryFn: ({ pageParam, signal }) => http.get<Page<SegmentMember>>(`/segments/${id}/members`, { cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

/** How many fit; null: the rule is not whole yet. */
export function useCounted(rule: Rule | null, segmentId: string) {
  return useQuery({
    queryKey: [...SEGMENTS, "count", rule, segmentId],
    enabled: rule !== null,
    queryFn: ({ signal }) => http.post<SegmentCount>("/segments/counts", { rule, segment_id: segmentId }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}

export function useSegmentWhy(rule: Rule | null, contactId: string | null) {
  return useQuery({
    queryKey: [...SEGMENTS, "why", rule, contactId],
    enabled: rule !== null && contactId !== null,
    queryFn: ({ signal }) => http.post<SegmentExplanation>("/segments/explanations", { rule, contact_id: contactId }, { signal }),
    retry: false,
  });
}

export function useBought(words: string, enabled: boolean) {
  return useQuery({ queryKey: [...SEGMENTS, "bought", words], enabled, queryFn: ({ signal }) => http.get<BoughtNames>("/segments/bought", { q: words }, signal), placeholderData: keepPreviousData });
}

export function useSegmentsOf(contactId: string) {
  return useInfiniteQuery({
    queryKey: [...SEGMENTS, "of", contactId],
    queryFn: ({ pageParam, signal }) => http.get<PersonSegments>(`/contacts/${contactId}/segments`, { cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export interface NewSegment {
  name: string;
  kind: "rule" | "list";
  rule?: Rule;
}

export function useCreateSegment() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (given: NewSegment) => http.post<Segment>("/segments", given), onSuccess: () => client.invalidateQueries({ queryKey: SEGMENTS }) });
}

export function useChangeSegment(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (changes: { revision: number; name?: string; code?: string; description?: string; rule?: Rule }) => http.patch<Segment>(`/segments/${id}`, changes),
    // Also where it was refused: a colleague may have saved it.
    onSettled: () => client.invalidateQueries({ queryKey: SEGMENTS }),
  });
}

export function useSegmentAct(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: "copy" | "archive" | "restore" | "count") => {
      if (act === "copy") return http.post<Segment>(`/segments/${id}/copies`);
      if (act === "count") return http.post<Segment>(`/segments/${id}/size`);
      return act === "archive" ? http.put<Segment>(`/segments/${id}/archive`) : http.delete<Segment>(`/segments/${id}/archive`);
    },
    onSuccess: () => client.invalidateQueries({ queryKey: SEGMENTS }),
  });
}

export interface PutOn {
  contact_ids?: string[];
  addresses?: string;
  import_id?: string;
}

export function usePutOn(id: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (given: PutOn) => http.post<SegmentPeopleAdded>(`/segments/${id}/people`, given), onSuccess: () => client.invalidateQueries({ queryKey: SEGMENTS }) });
}

/** Everybody a file named goes on a list: `listId`, or a new one of that name. */
export function useImportToList(importId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ listId, name }: { listId: string | null; name: string }) => {
      const id = listId ?? (await http.post<Segment>("/segments", { name, kind: "list" })).id;
      const { added, already } = await http.post<SegmentPeopleAdded>(`/segments/${id}/people`, { import_id: importId });
      return { id, added, already };
    },
    onSuccess: () => client.invalidateQueries({ queryKey: SEGMENTS }),
  });
}

export function useTakeOff(id: string) {
  const client = useQueryClient();
  return useMutation({ mutationFn: (contactId: string) => http.delete(`/segments/${id}/people/${contactId}`), onSuccess: () => client.invalidateQueries({ queryKey: SEGMENTS }) });
}
