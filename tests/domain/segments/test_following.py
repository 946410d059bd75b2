"""Watched segments: who comes in and leaves is told once, and what is kept is what asking everybody anew would give."""

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from sqlalchemy import text
from tests import factories, factories_contacts, ringing
from tests.domain.segments import town, trees
from tests.factories import Company, unit_of_work
from tests.factories_talk import new_talk

from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import naming, recording
from otklik.domains.consents.schemas import ImportIn, SuppressionIn
from otklik.domains.consents.service import suppressing
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import MergedAlready, SameContact
from otklik.domains.contacts.service import ContactChanges
from otklik.domains.segments import service
from otklik.domains.segments.events import SegmentEntered, SegmentLeft
from otklik.domains.segments.queries import standings
from otklik.domains.segments.rules import checking
from otklik.domains.segments.service import following
from otklik.platform.clock import FixedClock
from otklik.platform.events import Event, EventBus
from otklik.program import Program

PHASES = (Phase.explicit, Phase.generate)
SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
BOUGHT = {"type": "event", "name": "purchase", "window": {"type": "last", "amount": 2}}


class Heard:
    """Who is in, by what was told alone."""

    def __init__(self) -> None:
        self.inside: dict[UUID, set[UUID]] = {}

    async def hear(self, _: Any, event: Event) -> None:  # Any: whoever tells
        if isinstance(event, SegmentEntered):
            held = self.inside.setdefault(event.segment_id, set())
            assert not held & set(event.contact_ids), "told twice"
            held |= set(event.contact_ids)
        if isinstance(event, SegmentLeft):
            assert set(event.contact_ids) <= self.inside.get(event.segment_id, set()), "left without having come"
            self.inside[event.segment_id] -= set(event.contact_ids)


@pytest.fixture
def heard(timed: Program) -> Heard:
    ear = Heard()
    bus = timed.parts.get(EventBus)
    for kind in (SegmentEntered, SegmentLeft):
        bus._handlers[kind].append(ear.hear)
    return ear


async def settle(program: Program, company: Company) -> None:
    """Ring what is due until all is quiet."""
    for _ in range(50):
        if await ringing.ring(program.parts, workspace_id=company.id) == 0:
            return


async def watched(program: Program, company: Company, rule: dict[str, Any]) -> UUID:
    async with unit_of_work(program, company) as ctx:
        segment = await service.create(ctx, service.NewSegment(name="Под надзором", rule=rule))
        await service.watch(ctx, segment.id, watcher="journey:1")
    await following.sweep(program.parts, workspace_id=company.id, segment_id=segment.id)
    return segment.id


async def buy(program: Program, company: Company, contact_id: UUID, *, at: datetime | None = None) -> None:
    async with unit_of_work(program, company) as ctx:
        await recording.record(ctx, [FactIn(name="purchase", person=PersonRef(contact_id=contact_id), at=at)])


async def test_a_purchase_lets_in_and_time_lets_out_without_anybody_doing_anything(
    timed: Program, clock: FixedClock, heard: Heard
) -> None:
    company = await factories.create_workspace(timed)
    anna = await factories_contacts.create_contact(timed, company)
    boris = await factories_contacts.create_contact(timed, company)
    await buy(timed, company, anna.contact_id)
    segment_id = await watched(timed, company, BOUGHT)
    heard.inside[segment_id] = {anna.contact_id}  # was in when watching began: nothing is told
    await buy(timed, company, boris.contact_id)
    await settle(timed, company)
    assert heard.inside[segment_id] == {anna.contact_id, boris.contact_id}
    clock.move(timedelta(days=2, hours=11))  # 23:00 in Moscow two days later: still the last two days
    await settle(timed, company)
    assert heard.inside[segment_id] == {anna.contact_id, boris.contact_id}
    clock.move(timedelta(hours=1))
    await settle(timed, company)
    assert heard.inside[segment_id] == set()


async def test_a_date_that_means_never_does_not_stop_the_watch_over_everybody_else(
    timed: Program, heard: Heard
) -> None:
    company = await factories.create_workspace(timed)
    rule = {"type": "attribute_in_days", "name": "until", "low": -30, "high": -5}
    segment_id = await watched(timed, company, rule)
    people = [await factories_contacts.create_contact(timed, company) for _ in range(2)]
    async with unit_of_work(timed, company) as ctx:
        for person, until in zip(people, ("9999-12-31", ctx.now().date() - timedelta(days=6)), strict=True):
            changes = ContactChanges(attributes={"until": str(until)})
            await contacts.update(ctx, contact_id=person.contact_id, changes=changes)
    await settle(timed, company)
    assert heard.inside[segment_id] == {people[1].contact_id}


async def test_a_list_of_addresses_and_a_forgotten_attribute_change_who_is_in_at_once(
    timed: Program, heard: Heard
) -> None:
    company = await factories.create_workspace(timed)
    address = f"a@{company.slug}.example"
    anna = await factories_contacts.create_contact(timed, company, address_kind="email", address=address)
    async with unit_of_work(timed, company) as ctx:
        changes = ContactChanges(attributes={"city": "Тверь"})
        await contacts.update(ctx, contact_id=anna.contact_id, changes=changes)
    left_alone = await watched(timed, company, {"type": "suppressed"})
    from_town = await watched(timed, company, {"type": "attribute_known", "name": "city"})
    heard.inside[from_town] = {anna.contact_id}
    async with unit_of_work(timed, company) as ctx:
        await suppressing.take_in(ctx, ImportIn(csv=f"email,{address}"))
        await naming.attributes(ctx)
        await naming.forget_attribute(ctx, "city")
    await timed.jobs.work(wait=False)
    assert (heard.inside[left_alone], heard.inside[from_town]) == ({anna.contact_id}, set())


async def test_only_those_are_looked_at_who_were_touched_or_are_due(timed: Program) -> None:
    company = await factories.create_workspace(timed)
    people = [await factories_contacts.create_contact(timed, company) for _ in range(4)]
    segment_id = await watched(timed, company, BOUGHT)
    await buy(timed, company, people[0].contact_id)
    async with unit_of_work(timed, company) as ctx:
        await recording.record(ctx, [FactIn(name="product_viewed", person=PersonRef(contact_id=people[1].contact_id))])
    async with unit_of_work(timed, company) as ctx:
        noted = await standings.take_touched(ctx, segment_id, limit=10)
    assert noted == [people[0].contact_id]


async def test_joined_people_are_one_and_a_rule_changed_is_a_rule_obeyed(timed: Program, heard: Heard) -> None:
    company = await factories.create_workspace(timed)
    anna = await factories_contacts.create_contact(timed, company)
    boris = await factories_contacts.create_contact(timed, company)
    segment_id = await watched(timed, company, BOUGHT)
    await buy(timed, company, boris.contact_id)
    await settle(timed, company)
    assert heard.inside[segment_id] == {boris.contact_id}
    await factories_contacts.join(timed, company, keep_id=anna.contact_id, other_id=boris.contact_id)
    await settle(timed, company)
    assert heard.inside[segment_id] == {anna.contact_id}
    async with unit_of_work(timed, company) as ctx:
        await service.change(ctx, segment_id, service.SegmentChanges(revision=1, rule={"type": "not", "of": BOUGHT}))
    await following.sweep(timed.parts, workspace_id=company.id, segment_id=segment_id)
    assert heard.inside[segment_id] == set()


async def test_an_address_left_in_peace_lets_in_and_taken_off_the_list_lets_out(timed: Program, heard: Heard) -> None:
    company = await factories.create_workspace(timed)
    anna = await factories_contacts.create_contact(timed, company, address_kind="email", address="anna@client.example")
    await factories_contacts.create_contact(timed, company, address_kind="email", address="boris@client.example")
    segment_id = await watched(timed, company, {"type": "suppressed", "reasons": ["by_hand"]})
    async with unit_of_work(timed, company) as ctx:
        asked = SuppressionIn(address_kind="email", address="anna@client.example", note="Просила не писать")
        row = await suppressing.add(ctx, asked)
    await settle(timed, company)
    assert heard.inside[segment_id] == {anna.contact_id}
    async with unit_of_work(timed, company) as ctx:
        await suppressing.lift(ctx, row.id, note="Передумала")
    await settle(timed, company)
    assert heard.inside[segment_id] == set()


async def test_whom_we_owe_an_answer_is_in_until_it_is_given(timed: Program, clock: FixedClock, heard: Heard) -> None:
    company = await factories.create_workspace(timed)
    talk = await new_talk(timed, company, clock)
    operator = await factories.create_operator(timed, company)
    segment_id = await watched(timed, company, {"type": "debt"})
    await talk.customer_writes()
    await debts_noticed(timed, company, clock)
    assert heard.inside[segment_id] == {(await talk.row()).contact_id}
    await talk.answers(operator)
    await debts_noticed(timed, company, clock)
    assert heard.inside[segment_id] == set()


async def debts_noticed(program: Program, company: Company, clock: FixedClock) -> None:
    """Debts are computed first; who hangs on them is looked at some seconds later."""
    await settle(program, company)
    clock.move(2 * following.DEBTS_AFTER)
    await settle(program, company)


async def test_when_nobody_watches_any_more_nothing_is_kept(timed: Program) -> None:
    company = await factories.create_workspace(timed)
    anna = await factories_contacts.create_contact(timed, company)
    await buy(timed, company, anna.contact_id)
    segment_id = await watched(timed, company, BOUGHT)
    async with unit_of_work(timed, company) as ctx:
        await service.unwatch(ctx, segment_id, watcher="journey:1")
    await following.sweep(timed.parts, workspace_id=company.id, segment_id=segment_id)
    async with unit_of_work(timed, company) as ctx:
        assert await ctx.session.scalar(text("SELECT count(*) FROM segment_standings")) == 0


@settings(max_examples=25, phases=PHASES, suppress_health_check=SLOW)
@given(data=some.data(), seed=some.integers(0, 2**32))
async def test_what_is_kept_step_by_step_is_what_asking_everybody_gives(
    timed: Program, clock: FixedClock, heard: Heard, data: some.DataObject, seed: int
) -> None:
    """Random histories: purchases, visits, changed attributes, joinings, hours and days that pass."""
    random = Random(seed)
    company = await factories.create_workspace(timed)
    zone = ZoneInfo("Europe/Moscow")
    place = await town.build(timed, company, random, zone=zone)
    today = clock.now().astimezone(zone).date()
    leaf = trees.leaves(today, channel_ids=place.channel_ids, label_ids=place.label_ids, segment_ids=[place.list_id])
    segment_id = await watched(timed, company, checking.write(data.draw(trees.rules(leaf))))
    async with unit_of_work(timed, company) as ctx:
        heard.inside[segment_id] = set(await service.page(ctx, segment_id, limit=100))
    for _ in range(4):
        await _live(timed, company, clock, place, random, zone)
        await settle(timed, company)
        async with unit_of_work(timed, company) as ctx:
            anew = set(await service.page(ctx, segment_id, limit=100))
        assert heard.inside[segment_id] == anew


async def _live(
    program: Program, company: Company, clock: FixedClock, place: town.Town, random: Random, zone: ZoneInfo
) -> None:
    act = random.randrange(4)
    async with unit_of_work(program, company) as ctx:
        if act == 0:
            await town.deeds(ctx, place, random, zone, count=random.randrange(1, 4))
        if act == 1:
            found = town.attributes(ctx, random, zone)
            given = {name: value for name, value in found.items() if value is not None}
            await contacts.update(ctx, contact_id=random.choice(place.cards), changes=ContactChanges(attributes=given))
        if act == 2:
            with suppress(MergedAlready, SameContact):
                await contacts.merge(ctx, keep_id=random.choice(place.cards), other_id=random.choice(place.cards))
    if act == 3:
        clock.move(random.choice((timedelta(hours=1), timedelta(hours=13), timedelta(days=1), timedelta(days=3))))
