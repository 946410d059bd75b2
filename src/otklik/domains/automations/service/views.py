"""How settings name a conversation: by its number and whom it is with."""

from collections.abc import Sequence

from otklik.domains.automations import queries
from otklik.domains.automations.schemas import ConversationRef
from otklik.domains.contacts import service as contacts
from otklik.platform.context import Ctx


async def references(ctx: Ctx, conversations: Sequence[queries.Conversation]) -> list[ConversationRef]:
    """In the given order: one query however many."""
    people = await contacts.summaries(ctx, list({one.contact_id for one in conversations}))
    shown: list[ConversationRef] = []
    for one in conversations:
        person = people.get(one.contact_id)
        shown.append(ConversationRef(id=one.id, number=one.number, contact_name=person.name if person else ""))
    return shown
