/** What is to be said in this conversation later; its bubbles load when there are any. */
import { lazy, Suspense } from "react";
import { usePlanned } from "@/features/conversations/api/planned";

const PlannedBubble = lazy(() => import("@/features/conversations/ui/PlannedBubble").then(({ PlannedBubble: component }) => ({ default: component })));

export function PlannedMessages({ conversationId, shown }: { conversationId: string; shown: boolean }) {
  const { data: planned = [] } = usePlanned(conversationId, shown);
  return <Suspense>{planned.map((one) => <PlannedBubble key={one.id} planned={one} />)}</Suspense>;
}
