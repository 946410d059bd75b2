"""A period told in figures: overall, compared with the one before, and broken down by one thing."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from otklik.domains.speed import queries, rules, schemas
from otklik.domains.speed.queries import figures
from otklik.domains.speed.queries.figures import Narrow, Row
from otklik.domains.speed.rules import By, Period
from otklik.domains.workspaces.service import companies, operators
from otklik.platform.context import Ctx

NOTHING: Final = schemas.Figures(count=0, enough=False, median_seconds=None, p90_seconds=None, within_count=0)


class Named(msgspec.Struct, frozen=True, kw_only=True):
    name: str = ""
    kind: str = ""
    photo_url: str | None = None


async def time_zone(ctx: Ctx) -> str:
    """The zone in which days begin and hours are told: the company's."""
    return (await companies.workspace(ctx)).time_zone


async def report(ctx: Ctx, *, period: Period, narrow: Narrow, target_seconds: int) -> schemas.SpeedOut:
    """First and any response of the period: overall, in and out of hours, how they lie, and how it was before."""
    exact = not await figures.are_many(ctx, period, narrow)
    found = await figures.figures(ctx, period, narrow, by=None, target_seconds=target_seconds, exact=exact)
    now = {row.kind: row for row in found}
    zone = ZoneInfo(narrow.zone)
    return schemas.SpeedOut(
        start=period.start.astimezone(zone),
        end=period.end.astimezone(zone),
        time_zone=narrow.zone,
        clock=narrow.clock.value,
        target_seconds=target_seconds,
        exact=exact,
        first=_split(now, "first"),
        any=_split(now, "any"),
        distribution=_bands(await figures.distribution(ctx, period, narrow)),
        before=await _before(ctx, period=period.before(), narrow=narrow, target_seconds=target_seconds),
        waiting_now=await _waiting(ctx),
    )


async def breakdown(ctx: Ctx, *, period: Period, narrow: Narrow, by: By, target_seconds: int) -> schemas.BreakdownOut:
    """The same figures of each group; times in their order, the others with the most answers first."""
    found: dict[str, dict[str, Row]] = {}
    exact = not await figures.are_many(ctx, period, narrow)
    for row in await figures.figures(ctx, period, narrow, by=by, target_seconds=target_seconds, exact=exact):
        found.setdefault(row.key or "", {})[row.kind] = row
    names = await _names(ctx, by, [UUID(key) for key in found if key and by in {By.CHANNEL, By.OPERATOR, By.TEAM}])
    groups = [_group(key, kinds, names.get(key, Named())) for key, kinds in found.items()]
    if by in {By.CHANNEL, By.OPERATOR, By.TEAM}:
        groups.sort(key=lambda one: (-one.any.count, one.key))
    else:
        groups.sort(key=lambda one: one.key.rjust(3, "0"))
    return schemas.BreakdownOut(by=by.value, time_zone=narrow.zone, exact=exact, groups=groups)


async def _before(ctx: Ctx, *, period: Period, narrow: Narrow, target_seconds: int) -> schemas.Before:
    exact = not await figures.are_many(ctx, period, narrow)
    found = await figures.figures(ctx, period, narrow, by=None, target_seconds=target_seconds, exact=exact)
    then = {row.kind: row for row in found}
    zone = ZoneInfo(narrow.zone)
    return schemas.Before(
        start=period.start.astimezone(zone),
        end=period.end.astimezone(zone),
        first=_figures(then.get("first")),
        any=_figures(then.get("any")),
    )


async def _waiting(ctx: Ctx) -> schemas.WaitingNow:
    count, since = await queries.waiting_now(ctx)
    return schemas.WaitingNow(count=count, longest_seconds=(ctx.now() - since).total_seconds() if since else None)


def _group(key: str, kinds: Mapping[str, Row], named: Named) -> schemas.GroupOut:
    return schemas.GroupOut(
        key=key,
        name=named.name,
        kind=named.kind,
        photo_url=named.photo_url,
        first=_figures(kinds.get("first")),
        any=_figures(kinds.get("any")),
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


def _split(rows: Mapping[str, Row], kind: str) -> schemas.Split:
    return schemas.Split(
        all=_figures(rows.get(kind)),
        in_hours=_figures(rows.get(f"{kind}_in")),
        out_of_hours=_figures(rows.get(f"{kind}_out")),
    )


def _figures(row: Row | None) -> schemas.Figures:
    if row is None:
        return NOTHING
    return schemas.Figures(
        count=row.answers,
        enough=row.answers >= rules.ENOUGH,
        median_seconds=rules.percentile(0.5, count=row.answers, lower=row.median_lower, upper=row.median_upper),
        p90_seconds=rules.percentile(0.9, count=row.answers, lower=row.p90_lower, upper=row.p90_upper),
        within_count=row.within,
    )


def _bands(found: Sequence[figures.Band]) -> list[schemas.BandOut]:
    by_number = {band.number: band for band in found}
    bounds = [None, *rules.BANDS, None]
    shown: list[schemas.BandOut] = []
    for number in range(len(rules.BANDS) + 1):
        band = by_number.get(number)
        lower = bounds[number]
        shown.append(
            schemas.BandOut(
                seconds_min=0 if lower is None else lower + 1,
                seconds_max=bounds[number + 1],
                count=band.answers if band else 0,
                first_count=band.first_answers if band else 0,
            )
        )
    return shown
