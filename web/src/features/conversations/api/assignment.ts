import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Conversation } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

interface Assignment {
  id: string;
  operator_id: string | null;
  team_id: string | null;
}

export function useAssignment() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...to }: Assignment) => http.put(`/conversations/${id}/assignment`, to),
    onMutate: ({ id, operator_id, team_id }) =>
      client.setQueryData(keys.one(id), (old: Conversation | undefined) => old && { ...old, assignee_id: operator_id, team_id }),
    onSettled: (_, __, { id }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.one(id) }),
        client.invalidateQueries({ queryKey: keys.lists }),
        client.invalidateQueries({ queryKey: keys.counts }),
      ]),
  });
}
