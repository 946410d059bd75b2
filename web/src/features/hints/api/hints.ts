/** Hints on a draft, and who wants them: kept on the server, so that they hold on any machine. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { HintChoices, HintKind, Hints } from "@/shared/api/types";

const LENGTH_MIN = 8;

/** Asked once the writer pauses; a hint that cannot be had is no error to show. */
export function useHints(conversationId: string, draft: string, enabled: boolean) {
  return useQuery({
    queryKey: ["hints", conversationId, draft],
    queryFn: () => http.post<Hints>(`/conversations/${conversationId}/hints`, { text: draft }),
    enabled: enabled && draft.trim().length >= LENGTH_MIN && draft.length <= 20_000,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
}

const CHOICES = ["hints", "choices"] as const;

export function useHintChoices() {
  return useQuery({ queryKey: CHOICES, queryFn: ({ signal }) => http.get<HintChoices>("/hints/choices", undefined, signal) });
}

function useKeep() {
  const client = useQueryClient();
  return (choices: HintChoices) => client.setQueryData(CHOICES, choices);
}

/** All kinds to hide. What is hidden goes at once; a refusal brings it back. */
export function useHideHints() {
  const client = useQueryClient();
  const keep = useKeep();
  return useMutation({
    mutationFn: (kinds: HintKind[]) => http.put<HintChoices>("/hints/hidden", { kinds }),
    onMutate: (hidden) => client.setQueryData(CHOICES, (old: HintChoices | undefined) => old && { ...old, hidden }),
    onSuccess: keep,
    onError: () => client.invalidateQueries({ queryKey: CHOICES }),
  });
}

export function useSwitchHints() {
  const onSuccess = useKeep();
  return useMutation({ mutationFn: (enabled: boolean) => http.put<HintChoices>("/hints/switch", { enabled }), onSuccess });
}
