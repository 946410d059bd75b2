"""What counts as an answer, from when to when, and whose it is (guarantee 8)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company, unit_of_work
from tests.telegram_thread import Customers, customers, listed, only, reply

from otklik.domains.conversations.service import writing
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
    by_operator = (await signed_in.get("/api/v1/speed")).json()["by_operator"]
    me = (await colleague.get("/api/v1/session")).json()["operator"]["id"]
    assert [one["operator_id"] for one in by_operator] == [me]


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
