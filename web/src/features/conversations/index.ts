/** What the application needs of conversations: live events, the outbox and the search. */
export { keys } from "@/features/conversations/api/keys";
export { useLabels } from "@/features/conversations/api/labels";
export { applyToConversation, applyToList, applyToMessages, applyToPlanned, readTo } from "@/features/conversations/live";
export { SEARCH_MIN, useSearchMessages } from "@/features/conversations/api/search";
export { passageText } from "@/features/conversations/passage";
export { outbox } from "@/features/conversations/outbox";
export { conversationQuery } from "@/features/conversations/api/one";
