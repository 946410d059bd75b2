"""By whose clock a person lives: what is written of them, their phone's region, else the company's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from otklik.channels import phones
from otklik.domains.contact_policy import queries, rules
from otklik.domains.contact_policy.service import choosing
from otklik.platform.context import Ctx


class Lives(msgspec.Struct, frozen=True, kw_only=True):
    """A zone and how it is known."""

    zone: ZoneInfo
    known_from: Literal["attribute", "phone", "company"]


async def zones(ctx: Ctx, contact_ids: Sequence[UUID]) -> dict[UUID, ZoneInfo]:
    """The time zone of each, by the id asked; any number up to `ASKS_MAX`, by two statements."""
    current = await choosing.current(ctx)
    return {contact_id: one.zone for contact_id, one in (await lives(ctx, current, contact_ids)).items()}


async def lives(ctx: Ctx, current: choosing.Current, contact_ids: Sequence[UUID]) -> dict[UUID, Lives]:
    """With how each is known; whoever is not there lives by the company's clock."""
    assert len(contact_ids) <= rules.ASKS_MAX
    company = ZoneInfo(current.rules.zone)
    found = await queries.told(ctx, contact_ids, attribute=current.attribute) if contact_ids else {}
    nothing = queries.Told(None, None)
    return {one: _lives(found.get(one, nothing), company=company, at=ctx.now()) for one in contact_ids}


def _lives(told: queries.Told, *, company: ZoneInfo, at: datetime) -> Lives:
    own = rules.zone_of(told.attribute)
    if own is not None:
        return Lives(zone=own, known_from="attribute")
    names = phones.time_zones(told.phone) if told.phone else ()
    region = rules.nearest_zone(names, company=company, at=at)
    if region is not None:
        return Lives(zone=region, known_from="phone")
    return Lives(zone=company, known_from="company")
