/** The person's card, shown beside a conversation. */
export { ContactCard } from "@/features/contacts/ui/ContactCard";
