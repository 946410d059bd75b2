"""What is asked and written where chains grow: of one person, or of many at once who all did the same."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from otklik.domains.consents.models import ChainHead, Record, State
from otklik.domains.contacts.models import Contact
from otklik.platform.arrays import uuids
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

Row = Mapping[str, object]
CHAIN_LOCK: Final = 0x07C0257
"""First key of the advisory lock under which a person's chain grows."""

_HOLD: Final = text("""
SELECT pg_advisory_xact_lock(:space, one.key)
FROM (SELECT DISTINCT hashtext(id::text) AS key FROM unnest(:ids) AS id ORDER BY key) AS one
""")
_ADDRESSES: Final = text("""
SELECT DISTINCT ON (card.root_id) card.root_id, known.address_kind, known.address
FROM contacts AS card JOIN identities AS known ON known.contact_id = card.id
WHERE card.workspace_id = :workspace_id AND card.root_id = ANY(:ids)
ORDER BY card.root_id, known.address_kind <> :kind, known.claimed, known.id
""")


class Address(NamedTuple):
    kind: str
    address: str


async def people(ctx: Ctx, contact_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Each person once, by the card they are shown as; who is not there any more is left out."""
    query = select(Contact.root_id).where(Contact.workspace_id == ctx.workspace_id, Contact.id.in_(contact_ids))
    return (await ctx.session.scalars(query.distinct().order_by(Contact.root_id))).all()


async def hold_chains(ctx: Ctx, contact_ids: Sequence[UUID]) -> None:
    """One record at a time for a person, until the end of the transaction.

    Always in the same order, so that two who hold many do not wait for each other.
    """
    await ctx.session.execute(_HOLD, {"space": CHAIN_LOCK, "ids": uuids(contact_ids)})


async def heads(ctx: Ctx, contact_ids: Sequence[UUID]) -> dict[UUID, ChainHead]:
    query = scoped(ctx, ChainHead).where(ChainHead.contact_id.in_(contact_ids))
    found = await ctx.session.scalars(query, execution_options={"populate_existing": True})
    return {one.contact_id: one for one in found}


async def addresses(ctx: Ctx, contact_ids: Sequence[UUID], *, kind: str) -> dict[UUID, Address]:
    """The first address of that kind of each, or the first of any."""
    given = {"workspace_id": ctx.workspace_id, "ids": uuids(contact_ids), "kind": kind}
    return {row[0]: Address(row[1], row[2]) for row in await ctx.session.execute(_ADDRESSES, given)}


async def add_records(ctx: Ctx, rows: Sequence[Row]) -> None:
    await ctx.session.execute(insert(Record), rows)


async def save_heads(ctx: Ctx, rows: Sequence[Row]) -> None:
    new = upsert(ChainHead).values(rows)
    told = {name: new.excluded[name] for name in ("number", "hash", "seal")}
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["contact_id"], set_=told))


async def save_states(ctx: Ctx, rows: Sequence[Row]) -> None:
    new = upsert(State).values(rows)
    told = {name: new.excluded[name] for name in ("status", "at", "record_id")}
    keys = ["contact_id", "purpose_id", "channel", "address"]
    await ctx.session.execute(new.on_conflict_do_update(index_elements=keys, set_=told))
