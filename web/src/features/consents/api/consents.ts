/** What people agreed to, the purposes they agree to, and whom to leave in peace. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Consents, ImportedSuppressions, Purpose, Sent, Suppression } from "@/shared/api/types";

export interface ConsentSaid {
  act: "granted" | "withdrawn";
  purpose: string;
  channel: string;
  note: string;
  language: "ru" | "en";
}

const ofContact = (id: string) => ["contacts", "consents", id];

export function useConsents(contactId: string) {
  return useQuery({ queryKey: ofContact(contactId), queryFn: ({ signal }) => http.get<Consents>(`/contacts/${contactId}/consents`, undefined, signal) });
}

export function useSayConsent(contactId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (said: ConsentSaid) => http.post<Consents>(`/contacts/${contactId}/consents`, said),
    onSuccess: (told) => client.setQueryData(ofContact(contactId), told),
  });
}

export function useSetCalls(contactId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (writeOnly: boolean) => http.put<Consents>(`/contacts/${contactId}/calls`, { write_only: writeOnly }),
    onSuccess: (told) => client.setQueryData(ofContact(contactId), told),
  });
}

export function useSent(contactId: string, enabled: boolean) {
  return useInfiniteQuery({
    queryKey: ["contacts", "sent", contactId],
    queryFn: ({ pageParam, signal }) => http.get<Page<Sent>>(`/contacts/${contactId}/messages-sent`, { cursor: pageParam, limit: 20 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled,
  });
}

export function useErase(contactId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => http.delete(`/contacts/${contactId}/personal-data`),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ["contacts"] }), client.invalidateQueries({ queryKey: ["conversations"] })]),
  });
}

export function usePurposes() {
  return useQuery({ queryKey: ["consents", "purposes"], queryFn: async ({ signal }) => (await http.get<Page<Purpose>>("/consents/purposes", undefined, signal)).items });
}

export interface PurposeForm {
  id?: string;
  code: string;
  name_ru: string;
  name_en: string;
  basis: Purpose["basis"];
  text_ru: string;
  text_en: string;
  archived: boolean;
}

export function useSavePurpose() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, archived, code, basis, ...words }: PurposeForm) => (id ? http.patch(`/consents/purposes/${id}`, { ...words, archived }) : http.post("/consents/purposes", { ...words, code, basis })),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ["consents", "purposes"] }), client.invalidateQueries({ queryKey: ["contacts", "consents"] })]),
  });
}

export function useSuppressions(q: string, reason: string) {
  return useInfiniteQuery({
    queryKey: ["suppressions", "list", q, reason],
    queryFn: ({ pageParam, signal }) => http.get<Page<Suppression>>("/suppressions", { q, reason, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export interface SuppressionForm {
  address_kind: string;
  address: string;
  reason: "by_hand" | "complaint" | "do_not_call";
  note: string;
}

export function useSuppressionActs() {
  const client = useQueryClient();
  const onSuccess = () => Promise.all([client.invalidateQueries({ queryKey: ["suppressions"] }), client.invalidateQueries({ queryKey: ["contacts", "consents"] })]);
  return {
    add: useMutation({ mutationFn: (form: SuppressionForm) => http.post("/suppressions", form), onSuccess }),
    lift: useMutation({ mutationFn: ({ id, note }: { id: string; note: string }) => http.delete(`/suppressions/${id}?note=${encodeURIComponent(note)}`), onSuccess }),
    takeIn: useMutation({ mutationFn: (csv: string) => http.post<ImportedSuppressions>("/suppressions/imports", { csv }), onSuccess }),
  };
}
