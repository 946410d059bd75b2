"""Search: word forms of two languages, narrowed by where, who and when, walked to its end."""

from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from tests.client import Client
from tests.factories import Company
from tests.telegram_thread import Customers, customers, listed, reply

from otklik.domains.conversations.queries import searching
from otklik.platform.clock import SystemClock
from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def found(browser: Client, q: str, **narrowed: str) -> list[str]:
    """Snippets without their marks, over all pages."""
    snippets: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"q": q, **narrowed, **({"cursor": cursor} if cursor else {})}
        answer = await browser.get(f"/api/v1/search?{urlencode(asked)}")
        assert answer.status_code == 200, answer.text
        page = answer.json()
        snippets += [one["snippet"].replace("\u2068", "").replace("\u2069", "") for one in page["items"]]
        cursor = page["next_cursor"]
    return snippets


@pytest.mark.parametrize("q", ["заказ", "заказы", "Заказами", "зАказу"])
async def test_a_russian_word_is_found_in_any_form(people: Customers, signed_in: Client, q: str) -> None:
    await people.write("Где мои заказы")
    await people.write("Спасибо, получила")
    assert await found(signed_in, q) == ["Где мои заказы"]


@pytest.mark.parametrize("q", ["deliver", "delivered", "delivering ordered"])
async def test_an_english_word_is_found_in_any_form(people: Customers, signed_in: Client, q: str) -> None:
    await people.write("When is my order delivered")
    assert await found(signed_in, q) == ["When is my order delivered"]


async def test_yo_and_ye_are_one_letter(people: Customers, signed_in: Client) -> None:
    await people.write("Счёт ещё не пришёл")
    assert await found(signed_in, "счет пришел") == ["Счёт ещё не пришёл"]


async def test_a_search_is_narrowed_by_what_the_conversation_and_the_message_are(
    people: Customers, signed_in: Client, workspace: Company
) -> None:
    await people.write("Где заказ номер один", chat=1, ago=timedelta(days=3))
    await people.write("Где заказ номер два", chat=2)
    second, first = [one["id"] for one in await listed(signed_in)]
    label = (await signed_in.post("/api/v1/labels", json={"name": "Опт"})).json()["id"]
    await signed_in.put(f"/api/v1/conversations/{first}/labels/{label}")
    await signed_in.put(
        f"/api/v1/conversations/{first}/assignment", json={"operator_id": str(workspace.owner.id), "team_id": None}
    )
    await reply(signed_in, second, "Заказ в пути")
    one, two, ours = "Где заказ номер один", "Где заказ номер два", "Заказ в пути"
    yesterday = (SystemClock().now() - timedelta(days=1)).isoformat()
    assert await found(signed_in, "заказ") == [ours, two, one]
    assert await found(signed_in, "заказ", label_id=label) == [one]
    assert await found(signed_in, "заказ", direction="out") == [ours]
    assert await found(signed_in, "заказ", operator_id=str(workspace.owner.id)) == [ours, one]
    assert await found(signed_in, "заказ", since=yesterday) == [ours, two]
    assert await found(signed_in, "заказ", until=yesterday) == [one]
    assert await found(signed_in, "заказ", channel_id=str(people.channel.id)) == [ours, two, one]
    assert await found(signed_in, "заказ", has_files="true") == []
    assert await found(signed_in, "заказ", has_files="false", direction="in") == [two, one]


async def test_a_bounded_search_is_walked_to_its_end_by_the_cursor(
    people: Customers, signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few of the messages with the words are wanted, all of them are found, some requests later."""
    monkeypatch.setattr(searching, "SCANNED", (3,))
    for chat in range(1, 11):
        await people.write(f"Заказ {chat}", chat=chat, ago=timedelta(minutes=20 - chat))
    rows = await listed(signed_in)
    await reply(signed_in, rows[-1]["id"], "Заказ собран")
    assert await found(signed_in, "заказ", direction="out") == ["Заказ собран"]
    assert len(await found(signed_in, "заказ", direction="in")) == 10
