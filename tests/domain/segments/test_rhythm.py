"""Whoever is later than usual comes in at the very moment, leaves by buying, and is told why."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Final
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from tests import factories, factories_contacts
from tests.counting import rows_read
from tests.domain.segments.test_following import Heard, heard, settle, watched
from tests.factories import Company, unit_of_work

from otklik.domains.activity import rhythm
from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.segments.queries import compiling, segments
from otklik.domains.segments.rules import tree
from otklik.domains.segments.service import explaining, worlds
from otklik.platform.clock import FixedClock
from otklik.program import Program

__all__ = ["heard"]

LATE = {"type": "rhythm", "at_least": 2, "at_most": 3}
MOMENT = timedelta(microseconds=1)
SLOW: Final = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
SHOPPERS: Final = 40
EVERY: Final = (
    timedelta(hours=10),
    timedelta(days=1),
    timedelta(days=1, microseconds=1),
    timedelta(days=2, hours=7, seconds=1, microseconds=3),
    timedelta(days=30),
)
LEAVES: Final = (
    tree.Rhythm(at_least=1.0),
    tree.Rhythm(at_least=1.5, at_most=2.0),
    tree.Rhythm(at_least=2.0, at_most=3.0),
    tree.Rhythm(at_least=3.33),
)
ASKED = 50
EVERYBODY = 1_500


async def buys(program: Program, company: Company, contact_id: UUID, *moments: datetime) -> None:
    who = PersonRef(contact_id=contact_id)
    async with unit_of_work(program, company) as ctx:
        await recording.record(ctx, [FactIn(name="purchase", person=who, at=at) for at in moments])


def usual(moments: Sequence[datetime]) -> rhythm.Rhythm | None:
    return rhythm.rhythm(count=len(moments), first_at=min(moments), last_at=max(moments))


def fits(leaf: tree.Rhythm, moments: Sequence[datetime], now: datetime) -> bool:
    """By the rule itself."""
    found = usual(moments)
    if found is None:
        return False
    late = found.lateness(now)
    most = None if leaf.at_most is None else Fraction(str(leaf.at_most))
    return late >= Fraction(str(leaf.at_least)) and (most is None or late <= most)


async def shoppers(program: Program, company: Company, random: Random) -> dict[UUID, list[datetime]]:
    """People who bought once to six times, near and far; some pause for exactly so many of their intervals."""
    made: dict[UUID, list[datetime]] = {}
    async with unit_of_work(program, company) as ctx:
        for number in range(SHOPPERS):
            count, every = random.randrange(1, 7), random.choice(EVERY)
            pause = random.choice((every, every * 1.5, every * 2, every * 3, timedelta(hours=random.randrange(500))))
            first = ctx.now() - pause - every * (count - 1)
            moments = [first + every * place for place in range(count)]
            who = PersonRef(external_id=f"shopper-{number}")
            told = await recording.record(ctx, [FactIn(name="purchase", person=who, at=at) for at in moments])
            person = told[0].contact_id
            assert person is not None
            made[person] = moments
    return made


@settings(max_examples=6, phases=(Phase.explicit, Phase.generate), suppress_health_check=SLOW)
@given(seed=some.integers(0, 2**32))
async def test_the_database_and_the_rule_agree_on_everybody_and_on_the_moment_of_the_next_change(
    timed: Program, seed: int
) -> None:
    company = await factories.create_workspace(timed)
    bought = await shoppers(timed, company, Random(seed))
    async with unit_of_work(timed, company) as ctx:
        now = ctx.now()
        for leaf in LEAVES:
            world = await worlds.world(ctx, leaf)
            expected = {person for person, moments in bought.items() if fits(leaf, moments, now)}
            assert set(await segments.ids_of(ctx, compiling.members(world, leaf))) == expected, leaf
            for row in await ctx.session.execute(compiling.standing(world, leaf)):
                person, inside, flips = tuple(row)
                assert inside is (person in expected)
                if flips is None:
                    later = now + timedelta(days=20_000)
                    assert fits(leaf, bought[person], later) is inside
                    continue
                assert flips > now
                assert fits(leaf, bought[person], flips - MOMENT) is inside
                assert fits(leaf, bought[person], flips) is not inside


async def test_who_is_late_comes_in_at_the_very_moment_and_a_purchase_takes_them_out(
    timed: Program, clock: FixedClock, heard: Heard
) -> None:
    company = await factories.create_workspace(timed)
    anna = (await factories_contacts.create_contact(timed, company)).contact_id
    last = clock.now()
    # 100 seconds do not divide by three, so the moment lies between two microseconds
    first = last - timedelta(days=30, seconds=100)
    await buys(timed, company, anna, first, last - timedelta(days=20), last - timedelta(days=10), last)
    segment_id = await watched(timed, company, LATE)
    comes = timedelta(days=20, seconds=66, microseconds=666_667)
    clock.move(comes - MOMENT)
    await settle(timed, company)
    assert heard.inside.get(segment_id, set()) == set()
    clock.move(MOMENT)
    await settle(timed, company)
    assert heard.inside[segment_id] == {anna}
    await buys(timed, company, anna, clock.now())
    await settle(timed, company)
    assert heard.inside[segment_id] == set()


async def test_who_stays_away_is_let_go_when_they_are_later_than_was_asked_for(
    timed: Program, clock: FixedClock, heard: Heard
) -> None:
    company = await factories.create_workspace(timed)
    anna = (await factories_contacts.create_contact(timed, company)).contact_id
    last = clock.now()
    await buys(timed, company, anna, last - timedelta(days=20), last - timedelta(days=10), last)
    segment_id = await watched(timed, company, LATE)
    clock.move(timedelta(days=30))
    await settle(timed, company)
    assert heard.inside[segment_id] == {anna}  # three times is still three at most
    clock.move(MOMENT)
    await settle(timed, company)
    assert heard.inside[segment_id] == set()


async def test_a_person_is_told_how_often_they_buy_and_how_long_ago_they_did(timed: Program, clock: FixedClock) -> None:
    company = await factories.create_workspace(timed)
    anna = (await factories_contacts.create_contact(timed, company)).contact_id
    boris = (await factories_contacts.create_contact(timed, company)).contact_id
    last = clock.now() - timedelta(days=48)
    await buys(timed, company, anna, last - timedelta(days=42), last - timedelta(days=21), last)
    await buys(timed, company, boris, last)
    async with unit_of_work(timed, company) as ctx:
        (why,) = (await explaining.explain_document(ctx, LATE, anna)).nodes
        (why_not,) = (await explaining.explain_document(ctx, LATE, boris)).nodes
    assert (why.holds, why.found_kind, why.found) == (True, "rhythm", f"{21 * 86_400}/{48 * 86_400}")
    assert (why_not.holds, why_not.found_kind, why_not.found) == (False, "rhythm", "")


async def test_a_block_is_asked_by_its_own_purchases_alone(program: Program, workspace: Company) -> None:
    """However many others the company has, and of whom nothing is analysed yet."""
    async with unit_of_work(program, workspace) as ctx:
        facts = [
            FactIn(name="purchase", person=PersonRef(external_id=str(one)), at=ctx.now() - timedelta(days=days))
            for one in range(EVERYBODY)
            for days in (60, 50, 40)
        ]
        for start in range(0, len(facts), 900):
            await recording.record(ctx, facts[start : start + 900])
    rule = tree.AllOf(of=(tree.Rhythm(at_least=2.0),))
    async with unit_of_work(program, workspace) as ctx:
        everybody = await segments.ids_of(ctx, compiling.members(await worlds.world(ctx, rule), rule))
        assert len(everybody) == EVERYBODY
        world = await worlds.world(ctx, rule, only=everybody[:ASKED])
        before = await rows_read(ctx, "fact_totals")
        assert len(await segments.ids_of(ctx, compiling.members(world, rule))) == ASKED
        assert await rows_read(ctx, "fact_totals") - before <= ASKED * 4
