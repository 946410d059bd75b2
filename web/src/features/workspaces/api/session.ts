/** Who is signed in: read at the start, changed by signing in and out. */
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery, type QueryClient } from "@tanstack/react-query";
import { ApiError, http, rememberCsrf } from "@/shared/api/http";
import type { Me, Permission } from "@/shared/api/types";

export interface Credentials {
  email: string;
  password: string;
  code?: string;
}

async function fetchMe(): Promise<Me | null> {
  try {
    return keep(await http.get<Me>("/session"));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

function keep(me: Me): Me {
  rememberCsrf(me.csrf_token);
  return me;
}

export const sessionQuery = queryOptions({ queryKey: ["session"], queryFn: fetchMe, staleTime: Infinity });

/** For screens behind sign-in: the router has already made sure that someone is signed in. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new ApiError(401, "auth.required");
  return data;
}

export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

export function forgetSession(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
  client.setQueryData(sessionQuery.queryKey, null);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (credentials: Credentials) => keep(await http.post<Me>("/session", credentials)),
    onSuccess: (me) => client.setQueryData(sessionQuery.queryKey, me),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => http.delete("/session"), onSettled: () => forgetSession(client) });
}
