"""Take events in: whose they are, which are repeats, what is rolled up; a block costs as many statements as one."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import msgspec

from otklik.domains.activity import rules
from otklik.domains.activity.errors import AddressUnreadable, PersonUnknown
from otklik.domains.activity.events import FactsRecorded, RecordedFact
from otklik.domains.activity.queries import writing
from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.contacts.service import enrolling
from otklik.platform.context import Ctx
from otklik.platform.errors import OtklikError
from otklik.platform.events import publish
from otklik.platform.ids import new_id

RACE_ATTEMPTS = 3
"""Somebody else may be making the same person this moment."""


class Outcome(NamedTuple):
    """What became of one event: refused, a repeat, or new; `contact_id` is the person."""

    error: OtklikError | None = None
    repeated: bool = False
    contact_id: UUID | None = None


async def record(ctx: Ctx, facts: Sequence[FactIn], *, old: bool = False) -> list[Outcome]:
    """Write each that is right, once; what is wrong is told of its own row. In the order given.

    `old`: matters of long ago, which nobody wants to be written to about.
    """
    await enrolling.hold_people(ctx)
    whose = await _people(ctx, facts)
    wired: dict[UUID, int] = {}
    rows: list[dict[str, object]] = []
    for index, (fact, card) in enumerate(zip(facts, whose, strict=True)):
        if isinstance(card, UUID):
            row = _wire(ctx, fact, card)
            wired[row["id"]] = index  # pyright: ignore[reportArgumentType] - made there
            rows.append(row)
    written = await writing.record(ctx, msgspec.json.encode(rows).decode()) if rows else []
    outcomes = [Outcome(error=card) if isinstance(card, OtklikError) else Outcome(repeated=True) for card in whose]
    for one in written:
        outcomes[wired[one.id]] = Outcome(contact_id=one.root_id)
    await tell(ctx, written, imported=old)
    return outcomes


async def tell(ctx: Ctx, written: Sequence[writing.Written], *, imported: bool = False) -> None:
    """Let those above know what is new, in the same transaction."""
    if not written:
        return
    new = tuple(RecordedFact(fact_id=one.id, contact_id=one.root_id, name=one.name, at=one.at) for one in written)
    await publish(ctx, FactsRecorded(facts=new, imported=imported))


async def _people(ctx: Ctx, facts: Sequence[FactIn]) -> list[UUID | OtklikError]:
    """The card of each fact, made where nobody is known; or why there is none."""
    speller = await enrolling.speller(ctx)
    known = await enrolling.roots(ctx, {fact.person.contact_id for fact in facts if fact.person.contact_id})
    keys = [_keys(fact.person, speller) for fact in facts]
    found: list[UUID | OtklikError | None] = []
    for _ in range(RACE_ATTEMPTS):
        held = await enrolling.holders(ctx, {key for row in keys for key in row})
        found = [_card(fact.person, row, known, held) for fact, row in zip(facts, keys, strict=True)]
        unknown = {row[0]: row for row, card in zip(keys, found, strict=True) if card is None}
        if not unknown:
            break
        await enrolling.enrol(ctx, _new_cards(list(unknown.values())))
    return [card or PersonUnknown() for card in found]


def _keys(person: PersonRef, speller: enrolling.Speller) -> tuple[enrolling.Key, ...]:
    said = (
        (enrolling.EXTERNAL, person.external_id),
        (enrolling.EMAIL, person.email),
        (enrolling.PHONE, person.phone),
    )
    spelt = ((kind, speller(kind, address)) for kind, address in said if address)
    return tuple((kind, address) for kind, address in spelt if address)


def _card(
    person: PersonRef,
    keys: Sequence[enrolling.Key],
    known: dict[UUID, UUID],
    held: dict[enrolling.Key, tuple[UUID, UUID]],
) -> UUID | OtklikError | None:
    """None: nobody is known by any of the addresses."""
    if person.contact_id is not None:
        return person.contact_id if person.contact_id in known else PersonUnknown()
    if not keys:
        return AddressUnreadable(params={"address_kind": "email" if person.email else "phone"})
    return next((held[key][0] for key in keys if key in held), None)


def _new_cards(rows: Sequence[tuple[enrolling.Key, ...]]) -> list[enrolling.NewCard]:
    """A card for each, those that share an address being one person."""
    taken: set[enrolling.Key] = set()
    cards: list[enrolling.NewCard] = []
    for keys in rows:
        if not taken.intersection(keys):
            cards.append(enrolling.NewCard(id=new_id(), addresses=keys))
        taken.update(keys)
    return cards


def _wire(ctx: Ctx, fact: FactIn, card_id: UUID) -> dict[str, object]:
    row: dict[str, object] = {
        "id": new_id(),
        "contact_id": card_id,
        "name": fact.name.strip(),
        "at": fact.at or ctx.now(),
        "source": fact.source,
        "key": fact.key,
        "amount_minor": rules.amount(fact),
        "currency": fact.currency,
        "properties": fact.properties,
    }
    if fact.lines:
        row["lines"] = [
            {
                "product": line.product,
                "title": line.title,
                "category": line.category,
                "quantity_thousandths": max(1, round(line.quantity * rules.THOUSANDTHS)),
                "price_minor": line.price_minor,
            }
            for line in fact.lines
        ]
    return row
