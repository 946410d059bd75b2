"""What the company wrote comes back from Avito without a mark: it is shown once, in the customer's conversation."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.avito_shop import Shop, avito_shop
from tests.client import Client
from tests.contract.avitoapi import ACCOUNT, MARIA, LostAnswer
from tests.factories import Company
from tests.factories_delivery import send_due

from otklik.program import Program


@pytest.fixture
async def shop(program: Program, workspace: Company, signed_in: Client) -> AsyncIterator[Shop]:
    async with avito_shop(program, workspace, signed_in) as running:
        yield running


async def test_who_is_written_to_in_avitos_own_app_has_the_conversation(shop: Shop) -> None:
    await shop.hears(ACCOUNT, "Здравствуйте, ещё интересно?")
    await shop.work()
    [held] = await shop.conversations()
    assert held["contact"]["name"] == "Мария"
    assert await shop.shown() == [("out", "Здравствуйте, ещё интересно?", "")]
    await shop.hears(MARIA, "Да")
    assert [one[:2] for one in await shop.shown()] == [("out", "Здравствуйте, ещё интересно?"), ("in", "Да")]


async def test_a_customer_gets_the_name_that_the_webhook_does_not_say(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.work()
    [held] = await shop.conversations()
    assert held["contact"]["name"] == "Мария"


async def test_our_own_answer_is_not_shown_again(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.answers("Да")
    await send_due(shop.program, shop.company)
    await shop.hears(ACCOUNT, "Да", message_id="msg2")
    await shop.work()
    assert await shop.shown() == [("in", "Ещё продаёте?", ""), ("out", "Да", "accepted")]


async def test_nor_are_the_parts_of_a_long_one(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.answers("👍" * 900)
    await send_due(shop.program, shop.company)
    for number in range(2, 2 + len(shop.api.sent())):
        await shop.hears(ACCOUNT, "Часть", message_id=f"msg{number}")
    await shop.work()
    assert len(shop.api.sent()) > 1
    assert [one[0] for one in await shop.shown()] == ["in", "out"]


async def test_nor_is_one_whose_echo_is_quicker_than_the_answer_to_the_call(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.answers("Да")
    shop.api.gate = asyncio.Event()
    sending = asyncio.create_task(send_due(shop.program, shop.company))
    await shop.api.taken.wait()
    await shop.hears(ACCOUNT, "Да", message_id="msg2")
    await shop.work()
    assert await shop.shown() == [("in", "Ещё продаёте?", ""), ("out", "Да", "handed")]
    shop.api.gate.set()
    await sending
    await shop.work()
    assert await shop.shown() == [("in", "Ещё продаёте?", ""), ("out", "Да", "accepted")]


async def test_an_echo_says_that_a_message_in_doubt_went(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.answers("Да")
    shop.api.script("messages", LostAnswer())
    await send_due(shop.program, shop.company)
    assert (await shop.shown())[-1] == ("out", "Да", "unknown")
    await shop.hears(ACCOUNT, "Да")
    await shop.work()
    assert await shop.shown() == [("in", "Ещё продаёте?", ""), ("out", "Да", "accepted")]
