/** Whom a note may call: colleagues who still work here, then teams; oneself nobody needs to call. */
import { useMemo } from "react";
import type { Person } from "@/features/conversations/mentions";
import { useMe, useOperators, useTeams } from "@/features/workspaces";

export function usePeople(): Person[] {
  const myId = useMe().operator.id;
  const { data: operators } = useOperators();
  const { data: teams } = useTeams();
  return useMemo(() => {
    const colleagues = (operators ?? []).filter(({ id, deactivated_at: gone }) => !gone && id !== myId);
    return [
      ...colleagues.map(({ id, name, photo_url, online }): Person => ({ kind: "operator", id, name, photo_url, online })),
      ...(teams ?? []).map(({ id, name }): Person => ({ kind: "team", id, name, photo_url: null, online: false })),
    ];
  }, [myId, operators, teams]);
}
