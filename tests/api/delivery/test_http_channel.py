"""Another system through the real door: signed events become a conversation, the answer goes back signed."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from tests.client import Client
from tests.contract.httpside import SECRET_IN, SECRET_OUT, OtherSide, other_side, signed
from tests.factories import Company
from tests.factories_delivery import create_channel, read_journal, send_due
from tests.served import free_port

from otklik.domains.delivery.models import Channel
from otklik.platform.clock import Timekeeper
from otklik.program import Program

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
ANNA = {"id": "42", "name": "Анна", "language": "ru"}


@pytest.fixture
async def side() -> AsyncIterator[OtherSide]:
    async with other_side() as running:
        yield running


@pytest.fixture
async def channel(program: Program, workspace: Company, side: OtherSide) -> Channel:
    config = {"system": "crm", "secret_in": SECRET_IN, "url": side.url, "secret_out": SECRET_OUT}
    return await create_channel(program, workspace, kind="http", name="CRM", config=config)


async def told(
    program: Program, client: Client, channel: Channel, *events: dict[str, Any], message_id: str, late: int = 0
) -> int:
    """Deliver and read; the answer's status."""
    body = json.dumps({"events": [{"thread_id": "chat-7", **one} for one in events]}).encode()
    at = program.parts.get(Timekeeper).now()
    headers = signed(body, message_id=message_id, at=at.fromtimestamp(at.timestamp() - late, at.tzinfo))
    reply = await client.post(f"/hooks/{channel.public_id}", content=body, headers=headers)
    await read_journal(program, channel)
    return reply.status_code


async def test_a_conversation_there_and_back(
    program: Program, workspace: Company, channel: Channel, client: Client, signed_in: Client, side: OtherSide
) -> None:
    asked = {"kind": "message", "id": "m1", "sender": ANNA, "text": "Когда приедет?"}
    for number in (1, 1, 2):  # the same request twice, then the same message in another
        assert await told(program, client, channel, asked, message_id=f"evt-{number}") == 200
    [found] = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert found["contact"]["name"] == "Анна"
    where = f"/api/v1/conversations/{found['id']}/messages"
    assert (await signed_in.post(where, json={"text": "Завтра к десяти"})).status_code == 201
    await send_due(program, workspace)
    [answer] = side.messages()
    assert (answer["to"], answer["thread_id"], answer["text"]) == ("42", "chat-7", "Завтра к десяти")

    ours = f"theirs-{answer['id']}"
    receipt = {"kind": "read", "message_id": ours, "by_machine": False}
    assert await told(program, client, channel, receipt, message_id="evt-3") == 200
    asked_for, answered = (await signed_in.get(where)).json()["items"]
    assert (asked_for["direction"], asked_for["text"]) == ("in", "Когда приедет?")
    assert (answered["text"], answered["delivery"]["state"]) == ("Завтра к десяти", "read")


async def test_what_is_late_or_wrongly_signed_is_not_stored(
    program: Program, channel: Channel, client: Client, signed_in: Client
) -> None:
    asked = {"kind": "message", "id": "m1", "sender": ANNA, "text": "Когда приедет?"}
    assert await told(program, client, channel, asked, message_id="evt-1", late=400) == 403
    assert await told(program, client, channel, {"kind": "message"}, message_id="evt-2") == 422
    forged = await client.post(f"/hooks/{channel.public_id}", content=b"{}", headers={"webhook-id": "1"})
    assert forged.status_code in {400, 403}
    assert (await signed_in.get("/api/v1/conversations?view=all")).json()["items"] == []


class Album:
    """A site with pictures of people; counts how often each is asked for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        body = {"/anna.png": PNG, "/boris.png": b"<svg/>"}.get(request.path, b"")
        return web.Response(body=body, status=200 if body else 404)


@pytest.fixture
async def album() -> AsyncIterator[Album]:
    port = free_port()
    found = Album(f"http://127.0.0.1:{port}")
    served = web.Application()
    served.router.add_get("/{any:.*}", found.answer)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield found
    await runner.cleanup()


async def test_a_card_gets_the_picture_its_messenger_shows_once(
    program: Program, channel: Channel, client: Client, signed_in: Client, album: Album
) -> None:
    anna = {**ANNA, "avatar_url": f"{album.url}/anna.png"}
    for number in range(2):
        asked = {"kind": "message", "id": f"m{number}", "sender": anna, "text": "Когда приедет?"}
        assert await told(program, client, channel, asked, message_id=f"evt-{number}") == 200
        await program.jobs.work(wait=False)
    [found] = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    picture = await signed_in.get(found["contact"]["avatar_url"])
    assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")
    assert album.asked == ["/anna.png"]


async def test_a_picture_that_cannot_be_had_is_sent_for_again_only_when_another_is_shown(
    program: Program, channel: Channel, client: Client, signed_in: Client, album: Album
) -> None:
    for number, link in enumerate(["/gone.png", "/gone.png", "/gone.png", "/anna.png"]):
        anna = {**ANNA, "avatar_url": f"{album.url}{link}"}
        asked = {"kind": "message", "id": f"m{number}", "sender": anna, "text": "Когда приедет?"}
        assert await told(program, client, channel, asked, message_id=f"evt-{number}") == 200
        await program.jobs.work(wait=False)
    assert album.asked == ["/gone.png", "/anna.png"]
    [found] = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert (await signed_in.get(found["contact"]["avatar_url"])).content == PNG


@pytest.mark.parametrize("link", ["/boris.png", "/gone.png", "javascript:alert(1)"])
async def test_what_is_no_picture_is_not_kept(
    program: Program, channel: Channel, client: Client, signed_in: Client, album: Album, link: str
) -> None:
    boris = {"id": "7", "name": "Борис", "avatar_url": f"{album.url}{link}" if link.startswith("/") else link}
    asked = {"kind": "message", "id": "m1", "sender": boris, "text": "Здравствуйте"}
    assert await told(program, client, channel, asked, message_id="evt-1") == 200
    await program.jobs.work(wait=False)
    [found] = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert (found["contact"]["name"], found["contact"]["avatar_url"]) == ("Борис", None)
