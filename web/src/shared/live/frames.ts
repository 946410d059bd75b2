/** What travels on the live socket. */
import type { ConversationRow, Message, Operator, Planned } from "@/shared/api/types";

export interface LiveData {
  "conversation.changed": { conversation: ConversationRow };
  "message.added": { message: Message; conversation?: ConversationRow };
  "message.changed": { message: Message };
  /** Null when it was said or cancelled. */
  "planned.changed": { conversation_id: string; planned_id: string; planned: Planned | null };
  "conversation.moved": { ids: string[] };
  "label.changed": { id: string };
  "saved_view.changed": { id: string };
  "operator.changed": { operator: Operator };
  "absence.changed": { absence_id: string; operator_id: string };
  "reach.changed": Record<string, never>;
  "routing.changed": Record<string, never>;
  "routing.queue_changed": Record<string, never>;
  "channel.changed": { channel_id: string };
  "prepared.changed": { channel_id: string };
  /** Of the company where neither is named. */
  "hours.changed": { channel_id: string | null; team_id: string | null };
  "snippet.changed": Record<string, unknown>;
  /** Null: a block of the company, which any template may name. */
  "campaign.changed": { id: string; state: string };
  "campaign.progress": { id: string; people?: number; checked?: boolean };
  "journey.changed": { journey_id: string };
  "segment.changed": { id: string };
  "goods.changed": Record<string, never>;
  "goods.feed_changed": Record<string, never>;
  "posts.changed": Record<string, never>;
  "template.changed": { id: string | null; revision: number };
  "macro.changed": { id: string };
  "automation.changed": Record<string, never>;
  "target.changed": Record<string, never>;
  "bonus.changed": Record<string, never>;
  "prices.changed": Record<string, never>;
  "rating.changed": { id: string; conversation_id: string; bad: boolean };
  "consultation.changed": { id: string; conversation_id: string };
  "task.changed": { id: string; contact_id: string; conversation_id: string | null };
  "debt.changed": Record<string, never>;
  "notification.changed": { operator_id: string; news: boolean };
  presence: { operator_id: string; online: boolean };
  typing: { conversation_id: string; by: { kind: string; id?: string; name: string }; preview?: string };
  "reading.changed": { conversation_id: string; operator_id: string; inbound_count: number };
  "contact.changed": { contact_id: string };
  "contact_policy.changed": Record<string, never>;
  "suppressions.changed": Record<string, never>;
  "purposes.changed": Record<string, never>;
  "contacts.imported": { import_id: string };
  /** Nobody is named where it is many. */
  "facts.recorded": { contact_ids: string[] };
  "import.changed": { import_id: string };
  "rfm.counted": { people: number };
  "goods.circles_counted": { circles: number };
  reading: { conversation_id: string; operator_id: string };
}

export type LiveKind = keyof LiveData;
export type LiveEvent = { [Kind in LiveKind]: { seq: number; kind: Kind; data: LiveData[Kind]; at: string } }[LiveKind];
export type Frame = { head: number } | { gap: number } | { pong: unknown } | { ping: unknown } | LiveEvent;
