"""Coming in: by an event, a segment, a date or a call. One statement a block, in the transaction of what happened."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.domains.activity.events import RecordedFact
from otklik.domains.journeys import documents, errors, models
from otklik.domains.journeys.events import JourneyEntered
from otklik.domains.journeys.queries import entering, keeping, walking
from otklik.domains.journeys.rules import conditions, timing
from otklik.domains.journeys.rules.stepper import Road
from otklik.domains.journeys.service import people
from otklik.domains.journeys.service.roads import Roads
from otklik.domains.segments import service as segments
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

WAKE: Final = "otklik_journeys"
"""NOTIFY channel: somebody on a road is to be moved."""
BLOCK_MAX: Final = 1_000
DAYS_AHEAD: Final = 2
"""For how many days the people of a date are taken in ahead: the first hour of a day comes early in the far east."""


class Coming(msgspec.Struct, frozen=True, kw_only=True):
    """One who may come in, and by what."""

    contact_id: UUID
    at: datetime
    due_at: datetime | None = None
    occasion: str = ""
    given: Mapping[str, Any] = {}  # Any: JSON of the event


async def facts_recorded(ctx: Ctx, facts: Sequence[RecordedFact], *, imported: bool) -> None:
    """Bring in whom these facts bring in (never old ones out of a file), and wake whoever waits for them."""
    if not imported:
        await _enter_by_facts(ctx, facts)
    if await walking.wake(ctx, facts):
        await walking.notify(ctx, WAKE)


async def _enter_by_facts(ctx: Ctx, facts: Sequence[RecordedFact]) -> None:
    journeys = await keeping.triggered(ctx, "event", {one.name for one in facts})
    if not journeys:
        return
    meant = {one.subject for one in journeys}
    said = await entering.properties(ctx, [one.fact_id for one in facts if one.name in meant])
    for journey in journeys:
        road = await _road(ctx, journey)
        trigger = road.graph.trigger
        assert isinstance(trigger, documents.EventTrigger)
        coming = [
            Coming(contact_id=one.contact_id, at=one.at, given=said[one.fact_id])
            for one in facts
            if one.name == journey.subject and conditions.all_hold(trigger.conditions, said[one.fact_id])
        ]
        await enter(ctx, journey, road, coming)


async def segment_entered(ctx: Ctx, segment_id: UUID, contact_ids: Sequence[UUID]) -> None:
    for journey in await keeping.triggered(ctx, "segment", [str(segment_id)]):
        road = await _road(ctx, journey)
        await enter(ctx, journey, road, [Coming(contact_id=one, at=ctx.now()) for one in contact_ids])


async def enrol_page(ctx: Ctx, journey_id: UUID) -> bool:
    """Take in the next of those who were in the segment before it began; whether there are more."""
    journey = await keeping.by_id(ctx, journey_id, lock=True)
    if journey is None or journey.state != "running" or journey.enrol_after is None:
        return False
    road = await _road(ctx, journey)
    trigger = road.graph.trigger
    if not isinstance(trigger, documents.SegmentTrigger) or trigger.segment_id is None:
        return False
    page = await segments.page(ctx, trigger.segment_id, after=journey.enrol_after, limit=BLOCK_MAX)
    journey.enrol_after = page[-1] if len(page) == BLOCK_MAX else None
    await ctx.session.flush()
    await enter(ctx, journey, road, [Coming(contact_id=one, at=ctx.now()) for one in page])
    return journey.enrol_after is not None


async def enrol_dates(ctx: Ctx, journey_id: UUID) -> int:
    """Take in those whose day it is within `DAYS_AHEAD`; each day of each person brings them in once."""
    journey = await keeping.by_id(ctx, journey_id)
    if journey is None or journey.state != "running" or journey.trigger != "date":
        return 0
    road = await _road(ctx, journey)
    trigger = road.graph.trigger
    assert isinstance(trigger, documents.DateTrigger)
    entered, after = 0, None
    while True:
        page = await _with_date(ctx, trigger, after)
        entered += await _enter_by_date(ctx, journey, road, trigger, page)
        if len(page) < BLOCK_MAX:
            return entered
        after = page[-1][0]


async def _with_date(ctx: Ctx, trigger: documents.DateTrigger, after: UUID | None) -> Sequence[tuple[UUID, str]]:
    days = [one - timedelta(days=trigger.offset_days) for one in _days(ctx)]
    if any((one.month, one.day) == (2, 28) for one in days):  # who was born on the 29th keeps the 28th
        days = [*days, date(2000, 2, 29)]
    return await entering.with_date(ctx, trigger.attribute, days, yearly=trigger.yearly, after=after, limit=BLOCK_MAX)


async def _enter_by_date(
    ctx: Ctx,
    journey: models.Journey,
    road: Road,
    trigger: documents.DateTrigger,
    page: Sequence[tuple[UUID, str]],
) -> int:
    zones = await people.zones(ctx, [one for one, _ in page]) if page else {}
    coming: list[Coming] = []
    for contact_id, text in page:
        day = _occasion(text, trigger, _days(ctx))
        if day is None:
            continue
        due = timing.moment(zones[contact_id], day, timing.clock_of(trigger.at))
        if due > ctx.now():
            given = {trigger.attribute: text}
            coming.append(
                Coming(contact_id=contact_id, at=ctx.now(), due_at=due, occasion=day.isoformat(), given=given)
            )
    return len(await enter(ctx, journey, road, coming))


def _occasion(text: str, trigger: documents.DateTrigger, days: Sequence[date]) -> date | None:
    """On which of the days it is; None: on none, or the value is no date."""
    try:
        told = date.fromisoformat(text)
    except ValueError:
        return None
    offset = timedelta(days=trigger.offset_days)
    for day in days:
        anchor = day - offset
        if (timing.occasion(told, anchor.year) if trigger.yearly else told) == anchor:
            return day
    return None


def _days(ctx: Ctx) -> list[date]:
    today = ctx.now().astimezone(UTC).date()
    return [today + timedelta(days=ahead) for ahead in range(-1, DAYS_AHEAD + 1)]


async def call(ctx: Ctx, journey_id: UUID, coming: Sequence[Coming]) -> list[UUID]:
    """Put people in by hand or by another program; who came in. Raises `JourneyNotFound`, `WrongState`."""
    journey = await keeping.by_id(ctx, journey_id)
    if journey is None:
        raise errors.JourneyNotFound
    if journey.state != "running":
        raise errors.WrongState(params={"state": journey.state})
    known = await entering.known_people(ctx, [one.contact_id for one in coming])
    if missing := [one for one in coming if one.contact_id not in known]:
        raise errors.PersonUnknown(params={"contact_id": str(missing[0].contact_id)})
    return await enter(ctx, journey, await _road(ctx, journey), coming)


async def enter(ctx: Ctx, journey: models.Journey, road: Road, coming: Sequence[Coming]) -> list[UUID]:
    """Those who came in; who is inside, or may not come again, is left out without a word."""
    entered: list[UUID] = []
    assert journey.version is not None
    reentry = road.graph.reentry
    for at in range(0, len(coming), BLOCK_MAX):
        newcomers = [_newcomer(ctx, one) for one in coming[at : at + BLOCK_MAX]]
        entered += await entering.enter(
            ctx,
            newcomers,
            journey_id=journey.id,
            version=journey.version,
            reentry=_yearly(reentry, road),
            since=ctx.now() - timedelta(days=reentry.days),
            events=road.events,
        )
    if entered:
        await publish(ctx, JourneyEntered(journey_id=journey.id, version=journey.version, contact_ids=tuple(entered)))
        await walking.notify(ctx, WAKE)
    return entered


def _newcomer(ctx: Ctx, one: Coming) -> entering.Newcomer:
    return entering.Newcomer(new_id(), one.contact_id, one.occasion, one.at, one.due_at or ctx.now(), one.given)


def _yearly(reentry: documents.Reentry, road: Road) -> documents.Reentry:
    """A birthday comes every year: the day itself is what must not be taken twice."""
    trigger = road.graph.trigger
    if isinstance(trigger, documents.DateTrigger) and trigger.yearly and reentry.rule == "never":
        return documents.Reentry(rule="always")
    return reentry


async def _road(ctx: Ctx, journey: models.Journey) -> Road:
    assert journey.version is not None
    return await ctx.use(Roads).of(ctx, journey.id, journey.version)
