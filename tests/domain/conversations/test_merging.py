"""Two conversations of one person made one thread and two again: nothing is lost, doubled or put elsewhere."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.telegram_thread import Customers, customers, listed, reply

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import queries
from otklik.program import Program

Json = dict[str, Any]  # Any: a JSON document
KEPT, MERGED = 1, 2


@dataclass
class Pair:
    """One person's two chats, who wrote in turn: first, second, first, second."""

    people: Customers
    browser: Client
    kept: str
    merged: str

    async def merge(self) -> Json:
        answer = await self.browser.put(f"/api/v1/conversations/{self.merged}/merge", json={"into_id": self.kept})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def undo(self) -> Json:
        answer = await self.browser.delete(f"/api/v1/conversations/{self.merged}/merge")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def texts(self, conversation: str) -> list[str]:
        thread = (await self.browser.get(f"/api/v1/conversations/{conversation}/messages")).json()["items"]
        return [one["text"] for one in thread if one["kind"] == "message"]

    async def row(self, conversation: str) -> Json:
        return dict((await self.browser.get(f"/api/v1/conversations/{conversation}")).json()["row"])


@pytest.fixture
async def pair(program: Program, workspace: Company, signed_in: Client) -> AsyncIterator[Pair]:
    async with customers(program, workspace) as people:
        for number, chat in enumerate((KEPT, MERGED, KEPT, MERGED)):
            await people.write(f"Слово {number}", chat=chat, ago=timedelta(minutes=10 - number))
        merged, kept = [one["id"] for one in await listed(signed_in)]
        await one_person(program, workspace, kept, merged)
        yield Pair(people, signed_in, kept, merged)


async def one_person(program: Program, company: Company, kept: str, merged: str) -> None:
    async with unit_of_work(program, company) as ctx:
        rows = [await queries.conversation(ctx, UUID(one)) for one in (kept, merged)]
        keep_id, other_id = [one.contact_id for one in rows if one is not None]
        await contacts.merge(ctx, keep_id=keep_id, other_id=other_id)


async def test_one_thread_holds_both_in_the_order_they_were_said(pair: Pair) -> None:
    row = await pair.merge()
    assert row["id"] == pair.kept
    assert await pair.texts(pair.kept) == ["Слово 0", "Слово 1", "Слово 2", "Слово 3"]
    assert await pair.texts(pair.merged) == []
    assert (row["preview"], row["inbound_count"], row["unread_count"]) == ("Слово 3", 4, 4)


async def test_the_other_is_closed_leads_to_the_kept_one_and_is_in_no_list(pair: Pair) -> None:
    await pair.merge()
    gone = await pair.row(pair.merged)
    assert (gone["state"], gone["merged_into_id"], gone["waiting_since"]) == ("closed", pair.kept, None)
    for view in ("all", "open", "closed", "waiting"):
        assert pair.merged not in [one["id"] for one in await listed(pair.browser, view)], view
    refused = await pair.browser.put(f"/api/v1/conversations/{pair.merged}/closure")
    assert (refused.status_code, refused.json()["code"]) == (409, "conversations.merged")
    assert refused.json()["params"]["conversation_id"] == pair.kept


async def test_the_kept_one_waits_since_the_earlier_of_the_two(pair: Pair) -> None:
    before = (await pair.row(pair.kept))["waiting_since"]
    await reply(pair.browser, pair.kept)
    await pair.people.settle()
    other = (await pair.row(pair.merged))["waiting_since"]
    assert other > before
    assert (await pair.merge())["waiting_since"] == other


async def test_what_comes_to_the_merged_thread_arrives_in_the_kept_one(pair: Pair) -> None:
    await pair.merge()
    await pair.people.write("Вдогонку", chat=MERGED)
    assert (await pair.texts(pair.kept))[-1] == "Вдогонку"
    assert len(await listed(pair.browser)) == 1


async def test_a_message_that_comes_twice_is_shown_once_though_its_thread_was_merged(pair: Pair) -> None:
    await pair.merge()
    pair.people.written -= 1
    await pair.people.write("Слово 3", chat=MERGED)
    assert await pair.texts(pair.kept) == ["Слово 0", "Слово 1", "Слово 2", "Слово 3"]


async def test_the_trail_says_so_in_both_threads(pair: Pair) -> None:
    await pair.merge()
    await pair.undo()
    told: dict[str, list[str]] = {}
    for one in (pair.kept, pair.merged):
        thread = (await pair.browser.get(f"/api/v1/conversations/{one}/messages")).json()["items"]
        told[one] = [message["extra"]["event"]["code"] for message in thread if message["kind"] == "event"]
    assert told == {pair.kept: ["merged_from", "unmerged"], pair.merged: ["merged_into", "unmerged"]}


async def test_undone_each_thread_takes_back_what_came_in_it(pair: Pair) -> None:
    await pair.merge()
    await pair.people.write("Вдогонку", chat=MERGED)
    await pair.people.write("И сюда", chat=KEPT)
    row = await pair.undo()
    assert (row["id"], row["state"], row["merged_into_id"]) == (pair.merged, "open", None)
    assert await pair.texts(pair.merged) == ["Слово 1", "Слово 3", "Вдогонку"]
    assert await pair.texts(pair.kept) == ["Слово 0", "Слово 2", "И сюда"]
    assert [(await pair.row(one))["inbound_count"] for one in (pair.kept, pair.merged)] == [3, 3]
    await pair.people.write("Снова", chat=MERGED)
    assert (await pair.texts(pair.merged))[-1] == "Снова"


async def test_undone_both_wait_as_they_did_unless_they_were_answered(pair: Pair) -> None:
    waited = [(await pair.row(one))["waiting_since"] for one in (pair.kept, pair.merged)]
    await pair.merge()
    await pair.undo()
    assert [(await pair.row(one))["waiting_since"] for one in (pair.kept, pair.merged)] == waited
    await pair.merge()
    await reply(pair.browser, pair.kept)
    await pair.people.settle()
    await pair.undo()
    assert [(await pair.row(one))["waiting_since"] for one in (pair.kept, pair.merged)] == [None, None]


async def test_what_took_others_can_itself_be_merged_and_taken_apart_again(
    pair: Pair, program: Program, workspace: Company
) -> None:
    await pair.people.write("Третий чат", chat=3)
    third = (await listed(pair.browser))[0]["id"]
    await one_person(program, workspace, pair.kept, third)
    await pair.merge()
    await pair.browser.put(f"/api/v1/conversations/{pair.kept}/merge", json={"into_id": third})
    await pair.people.write("Вдогонку", chat=MERGED)
    assert await pair.texts(third) == ["Слово 0", "Слово 1", "Слово 2", "Слово 3", "Третий чат", "Вдогонку"]
    await pair.browser.delete(f"/api/v1/conversations/{pair.kept}/merge")
    assert await pair.texts(third) == ["Третий чат"]
    assert await pair.texts(pair.kept) == ["Слово 0", "Слово 1", "Слово 2", "Слово 3", "Вдогонку"]
    await pair.undo()
    assert await pair.texts(pair.kept) == ["Слово 0", "Слово 2"]
    assert await pair.texts(pair.merged) == ["Слово 1", "Слово 3", "Вдогонку"]


async def test_conversations_of_two_people_stay_two(pair: Pair) -> None:
    await pair.people.write(chat=9)
    stranger = (await listed(pair.browser))[0]["id"]
    for into, reason in ((stranger, "contact"), (pair.merged, "itself")):
        refused = await pair.browser.put(f"/api/v1/conversations/{pair.merged}/merge", json={"into_id": into})
        assert (refused.json()["code"], refused.json()["params"]) == ("conversations.merge_refused", {"reason": reason})
    never = await pair.browser.delete(f"/api/v1/conversations/{stranger}/merge")
    assert never.json()["code"] == "conversations.not_merged"
