import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Template, TemplateAsked, TemplateBody, TemplateKind, TemplatePreview, TemplateProblem, TemplateRow, TemplateStarter, TemplateVersion } from "@/shared/api/types";
import { useDebounced } from "@/shared/ui/useDebounced";

/** Whatever is known of templates. */
export const TEMPLATES = ["templates"] as const;
const FIND_WAIT_MS = 200;
const PREVIEW_WAIT_MS = 350;
const STARTERS_STALE_MS = 3_600_000;

export function useTemplates(typed: string, kind: TemplateKind | undefined, archived: boolean) {
  const q = useDebounced(typed.trim(), FIND_WAIT_MS);
  return useInfiniteQuery({
    queryKey: [...TEMPLATES, "list", q, kind ?? "", archived],
    queryFn: ({ pageParam, signal }) => http.get<Page<TemplateRow>>("/templates", { ...(q && { q }), ...(kind && { kind }), archived, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function useTemplate(id: string) {
  return useQuery({ queryKey: [...TEMPLATES, "one", id], queryFn: ({ signal }) => http.get<Template>(`/templates/${id}`, undefined, signal), refetchOnWindowFocus: false });
}

export function useStarters() {
  return useQuery({ queryKey: ["template-starters"], queryFn: ({ signal }) => http.get<TemplateStarter[]>("/templates/starters", undefined, signal), staleTime: STARTERS_STALE_MS });
}

export function useVersions(id: string) {
  return useQuery({ queryKey: [...TEMPLATES, "versions", id], queryFn: ({ signal }) => http.get<TemplateVersion[]>(`/templates/${id}/versions`, undefined, signal) });
}

/** What somebody would get of the body as it stands now, saved or not. */
export function usePreview(asked: TemplateAsked) {
  const settled = useDebounced(asked, PREVIEW_WAIT_MS);
  return useQuery({
    queryKey: ["template-preview", settled],
    queryFn: () => http.post<TemplatePreview>("/templates/previews", settled),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export interface NewTemplate {
  name: string;
  kind: TemplateKind;
  purpose: "mass" | "personal";
  folder: string;
  body: TemplateBody | null;
}

function useChange<Given, Result>(mutationFn: (given: Given) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: TEMPLATES }) });
}

export const useCreateTemplate = () => useChange((given: NewTemplate) => http.post<Template>("/templates", given));
export const useChangeTemplate = (id: string) => useChange((given: Partial<Pick<Template, "name" | "purpose" | "folder">>) => http.patch<Template>(`/templates/${id}`, given));
export const usePublish = (id: string) => useChange(() => http.post<Template>(`/templates/${id}/versions`));
export const useRestore = (id: string) => useChange((versionId: string) => http.put<Template>(`/templates/${id}/versions/${versionId}/restoration`));
export const useArchive = (id: string) => useChange((archived: boolean) => (archived ? http.put<Template>(`/templates/${id}/archiving`) : http.delete<Template>(`/templates/${id}/archiving`)));

export const useSaveDraft = (id: string) => useChange((given: { revision: number; body: TemplateBody }) => http.put<{ template: Template; problems: TemplateProblem[] }>(`/templates/${id}/draft`, given));

export interface TestSend {
  channel_id: string;
  language: string;
  to: string;
}

export const useSendTest = (id: string) => useMutation({ mutationFn: (given: TestSend) => http.post<{ ledger_id: string; to: string }>(`/templates/${id}/tests`, given) });

/** The blocks of a letter as markup, to go on in code. */
export const useMarkup = () => useMutation({ mutationFn: (given: { body: TemplateBody; language: string }) => http.post<{ mjml: string }>("/templates/markup", given) });
