import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Workspace } from "@/shared/api/types";
import { sessionQuery } from "@/features/workspaces/api/session";

export function useChangeWorkspace() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Partial<Pick<Workspace, "name" | "locale" | "time_zone" | "away_after_minutes">>) => http.patch("/workspace", change),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
}
