"""What is late goes to somebody who is free: never back to whoever had it, nor to those who are away or full."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import pytest
from tests import factories
from tests.domain.targets.conftest import SetTarget
from tests.factories import Company, acting, unit_of_work
from tests.factories_routing import come, stay
from tests.factories_talk import Talk, new_talk

from otklik.domains.absences.schemas import OwnAbsence
from otklik.domains.absences.service import planning
from otklik.domains.conversations.service import thread_pages
from otklik.domains.promises.rules import Act
from otklik.domains.promises.schemas import EscalationStep, PromiseSettings
from otklik.domains.promises.service import computing, setting, telling
from otklik.domains.routing.schemas import ProfileIn, RuleIn
from otklik.domains.routing.service import arranging, queueing
from otklik.domains.targets import schemas
from otklik.domains.workspaces.schemas import OperatorData, TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.clock import FixedClock
from otklik.program import Program

HALF_TIME = schemas.TargetIn(name="Быстро", any_seconds=600, warn_percent=None, reassign_percent=50)
SKILLED = ProfileIn(skills=("возврат",))
Hire = Callable[..., Awaitable[OperatorData]]


@pytest.fixture
def hire(timed: Program, company: Company) -> Hire:
    """Somebody at the desk, with what they can do."""

    async def one(name: str, profile: ProfileIn | None = None) -> OperatorData:
        made = await factories.create_operator(timed, company, name=name)
        if profile:
            async with unit_of_work(timed, company) as ctx:
                await arranging.save_profile(ctx, made.id, profile)
        await come(timed, company, made)
        return made

    return one


async def rule(talk: Talk, new: RuleIn, *, team_id: UUID | None = None) -> None:
    async with unit_of_work(talk.program, talk.company) as ctx:
        await arranging.save(ctx, new, team_id=team_id)
        await queueing.catch_up(ctx)


async def passes(talk: Talk, time: timedelta, *here: OperatorData) -> None:
    talk.clock.move(time)
    await stay(talk.program, talk.company, *here)
    await talk.passes(timedelta())


async def why(talk: Talk) -> list[str]:
    """The reasons of the thread's quiet lines, the latest first."""
    async with unit_of_work(talk.program, talk.company) as ctx:
        page = await thread_pages.older(ctx, talk.conversation_id, before=None, limit=50)
    params = [one.extra["event"]["params"] for one in reversed(page.items) if one.kind == "event"]
    return [one.get("reason") or one.get("why", "") for one in params]


async def test_late_goes_to_somebody_skilled_here_and_free_and_not_back(
    timed: Program, company: Company, clock: FixedClock, talk: Talk, hire: Hire, set_target: SetTarget
) -> None:
    had_it = await hire("Анна", SKILLED)
    unskilled = await hire("Борис")
    absent = await hire("Вера", SKILLED)
    full = await hire("Глеб", ProfileIn(skills=("возврат",), capacity=1))
    free = await hire("Дина", ProfileIn(skills=("возврат",), capacity=1))
    other = await new_talk(timed, company, clock)
    await other.customer_writes()
    await other.given_to(full)
    async with unit_of_work(timed, company, actor=acting(absent)) as ctx:
        ends = ctx.now() + timedelta(days=1)
        leave = OwnAbsence(kind="holiday", starts_at=ctx.now(), ends_at=ends, deputy_operator_id=had_it.id)
        await planning.plan(ctx, absent.id, leave)
    await rule(talk, RuleIn(way="skill", skills=("возврат",), last_operator_days=30))
    await set_target(HALF_TIME)
    await talk.customer_writes("Нужен возврат")
    await talk.given_to(had_it)
    await talk.answers(had_it)
    await talk.customer_writes("Нужен возврат второй раз")

    await passes(talk, timedelta(minutes=5), had_it, unskilled, absent, full, free)

    assert (await talk.row()).assignee_id == free.id
    assert {"targets.late", "routing.skill"} <= set(await why(talk))


async def test_with_nobody_else_it_stands_in_the_queue_and_does_not_come_back(
    talk: Talk, hire: Hire, set_target: SetTarget
) -> None:
    alone = await hire("Анна")
    await rule(talk, RuleIn(way="load"))
    await set_target(HALF_TIME)
    await talk.customer_writes()
    await talk.passes(timedelta())
    assert (await talk.row()).assignee_id == alone.id
    await passes(talk, timedelta(minutes=5), alone)
    assert (await talk.row()).assignee_id is None
    assert "nobody_online" in await why(talk)
    comes = await hire("Борис")
    await passes(talk, timedelta(minutes=1), alone, comes)
    assert (await talk.row()).assignee_id == comes.id


async def test_escalated_to_a_team_it_is_given_by_the_teams_own_rule_and_not_to_whoever_had_it(
    timed: Program, company: Company, talk: Talk, hire: Hire, set_target: SetTarget
) -> None:
    had_it, helper = await hire("Анна"), await hire("Глеб")
    async with unit_of_work(timed, company) as ctx:
        duty = (await teams.create_team(ctx, TeamCreate(name="Дежурные", member_ids=[had_it.id, helper.id]))).id
    await rule(talk, RuleIn(way="round_robin"), team_id=duty)
    await set_target(schemas.TargetIn(name="Быстро", any_seconds=600, escalate_percent=50, escalate_team_id=duty))
    await talk.customer_writes()
    await talk.given_to(had_it)
    await passes(talk, timedelta(minutes=5), had_it, helper)
    row = await talk.row()
    assert (row.assignee_id, row.team_id) == (helper.id, duty)


async def test_a_promise_at_risk_is_not_given_back_to_whoever_had_it_either(
    timed: Program, company: Company, talk: Talk, hire: Hire
) -> None:
    had_it, other = await hire("Анна"), await hire("Борис", ProfileIn(capacity=1))
    await rule(talk, RuleIn(way="load"))
    async with unit_of_work(timed, company) as ctx:
        steps = (EscalationStep(percent=50, act=Act.REASSIGN),)
        await setting.save(ctx, PromiseSettings(steps=steps, fixed_seconds=600))
    await talk.customer_writes()
    await talk.given_to(had_it)
    async with unit_of_work(timed, company) as ctx:
        current = await computing.current(ctx, channel_id=talk.channel_id)
        await telling.tell(ctx, talk.conversation_id, current, source="form")
    await passes(talk, timedelta(minutes=6), had_it, other)
    assert (await talk.row()).assignee_id == other.id
