"""The ledger of who waits for us: whatever happens, in whatever order, it is what a rebuild would make of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from tests.factories import Company, acting, create_operator, create_workspace, unit_of_work
from tests.factories_talk import Talk, new_talk

from otklik.domains.consultations import schemas as consulted
from otklik.domains.consultations.errors import ConsultationSettled
from otklik.domains.consultations.service import asking
from otklik.domains.consultations.service import settling as consulting
from otklik.domains.conversations.service import managing, snoozing
from otklik.domains.debts.models import Debt, DebtDecision
from otklik.domains.debts.queries import ledger
from otklik.domains.debts.queries.reading import Narrow
from otklik.domains.debts.service import deciding, listing, refreshing
from otklik.domains.targets.schemas import TargetIn
from otklik.domains.targets.service import defining
from otklik.domains.tasks.service import adding
from otklik.domains.tasks.service import changing as tasks
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.alarms import ring_due
from otklik.platform.clock import FixedClock
from otklik.program import Program

HOUR = timedelta(hours=1)
Lines = dict[tuple[str, UUID], tuple[Any, ...]]  # Any: column values


class Scene:
    """One company, two operators, one customer, and everything they can do."""

    def __init__(self, talk: Talk, anna: OperatorData, boris: OperatorData) -> None:
        self.talk, self.anna, self.boris = talk, anna, boris
        self.task_ids: list[UUID] = []
        self.consultation_ids: list[UUID] = []

    async def settle(self) -> None:
        """Every alarm that is due rings."""
        while await ring_due(self.talk.program.parts, workspace_id=self.talk.company.id):
            pass

    async def lines(self) -> Lines:
        async with unit_of_work(self.talk.program, self.talk.company) as ctx:
            rows = await ctx.session.scalars(select(Debt).where(Debt.workspace_id == self.talk.company.id))
            names = [column.name for column in Debt.__table__.columns if column.name != "id"]
            return {(row.source_kind, row.source_id): tuple(getattr(row, name) for name in names) for row in rows}

    async def kinds(self) -> list[tuple[str, str]]:
        await self.settle()
        found = (await self.lines()).values()
        names = [column.name for column in Debt.__table__.columns if column.name != "id"]
        return sorted((row[names.index("kind")], row[names.index("why")]) for row in found)

    async def rebuilt(self) -> Lines:
        async with unit_of_work(self.talk.program, self.talk.company) as ctx:
            await ctx.session.execute(delete(Debt).where(Debt.workspace_id == self.talk.company.id))
            for source in ledger.SOURCES:
                after: UUID | None = None
                while (after := await refreshing.rebuild_page(ctx, source, after=after)) is not None:
                    pass
        return await self.lines()

    async def debt(self) -> UUID | None:
        """The most urgent."""
        async with unit_of_work(self.talk.program, self.talk.company) as ctx:
            query = select(Debt.id).where(Debt.workspace_id == self.talk.company.id, Debt.state == "open")
            return await ctx.session.scalar(query.order_by(Debt.urgent_at, Debt.id).limit(1))


SOLVE = TargetIn(name="Решить за час", solve_seconds=3600, working=False)


async def scene(program: Program, clock: FixedClock, *, target: TargetIn | None = None) -> Scene:
    company: Company = await create_workspace(program)
    if target is not None:
        async with unit_of_work(program, company) as ctx:
            await defining.create(ctx, new=target)
    anna = await create_operator(program, company, name="Анна")
    boris = await create_operator(program, company, name="Борис")
    talk = await new_talk(program, company, clock)
    await talk.customer_writes()
    return Scene(talk, anna, boris)


async def writes(one: Scene) -> None:
    await one.talk.customer_writes()


async def answers(one: Scene) -> None:
    await one.talk.passes(timedelta(seconds=1))
    await one.talk.answers(one.anna)


async def fails(one: Scene) -> None:
    await one.talk.passes(timedelta(seconds=1))
    message = await one.talk.says(one.anna)
    await one.talk.settled(message, state="failed", code="delivery.refused")


async def closes(one: Scene) -> None:
    await one.talk.closed_by(one.anna)


async def reopens(one: Scene) -> None:
    async with unit_of_work(one.talk.program, one.talk.company, actor=acting(one.anna)) as ctx:
        await managing.reopen(ctx, one.talk.conversation_id)


async def gives(one: Scene) -> None:
    row = await one.talk.row()
    await one.talk.given_to(one.boris if row.assignee_id == one.anna.id else one.anna)


async def snoozes(one: Scene) -> None:
    if (await one.talk.row()).state != "open":
        return
    async with unit_of_work(one.talk.program, one.talk.company, actor=acting(one.anna)) as ctx:
        await snoozing.snooze(ctx, one.talk.conversation_id, until=ctx.now() + 3 * HOUR)


async def leaves(one: Scene) -> None:
    async with unit_of_work(one.talk.program, one.talk.company) as ctx:
        await managing.show_left(ctx, one.talk.conversation_id, at=ctx.now())


async def returns(one: Scene) -> None:
    async with unit_of_work(one.talk.program, one.talk.company) as ctx:
        await managing.show_left(ctx, one.talk.conversation_id, at=None)


async def waits(one: Scene) -> None:
    await one.talk.passes(2 * HOUR)


async def adds_task(one: Scene) -> None:
    async with unit_of_work(one.talk.program, one.talk.company, actor=acting(one.anna)) as ctx:
        draft = adding.Draft(text="Перезвонить", due=adding.Due(at=ctx.now() + HOUR))
        one.task_ids.append((await adding.for_conversation(ctx, one.talk.conversation_id, draft)).id)


async def turns_task(one: Scene) -> None:
    """The last one is finished, and then opened again."""
    if one.task_ids:
        async with unit_of_work(one.talk.program, one.talk.company, actor=acting(one.anna)) as ctx:
            done = await tasks.settle(ctx, one.task_ids[-1], state="done")
            if done.settled_at != ctx.now():
                await tasks.settle(ctx, one.task_ids[-1], state="open")


async def consults(one: Scene) -> None:
    async with unit_of_work(one.talk.program, one.talk.company, actor=acting(one.anna)) as ctx:
        asked = consulted.ConsultationIn(question="Сколько?", due_at=ctx.now() + HOUR, operator_id=one.boris.id)
        one.consultation_ids.append((await asking.ask(ctx, one.talk.conversation_id, asked)).id)


async def is_consulted(one: Scene) -> None:
    """Whoever answers what was withdrawn meanwhile is told so."""
    if one.consultation_ids:
        with suppress(ConsultationSettled):
            async with unit_of_work(one.talk.program, one.talk.company, actor=acting(one.boris)) as ctx:
                await consulting.answer(ctx, one.consultation_ids.pop(), text="Столько")


async def puts_off(one: Scene) -> None:
    debt_id = await one.debt()
    if debt_id is not None:
        async with unit_of_work(one.talk.program, one.talk.company, actor=acting(one.anna)) as ctx:
            await deciding.put_off(ctx, debt_id, until=ctx.now() + 3 * HOUR, reason="Ждём склад")


async def done_with(one: Scene) -> None:
    debt_id = await one.debt()
    if debt_id is not None:
        async with unit_of_work(one.talk.program, one.talk.company, actor=acting(one.anna)) as ctx:
            await deciding.settle(ctx, debt_id, reason="Решили по телефону")


Act = Callable[[Scene], Awaitable[None]]
ACTS: Sequence[Act] = (
    writes,
    answers,
    fails,
    closes,
    reopens,
    gives,
    snoozes,
    leaves,
    returns,
    waits,
    adds_task,
    turns_task,
    consults,
    is_consulted,
    puts_off,
    done_with,
)


async def test_after_whatever_happened_the_ledger_is_what_a_rebuild_makes_of_it(
    timed: Program, clock: FixedClock
) -> None:
    """Hypothesis is not asynchronous: it draws the stories, this loop plays them."""
    stories: list[list[Act]] = []

    @settings(max_examples=25, database=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.sampled_from(ACTS), min_size=3, max_size=14))
    def draw(story: list[Act]) -> None:
        stories.append(story)

    await asyncio.to_thread(draw)
    for drawn, story in enumerate(stories):
        one = await scene(timed, clock, target=SOLVE if drawn % 2 else None)
        for act in story:
            await act(one)
            if act in (puts_off, done_with, waits):
                await one.settle()
        await one.settle()
        live = await one.lines()
        assert live == await one.rebuilt(), [act.__name__ for act in story]


@pytest.fixture
async def one(timed: Program, clock: FixedClock) -> Scene:
    return await scene(timed, clock)


async def test_a_customer_who_waits_is_owed_an_answer_until_one_is_taken_by_the_provider(one: Scene) -> None:
    assert await one.kinds() == [("unanswered", "waits")]
    message = await one.talk.says(one.anna)
    assert await one.kinds() == [("unanswered", "waits")]
    await one.talk.settled(message)
    assert await one.kinds() == []


async def test_who_left_without_an_answer_is_missed_until_they_are_back_or_answered(one: Scene) -> None:
    await leaves(one)
    assert await one.kinds() == [("missed", "visitor_left")]
    await returns(one)
    assert await one.kinds() == [("unanswered", "waits")]
    await leaves(one)
    await answers(one)
    assert await one.kinds() == []
    await waits(one)
    await writes(one)
    assert await one.kinds() == [("unanswered", "waits")]  # this time they have not left yet


async def test_a_line_whose_question_was_answered_a_moment_ago_is_simply_done_with(one: Scene) -> None:
    await answers(one)
    await consults(one)
    assert len(await one.kinds()) == 1
    await is_consulted(one)
    await done_with(one)  # the line still stands: nothing has rung since
    assert await one.kinds() == []


async def test_what_did_not_go_out_is_owed_until_it_is_said_again_or_the_matter_is_closed(one: Scene) -> None:
    await answers(one)
    await fails(one)
    assert await one.kinds() == [("failed", "failed")]
    await answers(one)
    assert await one.kinds() == []
    await fails(one)
    await closes(one)
    assert await one.kinds() == []


async def test_what_was_put_off_is_owed_when_its_moment_has_come_and_nobody_has_written(one: Scene) -> None:
    await answers(one)
    await snoozes(one)
    assert await one.kinds() == [("snoozed", "snoozed")]
    await waits(one)
    await waits(one)
    assert await one.kinds() == [("snoozed", "snooze_ended")]
    await answers(one)
    assert await one.kinds() == []


async def test_a_matter_past_its_target_is_owed_by_whoever_has_it_until_it_is_closed(
    timed: Program, clock: FixedClock
) -> None:
    one = await scene(timed, clock, target=SOLVE)
    began = clock.now()
    await answers(one)
    await gives(one)
    assert await one.kinds() == []  # answered, and there is time left to solve it
    await waits(one)
    assert await one.kinds() == [("unsolved", "unsolved")]
    [(source, _)] = await one.lines()
    async with unit_of_work(one.talk.program, one.talk.company) as ctx:
        [owed] = await listing.listed(ctx, "overdue", Narrow(operator_id=one.anna.id), after=None, limit=50)
    assert (source, owed.operator_id, owed.due_at, owed.since) == ("solution", one.anna.id, began + HOUR, began)
    await gives(one)
    await one.settle()
    async with unit_of_work(one.talk.program, one.talk.company) as ctx:
        [given] = await listing.listed(ctx, "overdue", Narrow(operator_id=one.boris.id), after=None, limit=50)
    assert given.operator_id == one.boris.id
    await closes(one)
    assert await one.kinds() == []
    await reopens(one)
    assert await one.kinds() == [("unsolved", "unsolved")]  # it was not solved, and the breach stays


async def test_tasks_and_questions_are_owed_while_they_are_open(one: Scene) -> None:
    await answers(one)
    await adds_task(one)
    await consults(one)
    assert await one.kinds() == [("consultation", "consultation"), ("task", "task")]
    await turns_task(one)
    await is_consulted(one)
    assert await one.kinds() == []


async def test_done_with_holds_for_this_wait_and_not_for_the_next(one: Scene) -> None:
    await one.settle()
    await done_with(one)
    assert await one.debt() is None
    await writes(one)
    await one.settle()
    assert await one.debt() is None  # the same wait still
    await answers(one)
    await waits(one)
    await writes(one)
    await one.settle()
    assert await one.debt() is not None
    assert await one.kinds() == [("unanswered", "waits")]


async def test_a_decision_outlives_a_rebuild(one: Scene) -> None:
    await one.settle()
    await puts_off(one)
    before = await one.lines()
    assert await one.rebuilt() == before
    async with unit_of_work(one.talk.program, one.talk.company) as ctx:
        kept = (await ctx.session.scalars(select(DebtDecision))).all()
        assert [(row.act, row.reason, row.by_id) for row in kept if row.workspace_id == ctx.workspace_id] == [
            ("put_off", "Ждём склад", one.anna.id)
        ]
