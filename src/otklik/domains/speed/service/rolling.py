"""Days that are over are rolled up, so that a year's figures read no single answer; the figures stay exact."""

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from otklik.domains.speed import rules
from otklik.domains.speed.queries import figures, rolling
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.ranking import Waits
from otklik.domains.speed.rules import By, Day, Period
from otklik.domains.workspaces.service import companies
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database

DAYS_AT_ONCE: Final = 31
"""Rolled up in one transaction: about a second at three thousand answers a day."""
STRETCHES_MAX: Final = 4
"""So many stretches of rolled days are used; what lies between them is read from answers, a question a gap."""


async def waits(ctx: Ctx, period: Period, narrow: Narrow, *, by: By | None) -> list[Waits]:
    """Every wait of the period by group: of rolled days from these, of others from the answers."""
    place = rolling.place(narrow, by=by)
    days = rules.stretches(await rolling.rolled(ctx, period, zone=narrow.zone), most=STRETCHES_MAX) if place else []
    found = await rolling.waits(ctx, days, place, narrow, by=by) if place and days else []
    for gap in rules.gaps(period, days):
        found += await figures.waits(ctx, gap, narrow, by=by)
    return found


async def roll_everything(parts: Parts, *, anew: bool = False) -> int:
    """All days that are over, company by company in short transactions, the latest first; how many were rolled up."""
    database = parts.get(Database)
    async with database.system() as session:
        found = await rolling.companies(session)
    rolled = 0
    for workspace_id in found:
        if anew:
            async with database.transaction(workspace_id) as ctx:
                await rebuild(ctx)
        days = DAYS_AT_ONCE
        while days == DAYS_AT_ONCE:
            async with database.transaction(workspace_id) as ctx:
                days = await roll_up(ctx)
            rolled += days
    return rolled


async def roll_up(ctx: Ctx) -> int:
    """Roll up the latest days that are over and are not, or were changed since, `DAYS_AT_ONCE` at most; how many.

    Safe to run twice and at once.
    """
    await rolling.hold(ctx)
    zone = (await companies.workspace(ctx)).time_zone
    days = (await _missing(ctx, zone=zone))[-DAYS_AT_ONCE:]
    if days:
        await rolling.roll(ctx, days, zone=zone)
    return len(days)


async def rebuild(ctx: Ctx) -> None:
    """Forget what was rolled up; `roll_up` makes it anew from the answers."""
    await rolling.hold(ctx)
    await rolling.forget(ctx)


async def _missing(ctx: Ctx, *, zone: str) -> list[Day]:
    since = await rolling.earliest(ctx)
    if since is None:
        return []
    clock = ZoneInfo(zone)
    first, today = since.astimezone(clock).date(), ctx.now().astimezone(clock).date()
    over = [day for day in rules.days(first, today, zone=zone) if day.ends_at <= ctx.now()]
    if not over:
        return []
    known = await rolling.rolled(ctx, Period(start=over[0].starts_at, end=over[-1].ends_at), zone=zone)
    days: set[date] = {one.day for one in known}
    return [day for day in over if day.day not in days]
