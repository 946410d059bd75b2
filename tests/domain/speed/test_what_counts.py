"""What counts as an answer, from when to when, and whose it is (guarantee 8)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company, unit_of_work
from tests.telegram_thread import Customers, customers, listed, only, reply

from otklik.domains.conversations.service import writing
from otklik.platform.db import Database
from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def figures(browser: Client) -> tuple[int, int]:
    """How many first answers and answers at all."""
    speed = (await browser.get("/api/v1/speed")).json()
    return speed["first"]["all"]["count"], speed["any"]["all"]["count"]


async def test_the_wait_is_counted_from_the_oldest_unanswered_message(people: Customers, signed_in: Client) -> None:
    await people.write(ago=timedelta(minutes=10))
    await people.write("Вы тут?", ago=timedelta(minutes=1))
    await reply(signed_in, await only(signed_in))
    await people.settle()
    seconds = (await signed_in.get("/api/v1/speed")).json()["any"]["all"]["median_seconds"]
    assert 599 <= seconds <= 630


async def test_a_second_answer_to_nobody_who_waits_counts_for_nothing(people: Customers, signed_in: Client) -> None:
    await people.write(ago=timedelta(minutes=1))
    conversation = await only(signed_in)
    await reply(signed_in, conversation)
    await reply(signed_in, conversation, "И ещё")
    await people.settle()
    assert await figures(signed_in) == (1, 1)


async def test_the_next_question_is_any_answer_but_not_the_first(people: Customers, signed_in: Client) -> None:
    await people.write(ago=timedelta(minutes=2))
    conversation = await only(signed_in)
    await reply(signed_in, conversation)
    await people.settle()
    await people.write("Ещё вопрос")
    await reply(signed_in, conversation)
    await people.settle()
    assert await figures(signed_in) == (1, 2)


async def test_after_a_closed_conversation_is_opened_again_the_first_answer_counts_anew(
    people: Customers, signed_in: Client
) -> None:
    await people.write(ago=timedelta(minutes=2))
    conversation = await only(signed_in)
    await reply(signed_in, conversation)
    await people.settle()
    await signed_in.put(f"/api/v1/conversations/{conversation}/closure")
    await people.write("Снова я")
    await reply(signed_in, conversation)
    await people.settle()
    assert await figures(signed_in) == (2, 2)


async def test_notes_and_machines_stop_no_clock(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    await people.write(ago=timedelta(minutes=1))
    conversation = await only(signed_in)
    await signed_in.post(f"/api/v1/conversations/{conversation}/notes", json={"text": "Проверяю склад"})
    async with unit_of_work(program, workspace) as ctx:
        await writing.reply(ctx, conversation, writing.Words(text="Скоро ответим", automatic=True))
    await people.settle()
    assert await figures(signed_in) == (0, 0)
    assert (await listed(signed_in, "waiting"))[0]["waiting_since"] is not None


async def test_whoever_wrote_while_we_were_answering_still_waits(people: Customers, signed_in: Client) -> None:
    await people.write(ago=timedelta(minutes=1))
    conversation = await only(signed_in)
    await reply(signed_in, conversation)
    await people.write("Уже не надо")
    await people.settle()
    assert await figures(signed_in) == (1, 1)
    assert len(await listed(signed_in, "waiting")) == 1


async def test_the_writer_gets_the_credit_whoever_it_was_assigned_to(
    people: Customers, signed_in: Client, sign_in_as: SignInAs, workspace: Company
) -> None:
    await people.write(ago=timedelta(minutes=1))
    conversation = await only(signed_in)
    await signed_in.put(
        f"/api/v1/conversations/{conversation}/assignment", json={"operator_id": str(workspace.owner.id)}
    )
    colleague = await sign_in_as("operator")
    await reply(colleague, conversation)
    await people.settle()
    by_operator = (await signed_in.get("/api/v1/speed/breakdown?by=operator")).json()["groups"]
    me = (await colleague.get("/api/v1/session")).json()["operator"]["id"]
    assert [one["key"] for one in by_operator] == [me]


async def test_an_answer_that_failed_leaves_the_customer_waiting(people: Customers, signed_in: Client) -> None:
    await people.write(chat=77, ago=timedelta(minutes=1))
    people.api.chats.discard("77")
    await reply(signed_in, await only(signed_in))
    await people.settle()
    assert await figures(signed_in) == (0, 0)
    assert len(await listed(signed_in, "waiting")) == 1


async def test_a_viewer_sees_figures_and_a_token_without_the_scope_does_not(
    signed_in: Client, sign_in_as: SignInAs
) -> None:
    viewer = await sign_in_as("viewer")
    assert (await viewer.get("/api/v1/speed")).status_code == 200
    refused = await signed_in.get("/api/v1/speed?from=2026-01-01T00:00:00Z&to=2025-01-01T00:00:00Z")
    assert (refused.status_code, refused.json()["code"]) == (400, "speed.period_invalid")


async def test_an_answer_that_only_asks_to_wait_leaves_the_customer_waiting(
    people: Customers, signed_in: Client
) -> None:
    await people.write(ago=timedelta(minutes=1))
    held = await reply(signed_in, await only(signed_in), "Минуту, сейчас уточню")
    await people.settle()
    assert held["holding"] is True
    assert await figures(signed_in) == (0, 0)
    assert (await listed(signed_in, "waiting"))[0]["waiting_since"] is not None


async def test_an_answer_soon_after_a_holding_one_counts_from_the_holding_one(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    await people.write(ago=timedelta(minutes=20))
    conversation = await only(signed_in)
    held = await reply(signed_in, conversation, "Здравствуйте! Секунду, проверю")
    await people.settle()
    await let_time_pass(program, workspace, minutes=9)
    await reply(signed_in, conversation, "Кровать есть на складе")
    await people.settle()
    assert await figures(signed_in) == (1, 1)
    assert 660 <= await median(signed_in) <= 675  # 20 minutes, less the nine between the two
    thread = (await signed_in.get(f"/api/v1/conversations/{conversation}/messages")).json()["items"]
    assert [one["extra"].get("clock") for one in thread if one["id"] == held["id"]] == ["stopped"]


async def test_an_answer_long_after_a_holding_one_counts_from_itself(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    await people.write(ago=timedelta(minutes=20))
    conversation = await only(signed_in)
    await reply(signed_in, conversation, "Секунду")
    await people.settle()
    await let_time_pass(program, workspace, minutes=11)
    await reply(signed_in, conversation, "Кровать есть на складе")
    await people.settle()
    assert 1200 <= await median(signed_in) <= 1215


async def test_repeating_that_one_looks_gains_no_more_than_saying_it_once(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    await people.write(ago=timedelta(minutes=60))
    conversation = await only(signed_in)
    for _ in range(3):
        await reply(signed_in, conversation, "Минуту, смотрю")
        await people.settle()
        await let_time_pass(program, workspace, minutes=8)
    await reply(signed_in, conversation, "Нашёл")
    await people.settle()
    assert 3120 <= await median(signed_in) <= 3140  # only the last, eight minutes before, is soon enough


async def test_what_the_caller_calls_holding_is_and_a_company_decides_the_words(
    people: Customers, signed_in: Client
) -> None:
    await people.write(ago=timedelta(minutes=1))
    conversation = await only(signed_in)
    rules = {"recognise": False, "phrases": ["Связываюсь с мастерской"], "follow_minutes": 5}
    assert (await signed_in.put("/api/v1/holding-rules", json=rules)).json() == rules
    path = f"/api/v1/conversations/{conversation}/messages"
    said = [
        (await signed_in.post(path, json=body)).json()["holding"]
        for body in (
            {"text": "Отправил курьера", "holding": True},
            {"text": "Связываюсь с мастерской."},
            {"text": "Минуту, уточню"},
        )
    ]
    assert said == [True, True, False]


async def test_closing_after_a_holding_answer_counts_no_answer(people: Customers, signed_in: Client) -> None:
    await people.write(ago=timedelta(minutes=1))
    conversation = await only(signed_in)
    await reply(signed_in, conversation, "Минуту")
    await signed_in.put(f"/api/v1/conversations/{conversation}/closure")
    await people.settle()
    assert await figures(signed_in) == (0, 0)


async def median(browser: Client) -> float:
    return float((await browser.get("/api/v1/speed")).json()["any"]["all"]["median_seconds"])


async def let_time_pass(program: Program, workspace: Company, *, minutes: int) -> None:
    """What was accepted is so much further back."""
    statement = "UPDATE ledger SET accepted_at = accepted_at - make_interval(mins => :minutes) WHERE workspace_id = :id"
    async with program.parts.get(Database).system() as session:
        await session.execute(text(statement), {"minutes": minutes, "id": workspace.id})
