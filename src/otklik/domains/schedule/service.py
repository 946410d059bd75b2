"""The verbs of the schedule: set hours, ask whether it is open, count working time, word the automatic reply."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from otklik.domains.schedule import queries, rules, texts
from otklik.domains.schedule.errors import (
    ChannelUnknown,
    DateTwice,
    IntervalEmpty,
    IntervalsOverlap,
    TimeZoneUnknown,
)
from otklik.domains.schedule.events import HoursChanged, HoursRemoved
from otklik.domains.schedule.schemas import Availability, Hours, Interval
from otklik.platform.context import Ctx
from otklik.platform.events import publish

__all__ = [
    "Availability",
    "Hours",
    "add_working_seconds",
    "autoreply_text",
    "autoresponds",
    "availability",
    "get_hours",
    "hours_for",
    "open_at",
    "remove_hours",
    "set_hours",
    "working_seconds_between",
]

OFFICE_DAY: Final = (Interval(opens="09:00", closes="18:00"),)
FIRST_WEEK: Final = (OFFICE_DAY,) * 5 + ((), ())
"""Until a company says otherwise: Monday to Friday, in its own time zone."""


async def get_hours(ctx: Ctx, *, channel_id: UUID | None = None) -> Hours:
    """The hours in force for the channel, or the company's own. Raises `ChannelUnknown`."""
    await _require_channel(ctx, channel_id)
    return await _in_force(ctx, channel_id)


async def set_hours(ctx: Ctx, *, channel_id: UUID | None = None, hours: Hours) -> None:
    """Set the company's hours, or those of one channel.

    Raises `ChannelUnknown`, `TimeZoneUnknown`, `IntervalEmpty`, `IntervalsOverlap`, `DateTwice`.
    """
    _check(hours)
    await _require_channel(ctx, channel_id)
    document = msgspec.to_builtins(msgspec.structs.replace(hours, inherited=False))
    await queries.save(ctx, channel_id=channel_id, document=document)
    await publish(ctx, HoursChanged(channel_id=channel_id), subject_id=channel_id)
    _push_changed(ctx, channel_id)


async def remove_hours(ctx: Ctx, *, channel_id: UUID) -> None:
    """Let the channel follow the company's hours again; harmless when it does already. Raises `ChannelUnknown`."""
    await _require_channel(ctx, channel_id)
    if await queries.remove(ctx, channel_id=channel_id):
        await publish(ctx, HoursRemoved(channel_id=channel_id), subject_id=channel_id)
        _push_changed(ctx, channel_id)


async def hours_for(ctx: Ctx, *, channel_id: UUID | None) -> rules.Hours:
    """The hours in force, for many questions at the cost of one query."""
    return (await _in_force(ctx, channel_id)).as_rules()


def open_at(hours: rules.Hours, at: datetime) -> bool:
    """Whether answers come at that moment by hours that `hours_for` gave: a question that costs no query."""
    return rules.is_open(hours, at)


async def availability(ctx: Ctx, *, channel_id: UUID | None, at: datetime | None = None) -> Availability:
    """Whether answers come at `at` (now by default), and when that changes."""
    return _availability(await hours_for(ctx, channel_id=channel_id), at or ctx.now())


async def autoresponds(ctx: Ctx, *, channel_id: UUID, at: datetime) -> bool:
    """Whether a message at `at` is to be answered by itself: the autoresponder is on and the channel is closed."""
    hours = await _in_force(ctx, channel_id)
    return hours.autoresponder.enabled and not rules.is_open(hours.as_rules(), at)


async def working_seconds_between(ctx: Ctx, *, channel_id: UUID | None, start: datetime, end: datetime) -> float:
    """Open seconds between two moments; 0 when the second is not later."""
    return rules.working_seconds(await hours_for(ctx, channel_id=channel_id), start, end)


def add_working_seconds(hours: rules.Hours, *, start: datetime, seconds: float) -> datetime | None:
    """The first moment by which so many open seconds have passed; None when ten years do not hold them."""
    return rules.add_working_seconds(hours, start, seconds)


async def autoreply_text(
    ctx: Ctx, *, channel_id: UUID, locale: str, at: datetime, other_channels: Sequence[str]
) -> str | None:
    """What to answer by itself at `at`: when a person will answer, and which other channels are open meanwhile.

    None while the channel is open or the autoresponder is off. `other_channels` are titles as customers know them.
    """
    hours = await _in_force(ctx, channel_id)
    now = _availability(hours.as_rules(), at)
    if now.open or not hours.autoresponder.enabled:
        return None
    own = hours.autoresponder.texts
    return texts.autoreply(
        own.ru if locale == "ru" else own.en,
        locale=locale,
        opens_at=now.opens_at,
        at=at,
        zone=hours.time_zone,
        other_channels=other_channels,
    )


async def _in_force(ctx: Ctx, channel_id: UUID | None) -> Hours:
    row = await queries.nearest(ctx, channel_id=channel_id)
    if row is None:
        hours = Hours(time_zone=await queries.company_time_zone(ctx), week=FIRST_WEEK)
        return msgspec.structs.replace(hours, inherited=channel_id is not None)
    hours = msgspec.convert(row.document, Hours)
    return msgspec.structs.replace(hours, inherited=row.channel_id != channel_id)


def _availability(hours: rules.Hours, at: datetime) -> Availability:
    if rules.is_open(hours, at):
        return Availability(open=True, opens_at=None, closes_at=rules.closes_at(hours, at))
    return Availability(open=False, opens_at=rules.next_opening(hours, at), closes_at=None)


async def _require_channel(ctx: Ctx, channel_id: UUID | None) -> None:
    if channel_id is not None and not await queries.channel_exists(ctx, channel_id):
        raise ChannelUnknown(params={"channel_id": str(channel_id)})


def _check(hours: Hours) -> None:
    try:
        ZoneInfo(hours.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimeZoneUnknown(params={"time_zone": hours.time_zone}) from error
    for weekday, day in enumerate(hours.week):
        _check_day(str(weekday), day)
    seen: set[str] = set()
    for one in hours.exceptions:
        _check_day(str(one.date), one.intervals)
        if str(one.date) in seen:
            raise DateTwice(params={"date": str(one.date)})
        seen.add(str(one.date))


def _check_day(named: str, day: Sequence[Interval]) -> None:
    if any(one.opens == one.closes for one in day):
        raise IntervalEmpty(params={"at": named})
    if rules.overlapping([rules.interval(one.opens, one.closes) for one in day]):
        raise IntervalsOverlap(params={"at": named})


def _push_changed(ctx: Ctx, channel_id: UUID | None) -> None:
    data = {"channel_id": str(channel_id) if channel_id else None}
    ctx.push(f"desk/{ctx.workspace_id}", "hours.changed", data)
