"""What goes wrong when people and programs do things at the worst moment, or mean harm."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from litestar import Litestar
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company
from tests.telegram_thread import Customers, customers, listed, only, reply

from otklik import web
from otklik.program import Program

API = "/api/v1"


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def test_an_answer_sent_and_closed_in_one_breath_is_counted(people: Customers, signed_in: Client) -> None:
    await people.write(ago=timedelta(minutes=10))
    conversation = await only(signed_in)
    await reply(signed_in, conversation)
    await signed_in.put(f"{API}/conversations/{conversation}/closure")
    await people.settle()
    answers = (await signed_in.get(f"{API}/speed/responses")).json()["items"]
    assert len(answers) == 1
    row = (await signed_in.get(f"{API}/conversations/{conversation}")).json()["row"]
    assert (row["state"], row["waiting_since"]) == ("closed", None)


async def test_closing_without_an_answer_ends_the_wait_and_counts_nothing(people: Customers, signed_in: Client) -> None:
    await people.write()
    conversation = await only(signed_in)
    await signed_in.put(f"{API}/conversations/{conversation}/closure")
    assert (await signed_in.get(f"{API}/speed/responses")).json()["items"] == []
    assert await listed(signed_in, "waiting") == []


async def test_a_key_of_one_conversation_says_nothing_in_another(
    people: Customers, signed_in: Client, sign_in_as: SignInAs
) -> None:
    """Two operators' keys may collide: the second must not be told that the first one's words are theirs."""
    for chat in (1, 2):
        await people.write(chat=chat)
    first, second = [one["id"] for one in await listed(signed_in)]
    colleague = await sign_in_as("operator")
    headers = {"Idempotency-Key": "same"}
    said = await signed_in.post(f"{API}/conversations/{first}/messages", json={"text": "раз"}, headers=headers)
    assert said.status_code == 201
    other = await colleague.post(f"{API}/conversations/{second}/messages", json={"text": "два"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "request.key_reused")


async def test_words_of_another_customer_cannot_be_quoted(people: Customers, signed_in: Client) -> None:
    for chat in (1, 2):
        await people.write(chat=chat)
    first, second = [one["id"] for one in await listed(signed_in)]
    theirs = (await signed_in.get(f"{API}/conversations/{first}/messages")).json()["items"][0]["id"]
    answer = await signed_in.post(f"{API}/conversations/{second}/messages", json={"text": "да", "reply_to_id": theirs})
    assert (answer.status_code, answer.json()["code"]) == (404, "conversations.message_not_found")


async def test_a_program_may_say_that_it_read_a_thread(app: Litestar, people: Customers, signed_in: Client) -> None:
    await people.write()
    made = await signed_in.post(f"{API}/api-tokens", json={"name": "бот", "scopes": ["conversations.read"]})
    async with Client(app) as program:
        program.headers["authorization"] = f"Bearer {made.json()['secret']}"
        answer = await program.put(f"{API}/conversations/{await only(signed_in)}/reading")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", ["/%00.js", "/" + "a" * 5_000 + ".js", "/widget/%00", "/hooks/" + "a" * 5_000])
async def test_names_that_no_file_can_have_are_not_found(client: Client, path: str) -> None:
    assert (await client.get(path)).status_code == 404


async def test_figures_of_the_machine_are_not_shown_through_a_proxy(client: Client) -> None:
    assert (await client.get("/metrics")).status_code == 403


def test_the_application_leaves_the_logs_to_the_one_that_redacts(program: Program) -> None:
    """Libraries name addresses and tokens in their lines: those of jobs, of requests to providers."""
    before = (logging.root.level, list(logging.root.handlers))
    web.build(program)
    assert (logging.root.level, logging.root.handlers) == before
