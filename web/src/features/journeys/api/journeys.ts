import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Graph } from "@/features/journeys/graph";
import { http, type Page } from "@/shared/api/http";
import { useDebounced } from "@/shared/ui/useDebounced";

/** Whatever is known of journeys. */
export const JOURNEYS = ["journeys"] as const;
const CHECK_WAIT_MS = 400;
const FIGURES_EVERY_MS = 10_000;
const STALE_MS = 3_600_000;

export interface JourneyRow {
  id: string;
  name: string;
  state: "draft" | "running" | "paused" | "stopped";
  recipe: string;
  trigger: "event" | "segment" | "date" | "api";
  version: number | null;
  revision: number;
  changed: boolean;
  entered: number;
  active: number;
  goal: number;
  updated_at: string;
}
export interface Finding {
  code: string;
  node: string;
  error: boolean;
  param: string;
}
export interface Journey {
  row: JourneyRow;
  graph: Graph;
  findings: Finding[];
}
export interface Sending {
  way: number;
  channel_id: string;
  planned: number;
  sent: number;
  read: number;
  read_by_machine: number;
  clicked: number;
  failed: number;
  unsubscribed: number;
  skipped: Record<string, number>;
  failures: Record<string, number>;
  costs: Record<string, number>;
}
export interface NodeFigures {
  node: string;
  entered: number;
  waiting: number;
  goal: number;
  stopped: number;
  left: Record<string, number>;
  ended: Record<string, number>;
  refused: Record<string, number>;
  sendings: Sending[];
}
export interface Simulation {
  days: number;
  people: number;
  looked_at: number;
  nodes: { node: string; entered: number; sent: number; skipped: Record<string, number>; costs: Record<string, number> }[];
  messages: number;
  messages_per_person: number;
  costs: Record<string, number>;
  unpriced: number;
}
export interface Run {
  id: string;
  journey_id: string;
  journey_name: string;
  contact_id: string;
  contact_name: string;
  node: string;
  title: string;
  kind: string;
  due_at: string | null;
  started_at: string;
  ended_at: string | null;
  ended: string;
}
export interface Trace {
  at: string;
  node: string;
  what: "entered" | "left" | "sent" | "skipped" | "stopped" | "goal" | "ended";
  why: string;
}
export interface Walk {
  time_zone: string;
  trail: Trace[];
  ended: string;
}

/** `only`: in that state. */
export function useJourneys(only: JourneyRow["state"] | null) {
  return useInfiniteQuery({
    queryKey: [...JOURNEYS, "list", only],
    queryFn: ({ pageParam, signal }) => http.get<Page<JourneyRow>>("/journeys", { cursor: pageParam, ...(only ? { only } : {}) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
}

export function useJourney(id: string) {
  return useQuery({ queryKey: [...JOURNEYS, "one", id], queryFn: ({ signal }) => http.get<Journey>(`/journeys/${id}`, undefined, signal), refetchOnWindowFocus: false });
}

export function useRecipes() {
  return useQuery({ queryKey: ["journey-recipes"], queryFn: ({ signal }) => http.get<{ code: string; graph: Graph; letters: boolean }[]>("/journeys/recipes", undefined, signal), staleTime: STALE_MS });
}

/** What is wrong with the graph as it stands now, saved or not. */
export function useFindings(graph: Graph) {
  const settled = useDebounced(graph, CHECK_WAIT_MS);
  return useQuery({ queryKey: ["journey-check", settled], queryFn: () => http.post<{ findings: Finding[] }>("/journeys/checks", { graph: settled }), placeholderData: keepPreviousData, retry: false });
}

export function useNodeFigures(id: string, enabled: boolean) {
  return useQuery({ queryKey: [...JOURNEYS, "figures", id], queryFn: ({ signal }) => http.get<{ nodes: NodeFigures[] }>(`/journeys/${id}/figures`, undefined, signal), enabled, refetchInterval: FIGURES_EVERY_MS });
}

export function useNodeRuns(id: string, node: string) {
  return useQuery({ queryKey: [...JOURNEYS, "runs", id, node], queryFn: ({ signal }) => http.get<Page<Run>>(`/journeys/${id}/runs`, { node, limit: 10 }, signal) });
}

export function useJourneysOf(contactId: string) {
  return useQuery({ queryKey: [...JOURNEYS, "of", contactId], queryFn: ({ signal }) => http.get<Page<Run>>(`/contacts/${contactId}/journeys`, { limit: 10 }, signal) });
}

interface Named {
  id: string;
  name: string;
  kind: string;
}

/** What a message may say, by its name and kind. */
export function useTemplateNames() {
  return useQuery({ queryKey: ["templates", "names"], queryFn: ({ signal }) => http.get<Page<Named>>("/templates", { limit: 200 }, signal), select: ({ items }) => items });
}

function useChange<Given, Result>(mutationFn: (given: Given) => Promise<Result>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey: JOURNEYS }) });
}

export const useCreateJourney = () => useChange((given: { name: string; recipe: string }) => http.post<Journey>("/journeys", given));
export const useSaveJourney = (id: string) => useChange((given: { name: string; graph: Graph; revision: number }) => http.put<Journey>(`/journeys/${id}/draft`, given));
export const usePublishJourney = (id: string) => useChange(() => http.post<Journey>(`/journeys/${id}/versions`));
export const usePauseJourney = (id: string) => useChange((paused: boolean) => (paused ? http.put<Journey>(`/journeys/${id}/pause`) : http.delete<Journey>(`/journeys/${id}/pause`)));
export const useStopJourney = (id: string) => useChange(() => http.put<Journey>(`/journeys/${id}/stop`));
export const useSimulate = () => useMutation({ mutationFn: (given: { graph: Graph; read_percent: number }) => http.post<Simulation>("/journeys/simulations", given) });
export const useWalk = () => useMutation({ mutationFn: (given: { graph: Graph; contact_id: string; reads: boolean }) => http.post<Walk>("/journeys/walks", given) });
export const usePutIn = (id: string) => useChange((contactId: string) => http.post<{ contact_ids: string[] }>(`/journeys/${id}/runs`, { people: [{ contact_id: contactId }] }));
export const useDeleteJourney = (id: string) => useChange(() => http.delete<unknown>(`/journeys/${id}`));
