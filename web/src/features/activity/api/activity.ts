/** What people did and bought, how they stand, imports, names of events and attributes. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, upload, type Page } from "@/shared/api/http";
import type { AttributeKnown, Fact, FactName, Import, ImportKind, ImportPlan, ImportPreview, PersonActivity, RfmGrid, RfmPerson, RfmSettings } from "@/shared/api/types";

export const ACTIVITY = ["activity"] as const;
const IMPORTS = [...ACTIVITY, "imports"] as const;
const RFM = [...ACTIVITY, "rfm"] as const;

export function usePersonActivity(contactId: string) {
  return useQuery({ queryKey: [...ACTIVITY, "person", contactId], queryFn: ({ signal }) => http.get<PersonActivity>(`/contacts/${contactId}/activity`, undefined, signal) });
}

export function useFacts(contactId: string, name: string | null) {
  return useInfiniteQuery({
    queryKey: [...ACTIVITY, "facts", contactId, name],
    queryFn: ({ pageParam, signal }) => http.get<Page<Fact>>(`/contacts/${contactId}/facts`, { cursor: pageParam, name: name ?? undefined, limit: 10 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useRfm() {
  return useQuery({ queryKey: [...RFM, "grid"], queryFn: ({ signal }) => http.get<RfmGrid>("/rfm", undefined, signal) });
}

export interface RfmPlace {
  recency?: number;
  value?: number;
  group?: string;
}

export function useRfmPeople(place: RfmPlace | null) {
  return useInfiniteQuery({
    queryKey: [...RFM, "people", place],
    enabled: place !== null,
    queryFn: ({ pageParam, signal }) => http.get<Page<RfmPerson>>("/rfm/people", { ...place, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useCountRfm() {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => http.post<RfmGrid>("/rfm/counts"), onSuccess: () => client.invalidateQueries({ queryKey: RFM }) });
}

export function useRfmSettings() {
  return useQuery({ queryKey: [...RFM, "settings"], queryFn: ({ signal }) => http.get<RfmSettings>("/rfm/settings", undefined, signal) });
}

export function useSaveRfmSettings() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (chosen: RfmSettings) => http.put<RfmSettings>("/rfm/settings", chosen), onSuccess: () => client.invalidateQueries({ queryKey: ACTIVITY }) });
}

export function useImports() {
  return useInfiniteQuery({
    queryKey: [...IMPORTS, "list"],
    queryFn: ({ pageParam, signal }) => http.get<Page<Import>>("/imports", { cursor: pageParam, limit: 20 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useImport(id: string) {
  return useQuery({ queryKey: [...IMPORTS, "one", id], queryFn: ({ signal }) => http.get<Import>(`/imports/${id}`, undefined, signal) });
}

export function useImportPreview(id: string) {
  return useQuery({ queryKey: [...IMPORTS, "preview", id], queryFn: ({ signal }) => http.get<ImportPreview>(`/imports/${id}/preview`, undefined, signal), staleTime: Infinity });
}

export function useTryPlan(id: string) {
  return useMutation({ mutationFn: (plan: ImportPlan) => http.post<ImportPreview>(`/imports/${id}/preview`, plan) });
}

export function useUploadImport() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, file }: { kind: ImportKind; file: File }) => upload<Import>(`/imports?kind=${kind}`, file, { onProgress: () => undefined }),
    onSuccess: () => client.invalidateQueries({ queryKey: IMPORTS }),
  });
}

export function useChangeImport(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (act: { run: ImportPlan } | "cancellation" | "undoing") => (typeof act === "string" ? http.put<Import>(`/imports/${id}/${act}`) : http.put<Import>(`/imports/${id}/run`, act.run)),
    onSuccess: () => client.invalidateQueries({ queryKey: IMPORTS }),
  });
}

export function useFactNames() {
  return useQuery({ queryKey: [...ACTIVITY, "names"], queryFn: async ({ signal }) => (await http.get<Page<FactName>>("/fact-names", undefined, signal)).items });
}

export function useAttributes() {
  return useQuery({ queryKey: [...ACTIVITY, "attributes"], queryFn: async ({ signal }) => (await http.get<Page<AttributeKnown>>("/attributes", undefined, signal)).items });
}

/** Describe or forget; `path` is of a name of events or of an attribute. */
export function useName(path: "fact-names" | "attributes") {
  const client = useQueryClient();
  const done = () => client.invalidateQueries({ queryKey: ACTIVITY });
  const save = useMutation({ mutationFn: ({ name, ...said }: { name: string; description: string; kind?: string }) => http.put(`/${path}/${encodeURIComponent(name)}`, said), onSuccess: done });
  const forget = useMutation({ mutationFn: (name: string) => http.delete(`/${path}/${encodeURIComponent(name)}`), onSuccess: done });
  return { save, forget };
}
