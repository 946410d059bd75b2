"""What a person looked at stands on their card by the catalogue's titles; what that does not know, by its id."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar import Litestar
from tests.api.activity.conftest import token
from tests.client import Client
from tests.counting import counted_statements

from otklik.program import Program

AT = "2026-03-01T10:00:00Z"
COFFEE = {"colombia": "Колумбия Уила", "brazil": "Бразилия Серрадо", "77": "Фильтры"}


async def shelves(client: Client) -> None:
    goods = [{"product": product, "title": title} for product, title in COFFEE.items()]
    assert (await client.put("/api/v1/goods", json={"goods": goods})).status_code == 200


@pytest.fixture
async def shop(app: Litestar, signed_in: Client) -> AsyncIterator[Client]:
    """The shop's own system, which tells what people do."""
    secret = await token(signed_in, "activity.ingest", "activity.read", "contacts.read", "goods.write")
    async with Client(app) as system:
        system.headers["authorization"] = f"Bearer {secret}"
        await shelves(system)
        yield system


async def did(client: Client, *facts: dict[str, Any]) -> str:
    """The person's id."""
    told = [{"person": {"email": "anna@client.example"}, "at": AT, **one} for one in facts]
    reply = await client.post("/api/v1/facts/bulk", json={"facts": told})
    assert reply.json()["accepted"] == len(facts), reply.text
    people = (await client.get("/api/v1/contacts", params={"q": "anna@client.example"})).json()["items"]
    return str(people[0]["id"])


async def titles(client: Client, contact_id: str) -> list[dict[str, str]]:
    reply = await client.get(f"/api/v1/contacts/{contact_id}/facts")
    return [one["titles"] for one in reversed(reply.json()["items"])]


async def test_goods_named_by_events_are_called_as_in_the_catalogue(shop: Client) -> None:
    anna = await did(
        shop,
        {"name": "product_viewed", "properties": {"product": "colombia"}},
        {"name": "product_viewed", "properties": {"product": 77}},
        {"name": "products_compared", "properties": {"products": ["brazil", "kenya"]}},
        {"name": "cart_updated", "properties": {"items": [{"id": "brazil"}, {"product": "colombia", "n": 2}]}},
        {"name": "product_viewed", "properties": {"product": "kenya"}},
        {"name": "purchase", "amount_minor": 100, "lines": [{"product": "brazil", "title": "", "price_minor": 100}]},
        {"name": "product_viewed", "properties": {"product": {"much": [1]}, "products": "brazil", "items": [None, []]}},
    )
    assert await titles(shop, anna) == [
        {"colombia": COFFEE["colombia"]},
        {"77": COFFEE["77"]},
        {"brazil": COFFEE["brazil"]},
        {"brazil": COFFEE["brazil"], "colombia": COFFEE["colombia"]},
        {},
        {"brazil": COFFEE["brazil"]},
        {},
    ]


async def test_a_page_of_events_asks_the_catalogue_once(program: Program, shop: Client) -> None:
    one = {"name": "product_viewed", "properties": {"product": "colombia"}}
    anna = await did(shop, one)
    with counted_statements(program) as of_one:
        await titles(shop, anna)
    await did(shop, *({**one, "properties": {"product": product}} for product in list(COFFEE) * 5))
    with counted_statements(program) as of_many:
        assert len(await titles(shop, anna)) == 16
    assert len(of_many) == len(of_one)
    assert sum("FROM goods" in statement for statement in of_many) == 1
