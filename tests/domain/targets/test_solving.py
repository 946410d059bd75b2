"""A matter is to be solved by a moment: from the customer's first words until the conversation is closed for good."""

from datetime import UTC, datetime, timedelta

from tests import factories
from tests.domain.targets.conftest import SetTarget
from tests.factories import Company, acting, unit_of_work
from tests.factories_talk import Talk, new_talk

from otklik.domains.conversations.service import managing, merging
from otklik.domains.notifications import service as notifications
from otklik.domains.targets import rules, schemas
from otklik.domains.targets.queries.reporting import Narrow
from otklik.domains.targets.service import reporting, wall
from otklik.domains.workspaces.schemas import OperatorData, TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.clock import FixedClock
from otklik.program import Program

HOUR = timedelta(hours=1)
FOUR_HOURS = schemas.TargetIn(name="Решить за день", solve_seconds=4 * 3600, warn_percent=50)


async def solutions(talk: Talk) -> list[schemas.WaitOut]:
    async with unit_of_work(talk.program, talk.company) as ctx:
        period = rules.period(ctx.now() - timedelta(days=30), ctx.now() + timedelta(days=1), now=ctx.now())
        return await reporting.waits(ctx, period=period, narrow=Narrow(solving=True), before=None, limit=50)


async def reopened_by(talk: Talk, operator: OperatorData) -> None:
    async with unit_of_work(talk.program, talk.company, actor=acting(operator)) as ctx:
        await managing.reopen(ctx, talk.conversation_id)


async def told(talk: Talk, operator: OperatorData) -> list[str]:
    async with unit_of_work(talk.program, talk.company) as ctx:
        found = await notifications.listing(ctx, operator.id, before=None, limit=50)
    return [one.code for one in reversed(found) if one.code.startswith("targets.")]


async def test_answers_do_not_end_it_and_closing_in_time_keeps_it(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(FOUR_HOURS)
    await talk.customer_writes()
    began = talk.clock.now()
    await talk.answers(anna)
    await talk.passes(HOUR)
    await talk.customer_writes("Ещё вопрос")
    await talk.answers(anna)
    [running] = await solutions(talk)
    assert (running.outcome, running.started_at, running.due_at) == (None, began, began + 4 * HOUR)
    assert (await talk.row()).target_due_at is None
    await talk.closed_by(anna)
    [solved] = await solutions(talk)
    assert (solved.outcome, solved.held_by_id) == ("kept", anna.id)


async def test_working_hours_alone_count(talk: Talk, clock: FixedClock, set_target: SetTarget) -> None:
    await set_target(FOUR_HOURS)
    clock.move(datetime(2026, 3, 6, 14, 0, tzinfo=UTC) - clock.now())  # Friday, an hour before closing
    await talk.customer_writes()
    [wait] = await solutions(talk)
    assert wait.due_at == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)  # Monday, noon in Moscow


async def test_before_the_breach_it_warns_and_at_it_is_missed_with_whoever_held_it(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(FOUR_HOURS)
    await talk.customer_writes()
    await talk.given_to(anna)
    await talk.answers(anna)
    await talk.passes(2 * HOUR)
    assert await told(talk, anna) == ["targets.solve_soon"]
    await talk.passes(2 * HOUR)
    assert await told(talk, anna) == ["targets.solve_soon", "targets.solve_broken"]
    await talk.closed_by(anna)
    [wait] = await solutions(talk)
    assert (wait.outcome, wait.broken_at, wait.held_by_id) == ("broken", wait.due_at, anna.id)


async def test_late_it_is_taken_away_and_given_to_a_team(
    timed: Program, talk: Talk, company: Company, anna: OperatorData, set_target: SetTarget
) -> None:
    boris = await factories.create_operator(timed, company, name="Борис")
    async with unit_of_work(timed, company) as ctx:
        duty = (await teams.create_team(ctx, TeamCreate(name="Дежурные", member_ids=[boris.id]))).id
    await set_target(
        schemas.TargetIn(
            name="Решить",
            solve_seconds=3600,
            working=False,
            warn_percent=None,
            escalate_percent=50,
            escalate_team_id=duty,
        )
    )
    await talk.customer_writes()
    await talk.given_to(anna)
    await talk.answers(anna)
    await talk.passes(HOUR / 2)
    row = await talk.row()
    assert (row.assignee_id, row.team_id) == (None, duty)
    assert "targets.solve_escalated" in await told(talk, boris)


async def test_closed_too_soon_it_goes_on_with_what_was_left_and_not_the_time_it_was_closed(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(FOUR_HOURS)
    await talk.customer_writes()
    began = talk.clock.now()
    await talk.passes(HOUR)
    await talk.closed_by(anna)
    await talk.passes(2 * HOUR)
    await talk.customer_writes("Не помогло")
    [again] = await solutions(talk)
    assert (again.outcome, again.started_at, again.held_by_id) == (None, began, None)
    assert again.due_at == datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # three hours of Monday were left at 12 + 3
    assert await told(talk, anna) == []


async def test_opening_it_again_gives_no_fresh_time_however_often(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(schemas.TargetIn(name="Решить", solve_seconds=3600, working=False))
    await talk.customer_writes()
    due_at = (await solutions(talk))[0].due_at
    for _ in range(5):
        await talk.closed_by(anna)
        await reopened_by(talk, anna)
    [wait] = await solutions(talk)
    assert (wait.due_at, wait.outcome) == (due_at, None)


async def test_a_breach_stays_one_however_often_it_is_opened_again(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(schemas.TargetIn(name="Решить", solve_seconds=3600, working=False))
    await talk.customer_writes()
    await talk.passes(2 * HOUR)
    await talk.closed_by(anna)
    await talk.customer_writes("Не помогло")
    await talk.closed_by(anna)
    [wait] = await solutions(talk)
    assert (wait.outcome, wait.broken_at) == ("broken", wait.due_at)


async def test_long_after_it_was_closed_the_customer_comes_with_another_matter(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(FOUR_HOURS)
    await talk.customer_writes()
    await talk.closed_by(anna)
    await talk.passes(timedelta(days=4))
    await talk.customer_writes("Новый заказ")
    later, earlier = await solutions(talk)
    assert (earlier.outcome, later.outcome, later.started_at) == ("kept", None, talk.clock.now())


async def test_merged_away_it_is_neither_kept_nor_broken(
    timed: Program, company: Company, clock: FixedClock, talk: Talk, set_target: SetTarget
) -> None:
    await set_target(FOUR_HOURS)
    await talk.customer_writes()
    other = await new_talk(timed, company, clock)
    other.person = talk.person
    await other.customer_writes()
    async with unit_of_work(timed, company) as ctx:
        await merging.merge(ctx, other.conversation_id, into_id=talk.conversation_id)
    found = {one.conversation_id: one.outcome for one in await solutions(talk)}
    assert found == {talk.conversation_id: None, other.conversation_id: "dropped"}


async def test_the_wall_and_the_report_tell_solutions_apart_from_answers(
    talk: Talk, anna: OperatorData, set_target: SetTarget
) -> None:
    await set_target(schemas.TargetIn(name="Всё", any_seconds=600, solve_seconds=3600, working=False))
    await talk.customer_writes()
    await talk.answers(anna)
    await talk.passes(2 * HOUR)
    async with unit_of_work(talk.program, talk.company) as ctx:
        period = rules.period(None, ctx.now() + HOUR, now=ctx.now())
        answers = await reporting.report(ctx, period=period, narrow=Narrow())
        solved = await reporting.report(ctx, period=period, narrow=Narrow(solving=True))
        board = await wall.wall(ctx)
    assert ((answers.total.kept, answers.total.broken), (solved.total.kept, solved.total.broken)) == ((1, 0), (0, 1))
    assert (board.today.kept, board.today.broken, board.solved.broken) == (1, 0, 1)
    assert [one.solving for one in board.breaches] == [True]
