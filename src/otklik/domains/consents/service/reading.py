"""All that stands of one person: the block on their card, and why something would or would not reach them."""

from collections.abc import Sequence
from itertools import product
from uuid import UUID

from otklik.domains.consents import queries, rules, schemas
from otklik.domains.consents.service import gate, proving, reaching, suppressing
from otklik.domains.contacts.errors import ContactNotFound
from otklik.platform.context import Ctx


async def consents(ctx: Ctx, contact_id: UUID) -> schemas.ConsentsOut:
    """Raises `ContactNotFound`."""
    cards = await queries.card_ids(ctx, contact_id)
    if not cards:
        raise ContactNotFound(params={"contact_id": str(contact_id)})
    rows = await queries.records(ctx, cards)
    return schemas.ConsentsOut(
        standing=await _standing(ctx, cards),
        write_only=await queries.write_only(ctx, cards),
        suppressed=[suppressing.out(row) for row in await queries.suppressions_of(ctx, cards)],
        history=[proving.out(row) for row in sorted(rows, key=lambda row: row.id, reverse=True)],
        whole=await proving.whole(ctx, rows),
    )


async def _standing(ctx: Ctx, cards: Sequence[UUID]) -> list[schemas.StandingOut]:
    """Every purpose by every address that has a channel."""
    purposes = await queries.purposes(ctx, archived=False)
    ways = await ways_to(ctx, cards)
    asked = list(product(purposes, ways))[: rules.STANDING_MAX]
    asks = [
        gate.Ask(purpose=purpose.code, channel=channel, contact_id=cards[0], identity_id=identity.id)
        for purpose, (channel, identity) in asked
    ]
    answers = await gate.standing(ctx, asks)
    said = {row.record_id: row.at for row in await queries.states(ctx, cards)}
    return [
        schemas.StandingOut(
            purpose=purpose.code,
            channel=channel,
            address=identity.address,
            status=answer.standing.status,
            refused=answer.refused,
            at=said.get(answer.record_id) if answer.record_id else None,
            record_id=answer.record_id,
        )
        for (purpose, (channel, identity)), answer in zip(asked, answers, strict=True)
    ]


async def ways_to(ctx: Ctx, cards: Sequence[UUID]) -> list[tuple[str, queries.Identity]]:
    """(kind of channel, address) by which this person could be written to or called."""
    return [
        (channel, identity)
        for identity in await queries.addresses(ctx, cards)
        for channel in reaching.channels_for(ctx, identity.address_kind)
    ]
