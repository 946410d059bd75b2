"""The catalogue by HTTP: a shop's system puts goods in, each judged alone; people look through them."""

from typing import Any

import pytest
from tests.client import Client, Reply, SignInAs

URL = "/api/v1/goods"
TEA: dict[str, Any] = {
    "product": "tea-1",
    "title": "Чай «Золотой Юньнань», 100 г",
    "url": "https://shop.example/tea-1",
    "image_url": "https://shop.example/tea-1.jpg",
    "category": "Чай / Красный",
    "price_minor": 89_000,
    "old_price_minor": 109_000,
    "stock": 12,
}


async def put(client: Client, *goods: dict[str, Any]) -> Reply:
    reply = await client.put(URL, json={"goods": list(goods)})
    assert reply.status_code == 200, reply.text
    return reply


async def products(client: Client, **asked: Any) -> list[str]:
    reply = await client.get(URL, params=asked)
    assert reply.status_code == 200, reply.text
    return [one["product"] for one in reply.json()["items"]]


async def test_a_good_is_shown_as_the_shop_said_it_in_the_companys_currency(signed_in: Client) -> None:
    assert (await put(signed_in, TEA)).json() == {"accepted": 1, "changed": 1, "refused": []}
    (shown,) = (await signed_in.get(URL)).json()["items"]
    assert shown.pop("updated_at")
    assert shown == {**TEA, "currency": "RUB", "available": True, "source": "api"}


async def test_the_same_again_changes_nothing_and_another_price_takes_the_place(signed_in: Client) -> None:
    await put(signed_in, TEA)
    assert (await put(signed_in, TEA)).json()["changed"] == 0
    assert (await put(signed_in, {**TEA, "price_minor": 79_000})).json()["changed"] == 1
    (shown,) = (await signed_in.get(URL)).json()["items"]
    assert shown["price_minor"] == 79_000


async def test_of_one_good_told_twice_at_once_the_last_word_counts(signed_in: Client) -> None:
    await put(signed_in, TEA, {**TEA, "title": "Чай"})
    (shown,) = (await signed_in.get(URL)).json()["items"]
    assert shown["title"] == "Чай"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"image_url": "https://"}, "image_url"),
        ({"title": "   "}, "title"),
        ({"product": "a\0b"}, "product"),
    ],
)
async def test_a_wrong_row_is_refused_with_its_place_and_the_others_are_taken(
    signed_in: Client, wrong: dict[str, Any], field: str
) -> None:
    taken = (await put(signed_in, {**TEA, **wrong}, {**TEA, "product": "tea-2"})).json()
    assert taken["refused"] == [{"index": 0, "code": "goods.good_invalid", "params": {"field": field}}]
    assert await products(signed_in) == ["tea-2"]


async def test_a_price_that_is_no_whole_number_and_a_field_that_nobody_knows_are_refused(signed_in: Client) -> None:
    taken = (await put(signed_in, {**TEA, "price_minor": 9.5}, {**TEA, "color": "red"}, {"title": "Без номера"})).json()
    assert [one["index"] for one in taken["refused"]] == [0, 1, 2]
    assert await products(signed_in) == []


async def test_more_than_a_thousand_at_once_are_refused(signed_in: Client) -> None:
    reply = await signed_in.put(URL, json={"goods": [TEA] * 1_001})
    assert (reply.status_code, reply.json()["code"]) == (400, "goods.too_many_at_once")


async def test_a_good_without_stock_is_not_available_unless_the_shop_says_so(signed_in: Client) -> None:
    await put(
        signed_in,
        {**TEA, "product": "1", "stock": 0},
        {**TEA, "product": "2", "stock": 0, "available": True},
        {**TEA, "product": "3", "stock": None},
    )
    assert await products(signed_in, available=True) == ["2", "3"]
    assert await products(signed_in, available=False) == ["1"]


async def test_goods_are_found_by_words_of_the_title_by_the_beginning_of_the_id_and_by_category(
    signed_in: Client,
) -> None:
    await put(
        signed_in,
        TEA,
        {"product": "tea-2", "title": "Чай «Сенча»", "category": "Чай / Зелёный"},
        {"product": "cup_1", "title": "Чашка 100%"},
    )
    assert await products(signed_in, q="чай юньнань") == ["tea-1"]
    assert await products(signed_in, q="tea") == ["tea-1", "tea-2"]
    assert await products(signed_in, q="0%") == ["cup_1"]
    assert await products(signed_in, category="Чай / Зелёный") == ["tea-2"]
    summary = (await signed_in.get("/api/v1/goods-summary")).json()
    assert (summary["goods"], summary["available"]) == (3, 3)
    assert [one["name"] for one in summary["categories"]] == ["Чай / Зелёный", "Чай / Красный"]


async def test_a_long_catalogue_comes_page_by_page(signed_in: Client) -> None:
    await put(signed_in, *({**TEA, "product": f"p{number}"} for number in range(5)))
    first = (await signed_in.get(URL, params={"limit": 3})).json()
    second = (await signed_in.get(URL, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert [one["product"] for one in first["items"] + second["items"]] == [f"p{number}" for number in range(5)]
    assert second["next_cursor"] is None


@pytest.mark.parametrize("product", ["tea-1", "12/345", "чай 1"])
async def test_a_good_is_taken_out_whatever_the_shop_calls_it(signed_in: Client, product: str) -> None:
    await put(signed_in, {**TEA, "product": product})
    assert (await signed_in.delete(f"{URL}/{product}")).status_code == 204
    assert await products(signed_in) == []
    gone = await signed_in.delete(f"{URL}/{product}")
    assert (gone.status_code, gone.json()["code"]) == (404, "goods.not_found")


async def test_whoever_only_looks_may_change_nothing(sign_in_as: SignInAs) -> None:
    viewer, marketer = await sign_in_as("viewer"), await sign_in_as("marketer")
    await put(marketer, TEA)
    assert await products(viewer) == ["tea-1"]
    assert (await viewer.put(URL, json={"goods": [TEA]})).status_code == 403
    assert (await viewer.delete(f"{URL}/tea-1")).status_code == 403
