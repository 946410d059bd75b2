import { useSyncExternalStore } from "react";
import { outbox, type Outgoing } from "@/features/conversations/outbox";

/** What I have written in this conversation and the server does not have yet. */
export function useOutgoing(conversationId: string): Outgoing[] {
  const all = useSyncExternalStore(outbox.subscribe, outbox.list);
  return all.filter((entry) => entry.conversationId === conversationId);
}
