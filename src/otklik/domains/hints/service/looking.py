"""Look at a draft: what was said lately, what the card tells, and the rules over both. Nothing is stored or sent."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Final, cast
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import reading
from otklik.domains.hints import queries, rules, schemas
from otklik.domains.hints.queries import Message
from otklik.domains.hints.service import choosing
from otklik.platform.context import Ctx

LOOKS_BACK: Final = 50
"""Messages of a conversation that are looked at."""
TEXT_LENGTH_MAX: Final = 4_000
"""Of one message; a longer one is a document, not a word to answer."""
CITY_NAMES: Final = frozenset({"city", "город"})


async def look(ctx: Ctx, conversation_id: UUID, *, draft: str) -> list[schemas.Hint]:
    """Nothing where the company wants no hints, and nothing of what the caller hid. Raises `ConversationNotFound`."""
    conversation = await reading.get(ctx, conversation_id)
    chosen = await choosing.get(ctx)
    if not chosen.enabled:
        return []
    latest = await queries.latest(ctx, conversation_id, limit=LOOKS_BACK)
    situation = rules.Situation(
        draft=draft,
        turn=_texts(list(takewhile(_is_customers, latest))),
        said=_texts([one for one in latest if _is_customers(one)]),
        known=await _known(ctx, conversation.contact_id),
    )
    return [
        schemas.Hint(kind=cast("schemas.HintKind", one.kind), what=one.what, excerpt=one.excerpt)
        for one in rules.look(situation)
        if one.kind not in chosen.hidden
    ]


def _is_customers(message: Message) -> bool:
    return message.direction == "in"


def _texts(newest_first: Sequence[Message]) -> tuple[str, ...]:
    return tuple(one.visible_text[:TEXT_LENGTH_MAX] for one in reversed(newest_first) if one.visible_text)


async def _known(ctx: Ctx, contact_id: UUID) -> rules.Known:
    card = await contacts.get(ctx, contact_id)
    attributes = {name.lower(): str(value) for name, value in card.attributes.items()}
    return rules.Known(
        phone=next((one.address for one in card.identities if one.address_kind == "phone"), ""),
        email=next((one.address for one in card.identities if one.address_kind == "email"), ""),
        name=card.name,
        city=next((value for name, value in attributes.items() if name in CITY_NAMES), ""),
        wishes="\n".join([card.notes, *attributes.values()]),
    )
