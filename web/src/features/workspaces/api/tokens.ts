import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { ApiToken, ApiTokenMade } from "@/shared/api/types";

const PAGE = 200;

const tokensQuery = queryOptions({
  queryKey: ["api-tokens"],
  queryFn: async ({ signal }) => (await http.get<Page<ApiToken>>("/api-tokens", { limit: PAGE }, signal)).items,
});

export function useTokens() {
  return useQuery(tokensQuery);
}

export function useCreateToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: { name: string; scopes: string[] }) => http.post<ApiTokenMade>("/api-tokens", token),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => http.delete(`/api-tokens/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
}
