"""What a page of the site tells of its visitor: on the card of whoever is known, until then kept apart for a while.

Anybody may send it, for it comes from a browser: it brings no money, no keys of the company's own and no addresses, and
its attributes stand under names of their own.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.activity import gathering, rules
from otklik.domains.activity.errors import FactInvalid, NameReserved
from otklik.domains.activity.queries import visiting
from otklik.domains.activity.schemas import FactIn, Incoming, Name, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import AttributesTooMany
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database
from otklik.platform.ids import new_id

SOURCE: Final = "widget"
APP: Final = "application"
FACTS_MAX: Final = 20
"""Of one request."""
KEPT_MAX: Final = 200
"""Of one visitor whom nobody knows: the latest."""
KEPT_FOR: Final = timedelta(days=30)
COMPANY_MAX: Final = 1_000_000
"""Of all of them of a company: the oldest go."""
FRESH: Final = timedelta(hours=24)
"""What was told longer before somebody was known starts nothing any more."""
ATTRIBUTES: Final = "$attributes"
"""The name under which attributes wait: no page can tell an event of it."""
NEAR_SHOP: Final = "near_shop"
"""Somebody came near a shop of the company's: told of shops that exist alone (reach)."""
RESERVED: Final = frozenset({rules.PURCHASE, ATTRIBUTES, NEAR_SHOP})
PREFIX: Final = "site_"
"""How the names begin of what the page says of a person: what the company knows itself is never overwritten."""
CLAIMS: Final = frozenset({"name", "email", "phone"})
"""Who somebody says they are proves nothing: it stays with the page."""
ATTRIBUTES_MAX: Final = 20
SWEPT_AT_ONCE: Final = 50_000

AttributeName = Annotated[str, Meta(min_length=1, max_length=50)]
Attribute = Annotated[str, Meta(max_length=500)] | int | float | bool | None
Attributes = Annotated[dict[AttributeName, Attribute], Meta(max_length=ATTRIBUTES_MAX)]


class PageFact(Incoming, frozen=True, kw_only=True):
    """Something the visitor did on the page, now."""

    name: Name
    properties: dict[str, Any] = msgspec.field(default_factory=dict[str, Any])  # Any: the page's own document


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What one request tells."""

    facts: Sequence[PageFact] = ()
    attributes: dict[str, Attribute] = msgspec.field(default_factory=dict[str, Attribute])


def check(told: Told, *, now: datetime) -> None:
    """Raises `FactInvalid`, `NameReserved`, `PropertiesTooLarge`."""
    if rules.NUL in msgspec.json.encode(told):
        raise FactInvalid(params={"reason": "nul"})
    for one in told.facts:
        if one.name.strip() in RESERVED:
            raise NameReserved(params={"name": one.name})
        rules.check(_fact(one.name, one.properties, contact_id=new_id(), at=now), now=now)


async def keep(ctx: Ctx, visitor_key: str, told: Told) -> None:
    """Of a visitor whom nobody knows; the latest `KEPT_MAX` stay."""
    rows = [(one.name.strip(), one.properties) for one in told.facts]
    if told.attributes:
        rows.append((ATTRIBUTES, dict(told.attributes)))
    await visiting.keep(ctx, visitor_key, rows, most=KEPT_MAX)


async def record(ctx: Ctx, contact_id: UUID, told: Told) -> None:
    """Of somebody who is known. What is told of them before the page knew is `adopt`ed first."""
    facts = [_fact(one.name.strip(), one.properties, contact_id=contact_id, at=ctx.now()) for one in told.facts]
    await _write(ctx, contact_id, facts, attributes=told.attributes)


async def came_near(ctx: Ctx, contact_id: UUID, shop: dict[str, str]) -> None:
    """By the word of their phone, of which nothing is taken over but which shop it is."""
    fact = _fact(NEAR_SHOP, dict(shop), contact_id=contact_id, at=ctx.now())
    await _write(ctx, contact_id, [msgspec.structs.replace(fact, source=APP)])


async def waits(ctx: Ctx, visitor_key: str) -> bool:
    """Whether something is kept of this visitor."""
    return await visiting.waits(ctx, visitor_key)


async def adopt(ctx: Ctx, visitor_key: str, contact_id: UUID) -> None:
    """The visitor is known now: what was kept of them is theirs."""
    kept = await visiting.take(ctx, visitor_key)
    attributes: dict[str, Attribute] = {}
    fresh: list[FactIn] = []
    stale: list[FactIn] = []
    for one in kept:
        if one.name == ATTRIBUTES:
            attributes |= one.properties
            continue
        into = fresh if one.received_at > ctx.now() - FRESH else stale
        into.append(_fact(one.name, one.properties, contact_id=contact_id, at=one.at))
    await _write(ctx, contact_id, stale, old=True)
    await _write(ctx, contact_id, fresh, attributes=attributes)


async def forget(ctx: Ctx, visitor_key: str) -> None:
    """The visitor does not want it: what was kept is gone."""
    await visiting.take(ctx, visitor_key)


async def sweep(parts: Parts) -> None:
    """What nobody came for, and what is more than a company may keep."""
    before = parts.get(Timekeeper).now() - KEPT_FOR
    async with parts.get(Database).system() as session:
        await visiting.sweep(session, before=before, most=COMPANY_MAX, limit=SWEPT_AT_ONCE)


async def _write(
    ctx: Ctx,
    contact_id: UUID,
    facts: Sequence[FactIn],
    *,
    attributes: dict[str, Attribute] | None = None,
    old: bool = False,
) -> None:
    if facts:
        await recording.record(ctx, facts, old=old)
        gathering.push(ctx, {contact_id})
    changes = {
        f"{PREFIX}{name}": value for name, value in (attributes or {}).items() if name.strip().lower() not in CLAIMS
    }
    if not changes:
        return
    try:
        await contacts.update(ctx, contact_id=contact_id, changes=contacts.ContactChanges(attributes=dict(changes)))
    except AttributesTooMany:
        return  # the card is full of what the company knows itself


def _fact(name: str, properties: dict[str, Any], *, contact_id: UUID, at: datetime) -> FactIn:  # Any: as above
    return FactIn(name=name, person=PersonRef(contact_id=contact_id), at=at, source=SOURCE, properties=properties)
