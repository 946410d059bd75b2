/** What the application needs of conversations: live events and the outbox. */
export { keys } from "@/features/conversations/api/keys";
export { applyToConversation, applyToList, applyToMessages } from "@/features/conversations/live";
export { outbox } from "@/features/conversations/outbox";
