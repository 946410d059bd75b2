"""The autoresponder says what is true, to people only, seldom, and stops no clock."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.factories import Company, unit_of_work
from tests.factories_promises import Desk
from tests.factories_schedule import create_bare_channel, office_hours

from otklik.domains.conversations.models import Conversation
from otklik.domains.schedule import service as schedule
from otklik.domains.schedule.schemas import AutoreplyTexts, Autoresponder, Interval
from otklik.domains.workspaces.service import attending
from otklik.platform.clock import FixedClock
from otklik.program import Program

EVENING = timedelta(hours=8)
THANKS = "Спасибо, мы получили ваше сообщение."


async def set_autoresponder(desk: Desk, chosen: Autoresponder) -> None:
    async with unit_of_work(desk.program, desk.company) as ctx:
        await schedule.set_hours(ctx, hours=replace(office_hours(), autoresponder=chosen))


async def test_out_of_hours_a_customer_is_told_when_the_answer_comes(desk: Desk, clock: FixedClock) -> None:
    clock.move(EVENING)
    conversation_id = await desk.write()
    assert await desk.said(conversation_id) == [f"{THANKS} Ответим завтра с 9:00."]


async def test_channels_that_are_open_meanwhile_are_named(
    desk: Desk, clock: FixedClock, timed: Program, company: Company
) -> None:
    other = await create_bare_channel(timed, company)
    around = ((Interval(opens="00:00", closes="24:00"),),) * 7
    async with unit_of_work(timed, company) as ctx:
        await schedule.set_hours(ctx, channel_id=other, hours=replace(office_hours(), week=around))
    clock.move(EVENING)
    (said,) = await desk.said(await desk.write())
    assert said.endswith("Ответим завтра с 9:00. Сейчас быстрее ответим здесь: Telegram.")


async def test_the_company_s_own_words_keep_the_promise_in_them(desk: Desk, clock: FixedClock) -> None:
    await set_autoresponder(desk, Autoresponder(enabled=True, texts=AutoreplyTexts(ru="Мы спим. {when} Доброй ночи.")))
    clock.move(EVENING)
    assert await desk.said(await desk.write()) == ["Мы спим. Ответим завтра с 9:00. Доброй ночи."]


async def test_nobody_is_told_twice_in_twelve_hours(desk: Desk, clock: FixedClock) -> None:
    clock.move(EVENING)
    conversation_id = await desk.write()
    clock.move(timedelta(hours=11))
    await desk.write("Ау")
    assert len(await desk.said(conversation_id)) == 1
    clock.move(timedelta(hours=13))
    await desk.write("Ау")
    assert len(await desk.said(conversation_id)) == 2


@pytest.mark.parametrize(("machine", "in_group"), [(True, False), (False, True)])
async def test_machines_and_groups_are_never_answered(
    desk: Desk, clock: FixedClock, *, machine: bool, in_group: bool
) -> None:
    clock.move(EVENING)
    conversation_id = await desk.write(machine=machine, in_group=in_group)
    assert await desk.said(conversation_id) == []
    assert await desk.promises() == []


async def test_it_is_silent_when_it_is_off_and_when_the_company_is_open(desk: Desk, clock: FixedClock) -> None:
    assert await desk.said(await desk.write()) == []
    await set_autoresponder(desk, Autoresponder(enabled=False))
    clock.move(EVENING)
    assert await desk.said(await desk.write(who="customer-2")) == []


async def test_in_hours_it_says_the_promise_when_nobody_is_at_the_desk(
    desk: Desk, clock: FixedClock, company: Company
) -> None:
    await set_autoresponder(desk, Autoresponder(enabled=True, when_busy=True))
    await desk.measured([500.0] * 5, at=clock.now() - timedelta(minutes=50))
    conversation_id = await desk.write()
    assert await desk.said(conversation_id) == [f"{THANKS} Ответим примерно через 10 минут."]
    promise = await desk.promise()
    assert (promise.source, promise.due_at) == ("autoresponder", clock.now() + timedelta(minutes=10))
    async with unit_of_work(desk.program, company) as ctx:
        await attending.connected(ctx, company.owner.id, node_id="test")
    assert await desk.said(await desk.write(who="customer-2")) == []


async def test_in_hours_it_says_nothing_while_nothing_is_measured(desk: Desk) -> None:
    await set_autoresponder(desk, Autoresponder(enabled=True, when_busy=True))
    assert await desk.said(await desk.write()) == []


async def test_what_it_said_answers_nobody(desk: Desk, clock: FixedClock) -> None:
    clock.move(EVENING)
    conversation_id = await desk.write()
    await desk.accept(conversation_id)
    async with unit_of_work(desk.program, desk.company) as ctx:
        waiting = (await ctx.session.get_one(Conversation, conversation_id)).waiting_since
    assert waiting == clock.now()
