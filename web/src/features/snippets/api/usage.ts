import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { SnippetUsage } from "@/shared/api/types";
import { SNIPPETS } from "@/features/snippets/api/snippets";

/** Of the last 30 days; of a team's members alone where one is named. */
export function useUsage(teamId: string | null) {
  return useQuery({
    queryKey: [...SNIPPETS, "usage", teamId],
    queryFn: ({ signal }) => http.get<SnippetUsage>("/snippets/usage", { ...(teamId && { team_id: teamId }) }, signal),
    placeholderData: keepPreviousData,
  });
}
