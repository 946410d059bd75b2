"""The verbs of the schedule: set hours, ask whether it is open, count working time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from otklik.domains.schedule import calendars, queries, rules
from otklik.domains.schedule.errors import (
    ChannelUnknown,
    CountryUnknown,
    DateTwice,
    IntervalEmpty,
    IntervalsOverlap,
    RegionUnknown,
    TeamUnknown,
    TimeZoneUnknown,
)
from otklik.domains.schedule.events import HoursChanged, HoursFollowed, HoursRemoved
from otklik.domains.schedule.schemas import Availability, Holiday, HolidaysOut, Hours, Interval
from otklik.platform.context import Ctx
from otklik.platform.events import publish

__all__ = [
    "Availability",
    "Hours",
    "WorkingHours",
    "add_working_seconds",
    "availability",
    "closes_at",
    "follow_team",
    "get_hours",
    "holiday_countries",
    "holidays",
    "hours_for",
    "next_opening",
    "open_at",
    "remove_hours",
    "set_hours",
    "when",
    "working_seconds",
    "working_seconds_between",
]

WorkingHours = rules.Hours
closes_at = rules.closes_at
next_opening = rules.next_opening
working_seconds = rules.working_seconds
when = rules.when
"""Pure questions to the answer of `hours_for`."""

OFFICE_DAY: Final = (Interval(opens="09:00", closes="18:00"),)
FIRST_WEEK: Final = (OFFICE_DAY,) * 5 + ((), ())
"""Until a company says otherwise: Monday to Friday, in its own time zone."""


async def get_hours(ctx: Ctx, *, channel_id: UUID | None = None, team_id: UUID | None = None) -> Hours:
    """The hours in force for the channel or the team, or the company's own. Raises `ChannelUnknown`, `TeamUnknown`."""
    await _require(ctx, channel_id, team_id)
    return await _in_force(ctx, channel_id, team_id)


async def set_hours(ctx: Ctx, *, channel_id: UUID | None = None, team_id: UUID | None = None, hours: Hours) -> None:
    """Set the company's hours, or those of one channel or one team.

    Raises `ChannelUnknown`, `TeamUnknown`, `TimeZoneUnknown`, `IntervalEmpty`, `IntervalsOverlap`, `DateTwice`,
    `CountryUnknown`, `RegionUnknown`.
    """
    _check(hours)
    await _require(ctx, channel_id, team_id)
    document = msgspec.to_builtins(msgspec.structs.replace(hours, inherited=False, follows_team_id=None))
    if team_id is not None:
        await queries.save_of_team(ctx, team_id=team_id, document=document)
    else:
        await queries.save(ctx, channel_id=channel_id, document=document)
    if channel_id is not None:
        await queries.unfollow(ctx, channel_id=channel_id)
    await publish(ctx, HoursChanged(channel_id=channel_id, team_id=team_id), subject_id=channel_id or team_id)
    _push_changed(ctx, channel_id, team_id)


async def remove_hours(ctx: Ctx, *, channel_id: UUID | None = None, team_id: UUID | None = None) -> None:
    """Let the channel or the team follow the company's hours again; harmless when it does already.

    Raises `ChannelUnknown`, `TeamUnknown`.
    """
    await _require(ctx, channel_id, team_id)
    if await _removed(ctx, channel_id, team_id):
        await publish(ctx, HoursRemoved(channel_id=channel_id, team_id=team_id), subject_id=channel_id or team_id)
        _push_changed(ctx, channel_id, team_id)


async def follow_team(ctx: Ctx, *, channel_id: UUID, team_id: UUID) -> None:
    """Let the channel be open when the team is; hours of its own are given up.

    Raises `ChannelUnknown`, `TeamUnknown`.
    """
    await _require(ctx, channel_id, team_id)
    await queries.remove(ctx, channel_id=channel_id)
    await queries.follow(ctx, channel_id=channel_id, team_id=team_id)
    await publish(ctx, HoursFollowed(channel_id=channel_id, team_id=team_id), subject_id=channel_id)
    _push_changed(ctx, channel_id, None)


def holidays(*, country: str, region: str, year: int, language: str) -> HolidaysOut:
    """The holidays of a year and the short days before them. Raises `CountryUnknown`, `RegionUnknown`."""
    _check_country(country, region)
    named = calendars.days_off(country, region, year, language)
    kept = calendars.Kept(country=country, region=region)
    days = {day: Holiday(date=day, name=name) for day, name in named.items()}
    for eve in (day - timedelta(days=1) for day in named):
        if eve not in days and calendars.is_short(kept, eve):
            days[eve] = Holiday(date=eve, name=named[eve + timedelta(days=1)], short=True)
    return HolidaysOut(
        items=[days[day] for day in sorted(days)],
        regions=calendars.regions(country),
        short_eves=calendars.has_short_days(country),
    )


def holiday_countries() -> list[str]:
    """Countries whose holidays are known (ISO 3166-1)."""
    return sorted(calendars.countries())


async def hours_for(ctx: Ctx, *, channel_id: UUID | None, team_id: UUID | None = None) -> rules.Hours:
    """The hours in force, for many questions at the cost of one query."""
    return (await _in_force(ctx, channel_id, team_id)).as_rules()


def open_at(hours: rules.Hours, at: datetime) -> bool:
    """Whether answers come at that moment by hours that `hours_for` gave: a question that costs no query."""
    return rules.is_open(hours, at)


async def availability(
    ctx: Ctx, *, channel_id: UUID | None, team_id: UUID | None = None, at: datetime | None = None
) -> Availability:
    """Whether answers come at `at` (now by default), and when that changes."""
    return _availability(await hours_for(ctx, channel_id=channel_id, team_id=team_id), at or ctx.now())


async def working_seconds_between(ctx: Ctx, *, channel_id: UUID | None, start: datetime, end: datetime) -> float:
    """Open seconds between two moments; 0 when the second is not later."""
    return rules.working_seconds(await hours_for(ctx, channel_id=channel_id), start, end)


def add_working_seconds(hours: rules.Hours, *, start: datetime, seconds: float) -> datetime | None:
    """The first moment by which so many open seconds have passed; None when ten years do not hold them."""
    return rules.add_working_seconds(hours, start, seconds)


async def _in_force(ctx: Ctx, channel_id: UUID | None, team_id: UUID | None = None) -> Hours:
    """The nearest: the channel's own, the team's, the company's."""
    found = await queries.nearest(ctx, channel_id=channel_id, team_id=team_id)
    document = found.channel or found.team or found.company
    if document is not None:
        hours = msgspec.convert(document, Hours)
    else:
        hours = Hours(time_zone=await queries.company_time_zone(ctx), week=FIRST_WEEK)
    own = found.channel if channel_id is not None else found.team
    inherited = own is None and (channel_id is not None or team_id is not None)
    return msgspec.structs.replace(hours, inherited=inherited, follows_team_id=found.followed_team_id)


def _availability(hours: rules.Hours, at: datetime) -> Availability:
    if rules.is_open(hours, at):
        return Availability(open=True, opens_at=None, closes_at=rules.closes_at(hours, at))
    return Availability(open=False, opens_at=rules.next_opening(hours, at), closes_at=None)


async def _require(ctx: Ctx, channel_id: UUID | None, team_id: UUID | None) -> None:
    if channel_id is not None and not await queries.channel_exists(ctx, channel_id):
        raise ChannelUnknown(params={"channel_id": str(channel_id)})
    if team_id is not None and not await queries.team_exists(ctx, team_id):
        raise TeamUnknown(params={"team_id": str(team_id)})


async def _removed(ctx: Ctx, channel_id: UUID | None, team_id: UUID | None) -> bool:
    """Whether there was anything to give up."""
    if team_id is not None:
        return await queries.remove_of_team(ctx, team_id=team_id)
    if channel_id is None:
        return False
    own = await queries.remove(ctx, channel_id=channel_id)
    return await queries.unfollow(ctx, channel_id=channel_id) or own


def _check(hours: Hours) -> None:
    try:
        ZoneInfo(hours.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimeZoneUnknown(params={"time_zone": hours.time_zone}) from error
    if hours.holidays.country:
        _check_country(hours.holidays.country, hours.holidays.region)
    for weekday, day in enumerate(hours.week):
        _check_day(str(weekday), day)
    seen: set[str] = set()
    for one in hours.exceptions:
        _check_day(str(one.date), one.intervals)
        if str(one.date) in seen:
            raise DateTwice(params={"date": str(one.date)})
        seen.add(str(one.date))


def _check_country(country: str, region: str) -> None:
    known = calendars.countries().get(country)
    if known is None:
        raise CountryUnknown(params={"country": country})
    if region and region not in known:
        raise RegionUnknown(params={"country": country, "region": region})


def _check_day(named: str, day: Sequence[Interval]) -> None:
    if any(one.opens == one.closes for one in day):
        raise IntervalEmpty(params={"at": named})
    if rules.overlapping([rules.interval(one.opens, one.closes) for one in day]):
        raise IntervalsOverlap(params={"at": named})


def _push_changed(ctx: Ctx, channel_id: UUID | None, team_id: UUID | None) -> None:
    data = {"channel_id": str(channel_id) if channel_id else None, "team_id": str(team_id) if team_id else None}
    ctx.push(f"desk/{ctx.workspace_id}", "hours.changed", data)
