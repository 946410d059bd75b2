import { queryOptions, useQuery } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Provider } from "@/shared/api/types";

/** The list comes bare or as a page; providers change only with the server's version. */
const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: async ({ signal }) => {
    const answer = await http.get<Provider[] | Page<Provider>>("/providers", undefined, signal);
    return Array.isArray(answer) ? answer : answer.items;
  },
  staleTime: Infinity,
});

export function useProviders() {
  return useQuery(providersQuery);
}

export function useProvider(kind: string | undefined): Provider | undefined {
  return useQuery(providersQuery).data?.find((provider) => provider.kind === kind);
}
