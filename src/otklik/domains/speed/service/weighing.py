"""Answers one by one and what was usual before them, for whoever weighs them against each other."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from otklik.domains.schedule import service as schedule
from otklik.domains.speed.queries import weighing
from otklik.domains.speed.queries.weighing import Load, Told, Usual
from otklik.domains.speed.rules import Period
from otklik.platform.context import Ctx

__all__ = ["Load", "Told", "Usual", "answers", "channel_kinds", "loads", "usual"]


async def answers(
    ctx: Ctx, *, start: datetime, end: datetime, letters: int, within: timedelta, most: int
) -> list[Told]:
    """The answers accepted in the period to people who wrote in working hours, earliest first, at most `most`.

    One of fewer than `letters` letters and digits and without a file did not say enough. Where one that did came
    `within` that time after it, the wait is counted up to that one. A wait is counted up to the answer itself, not up
    to a holding one before it.
    """
    period = Period(start=start, end=end)
    found = await weighing.answers(ctx, period, letters=letters, within=within, most=most)
    channels = {one.channel_id for one in found if one.followed_at is not None}
    hours = {channel_id: await schedule.hours_for(ctx, channel_id=channel_id) for channel_id in channels}
    return [
        one
        if one.followed_at is None
        else one._replace(
            working_seconds=schedule.working_seconds(hours[one.channel_id], one.waiting_since, one.followed_at)
        )
        for one in found
    ]


async def usual(ctx: Ctx, *, start: datetime, end: datetime, zone: str) -> list[Usual]:
    """The median wait in working seconds by channel and hour of the day, and by channel alone."""
    return await weighing.usual(ctx, Period(start=start, end=end), zone=zone)


async def loads(ctx: Ctx, *, start: datetime, end: datetime, zone: str) -> Mapping[int, float]:
    """By the hour of the day in which customers wrote: how many of them each operator who answered any answered."""
    return {one.hour: one.answers_each for one in await weighing.loads(ctx, Period(start=start, end=end), zone=zone)}


async def channel_kinds(ctx: Ctx) -> Mapping[UUID, str]:
    """The kind of each channel, deleted ones too: their answers still count."""
    return await weighing.channel_kinds(ctx)
