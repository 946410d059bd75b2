"""What a visitor is told about who answers and when is true (CHAT-3, CHAT-6, CHAT-8)."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import text
from tests.client import Client
from tests.factories import Company, create_operator, unit_of_work
from tests.factories_delivery import create_channel, read_journal, send_due
from tests.factories_livechat import Browser, Frame, Visits, create_chat, deliver, key

from otklik.domains.delivery.models import Channel
from otklik.domains.livechat import lobby
from otklik.domains.schedule import service as schedule
from otklik.domains.schedule.schemas import Hours, Interval
from otklik.domains.workspaces.schemas import OperatorData
from otklik.domains.workspaces.service import attending
from otklik.program import Program

ALWAYS = Hours(time_zone="Europe/Moscow", week=((Interval(opens="00:00", closes="24:00"),),) * 7)
NEVER = Hours(time_zone="Europe/Moscow", week=((),) * 7)


async def open_hours(program: Program, company: Company, hours: Hours = ALWAYS) -> None:
    async with unit_of_work(program, company) as ctx:
        await schedule.set_hours(ctx, hours=hours)


@asynccontextmanager
async def at_the_desk(program: Program, company: Company, operator: OperatorData) -> AsyncGenerator[None]:
    """The operator has a live socket."""
    async with unit_of_work(program, company) as ctx:
        await attending.connected(ctx, operator.id, node_id="test")
    try:
        yield
    finally:
        async with unit_of_work(program, company) as ctx:
            await attending.disconnected(ctx, operator.id, node_id="test")


async def availability(browser: Browser) -> Frame:
    return (await browser.begin())["availability"]


async def test_nobody_is_online_until_an_operator_has_the_desk_open(
    program: Program, workspace: Company, visitor: Browser
) -> None:
    await open_hours(program, workspace)
    away = await availability(visitor)
    assert (away["online"], away["operators"], away["promise"]["code"]) == (False, [], "away")
    async with at_the_desk(program, workspace, workspace.owner):
        there = await availability(visitor)
    assert there["online"] is True
    assert there["operators"] == [{"name": workspace.owner.name, "photo_url": None}]
    assert there["promise"]["code"] == "unknown_speed"
    assert (await availability(visitor))["online"] is False


async def test_out_of_hours_nobody_is_online_even_if_somebody_sits_there(
    program: Program, workspace: Company, visitor: Browser
) -> None:
    await open_hours(program, workspace, NEVER)
    async with at_the_desk(program, workspace, workspace.owner):
        told = await availability(visitor)
    assert (told["online"], told["operators"], told["promise"]["code"]) == (False, [], "closed")


async def test_a_colleague_who_cannot_answer_is_nobody_to_write_to(
    program: Program, workspace: Company, visitor: Browser
) -> None:
    await open_hours(program, workspace)
    viewer = await create_operator(program, workspace, role="viewer")
    async with at_the_desk(program, workspace, viewer):
        assert (await availability(visitor))["online"] is False


async def test_the_queue_counts_those_who_wait_longer(
    program: Program, workspace: Company, chat: Channel, visit: Visits
) -> None:
    first, second, third = await visit(), await visit(), await visit()
    assert (await availability(first))["queue"] is None
    await first.say("Я первый")
    await second.say("Я второй")
    await deliver(program, workspace, chat)
    assert (await availability(first))["queue"] == {"position": 1, "wait_seconds": None}
    assert (await availability(second))["queue"] == {"position": 2, "wait_seconds": None}
    assert (await availability(third))["queue"] == {"position": 3, "wait_seconds": None}


async def test_who_has_just_written_is_not_counted_before_themselves(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, visit: Visits, signed_in: Client
) -> None:
    earlier = await visit()
    await earlier.say("Я раньше")
    await read_journal(program, chat)
    async with visitor.socket() as socket:
        would_be = await socket.until("state")
        assert would_be["data"]["availability"]["queue"]["position"] == 2
        socket.send({"type": "message", "key": key(), "text": "Я второй"})
        await socket.until("ack")
        await read_journal(program, chat)
        await lobby.of(program.parts).refresh()
        conversation_id = (await earlier.begin())["conversation_id"]
        await signed_in.post(f"/api/v1/conversations/{conversation_id}/messages", json={"text": "Ответ"})
        await send_due(program, workspace)
        await lobby.of(program.parts).refresh()
        told = await socket.until("state")
        assert told["data"]["availability"]["queue"] == {"position": 1, "wait_seconds": None}


async def answer_measured(program: Program, company: Company, chat: Channel, browser: Browser, desk: Client) -> None:
    """The visitor asks, and is answered so that the answer took 90 seconds."""
    await browser.say("Вопрос", message_key=key())
    await read_journal(program, chat)
    async with unit_of_work(program, company) as ctx:
        await ctx.session.execute(
            text("UPDATE conversations SET waiting_since = waiting_since - :by WHERE thread_id = :thread"),
            {"by": timedelta(seconds=90), "thread": browser.id},
        )
    conversation_id = (await browser.begin())["conversation_id"]
    await desk.post(f"/api/v1/conversations/{conversation_id}/messages", json={"text": "Ответ"})
    await send_due(program, company)


async def test_a_time_is_promised_only_after_five_measured_answers(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await open_hours(program, workspace)
    async with at_the_desk(program, workspace, workspace.owner):
        for number in range(5):
            assert (await availability(visitor))["promise"]["code"] == "unknown_speed", number
            await answer_measured(program, workspace, chat, visitor, signed_in)
        promise = (await availability(visitor))["promise"]
    assert promise["code"] == "usually_within"
    assert promise["params"]["seconds"] == 120  # what was measured, rounded up to what people say


async def test_a_page_already_open_learns_that_somebody_came(
    program: Program, workspace: Company, visitor: Browser
) -> None:
    await open_hours(program, workspace)
    async with visitor.socket() as socket:
        before = await socket.until("state")
        assert before["data"]["availability"]["online"] is False
        async with at_the_desk(program, workspace, workspace.owner):
            after = await socket.until("state")
    assert (after["seq"], after["data"]["availability"]["online"]) == (0, True)


async def test_nothing_is_told_twice_while_nothing_changes(program: Program, visitor: Browser) -> None:
    async with visitor.socket() as socket:
        await socket.until("state")
        here = lobby.of(program.parts)
        await here.refresh()
        await here.refresh()
        socket.send({"type": "ping"})
        await socket.until("pong")
        assert [one.get("kind") for one in socket.seen].count("state") == 1
        assert here.count() >= 1


async def test_who_leads_the_conversation_is_told_by_name(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client, operator: OperatorData
) -> None:
    await visitor.say("Вопрос")
    await deliver(program, workspace, chat)
    conversation_id = (await visitor.begin())["conversation_id"]
    async with visitor.socket() as socket:
        await socket.until("state")
        body = {"operator_id": str(operator.id)}
        await signed_in.put(f"/api/v1/conversations/{conversation_id}/assignment", json=body)
        told = await socket.until("operator")
    assert told["data"] == {"name": operator.name, "photo_url": None}
    assert (await visitor.begin())["operator"] == {"name": operator.name, "photo_url": None}


async def test_other_channels_are_offered_only_when_they_can_be_reached(
    program: Program, workspace: Company, visitor: Browser
) -> None:
    bot = await create_channel(program, workspace, kind="telegram", config={"token": "1:A"})
    await create_chat(program, workspace)
    assert (await availability(visitor))["other_channels"] == []
    async with unit_of_work(program, workspace) as ctx:
        (await ctx.session.get_one(Channel, bot.id)).facts = {"username": "tea_shop_bot"}
    offered = (await availability(visitor))["other_channels"]
    assert offered == [{"kind": "telegram", "title": "Telegram", "url": "https://t.me/tea_shop_bot"}]


async def test_the_desk_sees_where_the_visitor_is_and_whether_they_are_still_there(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await visitor.say("Вопрос")
    await deliver(program, workspace, chat)
    conversation_id = (await visitor.begin())["conversation_id"]
    async with visitor.socket() as socket:
        socket.send({"type": "page", "url": "https://shop.example/cart", "title": "Корзина"})
        socket.send({"type": "ping"})
        await socket.until("pong")
    told = (await signed_in.get(f"/api/v1/conversations/{conversation_id}/visitor")).json()
    assert (told["page"]["url"], told["page"]["title"]) == ("https://shop.example/cart", "Корзина")
    assert (told["here"], told["device"], told["language"]) == (True, "desktop", "ru")
