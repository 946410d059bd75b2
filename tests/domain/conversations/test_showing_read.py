"""What an operator read is shown as read to the customer, where the provider can: once, and never in anybody's way."""

from collections.abc import AsyncIterator

import pytest
from tests.avito_shop import Shop, avito_shop
from tests.client import Client
from tests.contract.avitoapi import MARIA, Refused
from tests.factories import Company

from otklik.program import Program


@pytest.fixture
async def shop(program: Program, workspace: Company, signed_in: Client) -> AsyncIterator[Shop]:
    async with avito_shop(program, workspace, signed_in) as running:
        yield running


async def reads(shop: Shop) -> int:
    [held] = await shop.conversations()
    return (await shop.browser.put(f"/api/v1/conversations/{held['id']}/reading")).status_code


def marks(shop: Shop) -> int:
    return sum(path.endswith("/read") for _, path, _ in shop.api.requests)


async def test_what_was_read_is_marked_once(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    await shop.hears(MARIA, "Ау")
    await shop.work()
    assert marks(shop) == 0
    assert await reads(shop) < 300
    await shop.hears(MARIA, "Вы тут?")
    assert await reads(shop) < 300
    await shop.work()
    assert marks(shop) == 1
    assert await reads(shop) < 300
    await shop.work()
    assert marks(shop) == 1


async def test_a_mark_that_the_provider_refuses_disturbs_nothing(shop: Shop) -> None:
    await shop.hears(MARIA, "Ещё продаёте?")
    shop.api.script("read", Refused(500))
    assert await reads(shop) < 300
    await shop.work()
    assert marks(shop) == 1
    assert [one[:2] for one in await shop.shown()] == [("in", "Ещё продаёте?")]
