"""How people come in: by a segment, on a date of theirs by their own clock, by what they did; a wait with an end."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests import ringing
from tests.factories import unit_of_work
from tests.factories_journeys import PURPOSE, Shop

from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.schemas import AttributeName, ContactChanges, NewAttribute
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import schemas
from otklik.domains.journeys.service import entering, figures, steering
from otklik.domains.segments import service as segments
from otklik.domains.segments.service import following
from otklik.platform.clock import FixedClock

HOUR = timedelta(hours=1)
BUYERS: dict[str, Any] = {"type": "event", "name": "purchase", "window": {"type": "last", "amount": 30}}
QUIET_ROUNDS = 50


def said(tea: Shop, trigger: doc.Trigger, *, more: tuple[doc.AnyNode, ...] = ()) -> doc.Graph:
    """One message to whoever comes in."""
    send = doc.Send(id="say", ways=(tea.first,), purpose=PURPOSE, next="end")
    return doc.Graph(trigger=trigger, nodes=(*more, send, doc.Exit(id="end")))


async def inside(tea: Shop, journey_id: UUID) -> set[UUID]:
    """Everybody who ever came in."""
    async with unit_of_work(tea.program, tea.company) as ctx:
        return {one.contact_id for one in await figures.runs(ctx, journey_id=journey_id, limit=100)}


async def settle(tea: Shop) -> None:
    """Ring what is due until all is quiet: so segments notice what happened."""
    for _ in range(QUIET_ROUNDS):
        if await ringing.ring(tea.program.parts, workspace_id=tea.company.id) == 0:
            return


@pytest.mark.parametrize("existing", [False, True])
async def test_who_comes_into_a_segment_comes_in_and_who_was_there_only_when_asked(tea: Shop, existing: bool) -> None:
    old, new = await tea.person(), await tea.person()
    await tea.did(old, "purchase")
    async with unit_of_work(tea.program, tea.company) as ctx:
        segment = await segments.create(ctx, segments.NewSegment(name="Купили", rule=BUYERS))
    trigger = doc.SegmentTrigger(segment_id=segment.id, existing=existing, next="say")
    journey_id = await tea.journey(said(tea, trigger))
    await following.sweep(tea.program.parts, workspace_id=tea.company.id, segment_id=segment.id)
    async with unit_of_work(tea.program, tea.company) as ctx:
        assert not await entering.enrol_page(ctx, journey_id)
    await tea.did(new, "purchase")
    await settle(tea)
    assert await inside(tea, journey_id) == ({old, new} if existing else {new})
    await tea.did(new, "purchase")
    await settle(tea)
    await tea.move(journey_id)
    assert sorted(who for _, who, *_ in await tea.messages(journey_id)) == sorted(await inside(tea, journey_id))


async def born(tea: Shop, day: str, *, zone: str = "") -> UUID:
    person = await tea.person()
    async with unit_of_work(tea.program, tea.company) as ctx:
        known: dict[AttributeName, NewAttribute] = {"birthday": day, **({"time_zone": zone} if zone else {})}
        await contacts.update(ctx, contact_id=person, changes=ContactChanges(attributes=known))
    return person


async def enrol(tea: Shop, clock: FixedClock, journey_id: UUID, *, at: datetime) -> None:
    """What the clock's own round does, twice: the second finds nobody new."""
    clock.move(at - clock.now())
    for _ in range(2):
        async with unit_of_work(tea.program, tea.company) as ctx:
            await entering.enrol_dates(ctx, journey_id)


@pytest.mark.parametrize(
    ("birthday", "zone", "clock_at", "looked_at", "due_at"),
    [
        pytest.param("1990-05-20", "", "10:00", (2026, 5, 19), (2026, 5, 20, 7, 0), id="by the company's clock"),
        pytest.param(
            "1990-05-20", "Pacific/Kiritimati", "00:30", (2026, 5, 18), (2026, 5, 19, 10, 30), id="the far east first"
        ),
        pytest.param("1996-02-29", "", "10:00", (2027, 2, 27), (2027, 2, 28, 7, 0), id="29 February in a plain year"),
        pytest.param("1996-02-29", "", "10:00", (2028, 2, 28), (2028, 2, 29, 7, 0), id="29 February in a leap year"),
        pytest.param(
            "1990-03-14", "America/New_York", "02:30", (2027, 3, 13), (2027, 3, 14, 7, 30), id="an hour left out"
        ),
        pytest.param(
            "1990-11-07", "America/New_York", "01:30", (2027, 11, 6), (2027, 11, 7, 5, 30), id="the first of two"
        ),
    ],
)
async def test_a_birthday_is_met_once_at_the_person_s_own_hour(
    tea: Shop,
    clock: FixedClock,
    *,
    birthday: str,
    zone: str,
    clock_at: str,
    looked_at: tuple[int, int, int],
    due_at: tuple[int, int, int, int, int],
) -> None:
    person = await born(tea, birthday, zone=zone)
    await born(tea, "1990-08-30")
    journey_id = await tea.journey(said(tea, doc.DateTrigger(attribute="birthday", at=clock_at, next="say")))
    await enrol(tea, clock, journey_id, at=datetime(*looked_at, 9, tzinfo=UTC))
    moment = datetime(*due_at, tzinfo=UTC)
    assert await inside(tea, journey_id) == {person}
    assert (await tea.where(journey_id, person)).due_at == moment
    clock.move(moment - clock.now() - timedelta(minutes=1))
    await tea.move(journey_id)
    assert not await tea.messages(journey_id)
    clock.move(timedelta(minutes=1))
    await tea.move(journey_id)
    assert [who for _, who, *_ in await tea.messages(journey_id)] == [person]


async def test_another_wording_of_a_running_journey_does_not_bring_the_whole_segment_in_again(tea: Shop) -> None:
    person = await tea.person()
    await tea.did(person, "purchase")
    async with unit_of_work(tea.program, tea.company) as ctx:
        first, second = [
            (await segments.create(ctx, segments.NewSegment(name=name, rule=BUYERS))).id for name in ("Купили", "Ещё")
        ]
    journey_id = await tea.journey(always(tea, first))
    assert await taken_in(tea, journey_id) == 1
    await publish_anew(tea, journey_id, always(tea, first, at=300))
    assert await taken_in(tea, journey_id) == 1
    await publish_anew(tea, journey_id, always(tea, second))
    assert await taken_in(tea, journey_id) == 2, "of another segment all come once"


def always(tea: Shop, segment_id: UUID, *, at: float = 0) -> doc.Graph:
    """Whoever is in the segment, as often as it brings them in."""
    graph = said(tea, doc.SegmentTrigger(segment_id=segment_id, existing=True, next="say"))
    moved = tuple(replace(node, x=at) for node in graph.nodes)
    return replace(graph, nodes=moved, reentry=doc.Reentry(rule="always"))


async def publish_anew(tea: Shop, journey_id: UUID, graph: doc.Graph) -> None:
    async with unit_of_work(tea.program, tea.company) as ctx:
        before = (await steering.get(ctx, journey_id)).row
        draft = schemas.JourneyDraft(name=before.name, graph=graph, revision=before.revision)
        await steering.save(ctx, journey_id, draft)
        await steering.publish(ctx, journey_id)


async def taken_in(tea: Shop, journey_id: UUID) -> int:
    """What the job and the loop do; how many goings-through there were so far."""
    async with unit_of_work(tea.program, tea.company) as ctx:
        while await entering.enrol_page(ctx, journey_id):
            pass
    await tea.move(journey_id)
    async with unit_of_work(tea.program, tea.company) as ctx:
        return len(await figures.runs(ctx, journey_id=journey_id, limit=100))


async def test_a_birthday_comes_again_next_year_and_a_date_of_no_year_does_not(tea: Shop, clock: FixedClock) -> None:
    person = await born(tea, "1990-05-20")
    yearly = await tea.journey(said(tea, doc.DateTrigger(attribute="birthday", offset_days=-3, next="say")))
    for year in (2026, 2027):
        await enrol(tea, clock, yearly, at=datetime(year, 5, 16, 12, tzinfo=UTC))
        clock.move(2 * timedelta(days=1))
        await tea.move(yearly)
    assert [number for _, _, number, *_ in await tea.messages(yearly)] == [1, 21]
    clock.move(datetime(2027, 6, 1, 9, tzinfo=UTC) - clock.now())
    until = doc.DateTrigger(attribute="birthday", yearly=False, next="say")
    once = await tea.journey(said(tea, until))
    await enrol(tea, clock, once, at=datetime(2028, 5, 19, 12, tzinfo=UTC))
    assert await inside(tea, once) == set()
    assert (await tea.where(yearly, person)).entry == 2


@pytest.mark.parametrize(("currency", "minor"), [("RUB", 100_001), ("JPY", 1_001), ("KWD", 1_000_001)])
async def test_what_somebody_paid_is_asked_in_units_of_its_currency(
    tea: Shop, clock: FixedClock, currency: str, minor: int
) -> None:
    dear = doc.Condition(name="amount", comparison="more", value=1_000)
    wait = doc.WaitEvent(id="wait", event="paid", conditions=(dear,), seconds=86_400, happened="end", timeout="say")
    trigger = doc.EventTrigger(event="purchase", conditions=(dear,), next="wait")
    journey_id = await tea.journey(said(tea, trigger, more=(wait,)))
    great, small = await tea.person(), await tea.person()

    async def did(person: UUID, name: str, amount: int) -> None:
        ref = PersonRef(contact_id=person)
        await tea.told(FactIn(name=name, person=ref, amount_minor=amount, currency=currency))

    await did(great, "purchase", minor)
    await did(small, "purchase", minor - 1)
    await tea.move(journey_id)
    assert await inside(tea, journey_id) == {great}
    assert (await tea.where(journey_id, great)).node == "wait"
    clock.move(HOUR)
    await did(great, "paid", minor - 1)
    await tea.move(journey_id)
    assert (await tea.where(journey_id, great)).node == "wait"
    await did(great, "paid", minor)
    await tea.move(journey_id)
    assert (await tea.where(journey_id, great)).ended == "exit"


async def test_only_an_event_that_says_what_was_asked_ends_the_wait(tea: Shop, clock: FixedClock) -> None:
    dear = doc.Condition(name="amount", comparison="more", value=1_000)
    wait = doc.WaitEvent(id="wait", event="purchase", conditions=(dear,), seconds=86_400, happened="end", timeout="say")
    journey_id = await tea.journey(said(tea, doc.EventTrigger(event="signed_up", next="wait"), more=(wait,)))
    great, small, silent = [await tea.person() for _ in range(3)]
    for one in (great, small, silent):
        await tea.did(one, "signed_up")
    await tea.move(journey_id)
    clock.move(HOUR)
    await tea.did(great, "purchase", amount=5_000)
    await tea.did(small, "purchase", amount=10)
    await tea.move(journey_id)
    assert ((await tea.where(journey_id, great)).ended, (await tea.where(journey_id, small)).node) == ("exit", "wait")
    clock.move(24 * HOUR)
    await tea.move(journey_id)
    assert {who for _, who, *_ in await tea.messages(journey_id)} == {small, silent}


async def test_what_brought_somebody_in_is_not_what_they_wait_for(tea: Shop, clock: FixedClock) -> None:
    """Whoever bought is asked whether they buy again; another deed of the same second counts."""
    again = doc.WaitEvent(id="wait", event="purchase", seconds=86_400, happened="end", timeout="say")
    once_more = await tea.journey(said(tea, doc.EventTrigger(event="purchase", next="wait"), more=(again,)))
    paid = doc.WaitEvent(id="wait", event="paid", seconds=86_400, happened="end", timeout="say")
    until_paid = await tea.journey(said(tea, doc.EventTrigger(event="purchase", next="wait"), more=(paid,)))
    person = await tea.person()
    await tea.told(*(FactIn(name=name, person=PersonRef(contact_id=person)) for name in ("purchase", "paid")))
    for journey_id in (once_more, until_paid):
        await tea.move(journey_id)
    assert (await tea.where(once_more, person)).node == "wait"
    assert (await tea.where(until_paid, person)).ended == "exit"
    clock.move(HOUR)
    await tea.did(person, "purchase")
    await tea.move(once_more)
    assert (await tea.where(once_more, person)).ended == "exit"
