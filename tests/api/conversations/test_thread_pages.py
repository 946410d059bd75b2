"""A thread is read back from its end, around a message and onward, without a gap or a repetition."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from tests.client import Client
from tests.factories import Company
from tests.telegram_thread import Customers, customers, listed, only

from otklik.platform.ids import new_id
from otklik.program import Program

COUNT = 9


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


@pytest.fixture
async def url(people: Customers, signed_in: Client) -> str:
    """A thread of messages 0 to 8; two of them were said in the same second."""
    for at in range(COUNT):
        await people.write(str(at), ago=timedelta(minutes=COUNT - max(at, 1)))
    return f"/api/v1/conversations/{await only(signed_in)}/messages"


async def page(browser: Client, url: str, **asked: str | int | None) -> dict[str, Any]:
    answer = await browser.get(url, params={name: value for name, value in asked.items() if value is not None})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def texts(*pages: dict[str, Any]) -> list[str]:
    return [one["text"] for given in pages for one in given["items"]]


async def test_the_newest_page_has_nothing_newer(url: str, signed_in: Client) -> None:
    newest = await page(signed_in, url, limit=3)
    assert (texts(newest), newest["prev_cursor"]) == (["6", "7", "8"], None)


async def test_an_older_page_leads_back_to_the_newer_one(url: str, signed_in: Client) -> None:
    newest = await page(signed_in, url, limit=3)
    older = await page(signed_in, url, limit=3, cursor=newest["next_cursor"])
    again = await page(signed_in, url, limit=3, after=older["prev_cursor"])
    assert (texts(older), texts(again), again["prev_cursor"]) == (["3", "4", "5"], ["6", "7", "8"], None)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 20])
@pytest.mark.parametrize("which", [0, 1, 4, 8])
async def test_from_any_message_the_whole_thread_is_read_both_ways(
    url: str, signed_in: Client, size: int, which: int
) -> None:
    whole = (await page(signed_in, url))["items"]
    found = await page(signed_in, url, around=whole[which]["id"], limit=size)
    assert whole[which]["text"] in texts(found)
    pages = [found]
    while pages[0]["next_cursor"]:
        pages.insert(0, await page(signed_in, url, cursor=pages[0]["next_cursor"], limit=size))
    while pages[-1]["prev_cursor"]:
        pages.append(await page(signed_in, url, after=pages[-1]["prev_cursor"], limit=size))
    assert texts(*pages) == [one["text"] for one in whole]


async def test_after_the_last_message_a_page_is_empty_and_leads_back(url: str, signed_in: Client) -> None:
    newest = await page(signed_in, url, limit=2)
    older = await page(signed_in, url, limit=1, cursor=newest["next_cursor"])
    seventh = await page(signed_in, url, limit=1, after=older["prev_cursor"])
    last = await page(signed_in, url, limit=1, after=seventh["prev_cursor"])
    assert (texts(last), last["prev_cursor"]) == (["8"], None)
    beginning = await page(signed_in, url, limit=1, cursor=last["next_cursor"])
    assert texts(beginning) == ["7"]


async def test_a_message_of_another_conversation_is_not_found_here(
    url: str, people: Customers, signed_in: Client
) -> None:
    await people.write("Чужое", chat=2)
    other = next(one["id"] for one in await listed(signed_in) if one["id"] not in url)
    theirs = (await signed_in.get(f"/api/v1/conversations/{other}/messages")).json()["items"][0]["id"]
    for message_id in (theirs, str(new_id())):
        answer = await signed_in.get(url, params={"around": message_id})
        assert (answer.status_code, answer.json()["code"]) == (404, "conversations.message_not_found")


@pytest.mark.parametrize("asked", [{"around": "x"}, {"after": "x"}, {"cursor": "x"}])
async def test_a_bad_place_is_refused(url: str, signed_in: Client, asked: dict[str, str]) -> None:
    assert (await signed_in.get(url, params=asked)).status_code == 400


async def test_two_places_at_once_are_refused(url: str, signed_in: Client) -> None:
    newest = await page(signed_in, url, limit=3)
    asked = {"around": newest["items"][0]["id"], "cursor": newest["next_cursor"]}
    answer = await signed_in.get(url, params=asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")


async def test_words_are_found_within_one_conversation(url: str, people: Customers, signed_in: Client) -> None:
    await people.write("Где заказ", chat=1)
    await people.write("Какой заказ", chat=2)
    conversation = url.split("/")[-2]
    hits = (await signed_in.get("/api/v1/search", params={"q": "заказы", "conversation_id": conversation})).json()
    assert [hit["conversation"]["id"] for hit in hits["items"]] == [conversation]
