/** Campaigns: kept, counted, launched, followed. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { channelsQuery } from "@/features/delivery";
import { http, type Page } from "@/shared/api/http";
import type { Campaign, CampaignChannelChoice, CampaignExplanation, CampaignFigures, CampaignPlan, CampaignPreview, CampaignReview, CampaignRow, CampaignSegment, CampaignSettings, CampaignState, PersonCampaign, Template, TemplateRow } from "@/shared/api/types";
import { useDebounced } from "@/shared/ui/useDebounced";

type TemplateVariable = Template["body"]["variables"][number];

/** Whatever is known of campaigns. */
export const CAMPAIGNS = ["campaigns"] as const;
const FIND_WAIT_MS = 200;
const TEMPLATES_SHOWN = 200;
/** While people are on their way figures are asked for this often, besides what the desk is told. */
const FOLLOW_MS = 5_000;

export function useCampaigns(typed: string, state: CampaignState | undefined) {
  const q = useDebounced(typed.trim(), FIND_WAIT_MS);
  return useInfiniteQuery({
    queryKey: [...CAMPAIGNS, "list", q, state ?? ""],
    queryFn: ({ pageParam, signal }) => http.get<Page<CampaignRow>>("/campaigns", { ...(q && { q }), ...(state && { state }), cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
  });
}

export function useCampaign(id: string) {
  return useQuery({ queryKey: [...CAMPAIGNS, "one", id], queryFn: ({ signal }) => http.get<Campaign>(`/campaigns/${id}`, undefined, signal) });
}

export function useReview(id: string) {
  return useQuery({ queryKey: [...CAMPAIGNS, "review", id], queryFn: ({ signal }) => http.get<CampaignReview>(`/campaigns/${id}/review`, undefined, signal), placeholderData: keepPreviousData });
}

export function useFigures(id: string, moving: boolean) {
  return useQuery({ queryKey: [...CAMPAIGNS, "figures", id], queryFn: ({ signal }) => http.get<CampaignFigures>(`/campaigns/${id}/figures`, undefined, signal), refetchInterval: moving ? FOLLOW_MS : false });
}

export function useExplanation(id: string, contactId: string | null) {
  return useQuery({
    queryKey: [...CAMPAIGNS, "why", id, contactId],
    queryFn: ({ signal }) => http.get<CampaignExplanation>(`/campaigns/${id}/people/${contactId}`, undefined, signal),
    enabled: contactId !== null,
  });
}

export function useCampaignsOf(contactId: string) {
  return useQuery({ queryKey: [...CAMPAIGNS, "of", contactId], queryFn: ({ signal }) => http.get<PersonCampaign[]>(`/contacts/${contactId}/campaigns`, undefined, signal) });
}

export function useCampaignSettings() {
  return useQuery({ queryKey: [...CAMPAIGNS, "settings"], queryFn: ({ signal }) => http.get<CampaignSettings>("/campaigns/settings", undefined, signal) });
}

export interface PreviewAsked {
  channel: number;
  variant: number;
  language: string;
  contact_id: string | null;
}

/** `revision`: a saved draft is looked at anew. */
export function useCampaignPreview(id: string, asked: PreviewAsked, revision: number, enabled: boolean) {
  return useQuery({
    queryKey: ["campaign-preview", id, revision, asked],
    queryFn: () => http.post<CampaignPreview>(`/campaigns/${id}/previews`, asked),
    placeholderData: keepPreviousData,
    retry: false,
    enabled,
  });
}

/** Segments and lists to choose from. */
export function useSegmentChoices() {
  return useQuery({ queryKey: ["segments", "choices"], queryFn: ({ signal }) => http.get<CampaignSegment[]>("/campaigns/segments", undefined, signal) });
}

/** Channels a campaign can go by. */
export function useChannelChoices() {
  return useQuery({ queryKey: [...channelsQuery.queryKey, "campaigns"], queryFn: ({ signal }) => http.get<CampaignChannelChoice[]>("/campaigns/channels", undefined, signal) });
}

/** What the plan's templates declare, each name once. */
export function useDeclared(plan: CampaignPlan): TemplateVariable[] {
  const ids = [...new Set(plan.channels.flatMap(({ sayings }) => sayings.flatMap(({ template_id }) => template_id ?? [])))];
  const found = useQueries({ queries: ids.map((id) => ({ queryKey: ["templates", "one", id], queryFn: () => http.get<Template>(`/templates/${id}`) })) });
  return [...new Map(found.flatMap(({ data }) => data?.body.variables ?? []).map((one) => [one.name, one])).values()];
}

/** Templates that were published: only those can be sent. */
export function useTemplateChoices() {
  return useQuery({
    queryKey: ["templates", "choices"],
    queryFn: ({ signal }) => http.get<Page<TemplateRow>>("/templates", { limit: TEMPLATES_SHOWN }, signal),
    select: ({ items }) => items.filter(({ published_number }) => published_number !== null),
  });
}

function useChange<Given, Result>(mutationFn: (given: Given) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: CAMPAIGNS }) });
}

export const useCreateCampaign = () => useChange((name: string) => http.post<Campaign>("/campaigns", { name }));
export const useSaveCampaign = (id: string) => useChange((given: { revision: number; name: string; plan: CampaignPlan }) => http.put<Campaign>(`/campaigns/${id}/draft`, given));
export const useCopyCampaign = (id: string) => useChange((name: string) => http.post<Campaign>(`/campaigns/${id}/copies`, { name }));
export const useDeleteCampaign = (id: string) => useChange(() => http.delete(`/campaigns/${id}`));
export const useCountCampaign = (id: string) => useChange(() => http.post<CampaignReview>(`/campaigns/${id}/counts`));
export const useSaveCampaignSettings = () => useChange((given: CampaignSettings) => http.put<CampaignSettings>("/campaigns/settings", given));
export const useRaiseBudget = (id: string) => useChange((budgetMicros: number) => http.delete<Campaign>(`/campaigns/${id}/pause?budget_micros=${budgetMicros}`));
export const useChooseWinner = (id: string) => useChange((variant: number) => http.put<Campaign>(`/campaigns/${id}/winner`, { variant }));
export const useTellStock = (id: string) => useChange((given: { name: string; left: number }) => http.put<Campaign>(`/campaigns/${id}/stock`, given));
export const useSendCampaignTest = (id: string) => useMutation({ mutationFn: (given: { channel: number; variant: number; to: string; contact_id: string | null }) => http.post<{ ledger_id: string; to: string }>(`/campaigns/${id}/tests`, given) });

export type Act = "launch" | "take_back" | "approve" | "pause" | "resume" | "stop";

const ACTS: Record<Act, (id: string) => Promise<Campaign>> = {
  launch: (id) => http.put(`/campaigns/${id}/launch`),
  take_back: (id) => http.delete(`/campaigns/${id}/launch`),
  approve: (id) => http.put(`/campaigns/${id}/approval`),
  pause: (id) => http.put(`/campaigns/${id}/pause`),
  resume: (id) => http.delete(`/campaigns/${id}/pause`),
  stop: (id) => http.put(`/campaigns/${id}/stop`),
};

export const useActOn = (id: string) => useChange((act: Act) => ACTS[act](id));
