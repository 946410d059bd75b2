"""The inbox over HTTP: views, pages, counts, unread, and how many questions the database is asked."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.counting import counted_statements
from tests.factories import Company
from tests.factories_delivery import create_channel
from tests.telegram_thread import Customers, customers, listed, only, reply

from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def test_views_hold_what_their_names_say(people: Customers, signed_in: Client, workspace: Company) -> None:
    for chat in range(1, 5):
        await people.write(f"Вопрос {chat}", chat=chat, ago=timedelta(minutes=10 - chat))
    first, second, third, _ = [one["id"] for one in reversed(await listed(signed_in))]
    await signed_in.put(
        f"/api/v1/conversations/{first}/assignment", json={"operator_id": str(workspace.owner.id), "team_id": None}
    )
    await signed_in.put(f"/api/v1/conversations/{second}/closure")
    await reply(signed_in, third)
    await people.settle()

    ids = {view: [one["id"] for one in await listed(signed_in, view)] for view in ("mine", "closed", "waiting")}
    assert ids["mine"] == [first]
    assert ids["closed"] == [second]
    assert first in ids["waiting"]
    assert third not in ids["waiting"]
    counts = (await signed_in.get("/api/v1/conversations/counts")).json()
    named = {"mine": 1, "unassigned": 2, "waiting": 2, "open": 3, "snoozed": 0, "closed": 1, "all": 4}
    assert counts == {**named, "saved": {}, "teams": {}}


async def test_those_who_wait_longest_come_first_in_waiting(people: Customers, signed_in: Client) -> None:
    for chat, minutes in ((1, 5), (2, 50), (3, 15)):
        await people.write(chat=chat, ago=timedelta(minutes=minutes), name=f"{minutes}")
    assert [one["contact"]["name"] for one in await listed(signed_in, "waiting")] == ["50", "15", "5"]


@pytest.mark.parametrize("view", ["all", "waiting"])
async def test_pages_walk_every_conversation_once(people: Customers, signed_in: Client, view: str) -> None:
    for chat in range(1, 8):
        await people.write(chat=chat, ago=timedelta(minutes=chat))
    found: list[str] = []
    cursor = ""
    while True:
        page = (await signed_in.get(f"/api/v1/conversations?view={view}&limit=3{cursor}")).json()
        found += [one["id"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(found) == len(set(found)) == 7


async def test_the_thread_pages_back_to_its_beginning(people: Customers, signed_in: Client) -> None:
    for at in range(7):
        await people.write(f"Сообщение {at}", ago=timedelta(minutes=10 - at))
    url = f"/api/v1/conversations/{await only(signed_in)}/messages?limit=3"
    newest = (await signed_in.get(url)).json()
    assert [one["text"] for one in newest["items"]] == ["Сообщение 4", "Сообщение 5", "Сообщение 6"]
    older = (await signed_in.get(f"{url}&cursor={newest['next_cursor']}")).json()
    oldest = (await signed_in.get(f"{url}&cursor={older['next_cursor']}")).json()
    assert [one["text"] for one in oldest["items"]] == ["Сообщение 0"]
    assert oldest["next_cursor"] is None


async def test_unread_is_each_operators_own(people: Customers, signed_in: Client, sign_in_as: SignInAs) -> None:
    await people.write()
    await people.write("Ещё")
    conversation = await only(signed_in)
    colleague = await sign_in_as("operator")
    await signed_in.put(f"/api/v1/conversations/{conversation}/reading")
    assert (await listed(signed_in))[0]["unread_count"] == 0
    assert (await listed(colleague))[0]["unread_count"] == 2


async def test_the_trail_says_when_a_message_was_shown_and_who_saw_it(
    people: Customers, signed_in: Client, workspace: Company
) -> None:
    await people.write()
    conversation = await only(signed_in)
    message = (await signed_in.get(f"/api/v1/conversations/{conversation}/messages")).json()["items"][0]
    await signed_in.put(f"/api/v1/conversations/{conversation}/reading")
    steps = (await signed_in.get(f"/api/v1/messages/{message['id']}/trail")).json()["steps"]
    assert [step["code"] for step in steps] == ["received_raw", "stored", "shown", "seen"]
    assert steps[-1]["by"] == workspace.owner.name
    raw = (await signed_in.get(f"/api/v1/messages/{message['id']}/raw")).json()
    assert '"update_id"' in raw["text"]


async def test_the_list_asks_the_same_few_questions_however_long_it_is(
    program: Program, people: Customers, signed_in: Client
) -> None:
    asked: list[int] = []
    for chats in (1, 12):
        for chat in range(100 * chats, 100 * chats + chats):
            await people.write(chat=chat)
        with counted_statements(program) as seen:
            await listed(signed_in)
        asked.append(len(seen))
    assert asked[0] == asked[1]


async def test_a_viewer_reads_but_does_not_answer(people: Customers, signed_in: Client, sign_in_as: SignInAs) -> None:
    await people.write()
    conversation = await only(signed_in)
    viewer = await sign_in_as("viewer")
    refused = await viewer.post(f"/api/v1/conversations/{conversation}/messages", json={"text": "Я"})
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.forbidden")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "conversations.message_empty"),
        ({"text": "   "}, "conversations.message_empty"),
        ({"text": "x" * 4097}, "delivery.refused"),
        ({"text": "x", "attachment_ids": ["01a20040-9beb-754e-be8e-1d87adebfa91"]}, "conversations.attachment_unknown"),
        ({"text": "x", "surprise": 1}, "request.invalid"),
    ],
)
async def test_what_cannot_be_sent_is_refused_and_leaves_nothing(
    people: Customers, signed_in: Client, body: dict[str, object], code: str
) -> None:
    await people.write()
    conversation = await only(signed_in)
    refused = await signed_in.post(f"/api/v1/conversations/{conversation}/messages", json=body)
    assert refused.json()["code"] == code
    assert 400 <= refused.status_code < 500
    thread = (await signed_in.get(f"/api/v1/conversations/{conversation}/messages")).json()["items"]
    assert len(thread) == 1


async def test_only_the_customer_can_begin_where_the_channel_says_so(people: Customers, signed_in: Client) -> None:
    body = {"channel_id": str(people.channel.id), "address": "123", "text": "Купите кофе"}
    refused = await signed_in.post("/api/v1/conversations", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "conversations.channel_cannot_start")


async def test_the_company_cannot_begin_with_what_is_no_address(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    config = {"address": "shop@example.ru", "password": "x", "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1"}
    channel = await create_channel(program, workspace, kind="email", config=config)
    body = {"channel_id": str(channel.id), "address": "bad address", "text": "Здравствуйте"}
    refused = await signed_in.post("/api/v1/conversations", json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "contacts.address_invalid")
    assert await listed(signed_in) == []
    begun = await signed_in.post("/api/v1/conversations", json={**body, "address": "anna@example.ru"})
    assert begun.status_code == 201, begun.text
