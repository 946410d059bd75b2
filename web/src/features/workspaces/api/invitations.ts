import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { http, type Page } from "@/shared/api/http";
import type { Invitation, InvitationOffer, Role } from "@/shared/api/types";

const PAGE = 200;

const invitationsQuery = queryOptions({
  queryKey: ["invitations"],
  queryFn: async ({ signal }) => (await http.get<Page<Invitation>>("/invitations", { limit: PAGE }, signal)).items,
});

export function useInvitations() {
  return useQuery(invitationsQuery);
}

export function useInvite() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (invitation: { email: string; role: Role; team_ids: string[] }) => http.post<Invitation>("/invitations", invitation),
    onSuccess: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
}

/** The letter goes again; the earlier link stops working when its time is over. */
export function useSendLetterAgain() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => http.put<Invitation>(`/invitations/${id}/letter`),
    onSettled: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
}

export function useWithdrawInvitation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => http.delete(`/invitations/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
}

export function useOffer(token: string) {
  return useQuery({
    queryKey: ["offer", token],
    queryFn: () => http.get<InvitationOffer>(`/invitations/${encodeURIComponent(token)}/offer`),
    retry: false,
  });
}

export function useAcceptInvitation(token: string) {
  return useMutation({
    mutationFn: (person: { name: string; password: string }) => http.put(`/invitations/${encodeURIComponent(token)}/acceptance`, person),
  });
}
