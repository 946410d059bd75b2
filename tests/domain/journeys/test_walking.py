"""People on the road: they come in, wait, are woken, are written to once, and leave."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from tests.factories import unit_of_work
from tests.factories_contacts import join
from tests.factories_journeys import PURPOSE, Shop

from otklik.domains.consents.schemas import PurposeChanges
from otklik.domains.consents.service import person as erasing
from otklik.domains.consents.service import purposes
from otklik.domains.delivery.service import channels
from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import errors, schemas
from otklik.domains.journeys.service import figures, steering, stepping
from otklik.platform.clock import FixedClock

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ONCE = doc.Reentry()


def cart(tea: Shop, *, reentry: doc.Reentry = ONCE, goal: doc.GoalEvent | None = None) -> doc.Graph:
    return doc.Graph(
        trigger=doc.EventTrigger(
            event="cart_updated",
            conditions=(doc.Condition(name="sum", comparison="more", value=1000),),
            next="hour",
        ),
        nodes=(
            doc.WaitEvent(id="hour", event="purchase", seconds=3600, happened="end", timeout="remind"),
            doc.Send(id="remind", ways=(tea.first,), purpose=PURPOSE, next="end"),
            doc.Exit(id="end"),
        ),
        reentry=reentry,
        goal=goal,
    )


def cascade(tea: Shop) -> doc.Graph:
    steps = (
        doc.CascadeStep(way=tea.first, patience_seconds=86_400),
        doc.CascadeStep(way=tea.second, patience_seconds=7_200),
        doc.CascadeStep(way=tea.third),
    )
    return doc.Graph(
        trigger=doc.ApiTrigger(next="cascade"),
        nodes=(doc.Cascade(id="cascade", steps=steps, purpose=PURPOSE, next="end"), doc.Exit(id="end")),
    )


async def test_whoever_leaves_a_cart_is_reminded_and_whoever_buys_is_not(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(cart(tea))
    left, bought, small = [await tea.person() for _ in range(3)]
    for one, goods in ((left, 2000), (bought, 3000), (small, 10)):
        await tea.did(one, "cart_updated", sum=goods)
    await tea.move(journey_id)
    clock.move(HOUR / 2)
    await tea.did(bought, "purchase")
    await tea.move(journey_id)
    clock.move(HOUR)
    await tea.move(journey_id)
    assert [(step, who) for step, who, *_ in await tea.messages(journey_id)] == [("remind.0", left)]
    trail = [(one.node, one.what, one.why) for one in (await tea.where(journey_id, bought)).trail]
    assert ("hour", "left", "happened") in trail
    async with unit_of_work(tea.program, tea.company) as ctx:
        assert not await figures.runs(ctx, journey_id=journey_id, contact_id=small, limit=1)


async def test_a_purchase_read_late_still_came_before_the_hour_was_over(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(cart(tea))
    person = await tea.person()
    await tea.did(person, "cart_updated", sum=2000)
    await tea.move(journey_id)
    clock.move(HOUR / 2)
    await tea.did(person, "purchase")
    clock.move(HOUR)
    await tea.move(journey_id)
    assert not await tea.messages(journey_id)


async def test_a_purchase_before_the_loop_looked_is_not_lost(tea: Shop) -> None:
    journey_id = await tea.journey(cart(tea))
    person = await tea.person()
    await tea.did(person, "cart_updated", sum=2000)
    await tea.did(person, "purchase")
    await tea.move(journey_id)
    assert (await tea.where(journey_id, person)).ended == "exit"


async def test_a_cascade_goes_on_only_to_those_who_did_not_read(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(cascade(tea))
    reader, silent, bounced, scanner = [await tea.person() for _ in range(4)]
    await tea.enter(journey_id, reader, silent, bounced, scanner)
    await tea.move(journey_id)
    for one in (reader, silent, scanner):
        await tea.provider(journey_id, one, "cascade.0", became="accepted")
    await tea.provider(journey_id, bounced, "cascade.0", became="failed", code="hard_bounce")
    await tea.provider(journey_id, scanner, "cascade.0", became="read", machine=True)
    clock.move(HOUR)
    await tea.provider(journey_id, reader, "cascade.0", became="read")
    await tea.move(journey_id)
    assert (await tea.where(journey_id, reader)).ended == "exit"
    assert await _steps(tea, journey_id, bounced) == ["cascade.0", "cascade.1"]
    clock.move(DAY)
    await tea.move(journey_id)
    clock.move(2 * HOUR)
    await tea.move(journey_id)
    assert await _steps(tea, journey_id, reader) == ["cascade.0"]
    assert await _steps(tea, journey_id, silent) == ["cascade.0", "cascade.1"]
    for one in (silent, scanner, bounced):
        await tea.provider(journey_id, one, "cascade.1", became="accepted")
    clock.move(3 * HOUR)
    await tea.move(journey_id)
    clock.move(3 * HOUR)
    await tea.move(journey_id)
    for one in (silent, scanner, bounced):
        assert await _steps(tea, journey_id, one) == ["cascade.0", "cascade.1", "cascade.2"]
    async with unit_of_work(tea.program, tea.company) as ctx:
        of_cascade = next(one for one in (await figures.of(ctx, journey_id, version=1)).nodes if one.node == "cascade")
    assert (of_cascade.entered, of_cascade.waiting, of_cascade.stopped) == (4, 0, 1)


async def _steps(tea: Shop, journey_id: UUID, contact_id: UUID) -> Sequence[str]:
    return [step for step, who, *_ in await tea.messages(journey_id) if who == contact_id]


async def test_nobody_is_in_twice_at_a_time_and_comes_again_by_the_rule(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(cart(tea, reentry=doc.Reentry(rule="after_days", days=3)))
    person = await tea.person()
    for _ in range(3):
        await tea.did(person, "cart_updated", sum=2000)
        await tea.move(journey_id)
    clock.move(2 * HOUR)
    await tea.move(journey_id)
    await tea.did(person, "cart_updated", sum=2000)  # too early
    clock.move(3 * DAY)
    await tea.did(person, "cart_updated", sum=2000)
    await tea.move(journey_id)
    clock.move(2 * HOUR)
    await tea.move(journey_id)
    assert [number for _, _, number, _, _ in await tea.messages(journey_id)] == [1, 21]
    assert (await tea.where(journey_id, person)).entry == 2


async def test_the_goal_ends_the_road_wherever_it_is_reached(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(cart(tea, goal=doc.GoalEvent(event="called_us")))
    person = await tea.person()
    await tea.did(person, "cart_updated", sum=2000)
    await tea.move(journey_id)
    await tea.did(person, "called_us")
    await tea.move(journey_id)
    run = await tea.where(journey_id, person)
    assert (run.ended, run.goal_at) == ("goal", clock.now())
    async with unit_of_work(tea.program, tea.company) as ctx:
        row = (await steering.get(ctx, journey_id)).row
    assert (row.entered, row.active, row.goal) == (1, 0, 1)


async def test_refused_by_one_way_is_sent_by_the_next_and_the_reason_is_kept(tea: Shop) -> None:
    graph = doc.Graph(
        trigger=doc.ApiTrigger(next="say"),
        nodes=(
            doc.Send(id="say", ways=(tea.first, tea.second), purpose=PURPOSE, next="end"),
            doc.Exit(id="end"),
        ),
    )
    journey_id = await tea.journey(graph)
    person = await tea.person()
    assert tea.first.channel_id is not None
    async with unit_of_work(tea.program, tea.company) as ctx:
        await channels.update(ctx, channel_id=tea.first.channel_id, name=None, enabled=False, config=None)
    await tea.enter(journey_id, person)
    await tea.move(journey_id)
    assert [(step, state) for step, _, _, state, _ in await tea.messages(journey_id)] == [
        ("say.0", "skipped"),
        ("say.1", "planned"),
    ]
    trail = [(one.what, one.why) for one in (await tea.where(journey_id, person)).trail if one.node == "say"]
    assert trail == [("entered", ""), ("skipped", "channel_disabled"), ("sent", ""), ("left", "next")]


async def test_people_on_the_road_stay_on_their_version(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(cart(tea))
    early, late = await tea.person(), await tea.person()
    await tea.did(early, "cart_updated", sum=2000)
    await tea.move(journey_id)
    short = doc.Graph(trigger=doc.EventTrigger(event="cart_updated", next="end"), nodes=(doc.Exit(id="end"),))
    async with unit_of_work(tea.program, tea.company) as ctx:
        before = await steering.get(ctx, journey_id)
        await steering.save(
            ctx, journey_id, schemas.JourneyDraft(name="Короче", graph=short, revision=before.row.revision)
        )
        await steering.publish(ctx, journey_id)
    await tea.did(late, "cart_updated", sum=1)
    clock.move(2 * HOUR)
    await tea.move(journey_id)
    assert ((await tea.where(journey_id, early)).version, (await tea.where(journey_id, late)).version) == (1, 2)
    assert [who for _, who, *_ in await tea.messages(journey_id)] == [early]


async def test_paused_nobody_moves_and_stopped_everybody_leaves(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(cart(tea))
    person = await tea.person()
    await tea.did(person, "cart_updated", sum=2000)
    await tea.move(journey_id)
    async with unit_of_work(tea.program, tea.company) as ctx:
        await steering.pause(ctx, journey_id)
    clock.move(DAY)
    assert not await tea.move(journey_id)
    async with unit_of_work(tea.program, tea.company) as ctx:
        await steering.stop(ctx, journey_id)
    await tea.move(journey_id)
    assert (await tea.where(journey_id, person)).ended == "stopped"
    assert not await tea.messages(journey_id)


async def test_two_loops_at_once_move_everybody_once(tea: Shop) -> None:
    journey_id = await tea.journey(cascade(tea))
    crowd = [await tea.person() for _ in range(12)]
    await tea.enter(journey_id, *crowd)
    await asyncio.gather(*(tea.move(journey_id, limit=3) for _ in range(3)))
    assert sorted(who for _, who, *_ in await tea.messages(journey_id)) == sorted(crowd)


async def test_a_block_that_fell_moved_nobody_and_is_moved_again(tea: Shop) -> None:
    journey_id = await tea.journey(cascade(tea))
    person = await tea.person()
    await tea.enter(journey_id, person)
    with suppress(ZeroDivisionError):
        async with unit_of_work(tea.program, tea.company) as ctx:
            assert await stepping.move_block(ctx, journey_id) == 1
            raise ZeroDivisionError
    assert (await tea.where(journey_id, person)).node == "start"
    assert not await tea.messages(journey_id)
    await tea.move(journey_id)
    await tea.move(journey_id)
    assert [step for step, *_ in await tea.messages(journey_id)] == ["cascade.0"]


async def test_joined_people_hear_it_once(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(cascade(tea))
    kept, other = await tea.person(), await tea.person()
    await tea.enter(journey_id, kept, other)
    await tea.move(journey_id)
    await join(tea.program, tea.company, keep_id=kept, other_id=other)
    clock.move(2 * DAY)
    await tea.move(journey_id)
    assert (await tea.where(journey_id, other)).ended == "joined"


async def test_who_was_on_the_road_by_a_card_that_was_joined_goes_on_as_that_person(
    tea: Shop, clock: FixedClock
) -> None:
    journey_id = await tea.journey(cart(tea))
    client, visitor, buyer, browser = [await tea.person() for _ in range(4)]
    for one in (visitor, browser):
        await tea.did(one, "cart_updated", sum=2000)
    await tea.move(journey_id)
    await join(tea.program, tea.company, keep_id=client, other_id=visitor)
    await join(tea.program, tea.company, keep_id=buyer, other_id=browser)
    await tea.did(buyer, "purchase")
    clock.move(2 * HOUR)
    await tea.move(journey_id)
    assert [(who, state) for _, who, _, state, _ in await tea.messages(journey_id)] == [(client, "planned")]
    assert (await tea.where(journey_id, client)).ended == "exit"
    await tea.did(client, "cart_updated", sum=3000)
    assert (await tea.where(journey_id, client)).entry == 1, "who went through once does not come again"


async def test_a_joined_card_takes_along_what_it_read_on_the_road(tea: Shop, clock: FixedClock) -> None:
    journey_id = await tea.journey(cascade(tea))
    client, visitor = await tea.person(), await tea.person()
    await tea.enter(journey_id, visitor)
    await tea.move(journey_id)
    await tea.provider(journey_id, visitor, "cascade.0", became="accepted")
    await join(tea.program, tea.company, keep_id=client, other_id=visitor)
    await tea.provider(journey_id, client, "cascade.0", became="read")
    clock.move(2 * DAY)
    await tea.move(journey_id)
    assert [step for step, *_ in await tea.messages(journey_id)] == ["cascade.0"]
    assert (await tea.where(journey_id, client)).ended == "exit"


async def test_nobody_is_counted_on_the_road_who_was_erased(tea: Shop) -> None:
    journey_id = await tea.journey(cascade(tea))
    gone, stays = await tea.person(), await tea.person()
    await tea.enter(journey_id, gone, stays)
    await tea.move(journey_id)
    async with unit_of_work(tea.program, tea.company) as ctx:
        await erasing.erase(ctx, gone)
    async with unit_of_work(tea.program, tea.company) as ctx:
        row = (await steering.get(ctx, journey_id)).row
        nodes = {one.node: one.waiting for one in (await figures.of(ctx, journey_id, version=None)).nodes}
    assert (row.entered, row.active, nodes["cascade"]) == (2, 1, 1)


async def test_a_purpose_that_is_no_longer_used_is_told_before_anybody_is_let_in(tea: Shop) -> None:
    async with unit_of_work(tea.program, tea.company) as ctx:
        [purpose] = [one for one in await purposes.listing(ctx) if one.code == PURPOSE]
        await purposes.change(ctx, purpose.id, PurposeChanges(archived=True))
        made = await steering.create(ctx, schemas.NewJourney(name="Корзина", graph=cart(tea)))
        assert [(one.code, one.node) for one in made.findings] == [("purpose_unknown", "remind")]
        with pytest.raises(errors.GraphNotReady):
            await steering.publish(ctx, made.row.id)


async def test_what_is_wrong_is_not_published(tea: Shop) -> None:
    graph = doc.Graph(
        trigger=doc.EventTrigger(event="cart_updated", next="say"),
        nodes=(
            doc.Send(id="say", ways=(doc.JourneyWay(channel_id=tea.first.channel_id),), purpose="nothing", next=""),
        ),
    )
    async with unit_of_work(tea.program, tea.company) as ctx:
        made = await steering.create(ctx, schemas.NewJourney(name="Не готово", graph=graph))
        assert {one.code for one in made.findings} == {"dead_end", "template_missing", "purpose_unknown"}
        with pytest.raises(errors.GraphNotReady):
            await steering.publish(ctx, made.row.id)
