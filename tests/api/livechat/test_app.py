"""Chat inside an application: the customer is known on every device, answers ring phones, the example really works."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
import pytest
from tests.client import Client
from tests.contract.phones import APPLES_KEY, DEVICE, KEY_ID, TEAM_ID, TOKEN, TOPIC, Apple, Google, apple, google, pem
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel, read_journal
from tests.factories_livechat import API, Browser, Visits, deliver

from otklik.domains.delivery.models import Channel
from otklik.domains.livechat import queries
from otklik.domains.livechat.service import ringing
from otklik.platform.clock import Timekeeper
from otklik.platform.jobs import Jobs
from otklik.program import Program

SECRET = "a secret of the company's server, long enough"
EXAMPLE = Path(__file__).parents[3] / "docs/examples/app_chat.py"


@pytest.fixture
async def google_side() -> AsyncIterator[Google]:
    async with google() as running:
        yield running


@pytest.fixture
async def apple_side() -> AsyncIterator[Apple]:
    async with apple() as running:
        yield running


@pytest.fixture
async def chat(program: Program, workspace: Company, google_side: Google, apple_side: Apple) -> Channel:
    config = {
        "identity_secret": SECRET.replace(" ", "-"),
        "fcm_account": google_side.account(),
        "fcm_url": google_side.url,
        "apns_key": pem(APPLES_KEY),
        "apns_key_id": KEY_ID,
        "apns_team_id": TEAM_ID,
        "apns_topic": TOPIC,
        "apns_url": apple_side.url,
    }
    return await create_channel(program, workspace, kind="app", name="Приложение", config=config)


def identity(program: Program, customer: str = "42", *, secret: str = "", seconds: int = 600, **claims: Any) -> str:
    at = int(program.parts.get(Timekeeper).now().timestamp()) + seconds
    return jwt.encode({"sub": customer, "exp": at, **claims}, secret or SECRET.replace(" ", "-"), algorithm="HS256")


async def sign_in(phone: Browser, token: str, *, expected: int = 201) -> dict[str, Any]:  # Any: JSON
    body = {"channel_id": phone.channel.public_id, "language": "ru", "token": phone.token, "identity": token}
    reply = await phone.client.post(f"{API}/sessions", json=body)
    assert reply.status_code == expected, reply.text
    if expected == 201:
        phone.session = reply.json()
        phone.token = phone.session["token"]
        phone.client.headers["authorization"] = f"Visitor {phone.token}"
    return reply.json()


async def answer(program: Program, company: Company, desk: Client, chat: Channel, phone: Browser, words: str) -> None:
    where = (await phone.begin())["conversation_id"]
    reply = await desk.post(f"/api/v1/conversations/{where}/messages", json={"text": words})
    assert reply.status_code == 201, reply.text
    await deliver(program, company, chat)


async def test_a_customer_has_one_thread_on_all_devices(
    program: Program, workspace: Company, chat: Channel, visit: Visits, signed_in: Client
) -> None:
    phone, tablet = await visit(), await visit()
    await sign_in(phone, identity(program, name="Анна"))
    await phone.say("Когда приедет заказ?")
    await deliver(program, workspace, chat)
    session = await sign_in(tablet, identity(program, name="Анна"))
    assert session["visitor_id"] == phone.id
    assert [one["text"] for one in session["messages"]] == ["Когда приедет заказ?"]
    await tablet.say("И можно ли оплатить картой?")
    await deliver(program, workspace, chat)
    assert len(await phone.history()) == 2
    found = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert len(found) == 1
    assert found[0]["contact"]["name"] == "Анна"


async def test_the_old_device_keeps_its_own_token_and_a_stranger_gets_nothing(program: Program, visit: Visits) -> None:
    phone, tablet, stranger = await visit(), await visit(), await visit()
    await sign_in(phone, identity(program))
    before = phone.token
    await sign_in(tablet, identity(program))
    assert (phone.token, tablet.token == before) == (before, False)
    assert (await phone.begin())["visitor_id"] == (await tablet.begin())["visitor_id"]
    assert (await stranger.begin())["visitor_id"] != phone.id
    assert (await sign_in(stranger, identity(program, "43")))["visitor_id"] != phone.id


async def test_what_was_said_before_signing_in_is_on_the_same_card(
    program: Program, workspace: Company, chat: Channel, visit: Visits, signed_in: Client
) -> None:
    phone, tablet = await visit(), await visit()
    await sign_in(phone, identity(program))
    for device, words in ((phone, "С телефона"), (tablet, "С планшета, ещё не вошла")):
        await device.say(words)
        await deliver(program, workspace, chat)
    await sign_in(tablet, identity(program))
    found = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert len({one["contact"]["id"] for one in found}) == 1


async def test_another_customer_on_the_same_phone_is_another_person(
    program: Program, workspace: Company, chat: Channel, visit: Visits
) -> None:
    phone = await visit()
    await sign_in(phone, identity(program, "42"))
    await phone.say("Мой заказ?")
    await deliver(program, workspace, chat)
    first = phone.id
    session = await sign_in(phone, identity(program, "43"))
    assert (session["visitor_id"] == first, session["messages"]) == (False, [])
    assert (await sign_in(phone, identity(program, "42")))["visitor_id"] == first


async def test_only_a_signed_address_that_is_said_to_be_verified_proves_anything(
    program: Program, workspace: Company, chat: Channel, visit: Visits, signed_in: Client
) -> None:
    phone = await visit()
    claims: dict[str, Any] = {"email": "anna@example.com", "email_verified": True, "phone_number": "+79161234567"}
    await sign_in(phone, identity(program, **claims))
    await phone.say("Здравствуйте")
    await deliver(program, workspace, chat)
    [found] = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    card = (await signed_in.get(f"/api/v1/contacts/{found['contact']['id']}")).json()
    known = {one["address_kind"]: (one["address"], one["verified"]) for one in card["identities"]}
    assert known["customer"] == ("42", True)
    assert known["email"] == ("anna@example.com", True)
    assert known["phone"] == ("+79161234567", False)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"secret": "another secret of somebody, quite long"}, "signature"),
        ({"seconds": -3600}, "expired"),
        ({"seconds": 3 * 86_400}, "too_long"),
        ({"name": "x" * 300}, "unreadable"),
    ],
)
async def test_an_identity_that_is_not_good_is_refused(
    program: Program, visit: Visits, wrong: dict[str, Any], reason: str
) -> None:
    told = await sign_in(await visit(), identity(program, **wrong), expected=403)
    assert (told["code"], told["params"]) == ("livechat.identity_refused", {"reason": reason})


@pytest.mark.parametrize("token", ["x", "a.b.c", jwt.encode({"sub": "42"}, key="", algorithm="none")])
async def test_an_unsigned_identity_is_refused(visit: Visits, token: str) -> None:
    assert (await sign_in(await visit(), token, expected=403))["code"] == "livechat.identity_refused"


async def test_an_answer_rings_both_phones_and_a_removed_application_is_forgotten(
    program: Program,
    workspace: Company,
    chat: Channel,
    visit: Visits,
    signed_in: Client,
    google_side: Google,
    apple_side: Apple,
) -> None:
    phone = await visit()
    for device in ({"kind": "fcm", "token": TOKEN}, {"kind": "apns", "token": DEVICE.upper(), "sandbox": True}):
        reply = await phone.client.post(f"{API}/devices", json=device)
        assert reply.status_code == 201, reply.text
    await phone.say("Когда приедет заказ?")
    await deliver(program, workspace, chat)
    await answer(program, workspace, signed_in, chat, phone, "Сегодня к шести")
    await ring(program, workspace, phone)
    [android], [(_, iphone)] = google_side.sent, apple_side.sent
    assert android["notification"]["body"].endswith(": Сегодня к шести")
    assert android["data"] == {"otklik": "answer", "conversation": phone.session["conversation_id"]}
    assert iphone["aps"]["alert"]["body"].endswith(": Сегодня к шести")
    google_side.installed.clear()
    apple_side.phones.clear()
    await answer(program, workspace, signed_in, chat, phone, "Уже в пути")
    await ring(program, workspace, phone)
    async with unit_of_work(program, workspace) as ctx:
        assert await queries.visitor_devices(ctx, UUID(phone.id)) == []
        row = await queries.visitor(ctx, UUID(phone.id))
        assert row is not None
        assert not row.rings


async def test_a_phone_that_is_off_is_told_only_as_long_as_it_is_worth_something(
    program: Program, workspace: Company, visit: Visits, google_side: Google, apple_side: Apple
) -> None:
    phone = await visit()
    for device in ({"kind": "fcm", "token": TOKEN}, {"kind": "apns", "token": DEVICE}):
        await phone.client.post(f"{API}/devices", json=device)
    async with unit_of_work(program, workspace) as ctx:
        now = ctx.now()
        told = ringing.Told(title="Чайная", body="Вы рядом", tag="1", url="", until=now + timedelta(minutes=30))
        note = ringing.sealed(ctx, told)
        ids = [one.id for one in await queries.visitor_devices(ctx, UUID(phone.id))]
    for one in ids:
        await ringing.send(program.parts, workspace_id=workspace.id, device_id=one, sealed_note=note)
    [android], [(headers, _)] = google_side.sent, apple_side.sent
    assert 1_740 <= int(android["android"]["ttl"].removesuffix("s")) <= 1_800
    assert 1_740 <= int(headers["apns-expiration"]) - now.timestamp() <= 1_801


async def ring(program: Program, company: Company, phone: Browser) -> None:
    async with unit_of_work(program, company) as ctx:
        await ringing.ring(ctx, UUID(phone.id))
    await program.parts.get(Jobs).work(wait=False)


async def test_the_example_writes_is_answered_and_leaves(
    program: Program, workspace: Company, chat: Channel, served: str, signed_in: Client
) -> None:
    server = served.replace("ws://", "http://").removesuffix(f"{API}/live")
    given = [
        "--server",
        server,
        f"--channel={chat.public_id}",
        "--customer",
        "42",
        "--secret",
        SECRET.replace(" ", "-"),
    ]
    given += ["--name", "Анна", "--fcm-token", TOKEN, "--say", "Когда приедет заказ?"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(EXAMPLE), *given, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines = [await line(process.stdout), await line(process.stdout)]
    assert lines[0].startswith("phone: "), (lines, await process.stderr.read() if not lines[0] else "")
    assert lines[1] == "stored"
    await read_journal(program, chat)
    [found] = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    await signed_in.post(f"/api/v1/conversations/{found['id']}/messages", json={"text": "Сегодня к шести"})
    await deliver(program, workspace, chat)
    assert (await line(process.stdout)).endswith(": Сегодня к шести")
    assert await asyncio.wait_for(process.wait(), 20) == 0


async def line(stream: asyncio.StreamReader) -> str:
    return (await asyncio.wait_for(stream.readline(), 20)).decode().strip()
