"""Take people of a file in by blocks, and take back what such a block did."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from otklik.domains.contacts import block_queries, rules
from otklik.domains.contacts.rules import AttributeValue
from otklik.domains.contacts.service import foreseeing
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id

TAKEN = block_queries.TAKEN
"""The temporary table in which `take` leaves what became of each row until the transaction ends."""
_ATTRIBUTE = "attributes."


class PersonRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person of a file, addresses in their normal spelling; at least one."""

    line: int
    external: str | None = None
    email: str | None = None
    phone: str | None = None
    name: str = ""
    locale: str = ""
    attributes: Mapping[str, AttributeValue] = msgspec.field(default_factory=dict[str, AttributeValue])
    consented: bool = False


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did to a card: the fields it changed, before and after, and the addresses it added."""

    contact_id: UUID
    created: bool
    before: Mapping[str, object]
    after: Mapping[str, object]
    identity_ids: Sequence[UUID]


async def take(ctx: Ctx, rows: Sequence[PersonRow], *, update: bool) -> block_queries.Taken:
    """Make who is not known, change who is (`update`: what is not empty is taken over; else they stay as they are).

    No address may stand in two rows of one block. No `ContactCreated` is told of each: tell of the whole.
    """
    foreseeing.forget(ctx)
    return await block_queries.take(ctx, map(_copied, rows), update=update)


async def take_back(ctx: Ctx, changes: Sequence[Change]) -> tuple[int, int]:
    """(cards removed, values and cards left because somebody changed or used them since)."""
    foreseeing.forget(ctx)
    removed, left = await _remove(ctx, [one.contact_id for one in changes if one.created])
    changed = [one for one in changes if not one.created]
    await block_queries.remove_addresses(ctx, [one for change in changed for one in change.identity_ids])
    return removed, left + await _restore(ctx, changed)


async def _remove(ctx: Ctx, contact_ids: list[UUID]) -> tuple[int, int]:
    free = await block_queries.unused(ctx, contact_ids) if contact_ids else []
    removed = await block_queries.remove(ctx, free)
    if removed is None:
        removed = sum([await block_queries.remove(ctx, [one]) or 0 for one in free])
    return removed, len(contact_ids) - removed


async def _restore(ctx: Ctx, changes: Sequence[Change]) -> int:
    now = await block_queries.values(ctx, [one.contact_id for one in changes]) if changes else {}
    cards: list[dict[str, object]] = []
    left = 0
    for one in changes:
        if one.contact_id in now:
            values, kept = restored(now[one.contact_id], one)
            left += kept
            cards.append({"id": one.contact_id, **values})
    if cards:
        await block_queries.restore(ctx, msgspec.json.encode(cards).decode())
    return left


def restored(now: Mapping[str, object], change: Change) -> tuple[dict[str, object], int]:
    """The card's values with what the import changed put back, and how many stay as somebody set them since."""
    values = dict(now)
    attributes = dict(values["attributes"]) if isinstance(values["attributes"], dict) else {}
    left = 0
    for field, before in change.before.items():
        after = change.after.get(field)
        if field.startswith(_ATTRIBUTE):
            name = field.removeprefix(_ATTRIBUTE)
            if attributes.get(name) != after:
                left += 1
            elif before is None:
                attributes.pop(name, None)
            else:
                attributes[name] = before
        elif values[field] == after:
            values[field] = before
        else:
            left += 1
    values["attributes"] = attributes
    return values, left


def _copied(row: PersonRow) -> tuple[object, ...]:
    addresses = [one for one in (row.external, row.email, row.phone) if one]
    return (
        row.line,
        new_id(),
        row.external,
        new_id() if row.external else None,
        row.email,
        new_id() if row.email else None,
        row.phone,
        new_id() if row.phone else None,
        row.name,
        row.locale,
        msgspec.json.encode(row.attributes).decode(),
        rules.search_text([row.name, *addresses]),
        row.consented,
    )
