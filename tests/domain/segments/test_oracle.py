"""The compiler agrees with the slow, plain oracle on random people, facts and rules, in zones whose clocks change."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from tests import factories
from tests.domain.segments import oracle, town, trees

from otklik.domains.segments.queries import compiling, segments
from otklik.domains.segments.rules import tree
from otklik.platform.clock import FixedClock
from otklik.platform.context import Ctx
from otklik.program import Program

PHASES = (Phase.explicit, Phase.generate)
SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
MOMENTS = (
    ("Europe/Moscow", "2026-03-02T09:00:00+00:00"),
    ("Europe/Berlin", "2026-03-29T10:00:00+00:00"),  # the clocks went forward tonight
    ("Europe/Berlin", "2026-10-26T00:30:00+00:00"),  # they went back the night before
    ("America/Havana", "2026-03-08T06:00:00+00:00"),  # midnight was skipped
    ("America/Havana", "2026-11-01T05:30:00+00:00"),  # midnight came twice
    ("Asia/Kathmandu", "2027-02-28T18:20:00+00:00"),  # 1 March there in five minutes, no leap year
)


def world(
    ctx: Ctx, zone: str, rules: dict[UUID, tree.Rule | None] | None = None, only: list[UUID] | None = None
) -> compiling.World:
    return compiling.World(
        workspace_id=ctx.workspace_id,
        now=ctx.now(),
        zone=ZoneInfo(zone),
        currency="RUB",
        address_kinds=oracle.KINDS,
        rules=rules or {},
        only=only,
    )


@settings(max_examples=40, phases=PHASES, suppress_health_check=SLOW)
@given(data=some.data(), seed=some.integers(0, 2**32), when=some.sampled_from(MOMENTS))
async def test_compiled_rules_find_whom_the_oracle_finds(
    timed: Program, clock: FixedClock, data: some.DataObject, seed: int, when: tuple[str, str]
) -> None:
    zone, at = when
    clock.move(datetime.fromisoformat(at) - clock.now())
    company = await factories.create_workspace(timed)
    place = await town.build(timed, company, Random(seed), zone=ZoneInfo(zone))
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    things = {"channel_ids": place.channel_ids, "label_ids": place.label_ids}
    named = data.draw(trees.rules(trees.leaves(today, **things, segment_ids=[place.list_id])))
    named_id = place.label_ids[0]
    known: dict[UUID, tree.Rule | None] = {place.list_id: None, named_id: named}
    leaf = trees.leaves(today, **things, segment_ids=[place.list_id, named_id])
    asked = [data.draw(trees.rules(leaf)) for _ in range(6)]
    truth = await oracle.load(timed, company, now=clock.now(), zone=zone, rules=known)
    async with factories.unit_of_work(timed, company) as ctx:
        for rule in asked:
            found = await segments.ids_of(ctx, compiling.members(world(ctx, zone, known), rule))
            assert len(found) == len(set(found))
            assert set(found) == truth.members(rule), rule
            some_of = truth.people()[:3]
            narrowed = await segments.ids_of(ctx, compiling.members(world(ctx, zone, known, some_of), rule))
            assert set(narrowed) == truth.members(rule) & set(some_of), rule


@settings(max_examples=40, phases=PHASES, suppress_health_check=SLOW)
@given(data=some.data(), seed=some.integers(0, 2**32), when=some.sampled_from(MOMENTS))
async def test_no_answer_changes_by_itself_before_the_moment_told(
    timed: Program, clock: FixedClock, data: some.DataObject, seed: int, when: tuple[str, str]
) -> None:
    zone, at = when
    clock.move(datetime.fromisoformat(at) - clock.now())
    company = await factories.create_workspace(timed)
    place = await town.build(timed, company, Random(seed), zone=ZoneInfo(zone))
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    leaf = trees.leaves(today, channel_ids=place.channel_ids, label_ids=place.label_ids, segment_ids=[place.list_id])
    rule = tree.AllOf(of=(data.draw(trees.rules(leaf)),))
    truth = await oracle.load(timed, company, now=clock.now(), zone=zone, rules={place.list_id: None})
    before = truth.members(rule)
    async with factories.unit_of_work(timed, company) as ctx:
        known: dict[UUID, tree.Rule | None] = {place.list_id: None}
        rows = await ctx.session.execute(compiling.standing(world(ctx, zone, known), rule))
        stands = {found: (bool(inside), flips) for found, inside, flips in map(tuple, rows)}
    assert {one for one, (inside, _) in stands.items() if inside} == before
    assert all(flips is None or flips > clock.now() for _, flips in stands.values())
    start = clock.now()
    for hours in range(1, 24 * 9):
        truth.now = start + timedelta(hours=hours, microseconds=data.draw(some.integers(0, 1)) if hours < 6 else 0)
        changed = truth.members(rule) ^ before
        unforeseen = [one for one in changed if stands[one][1] is None or stands[one][1] > truth.now]
        assert not unforeseen, (rule, truth.now)
