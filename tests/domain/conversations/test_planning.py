"""An answer planned for a moment: said then in its writer's name, or held and its writer told why."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from tests import factories
from tests.factories import Company, acting, unit_of_work
from tests.ringing import ring
from tests.telegram_thread import Customers, customers

from otklik.domains.conversations import errors, schemas
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import planning, thread_pages, writing
from otklik.domains.delivery.service import channels
from otklik.domains.notifications import service as notifications
from otklik.domains.workspaces.schemas import OperatorData
from otklik.domains.workspaces.service import operators
from otklik.platform.clock import FixedClock
from otklik.platform.settings import Settings
from otklik.program import Program

HOUR = timedelta(hours=1)


class Desk:
    """One conversation and the operator who plans in it."""

    def __init__(self, program: Program, company: Company, people: Customers, writer: OperatorData) -> None:
        self.program, self.company, self.people, self.writer = program, company, people, writer
        self.conversation_id = UUID(int=0)

    async def open(self) -> None:
        await self.people.write("Есть размер 42?")
        async with unit_of_work(self.program, self.company) as ctx:
            found = await ctx.session.scalar(
                select(Conversation.id).where(Conversation.workspace_id == ctx.workspace_id)
            )
        assert found is not None
        self.conversation_id = found

    async def plan(
        self, at: datetime, *, text: str = "Ответ", only_unanswered: bool = False, key: str | None = None
    ) -> schemas.PlannedOut:
        moment = planning.Moment(send_at=at, only_unanswered=only_unanswered)
        async with unit_of_work(self.program, self.company, actor=acting(self.writer)) as ctx:
            return await planning.plan(ctx, self.conversation_id, writing.Words(text=text, client_key=key), moment)

    async def ring(self) -> int:
        return await ring(self.program.parts, workspace_id=self.company.id)

    async def planned(self) -> list[schemas.PlannedOut]:
        async with unit_of_work(self.program, self.company) as ctx:
            return await planning.of_conversation(ctx, self.conversation_id)

    async def said(self) -> list[schemas.MessageOut]:
        async with unit_of_work(self.program, self.company) as ctx:
            thread = (await thread_pages.older(ctx, self.conversation_id, before=None, limit=50)).items
        return [one for one in thread if one.direction == "out"]

    async def told(self, operator_id: UUID | None = None) -> list[tuple[str, str]]:
        async with unit_of_work(self.program, self.company) as ctx:
            mine = await notifications.listing(ctx, operator_id or self.writer.id, before=None, limit=50)
        return [(one.code, one.params["code"]) for one in mine if one.code == "planned_held"]


@pytest.fixture
async def desk(timed: Program) -> AsyncIterator[Desk]:
    company = await factories.create_workspace(timed)
    writer = await factories.create_operator(timed, company, name="Анна Смирнова")
    async with customers(timed, company) as people:
        found = Desk(timed, company, people, writer)
        await found.open()
        yield found


async def test_it_is_said_at_its_moment_in_its_writers_name(desk: Desk, clock: FixedClock) -> None:
    await desk.plan(clock.now() + HOUR, text="Привезли ваш размер")
    assert await desk.ring() == 0
    assert await desk.said() == []
    clock.move(HOUR)
    await desk.ring()
    [message] = await desk.said()
    assert (message.text, message.author.name) == ("Привезли ваш размер", "Анна Смирнова")
    assert message.delivery is not None
    assert await desk.planned() == []


async def test_it_is_said_by_another_process_after_a_restart(
    desk: Desk, clock: FixedClock, postgres: str, settings: Settings
) -> None:
    await desk.plan(clock.now() + HOUR)
    clock.move(HOUR)
    second = Program(settings, database_url=postgres, clock=clock)
    await second.start(work=False)
    try:
        assert await ring(second.parts, workspace_id=desk.company.id) == 1
    finally:
        await second.stop()
    assert len(await desk.said()) == 1


async def test_a_repeated_request_plans_once_and_what_was_sent_by_hand_is_not_sent_again(
    desk: Desk, clock: FixedClock
) -> None:
    first = await desk.plan(clock.now() + HOUR, key="k")
    assert (await desk.plan(clock.now() + HOUR, key="k")).id == first.id
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.company.owner)) as ctx:
        message = await planning.send_now(ctx, first.id)
    assert message.author_id == desk.writer.id
    clock.move(HOUR)
    assert await desk.ring() == 0
    assert len(await desk.said()) == 1


async def test_a_cancelled_one_is_never_said(desk: Desk, clock: FixedClock) -> None:
    planned = await desk.plan(clock.now() + HOUR)
    async with unit_of_work(desk.program, desk.company) as ctx:
        await planning.cancel(ctx, planned.id)
    clock.move(HOUR)
    await desk.ring()
    assert (await desk.said(), await desk.planned()) == ([], [])
    with pytest.raises(errors.PlannedNotFound):
        async with unit_of_work(desk.program, desk.company) as ctx:
            await planning.cancel(ctx, planned.id)


async def test_a_moved_one_waits_for_its_new_moment(desk: Desk, clock: FixedClock) -> None:
    planned = await desk.plan(clock.now() + HOUR)
    later = planning.Moment(send_at=clock.now() + 2 * HOUR)
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.writer)) as ctx:
        await planning.change(ctx, planned.id, writing.Words(text="Иначе"), later)
    clock.move(HOUR)
    assert await desk.ring() == 0
    clock.move(HOUR)
    await desk.ring()
    assert [one.text for one in await desk.said()] == ["Иначе"]


async def test_only_its_writer_changes_the_words(desk: Desk, clock: FixedClock) -> None:
    planned = await desk.plan(clock.now() + HOUR)
    moment = planning.Moment(send_at=clock.now() + HOUR)
    with pytest.raises(errors.PlannedByOther):
        async with unit_of_work(desk.program, desk.company, actor=acting(desk.company.owner)) as ctx:
            await planning.change(ctx, planned.id, writing.Words(text="Не мои слова"), moment)


async def test_when_the_customer_wrote_meanwhile_it_is_held_and_its_writer_told_why(
    desk: Desk, clock: FixedClock
) -> None:
    planned = await desk.plan(clock.now() + HOUR, only_unanswered=True)
    clock.move(HOUR / 2)
    await desk.people.write("Уже не нужно")
    clock.move(HOUR / 2)
    await desk.ring()
    assert await desk.said() == []
    [held] = await desk.planned()
    assert (held.id, held.held_code, held.text) == (planned.id, "customer_wrote", "Ответ")
    assert await desk.told() == [("planned_held", "customer_wrote")]

    async with unit_of_work(desk.program, desk.company, actor=acting(desk.writer)) as ctx:
        again = planning.Moment(send_at=clock.now() + HOUR, only_unanswered=True)
        await planning.change(ctx, planned.id, writing.Words(text="Всё же"), again)
    clock.move(HOUR)
    await desk.ring()
    assert [one.text for one in await desk.said()] == ["Всё же"]


async def test_without_that_wish_a_word_of_the_customer_changes_nothing(desk: Desk, clock: FixedClock) -> None:
    await desk.plan(clock.now() + HOUR)
    clock.move(HOUR / 2)
    await desk.people.write("И ещё вопрос")
    clock.move(HOUR / 2)
    await desk.ring()
    assert len(await desk.said()) == 1


async def test_what_the_channel_refuses_is_held_with_the_reason_and_leaves_no_message(
    desk: Desk, clock: FixedClock
) -> None:
    await desk.plan(clock.now() + HOUR)
    async with unit_of_work(desk.program, desk.company) as ctx:
        await channels.update(ctx, channel_id=desk.people.channel.id, name=None, enabled=False, config=None)
    clock.move(HOUR)
    await desk.ring()
    assert await desk.said() == []
    [held] = await desk.planned()
    assert held.held_code != ""
    assert await desk.told() == [("planned_held", held.held_code)]


async def test_the_words_of_a_writer_who_left_wait_for_whoever_looks_after_the_customer(
    desk: Desk, clock: FixedClock
) -> None:
    await desk.plan(clock.now() + HOUR)
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.company.owner)) as ctx:
        await operators.deactivate(ctx, desk.writer.id)
    clock.move(HOUR)
    await desk.ring()
    [held] = await desk.planned()
    assert (held.held_code, await desk.said()) == ("writer_gone", [])


@pytest.mark.parametrize("ahead", [timedelta(seconds=-1), timedelta(0), planning.AHEAD_MAX + HOUR])
async def test_a_moment_past_or_beyond_a_year_is_refused(desk: Desk, clock: FixedClock, ahead: timedelta) -> None:
    with pytest.raises(errors.MomentRefused):
        await desk.plan(clock.now() + ahead)


async def test_a_conversation_holds_only_so_many(desk: Desk, clock: FixedClock) -> None:
    for minute in range(planning.PLANNED_MAX):
        await desk.plan(clock.now() + HOUR + timedelta(minutes=minute))
    with pytest.raises(errors.PlannedTooMany):
        await desk.plan(clock.now() + HOUR)


async def test_the_writers_own_list_is_walked_page_by_page(desk: Desk, clock: FixedClock) -> None:
    made = [await desk.plan(clock.now() + number * HOUR) for number in (3, 1, 2)]
    async with unit_of_work(desk.program, desk.company, actor=acting(desk.writer)) as ctx:
        first = await planning.of_writer(ctx, after=None, limit=2)
        last = first[-1].planned
        rest = await planning.of_writer(ctx, after=(last.send_at, last.id), limit=2)
    assert [one.planned.id for one in [*first, *rest]] == [made[1].id, made[2].id, made[0].id]
    assert {one.conversation.id for one in first} == {desk.conversation_id}
