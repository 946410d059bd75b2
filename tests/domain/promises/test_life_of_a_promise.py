"""From what a customer was told to kept or broken: stored, guarded, settled once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from tests import factories
from tests.factories import Company, acting, unit_of_work
from tests.factories_promises import Desk

from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import managing, writing
from otklik.domains.notifications import service as notifications
from otklik.domains.promises.rules import Act
from otklik.domains.promises.schemas import EscalationStep, PromiseSettings, Source
from otklik.domains.promises.service import computing, setting, telling
from otklik.platform.alarms import ring_due
from otklik.platform.clock import FixedClock
from otklik.platform.errors import Conflict
from otklik.program import Program

NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)
HOUR_AGO = NOON - timedelta(minutes=50)


async def wait_for(desk: Desk, *, source: Source = "widget") -> UUID:
    """A customer writes who was told ten minutes."""
    await desk.measured([500.0] * 5, at=HOUR_AGO)
    conversation_id = await desk.write()
    async with unit_of_work(desk.program, desk.company) as ctx:
        current = await computing.current(ctx, channel_id=desk.channel_id)
        await telling.tell(ctx, conversation_id, current, source=source)
    return conversation_id


async def ring(desk: Desk) -> None:
    while await ring_due(desk.program.parts, workspace_id=desk.company.id):
        pass


async def told(desk: Desk, operator_id: UUID) -> list[str]:
    async with unit_of_work(desk.program, desk.company) as ctx:
        news = await notifications.listing(ctx, operator_id, before=None, limit=50)
        return [one.code for one in reversed(news) if one.code.startswith("promises.")]


async def test_what_was_told_is_stored_with_its_figures_and_shown_in_the_list(desk: Desk) -> None:
    conversation_id = await wait_for(desk)
    promise = await desk.promise()
    assert promise.due_at == NOON + timedelta(minutes=10)
    assert (promise.source, promise.state, promise.said["code"]) == ("widget", "running", "within")
    assert (promise.basis["answers"], promise.basis["measured_seconds"]) == (5, 500.0)
    assert promise.basis["band"] == "hours_around"
    assert promise.hour_of_week == 12
    assert await desk.due_shown(conversation_id) == promise.due_at


async def test_one_wait_has_one_promise(desk: Desk) -> None:
    conversation_id = await wait_for(desk)
    async with unit_of_work(desk.program, desk.company) as ctx:
        current = await computing.current(ctx, channel_id=desk.channel_id)
        await telling.tell(ctx, conversation_id, current, source="form")
    await desk.write("Вы тут?")
    assert (await desk.promise()).source == "widget"


async def test_an_answer_accepted_in_time_keeps_it(desk: Desk, clock: FixedClock, company: Company) -> None:
    conversation_id = await wait_for(desk)
    clock.move(timedelta(minutes=9))
    await desk.answer(conversation_id, company.owner)
    promise = await desk.promise()
    assert (promise.state, promise.answered_at, promise.operator_id) == ("kept", clock.now(), company.owner.id)
    assert await desk.due_shown(conversation_id) is None
    clock.move(timedelta(hours=1))
    await ring(desk)
    assert (await desk.promise()).state == "kept"


async def test_an_answer_too_late_has_broken_it_for_ever(desk: Desk, clock: FixedClock, company: Company) -> None:
    conversation_id = await wait_for(desk)
    clock.move(timedelta(minutes=10))
    await ring(desk)
    promise = await desk.promise()
    assert (promise.state, promise.reason) == ("broken", "late")
    assert await desk.due_shown(conversation_id) == promise.due_at  # they still wait, and the list says since when
    clock.move(timedelta(minutes=1))
    await desk.answer(conversation_id, company.owner)
    late = await desk.promise()
    assert (late.state, late.answered_at) == ("broken", clock.now())
    assert await desk.due_shown(conversation_id) is None
    assert "promises.broken" in await told(desk, company.owner.id)


async def test_an_answer_on_its_way_when_the_time_comes_is_waited_for(
    desk: Desk, clock: FixedClock, company: Company
) -> None:
    conversation_id = await wait_for(desk)
    clock.move(timedelta(minutes=9, seconds=59))
    await desk.answer(conversation_id, company.owner, accept=False)
    clock.move(timedelta(seconds=1))
    await ring(desk)
    assert (await desk.promise()).state == "running"
    await desk.accept(conversation_id)
    assert (await desk.promise()).state == "kept"


async def test_words_of_a_machine_keep_nothing(desk: Desk, clock: FixedClock) -> None:
    conversation_id = await wait_for(desk)
    async with unit_of_work(desk.program, desk.company) as ctx:
        await writing.reply(ctx, conversation_id, writing.Words(text="Скоро", automatic=True))
    await desk.accept(conversation_id)
    clock.move(timedelta(minutes=10))
    await ring(desk)
    assert (await desk.promise()).state == "broken"


async def test_closing_without_an_answer_keeps_nothing_but_an_answer_after_all_does(
    desk: Desk, clock: FixedClock, company: Company
) -> None:
    conversation_id = await wait_for(desk)
    async with unit_of_work(desk.program, desk.company, actor=acting(company.owner)) as ctx:
        await managing.close(ctx, conversation_id)
    assert ((await desk.promise()).state, await desk.due_shown(conversation_id)) == ("running", None)
    clock.move(timedelta(minutes=10))
    await ring(desk)
    promise = await desk.promise()
    assert (promise.state, promise.reason) == ("broken", "closed")


async def test_a_closed_conversation_that_is_answered_when_the_customer_returns_in_time_is_kept(
    desk: Desk, clock: FixedClock, company: Company
) -> None:
    conversation_id = await wait_for(desk)
    async with unit_of_work(desk.program, desk.company, actor=acting(company.owner)) as ctx:
        await managing.close(ctx, conversation_id)
    clock.move(timedelta(minutes=2))
    await desk.write("Вы закрыли, а ответ?")
    await desk.answer(conversation_id, company.owner)
    assert {one.state for one in await desk.promises()} == {"kept"}


async def test_where_nobody_waits_any_more_there_is_nothing_to_keep(desk: Desk, clock: FixedClock) -> None:
    conversation_id = await wait_for(desk)
    async with unit_of_work(desk.program, desk.company) as ctx:
        (await ctx.session.get_one(Conversation, conversation_id)).waiting_since = None
    clock.move(timedelta(minutes=10))
    await ring(desk)
    assert (await desk.promise()).state == "void"


async def test_worry_grows_before_it_breaks(desk: Desk, clock: FixedClock, company: Company, timed: Program) -> None:
    supervisor = await factories.create_operator(timed, company, role="supervisor")
    leads = await factories.create_operator(timed, company)
    conversation_id = await wait_for(desk)
    async with unit_of_work(timed, company) as ctx:
        await managing.assign(ctx, conversation_id, operator_id=leads.id, team_id=None)
    clock.move(timedelta(minutes=5))
    await ring(desk)
    assert (await told(desk, leads.id), await told(desk, supervisor.id)) == (["promises.at_risk"], [])
    clock.move(timedelta(minutes=3))
    await ring(desk)
    assert await told(desk, supervisor.id) == ["promises.at_risk"]
    clock.move(timedelta(minutes=2))
    await ring(desk)
    assert await told(desk, leads.id) == ["promises.at_risk", "promises.broken"]


async def test_a_warning_nobody_is_there_for_goes_to_whoever_leads_the_company(
    desk: Desk, clock: FixedClock, company: Company
) -> None:
    await wait_for(desk)
    clock.move(timedelta(minutes=5))
    await ring(desk)
    assert await told(desk, company.owner.id) == ["promises.at_risk"]


async def test_nobody_is_warned_at_night_of_a_promise_for_the_morning(
    desk: Desk, clock: FixedClock, company: Company
) -> None:
    clock.move(timedelta(hours=8))  # eight in the evening: closed
    conversation_id = await desk.write()
    promise = await desk.promise()  # the autoresponder told it
    opens = datetime(2026, 3, 3, 9, tzinfo=ZoneInfo("Europe/Moscow"))
    assert (promise.source, promise.said["code"], promise.said["text"]) == (
        "autoresponder",
        "from",
        "Спасибо, мы получили ваше сообщение. Ответим завтра с 9:00.",
    )
    assert promise.due_at == opens.replace(hour=18)  # nothing is measured: before the day's work is over
    assert await desk.due_shown(conversation_id) == promise.due_at
    clock.move(timedelta(hours=13))
    await ring(desk)
    assert await told(desk, company.owner.id) == []
    clock.move(timedelta(hours=4, minutes=30))
    await ring(desk)
    assert await told(desk, company.owner.id) == ["promises.at_risk"]


async def test_steps_that_wish_another_to_answer_are_published(desk: Desk, clock: FixedClock, company: Company) -> None:
    async with unit_of_work(desk.program, company) as ctx:
        steps = (EscalationStep(percent=60, act=Act.REASSIGN),)
        await setting.save(ctx, PromiseSettings(steps=steps))
    await wait_for(desk)
    clock.move(timedelta(minutes=6))
    await ring(desk)
    async with unit_of_work(desk.program, company) as ctx:
        query = text("SELECT data->>'act' FROM events WHERE workspace_id = :w AND name = 'promises.promise_at_risk'")
        assert list(await ctx.session.scalars(query, {"w": company.id})) == ["reassign"]
    # no rule gives conversations out here, so somebody is told instead
    assert await told(desk, company.owner.id) == ["promises.at_risk"]


async def test_the_database_itself_refuses_a_promise_kept_too_late(desk: Desk, clock: FixedClock) -> None:
    await wait_for(desk)
    promise = await desk.promise()

    async def keep_too_late() -> None:
        async with unit_of_work(desk.program, desk.company) as ctx:
            row = await ctx.session.get_one(type(promise), promise.id)
            row.state, row.settled_at = "kept", clock.now()
            row.answered_at = row.due_at + timedelta(seconds=1)

    with pytest.raises(Conflict):
        await keep_too_late()
