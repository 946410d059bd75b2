"""Find and make many people at once, by what a company's own systems say of them: a block costs a few statements."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.contacts import queries, rules
from otklik.domains.contacts.events import ContactCreated
from otklik.domains.contacts.rules import AttributeValue
from otklik.domains.contacts.service import foreseeing
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

EXTERNAL: Final = rules.EXTERNAL
EMAIL: Final = rules.EMAIL
PHONE: Final = rules.PHONE
COUNTRY_DEFAULT: Final = "RU"

Key = tuple[str, str]
"""A kind of address and an address in its normal spelling."""
Speller = Callable[[str, str], str | None]


class NewCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card to be made with its first addresses; without one no card is made."""

    id: UUID
    addresses: tuple[Key, ...]
    name: str = ""
    locale: str = ""
    attributes: Mapping[str, AttributeValue] = msgspec.field(default_factory=dict[str, AttributeValue])


async def speller(ctx: Ctx) -> Speller:
    """How an address of a kind is spelt in this company; None: it is none of that kind."""
    country = await queries.country(ctx) or COUNTRY_DEFAULT
    return lambda kind, address: rules.normalise(kind, address, country=country)


async def hold_people(ctx: Ctx) -> None:
    """Whose card is whose stays as it is until the end of the transaction."""
    await queries.hold_trees(ctx)


async def hold_people_alone(ctx: Ctx) -> None:
    """As `hold_people`, and nobody else holds them meanwhile: for counting anew what is kept of them."""
    await queries.hold_joining(ctx)


async def holders(ctx: Ctx, keys: Collection[Key]) -> dict[Key, tuple[UUID, UUID]]:
    """Whose these addresses are: (card, root). Claims find nobody."""
    return await queries.holders_of(ctx, keys) if keys else {}


async def roots(ctx: Ctx, contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The root of each card that there is."""
    return await queries.roots(ctx, contact_ids) if contact_ids else {}


async def enrol(ctx: Ctx, cards: Sequence[NewCard], *, tell: bool = True) -> set[UUID]:
    """Make the cards; which were made. One whose addresses somebody took meanwhile is not: look for them again.

    `tell` False: no `ContactCreated` for each, for whoever tells of all of them together (an import).
    """
    made = await queries.enrol(ctx, msgspec.json.encode([_wire(card) for card in cards]).decode()) if cards else set()
    foreseeing.forget(ctx)
    for card in cards if tell else ():
        if card.id in made:
            event = ContactCreated(contact_id=card.id, channel_id=None, address_kind=card.addresses[0][0])
            await publish(ctx, event, subject_id=card.id)
    return made


def _wire(card: NewCard) -> dict[str, object]:
    shown = (rules.presentable(kind, address) for kind, address in card.addresses)
    return {
        "id": card.id,
        "name": card.name,
        "locale": card.locale,
        "attributes": card.attributes,
        "addresses": [{"id": new_id(), "kind": kind, "address": address} for kind, address in card.addresses],
        "search": rules.search_text([card.name, *(address for _, address in card.addresses), *shown]),
    }
