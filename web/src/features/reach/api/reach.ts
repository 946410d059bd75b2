/** By what customers reach the company: read, chosen, ordered. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Reach, ReachKit } from "@/shared/api/types";

const KEY = ["reach"];

export function useReach() {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => http.get<Reach>("/reach", undefined, signal) });
}

export function useSaveReach() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kit: ReachKit) => http.put<Reach>("/reach", kit),
    onSuccess: (saved) => client.setQueryData(KEY, saved),
  });
}
