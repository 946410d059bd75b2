/** The person's card, shown beside a conversation, and the search for people. */
export { ContactCard } from "@/features/contacts/ui/ContactCard";
export { useContacts } from "@/features/contacts/api/contacts";
export { PersonPicker } from "@/features/contacts/ui/PersonPicker";
