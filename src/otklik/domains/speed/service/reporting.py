"""A period told in figures: overall, compared with the one before, and broken down by one thing."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from otklik.domains.speed import queries, ranking, rules, schemas
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.ranking import WAIT_SECONDS_MAX, Pile, Piles, Waits
from otklik.domains.speed.rules import By, Period
from otklik.domains.speed.service import rolling
from otklik.domains.workspaces.service import companies, operators
from otklik.platform.context import Ctx


class Named(msgspec.Struct, frozen=True, kw_only=True):
    name: str = ""
    kind: str = ""
    photo_url: str | None = None


async def time_zone(ctx: Ctx) -> str:
    """The zone in which days begin and hours are told: the company's."""
    return (await companies.workspace(ctx)).time_zone


async def report(ctx: Ctx, *, period: Period, narrow: Narrow, target_seconds: int) -> schemas.SpeedOut:
    """First and any response of the period: overall, in and out of hours, how they lie, and how it was before."""
    now = await _all(ctx, period, narrow)
    zone = ZoneInfo(narrow.zone)
    return schemas.SpeedOut(
        start=period.start.astimezone(zone),
        end=period.end.astimezone(zone),
        time_zone=narrow.zone,
        clock=narrow.clock.value,
        target_seconds=target_seconds,
        first=_split(now, target_seconds, first=True),
        any=_split(now, target_seconds, first=False),
        distribution=_bands(now),
        before=await _before(ctx, period=period.before(), narrow=narrow, target_seconds=target_seconds),
        waiting_now=await _waiting(ctx),
    )


async def breakdown(ctx: Ctx, *, period: Period, narrow: Narrow, by: By, target_seconds: int) -> schemas.BreakdownOut:
    """The same figures of each group; times in their order, the others with the most answers first."""
    found = await rolling.waits(ctx, period, narrow, by=by)
    told = await asyncio.to_thread(_told, found, target_seconds)
    names = await _names(ctx, by, [UUID(key) for key in told if key and by in {By.CHANNEL, By.OPERATOR, By.TEAM}])
    groups = [_group(key, figures_, names.get(key, Named())) for key, figures_ in told.items()]
    if by in {By.CHANNEL, By.OPERATOR, By.TEAM}:
        groups.sort(key=lambda one: (-one.any.count, one.key))
    else:
        groups.sort(key=lambda one: one.key.rjust(3, "0"))
    return schemas.BreakdownOut(by=by.value, time_zone=narrow.zone, groups=groups)


class _Told(NamedTuple):
    first: schemas.Figures
    any: schemas.Figures


async def _all(ctx: Ctx, period: Period, narrow: Narrow) -> Piles:
    found = await rolling.waits(ctx, period, narrow, by=None)
    # in a thread, as `_told`: of a large company's year it takes long enough for others to notice
    return await asyncio.to_thread(ranking.piles, found)


def _told(found: Sequence[Waits], target_seconds: int) -> dict[str, _Told]:
    return {
        key: _Told(_figures(group.pile(first=True), target_seconds), _figures(group.pile(), target_seconds))
        for key, group in ranking.grouped(found).items()
    }


async def _before(ctx: Ctx, *, period: Period, narrow: Narrow, target_seconds: int) -> schemas.Before:
    then = await _all(ctx, period, narrow)
    zone = ZoneInfo(narrow.zone)
    return schemas.Before(
        start=period.start.astimezone(zone),
        end=period.end.astimezone(zone),
        first=_figures(then[True, None], target_seconds),
        any=_figures(then[False, None], target_seconds),
    )


async def _waiting(ctx: Ctx) -> schemas.WaitingNow:
    count, since = await queries.waiting_now(ctx)
    return schemas.WaitingNow(count=count, longest_seconds=(ctx.now() - since).total_seconds() if since else None)


def _group(key: str, told: _Told, named: Named) -> schemas.GroupOut:
    return schemas.GroupOut(
        key=key, name=named.name, kind=named.kind, photo_url=named.photo_url, first=told.first, any=told.any
    )


async def _names(ctx: Ctx, by: By, ids: Sequence[UUID]) -> dict[str, Named]:
    if by is By.CHANNEL:
        channels = await queries.channel_names(ctx, ids)
        return {str(one): Named(kind=kind, name=name) for one, (kind, name) in channels.items()}
    if by is By.OPERATOR:
        people = await operators.operators_by_id(ctx, ids)
        return {str(one): Named(name=person.name, photo_url=person.photo_url) for one, person in people.items()}
    if by is By.TEAM:
        return {str(one): Named(name=name) for one, name in (await queries.team_names(ctx, ids)).items()}
    return {}


def _split(piles: Piles, target_seconds: int, *, first: bool) -> schemas.Split:
    return schemas.Split(
        all=_figures(piles[first, None], target_seconds),
        in_hours=_figures(piles[first, True], target_seconds),
        out_of_hours=_figures(piles[first, False], target_seconds),
    )


def _figures(pile: Pile, target_seconds: int) -> schemas.Figures:
    return schemas.Figures(
        count=pile.count,
        enough=pile.count >= rules.ENOUGH,
        median_seconds=pile.percentile(50),
        p90_seconds=pile.percentile(90),
        within_count=pile.within(target_seconds),
    )


def _bands(piles: Piles) -> list[schemas.BandOut]:
    """How many answers took how long; the last bar has no end."""
    bounds = [-1, *rules.BANDS, WAIT_SECONDS_MAX]
    every, firsts = piles[False, None], piles[True, None]
    return [
        schemas.BandOut(
            seconds_min=lower + 1,
            seconds_max=None if upper == WAIT_SECONDS_MAX else upper,
            count=every.within(upper) - every.within(lower),
            first_count=firsts.within(upper) - firsts.within(lower),
        )
        for lower, upper in pairwise(bounds)
    ]
