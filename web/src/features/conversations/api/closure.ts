import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import { keys } from "@/features/conversations/api/keys";

export function useClosure() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, closed }: { id: string; closed: boolean }) =>
      closed ? http.put(`/conversations/${id}/closure`) : http.delete(`/conversations/${id}/closure`),
    onSettled: (_, __, { id }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.one(id) }),
        client.invalidateQueries({ queryKey: keys.lists }),
        client.invalidateQueries({ queryKey: keys.counts }),
      ]),
  });
}
