"""A customer is asked once when a conversation ends, and what they answer starts no wait and opens nothing again."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from tests.client import Client
from tests.factories import Company, create_operator, unit_of_work
from tests.factories_delivery import deposit, read_journal
from tests.telegram_thread import Customers, Json, customers, listed, only, reply

from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.notifications.models import Notification
from otklik.domains.ratings.models import Rating
from otklik.domains.ratings.service import by_operator
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.alarms import ring_due
from otklik.platform.clock import SystemClock
from otklik.program import Program

SETTINGS = {"enabled": True, "scale": "stars", "delay_minutes": 0, "pause_days": 14, "comment_minutes": 10}
Keyboard = list[list[dict[str, str]]]


@pytest.fixture
async def people(program: Program, workspace: Company, signed_in: Client) -> AsyncIterator[Customers]:
    chosen = await signed_in.put("/api/v1/ratings/settings", json={**SETTINGS, "bad_up_to": 2})
    assert chosen.status_code == 200, chosen.text
    async with customers(program, workspace) as those:
        yield those


async def end(people: Customers, browser: Client) -> UUID:
    """A question, its answer, and the end; whoever is to be asked is asked."""
    await people.write("Где заказ")
    conversation = await only(browser)
    await reply(browser, conversation)
    await people.settle()
    await close(people, browser, conversation)
    return conversation


async def close(people: Customers, browser: Client, conversation: UUID) -> None:
    assert (await browser.put(f"/api/v1/conversations/{conversation}/closure")).status_code == 200
    await ring_due(people.program.parts, workspace_id=people.company.id)
    await people.settle()


def keyboard(people: Customers) -> Keyboard:
    """The buttons of the last message that had some."""
    shown = [one.params["reply_markup"] for one in people.api.requests if "reply_markup" in one.params]
    return cast("Any", shown[-1])["inline_keyboard"] if shown else []  # Any: a JSON document


def data_of(people: Customers, score: int) -> str:
    """The button of a score; they stand the best first."""
    rows = keyboard(people)
    return rows[5 - score if len(rows) == 5 else (0 if score == 5 else 1)][0]["callback_data"]


async def press(people: Customers, data: str, *, chat: int = 1) -> None:
    people.written += 1
    person = {"id": chat, "is_bot": False, "first_name": "Мария"}
    message = {"message_id": 7, "date": 0, "chat": {"id": chat, "type": "private"}}
    query = {"id": str(people.written), "from": person, "message": message, "chat_instance": "1", "data": data}
    body = json.dumps({"update_id": people.written, "callback_query": query}).encode()
    await deposit(people.program, people.channel, event_id=str(people.written), body=body)
    await read_journal(people.program, people.channel)
    await people.settle()


async def row_of(browser: Client) -> Json:
    return (await listed(browser))[0]


async def ratings(people: Customers) -> list[Rating]:
    async with unit_of_work(people.program, people.company) as ctx:
        query = select(Rating).where(Rating.workspace_id == people.company.id).order_by(Rating.asked_at)
        return list(await ctx.session.scalars(query))


async def given(people: Customers) -> list[int | None]:
    return [one.score for one in await ratings(people)]


async def told(people: Customers, code: str = "rating_bad") -> int:
    async with unit_of_work(people.program, people.company) as ctx:
        query = select(func.count()).where(Notification.workspace_id == people.company.id, Notification.code == code)
        return await ctx.session.scalar(query) or 0


async def test_a_rating_by_a_button_is_kept_and_neither_reopens_nor_starts_a_wait(
    people: Customers, signed_in: Client, owner: OperatorData
) -> None:
    await end(people, signed_in)
    assert keyboard(people)[0][0]["text"] == "5 · Отлично"
    await press(people, data_of(people, 5))
    row = await row_of(signed_in)
    assert (row["state"], row["waiting_since"], row["inbound_count"]) == ("closed", None, 1)
    kept = (await ratings(people))[0]
    assert (kept.score, kept.bad, kept.operator_id) == (5, False, owner.id)
    assert await told(people) == 0


async def test_every_button_fits_what_telegram_takes(people: Customers, signed_in: Client) -> None:
    await end(people, signed_in)
    assert all(len(row[0]["callback_data"].encode()) <= 64 for row in keyboard(people))


async def test_the_message_after_a_rating_is_its_comment_and_nobody_has_to_answer_it(
    people: Customers, signed_in: Client
) -> None:
    await end(people, signed_in)
    await press(people, data_of(people, 1))
    await people.write("Ждала три дня")
    row = await row_of(signed_in)
    assert (row["state"], row["waiting_since"]) == ("closed", None)
    assert (await ratings(people))[0].comment == "Ждала три дня"
    await people.write("И ещё вопрос")
    assert (await row_of(signed_in))["waiting_since"] is not None


async def test_a_question_after_a_rating_is_a_question(people: Customers, signed_in: Client) -> None:
    await end(people, signed_in)
    await press(people, data_of(people, 5))
    await people.write("Спасибо. А самовывоз есть?")
    row = await row_of(signed_in)
    assert row["state"] == "open"
    assert row["waiting_since"] is not None
    assert (await ratings(people))[0].comment == ""


async def test_a_bad_rating_alerts_supervisors_at_once_and_marks_the_conversation(
    people: Customers, signed_in: Client, program: Program, workspace: Company
) -> None:
    await create_operator(program, workspace, role="supervisor")
    await create_operator(program, workspace, role="operator")
    await end(people, signed_in)
    await press(people, data_of(people, 2))
    assert await told(people) == 2  # the owner and the supervisor
    assert (await row_of(signed_in))["bad_rating_at"] is not None
    await press(people, data_of(people, 4))
    assert (await row_of(signed_in))["bad_rating_at"] is None
    assert await told(people) == 2


async def test_a_rating_is_changed_within_an_hour_and_not_after(people: Customers, signed_in: Client) -> None:
    await end(people, signed_in)
    await press(people, data_of(people, 1))
    await press(people, data_of(people, 5))
    assert await given(people) == [5]
    async with unit_of_work(people.program, people.company) as ctx:
        long_ago = SystemClock().now() - timedelta(minutes=61)
        await ctx.session.execute(update(Rating).values(rated_at=long_ago))
    await press(people, data_of(people, 3))
    assert await given(people) == [5]


async def test_a_button_is_of_no_use_in_another_conversation(people: Customers, signed_in: Client) -> None:
    await end(people, signed_in)
    stolen = data_of(people, 5)
    await people.write("Я другой", chat=2)
    await press(people, stolen, chat=2)
    assert await given(people) == [None]


@pytest.mark.parametrize("forge", ["{data}A", "~rate:", "~rate:x.y"])
async def test_a_forged_button_says_and_changes_nothing(people: Customers, signed_in: Client, forge: str) -> None:
    await end(people, signed_in)
    await press(people, forge.format(data=data_of(people, 5)))
    assert await given(people) == [None]
    assert (await row_of(signed_in))["inbound_count"] == 1


async def test_the_same_person_is_not_asked_again_too_soon(people: Customers, signed_in: Client) -> None:
    conversation = await end(people, signed_in)
    await people.write("Ещё вопрос")
    await reply(signed_in, conversation)
    await people.settle()
    await close(people, signed_in, conversation)
    assert len(await ratings(people)) == 1
    async with unit_of_work(people.program, people.company) as ctx:
        await ctx.session.execute(update(Rating).values(asked_at=SystemClock().now() - timedelta(days=15)))
    await signed_in.delete(f"/api/v1/conversations/{conversation}/closure")
    await reply(signed_in, conversation, "Готово")
    await people.settle()
    await close(people, signed_in, conversation)
    assert len(await ratings(people)) == 2


async def test_nobody_is_asked_whom_no_person_answered(people: Customers, signed_in: Client) -> None:
    await people.write("Реклама")
    await close(people, signed_in, await only(signed_in))
    assert await ratings(people) == []


async def test_a_group_is_not_asked(people: Customers, signed_in: Client) -> None:
    people.api.chats.add("-5")
    person = {"id": 5, "is_bot": False, "first_name": "Мария"}
    chat = {"id": -5, "type": "group", "title": "Двор"}
    at = int(SystemClock().now().timestamp())
    message = {"message_id": 1, "date": at, "chat": chat, "from": person, "text": "Вопрос"}
    body = json.dumps({"update_id": 1, "message": message}).encode()
    await deposit(people.program, people.channel, event_id="1", body=body)
    await read_journal(people.program, people.channel)
    conversation = await only(signed_in)
    await reply(signed_in, conversation)
    await people.settle()
    await close(people, signed_in, conversation)
    assert await ratings(people) == []


async def test_a_conversation_opened_again_meanwhile_is_not_asked_about(people: Customers, signed_in: Client) -> None:
    await people.write()
    conversation = await only(signed_in)
    await reply(signed_in, conversation)
    await people.settle()
    await signed_in.put(f"/api/v1/conversations/{conversation}/closure")
    await signed_in.delete(f"/api/v1/conversations/{conversation}/closure")
    await ring_due(people.program.parts, workspace_id=people.company.id)
    assert await ratings(people) == []


async def test_thumbs_are_five_and_one(people: Customers, signed_in: Client) -> None:
    await signed_in.put("/api/v1/ratings/settings", json={**SETTINGS, "scale": "thumbs", "bad_up_to": 2})
    await end(people, signed_in)
    assert [row[0]["text"] for row in keyboard(people)] == ["👍 Помогли", "👎 Не помогли"]
    await press(people, data_of(people, 1))
    assert await given(people) == [1]


async def test_a_rating_is_of_whoever_answered_most(
    people: Customers, signed_in: Client, program: Program, workspace: Company, sign_in_as: Any, owner: OperatorData
) -> None:
    await people.write()
    conversation = await only(signed_in)
    helper = await sign_in_as("operator")
    await reply(helper, conversation, "Первый ответ")
    await reply(helper, conversation, "Второй")
    await reply(signed_in, conversation, "Третий")
    await people.settle()
    await close(people, signed_in, conversation)
    await press(people, data_of(people, 4))
    kept = (await ratings(people))[0]
    assert kept.operator_id != owner.id
    assert kept.helper_ids == [owner.id]
    now = SystemClock().now()
    async with unit_of_work(program, workspace) as ctx:
        found = await by_operator(ctx, start=now - timedelta(days=1), end=now + timedelta(minutes=1))
    assert [(one.operator_id, one.rated, one.average) for one in found] == [(kept.operator_id, 1, 4.0)]


async def test_asking_is_automatic_and_is_nobodys_answer(people: Customers, signed_in: Client) -> None:
    await end(people, signed_in)
    async with unit_of_work(people.program, people.company) as ctx:
        query = select(Message).join(Conversation, Conversation.id == Message.conversation_id)
        query = query.where(Conversation.workspace_id == people.company.id, Message.automatic)
        asked = (await ctx.session.scalars(query)).one()
    assert (asked.author_kind, asked.direction) == ("bot", "out")


async def test_a_number_typed_in_answer_is_a_rating_and_what_follows_is_its_comment(
    people: Customers, signed_in: Client
) -> None:
    await end(people, signed_in)
    await people.write(" 2. ")
    row = await row_of(signed_in)
    assert (row["state"], row["waiting_since"]) == ("closed", None)
    assert await given(people) == [2]
    assert await told(people) == 1
    await people.write("4")
    assert await given(people) == [4]
    await people.write("Передумала, всё хорошо")
    kept = (await ratings(people))[0]
    assert (kept.score, kept.comment) == (4, "Передумала, всё хорошо")
    assert (await row_of(signed_in))["state"] == "closed"


async def test_a_thumb_typed_is_a_rating_and_a_number_where_none_was_asked_for_is_not(
    people: Customers, signed_in: Client
) -> None:
    await signed_in.put("/api/v1/ratings/settings", json={**SETTINGS, "scale": "thumbs", "bad_up_to": 2})
    await end(people, signed_in)
    await people.write("👎🏽")
    assert await given(people) == [1]
    await people.write("5?")
    assert await given(people) == [1]
    assert (await row_of(signed_in))["state"] == "open"


@pytest.mark.parametrize("words", ["5 штук", "5?", "Спасибо, 5", "6", "Верните 5 рублей"])
async def test_anything_beside_the_number_is_words_that_somebody_has_to_answer(
    people: Customers, signed_in: Client, words: str
) -> None:
    await end(people, signed_in)
    await people.write(words)
    assert await given(people) == [None]
    assert (await row_of(signed_in))["waiting_since"] is not None


async def test_a_number_is_a_rating_for_an_hour_and_only_where_it_was_asked_for(
    people: Customers, signed_in: Client
) -> None:
    await end(people, signed_in)
    async with unit_of_work(people.program, people.company) as ctx:
        long_ago = SystemClock().now() - timedelta(minutes=1)
        await ctx.session.execute(update(Conversation).values(expected_until=long_ago))
    await people.write("5")
    assert await given(people) == [None]
    assert (await row_of(signed_in))["waiting_since"] is not None
