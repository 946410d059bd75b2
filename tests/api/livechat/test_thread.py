"""A visitor writes and is answered, by socket and by HTTP, and nothing of it is lost or doubled."""

import asyncio

from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import read_journal, send_due
from tests.factories_livechat import API, Browser, Visits, deliver, key

from otklik.domains.delivery.models import Channel
from otklik.program import Program


async def answer(desk: Client, text: str) -> str:
    """The operator answers the only conversation; returns its id."""
    found = (await desk.get("/api/v1/conversations?view=all")).json()["items"]
    assert len(found) == 1
    reply = await desk.post(
        f"/api/v1/conversations/{found[0]['id']}/messages", json={"text": text}, headers={"Idempotency-Key": key()}
    )
    assert reply.status_code == 201, reply.text
    return found[0]["id"]


async def test_a_session_tells_all_that_the_chat_needs_to_be_drawn(visitor: Browser) -> None:
    told = visitor.session
    assert told["config"]["title"] == "Чайная"
    assert told["config"]["topics"] == [{"title": "Доставка"}, {"title": "Оплата"}]
    assert told["config"]["preview_disclosed"] is True
    assert told["config"]["attachments"]["size_max"] > 0
    assert (told["messages"], told["conversation_id"], told["unread"]) == ([], None, 0)
    assert told["availability"]["online"] is False


async def test_a_message_by_socket_is_acknowledged_shown_and_answered(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    async with visitor.socket(after=visitor.session["seq"]) as socket:
        assert "head" in await socket.frame()
        mine = key()
        socket.send({"type": "message", "key": mine, "text": "Есть зелёный чай?"})
        ack = await socket.until("ack")
        assert (ack["ack"], ack["message"]["id"], ack["message"]["state"]) == (mine, mine, "sent")

        await read_journal(program, chat)
        echoed = await socket.until("message")
        assert echoed["data"]["message"]["id"] == mine

        await answer(signed_in, "Есть, три сорта")
        await send_due(program, workspace)
        told = await socket.until("message")
        assert told["data"]["message"]["text"] == "Есть, три сорта"
        assert told["data"]["message"]["direction"] == "out"
        assert told["data"]["message"]["author_name"].startswith("Ольга")
        assert told["data"]["message"]["state"] == "sent"

        socket.send({"type": "delivered", "message_id": told["data"]["message"]["id"]})
        changed = await socket.until("message.changed")
        assert changed["data"]["message"]["state"] == "delivered"
        socket.send({"type": "seen", "message_id": told["data"]["message"]["id"]})
        changed = await socket.until("message.changed")
        assert changed["data"]["message"]["state"] == "read"


async def test_an_answer_and_its_history_have_the_same_id(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    mine = await visitor.say("Здравствуйте")
    await deliver(program, workspace, chat)
    async with visitor.socket() as socket:
        await socket.frame()
        await answer(signed_in, "Добрый день")
        await send_due(program, workspace)
        told = await socket.until("message")
    shown = await visitor.history()
    assert [one["id"] for one in shown] == [mine["id"], told["data"]["message"]["id"]]


async def test_the_same_key_five_times_at_once_is_one_message(
    program: Program, workspace: Company, chat: Channel, visitor: Browser
) -> None:
    mine = key()
    replies = await asyncio.gather(*(visitor.say("Раз", message_key=mine) for _ in range(5)))
    assert {one["id"] for one in replies} == {mine}
    await deliver(program, workspace, chat)
    assert [one["text"] for one in await visitor.history()] == ["Раз"]


async def test_a_repeated_key_is_answered_with_what_was_stored_first(visitor: Browser) -> None:
    mine = key()
    await visitor.say("Первое", message_key=mine)
    assert (await visitor.say("Другое", message_key=mine))["text"] == "Первое"


async def test_what_was_missed_while_away_is_replayed(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await visitor.say("Вопрос")
    await deliver(program, workspace, chat)
    async with visitor.socket() as socket:
        seen = (await socket.frame())["head"]
    await answer(signed_in, "Раз")
    await send_due(program, workspace)
    await answer(signed_in, "Два")
    await send_due(program, workspace)
    async with visitor.socket(after=seen) as socket:
        frames = [await socket.until("message"), await socket.until("message")]
    assert [one["data"]["message"]["text"] for one in frames] == ["Раз", "Два"]
    assert frames[0]["seq"] < frames[1]["seq"]


async def test_two_pages_of_one_visitor_show_the_same(program: Program, chat: Channel, visitor: Browser) -> None:
    async with visitor.socket() as first, visitor.socket() as second:
        await first.frame()
        await second.frame()
        mine = key()
        first.send({"type": "message", "key": mine, "text": "С одной вкладки"})
        await first.until("ack")
        await read_journal(program, chat)
        assert (await second.until("message"))["data"]["message"]["id"] == mine


async def test_who_comes_back_with_the_token_finds_the_thread(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await visitor.say("Вопрос")
    await deliver(program, workspace, chat)
    conversation_id = await answer(signed_in, "Ответ")
    await send_due(program, workspace)
    again = await visitor.begin()
    assert again["conversation_id"] == conversation_id
    assert [one["text"] for one in again["messages"]] == ["Вопрос", "Ответ"]
    assert again["unread"] == 1
    assert again["operator"]["name"].startswith("Ольга")


async def test_notes_and_event_lines_never_reach_the_visitor(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await visitor.say("Вопрос")
    await deliver(program, workspace, chat)
    conversation_id = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"][0]["id"]
    await signed_in.post(f"/api/v1/conversations/{conversation_id}/notes", json={"text": "между нами"})
    await signed_in.put(f"/api/v1/conversations/{conversation_id}/closure")
    assert [one["text"] for one in await visitor.history()] == ["Вопрос"]


async def test_an_answer_not_yet_accepted_is_not_shown(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await visitor.say("Вопрос")
    await deliver(program, workspace, chat)
    await answer(signed_in, "Ответ")
    assert [one["text"] for one in await visitor.history()] == ["Вопрос"]
    await send_due(program, workspace)
    assert [one["text"] for one in await visitor.history()] == ["Вопрос", "Ответ"]


async def test_history_comes_in_pages(program: Program, workspace: Company, chat: Channel, visitor: Browser) -> None:
    for number in range(5):
        await visitor.say(f"Сообщение {number}")
    await deliver(program, workspace, chat)
    page = (await visitor.client.get(f"{API}/messages?limit=2")).json()
    assert [one["text"] for one in page["items"]] == ["Сообщение 3", "Сообщение 4"]
    older = (await visitor.client.get(f"{API}/messages?limit=2&before={page['next_cursor']}")).json()
    assert [one["text"] for one in older["items"]] == ["Сообщение 1", "Сообщение 2"]


async def test_a_reply_quotes_what_it_answers(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    first = await visitor.say("Вопрос")
    await deliver(program, workspace, chat)
    await answer(signed_in, "Какой именно?")
    await send_due(program, workspace)
    ours = (await visitor.history())[-1]
    await visitor.say("Вот этот", reply_to_id=ours["id"])
    await visitor.say("И этот", reply_to_id=first["id"])
    await deliver(program, workspace, chat)
    assert [one["reply_to_id"] for one in await visitor.history()] == [None, None, ours["id"], first["id"]]


async def test_when_an_operator_has_seen_it_the_visitor_knows(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await visitor.say("Вопрос")
    await deliver(program, workspace, chat)
    conversation_id = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"][0]["id"]
    async with visitor.socket() as socket:
        await socket.frame()
        await signed_in.put(f"/api/v1/conversations/{conversation_id}/reading", json={})
        assert (await socket.until("message.changed"))["data"]["message"]["state"] == "read"


async def test_another_visitors_thread_stays_theirs(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, visit: Visits
) -> None:
    mine = await visitor.say("Моё")
    await deliver(program, workspace, chat)
    other = await visit()
    assert await other.history() == []
    refused = await other.client.get(f"{API}/messages?before={mine['id']}")
    await other.say("Чужое", message_key=mine["id"])
    quoted = await other.client.post(f"{API}/messages", json={"key": key(), "text": "?", "reply_to_id": mine["id"]})
    await deliver(program, workspace, chat)
    assert refused.json()["items"] == []
    assert (quoted.status_code, quoted.json()["code"]) == (404, "livechat.message_unknown")
    assert [one["text"] for one in await other.history()] == ["Чужое"]
    assert [one["text"] for one in await visitor.history()] == ["Моё"]
