/** How often and at what hours one may write first: the company's choice, a try of it, and what it comes to for a person. */
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { ContactPolicy, PersonPolicy, PolicyExample, PolicyOut } from "@/shared/api/types";

export const policyQuery = queryOptions({ queryKey: ["contact_policy"], queryFn: ({ signal }) => http.get<PolicyOut>("/contact-policy", undefined, signal) });

export function usePolicy() {
  return useQuery(policyQuery);
}

export function useSavePolicy() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (policy: ContactPolicy) => http.put<PolicyOut>("/contact-policy", policy),
    onSuccess: (saved) => client.setQueryData(policyQuery.queryKey, saved),
  });
}

export interface Tried {
  policy: ContactPolicy;
  level: number;
  time_zone: string;
  at: string | null;
  got: number[];
}

/** Asked at every change of the form; the last answer stays until the next one comes. */
export function useExample(tried: Tried, enabled: boolean) {
  return useQuery({
    queryKey: ["contact_policy", "example", tried],
    queryFn: () => http.post<PolicyExample>("/contact-policy/examples", tried),
    enabled,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
  });
}

export function usePersonPolicy(contactId: string) {
  return useQuery({ queryKey: ["contacts", "policy", contactId], queryFn: ({ signal }) => http.get<PersonPolicy>(`/contacts/${contactId}/contact-policy`, undefined, signal) });
}
