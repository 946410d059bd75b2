/** Closing and assigning, with an undo that everyone can see. */
import { useCallback, useState } from "react";
import { useT } from "@/shared/i18n";
import { useToasts } from "@/shared/ui/toasts";
import type { Conversation } from "@/shared/api/types";
import { useAssignment } from "@/features/conversations/api/assignment";
import { useClosure } from "@/features/conversations/api/closure";
import { useColleagues } from "@/features/workspaces";

export interface ConversationActs {
  assigning: boolean;
  setAssigning: (opened: boolean) => void;
  toggleClosed: () => void;
  assign: (operatorId: string | null, teamId: string | null) => void;
}

export function useConversationActs(conversation: Conversation | undefined): ConversationActs {
  const t = useT();
  const { tell, tellError } = useToasts();
  const [assigning, setAssigning] = useState(false);
  const closure = useClosure();
  const assignment = useAssignment();
  const colleagues = useColleagues();
  const setClosed = (id: string, closed: boolean, undo: boolean) =>
    closure.mutate(
      { id, closed },
      {
        onError: tellError,
        onSuccess: () => undo && tell(closed ? t("thread.closed") : t("thread.reopened"), () => setClosed(id, !closed, false)),
      },
    );
  const toggleClosed = () => conversation && setClosed(conversation.id, conversation.state === "open", true);
  const assign = useCallback(
    (operatorId: string | null, teamId: string | null) => {
      if (!conversation) return;
      const before = { id: conversation.id, operator_id: conversation.assignee_id, team_id: conversation.team_id };
      const name = operatorId ? colleagues.get(operatorId)?.name : undefined;
      const said = name ? t("thread.assigned_to", { name }) : teamId ? t("thread.assigned_team") : t("thread.unassigned");
      assignment.mutate(
        { id: conversation.id, operator_id: operatorId, team_id: teamId },
        { onError: tellError, onSuccess: () => tell(said, () => assignment.mutate(before)) },
      );
    },
    [assignment, colleagues, conversation, t, tell, tellError],
  );
  return { assigning, setAssigning, toggleClosed, assign };
}
