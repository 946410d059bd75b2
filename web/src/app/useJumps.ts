/** Where the palette's words lead: conversations in which they were said, and people they name. */
import { useNavigate } from "@tanstack/react-router";
import type { Command } from "@/app/useCommands";
import { useContacts } from "@/features/contacts";
import { passageText, SEARCH_MIN, useSearchMessages } from "@/features/conversations";
import { useMay } from "@/features/workspaces";
import { useT } from "@/shared/i18n";
import { useDebounced } from "@/shared/ui/useDebounced";

const SHOWN_MAX = 5;
const WAIT_MS = 200;

export function useJumps(typed: string): { jumps: Command[]; looking: boolean } {
  const words = useDebounced(typed.trim(), WAIT_MS);
  const wanted = words.length >= SEARCH_MIN ? words : "";
  const conversations = useConversationJumps(wanted);
  const people = useContactJumps(wanted);
  const looking = wanted !== "" && (conversations.looking || people.looking);
  return { jumps: wanted ? [...people.jumps, ...conversations.jumps] : [], looking };
}

function useConversationJumps(words: string) {
  const t = useT();
  const navigate = useNavigate();
  const search = useSearchMessages(words, useMay("conversations.read"));
  const hits = (search.data?.pages ?? []).flatMap(({ items }) => items);
  const once = hits.filter(({ conversation }, index) => hits.findIndex((hit) => hit.conversation.id === conversation.id) === index);
  const jumps = once.slice(0, SHOWN_MAX).map(
    ({ conversation, snippet, message_id: message }): Command => ({
      id: conversation.id,
      icon: "inbox",
      title: conversation.contact.name || t("contact.nameless_number", { number: conversation.number }),
      about: passageText(snippet),
      run: () => navigate({ to: "/inbox/$conversationId", params: { conversationId: conversation.id }, search: { message } }),
    }),
  );
  return { jumps, looking: search.isFetching };
}

function useContactJumps(words: string) {
  const t = useT();
  const navigate = useNavigate();
  const found = useContacts(words, useMay("contacts.read") && words !== "");
  const rows = (found.data?.pages ?? []).flatMap(({ items }) => items);
  const jumps = rows.slice(0, SHOWN_MAX).map(
    ({ id, name }): Command => ({
      id,
      icon: "user",
      title: name || t("contact.nameless"),
      about: t("nav.contacts"),
      run: () => navigate({ to: "/contacts/$contactId", params: { contactId: id } }),
    }),
  );
  return { jumps, looking: found.isFetching };
}
