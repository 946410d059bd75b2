/** The query cache all server state lives in. */
import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/shared/api/http";

const RETRIES_MAX = 2;

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        networkMode: "always",
        retry: (count, error) => count < RETRIES_MAX && mayPass(error),
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
}

/** Refusals are final; a lost connection or a busy server may pass. */
export function mayPass(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}
