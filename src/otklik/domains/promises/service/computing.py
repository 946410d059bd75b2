"""What is promised at this moment: the hours, and the measured answers of this hour of the week and channel."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.promises import queries, rules
from otklik.domains.promises.queries import Sample, Wanted
from otklik.domains.promises.rules import Band
from otklik.domains.promises.schemas import Basis, Code, Current, Practice, PromiseSettings
from otklik.domains.promises.service import setting
from otklik.domains.schedule import service as schedule
from otklik.platform.context import Ctx

__all__ = ["Computed", "Current", "computed", "current", "practice"]

FULL_DAY = 24 * 3600


class Computed(NamedTuple):
    """What is promised, and how the measured answers keep it."""

    current: Current
    practice: Practice


async def current(ctx: Ctx, *, channel_id: UUID | None) -> Current:
    """What a customer of the channel is promised now; asked once a minute in a transaction, however many write."""
    known: dict[tuple[UUID | None, datetime], Current] = ctx.session.info.setdefault("promised", {})
    key = (channel_id, ctx.now().replace(second=0, microsecond=0))
    if key not in known:
        known[key] = (await computed(ctx, channel_id=channel_id)).current
    return known[key]


async def computed(ctx: Ctx, *, channel_id: UUID | None) -> Computed:
    hours = await schedule.hours_for(ctx, channel_id=channel_id)
    chosen = await setting.settings(ctx, channel_id=channel_id)
    now = ctx.now()
    is_open = schedule.open_at(hours, now)
    opens_at = None if is_open else schedule.next_opening(hours, now)
    begins = now if is_open or opens_at is None else opens_at
    sample = await _sample(ctx, channel_id, chosen, local=begins.astimezone(ZoneInfo(hours.zone)), is_open=is_open)
    basis = _basis(sample, chosen)
    told = _told(hours, now, basis, opens_at=opens_at, is_open=is_open)
    return Computed(told, practice(sample, chosen))


def practice(sample: Sample, chosen: PromiseSettings) -> Practice:
    """How many of the measured answers a promise set by a person would have kept."""
    channel, company = sample.bands[2], sample.bands[3]
    enough = channel.count >= chosen.answers_min
    count = channel.count if enough else company.count
    within = sample.channel_within if enough else sample.company_within
    if chosen.fixed_seconds is None or count < chosen.answers_min:
        return Practice(answers=count, share=None, warning=False)
    share = within / count
    return Practice(answers=count, share=share, warning=share < chosen.quantile)


async def _sample(
    ctx: Ctx, channel_id: UUID | None, chosen: PromiseSettings, *, local: datetime, is_open: bool
) -> Sample:
    """Who wrote while it was closed is answered from the opening on: those answers are measured by themselves."""
    wanted = Wanted(
        channel_id=channel_id,
        zone=str(local.tzinfo),
        hour_of_week=rules.hour_of_week(local),
        since=ctx.now() - timedelta(weeks=chosen.weeks),
        in_hours=is_open,
        quantile=chosen.quantile,
        within_seconds=chosen.fixed_seconds or 0,
    )
    return await queries.measured(ctx, wanted)


def _basis(sample: Sample, chosen: PromiseSettings) -> Basis:
    measured = rules.closest(sample.bands, answers_min=chosen.answers_min)
    band, seconds = Band.HOURS_ONLY, None
    if measured is not None and measured.seconds is not None:
        band = measured.band
        seconds = rules.promised_seconds(
            measured.seconds,
            margin_percent=chosen.margin_percent,
            floor_seconds=chosen.floor_seconds,
            maximum_seconds=chosen.maximum_seconds,
        )
    if chosen.fixed_seconds is not None:
        band, seconds = Band.FIXED, chosen.fixed_seconds
    return Basis(
        band=band,
        answers=measured.count if measured else 0,
        measured_seconds=measured.seconds if measured else None,
        quantile=chosen.quantile,
        weeks=chosen.weeks,
        promised_seconds=seconds,
    )


def _told(
    hours: schedule.WorkingHours, now: datetime, basis: Basis, *, opens_at: datetime | None, is_open: bool
) -> Current:
    closes_at = schedule.closes_at(hours, now) if is_open else None
    code, due_at = _when(hours, now, basis.promised_seconds, opens_at=opens_at, closes_at=closes_at, is_open=is_open)
    seconds = round((due_at - now).total_seconds()) if due_at and code in {"within", "by"} else None
    return Current(
        code=code,
        open=is_open,
        opens_at=opens_at,
        closes_at=closes_at,
        due_at=due_at,
        seconds=seconds,
        time_zone=hours.zone,
        basis=basis,
    )


def _when(
    hours: schedule.WorkingHours,
    now: datetime,
    seconds: int | None,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    is_open: bool,
) -> tuple[Code, datetime | None]:
    """The code and by when. Working time alone passes: a promise near closing goes on at the next opening."""
    if not is_open:
        return ("from", _after_opening(hours, opens_at, seconds)) if opens_at else ("closed", None)
    due_at = schedule.add_working_seconds(hours, start=now, seconds=seconds) if seconds else None
    if due_at is None:
        return "unknown", None
    if closes_at is None or due_at <= closes_at:
        return "within", due_at
    return "by", rules.rounded_moment(due_at)


def _after_opening(hours: schedule.WorkingHours, opens_at: datetime, seconds: int | None) -> datetime | None:
    """So long after the opening; where nothing is measured, before that day's work is over."""
    if seconds:
        return schedule.add_working_seconds(hours, start=opens_at, seconds=seconds)
    return schedule.closes_at(hours, opens_at) or opens_at + timedelta(seconds=FULL_DAY)
