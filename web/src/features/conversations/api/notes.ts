import { useMutation, useQueryClient } from "@tanstack/react-query";
import { http } from "@/shared/api/http";
import type { Message } from "@/shared/api/types";
import { keys } from "@/features/conversations/api/keys";

interface Note {
  text: string;
  attachment_ids: string[];
  /** Who is called by name in the text and is to be told. */
  operator_ids: string[];
  team_ids: string[];
}

export function useAddNote(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (note: Note) => http.post<Message>(`/conversations/${id}/notes`, note),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.messages(id) }),
  });
}
