"""Who gets in and what they get at: tokens, origins, limits, files, malformed and oversized input."""

import json
from datetime import timedelta

import pytest
from litestar import Litestar
from sqlalchemy import text
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_livechat import API, Browser, Socket, Visits, create_chat, deliver, key

from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import channels
from otklik.domains.livechat import jobs
from otklik.platform import sockets
from otklik.program import Program

SHOP = "https://shop.example"


async def age(program: Program, company: Company, *, days: int) -> None:
    """Every visitor of the company was last seen so long ago."""
    async with unit_of_work(program, company) as ctx:
        await ctx.session.execute(
            text("UPDATE visitor_sessions SET last_seen_at = last_seen_at - :by WHERE workspace_id = :workspace"),
            {"by": timedelta(days=days), "workspace": company.id},
        )


async def test_no_token_a_wrong_one_and_a_strangers_scheme_are_refused(app: Litestar, visitor: Browser) -> None:
    async with Client(app) as stranger:
        for header in ({}, {"authorization": "Visitor wrong"}, {"authorization": f"Bearer {visitor.token}"}):
            reply = await stranger.get(f"{API}/messages", headers=header)
            assert (reply.status_code, reply.json()["code"]) == (401, "livechat.token_refused")


async def test_after_a_week_the_same_thread_is_there(
    program: Program, workspace: Company, chat: Channel, visitor: Browser
) -> None:
    await visitor.say("До встречи")
    await deliver(program, workspace, chat)
    await age(program, workspace, days=7)
    again = await visitor.begin()
    assert [one["text"] for one in again["messages"]] == ["До встречи"]


async def test_a_token_unused_for_half_a_year_opens_nothing(
    program: Program, workspace: Company, app: Litestar, visitor: Browser
) -> None:
    await age(program, workspace, days=181)
    assert (await visitor.client.get(f"{API}/messages")).status_code == 401
    body = {"channel_id": visitor.channel.public_id, "token": visitor.token}
    assert (await visitor.client.post(f"{API}/sessions", json=body)).json()["code"] == "livechat.token_refused"
    socket = Socket(app, f"token={visitor.token}")
    await socket.open()
    assert await socket.closed() == sockets.UNAUTHENTICATED


async def test_who_only_looked_is_forgotten_and_who_wrote_is_not(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, visit: Visits
) -> None:
    await visit()
    await visitor.say("Запомните меня")
    await deliver(program, workspace, chat)
    await age(program, workspace, days=181)
    await jobs.forget_visitors(program.parts)
    async with unit_of_work(program, workspace) as ctx:
        rows = await ctx.session.execute(
            text("SELECT id::text FROM visitor_sessions WHERE workspace_id = :workspace"), {"workspace": workspace.id}
        )
        assert [row[0] for row in rows] == [visitor.id]


async def test_a_token_of_one_chat_does_not_open_another(
    program: Program, workspace: Company, visitor: Browser
) -> None:
    other = await create_chat(program, workspace)
    body = {"channel_id": other.public_id, "token": visitor.token}
    assert (await visitor.client.post(f"{API}/sessions", json=body)).status_code == 401


async def test_a_chat_that_is_off_or_was_never_there_is_not_found(
    program: Program, workspace: Company, app: Litestar, visitor: Browser, chat: Channel
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await channels.update(ctx, channel_id=chat.id, name=None, enabled=False, config=None)
    async with Client(app) as stranger:
        for public_id in (chat.public_id, "nothing", "'; DROP TABLE channels"):
            reply = await stranger.post(f"{API}/sessions", json={"channel_id": public_id})
            assert (reply.status_code, reply.json()["code"]) == (404, "livechat.chat_not_found")
    assert (await visitor.client.get(f"{API}/messages")).status_code == 404


async def test_only_named_sites_may_show_the_chat(program: Program, workspace: Company, app: Litestar) -> None:
    chat = await create_chat(program, workspace, config={"origins": (SHOP,)})
    async with Client(app) as client:
        here = Browser(app, client, chat)
        await here.begin(url=f"{SHOP}/tea")
        foreign = {"origin": "https://evil.example"}
        refused = await client.get(f"{API}/messages", headers=foreign)
        assert (refused.status_code, refused.json()["code"]) == (403, "livechat.origin_refused")
        body = {"channel_id": chat.public_id, "page": {"url": "https://evil.example/"}}
        assert (await client.post(f"{API}/sessions", json=body)).status_code == 403
        allowed = await client.get(f"{API}/messages", headers={"origin": SHOP})
        assert allowed.headers["access-control-allow-origin"] == SHOP
        assert (await client.get(f"{API}/messages", headers={"origin": "http://127.0.0.1:8000"})).status_code == 200
        socket = Socket(app, f"token={here.token}", origin="https://evil.example")
        await socket.open()
        assert await socket.closed() == sockets.FORBIDDEN


async def test_a_page_of_another_origin_may_ask_first(client: Client) -> None:
    asked = {"origin": SHOP, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    for path in ("sessions", "messages", "files", "email"):
        reply = await client.options(f"{API}/{path}", headers=asked)
        assert reply.status_code == 204
        assert reply.headers["access-control-allow-origin"] == SHOP
        assert "authorization" in reply.headers["access-control-allow-headers"]
        assert "POST" in reply.headers["access-control-allow-methods"]
        assert "access-control-allow-credentials" not in reply.headers


async def test_the_desk_answers_no_other_origin(signed_in: Client) -> None:
    reply = await signed_in.get("/api/v1/conversations", headers={"origin": SHOP})
    assert "access-control-allow-origin" not in reply.headers


async def test_more_than_sixty_messages_a_minute_are_refused_until_it_is_over(visitor: Browser) -> None:
    reply = await visitor.client.post(f"{API}/messages", json={"key": key(), "text": "!"})
    stored = 1
    while reply.status_code == 201 and stored < 130:  # two windows may meet in the middle
        reply = await visitor.client.post(f"{API}/messages", json={"key": key(), "text": "!"})
        stored += reply.status_code == 201
    assert reply.status_code == 429
    assert stored >= 60
    assert int(reply.headers["retry-after"]) > 0
    async with visitor.socket() as socket:
        socket.send({"type": "message", "key": key(), "text": "!"})
        nack = await socket.until("nack")
    assert nack["code"] == "limits.too_many"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "без ключа"}, "request.invalid"),
        ({"key": "not-a-uuid", "text": "!"}, "request.invalid"),
        ({"key": "5b3c1f0e-6a4e-4a51-8a8f-0a5a4c1f0e00", "text": " \n "}, "livechat.message_empty"),
        ({"key": "5b3c1f0e-6a4e-4a51-8a8f-0a5a4c1f0e00", "text": "я" * 10_001}, "livechat.text_too_long"),
        ({"key": "5b3c1f0e-6a4e-4a51-8a8f-0a5a4c1f0e00", "text": "!", "unknown": 1}, "request.invalid"),
        (
            {
                "key": "5b3c1f0e-6a4e-4a51-8a8f-0a5a4c1f0e00",
                "attachment_ids": ["5b3c1f0e-6a4e-4a51-8a8f-0a5a4c1f0e01"],
            },
            "livechat.file_unknown",
        ),
    ],
)
async def test_what_cannot_be_a_message_is_named_and_not_stored(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, body: dict[str, object], code: str
) -> None:
    reply = await visitor.client.post(f"{API}/messages", json=body)
    assert reply.status_code == 400
    assert reply.json()["code"] == code
    await deliver(program, workspace, chat)
    assert await visitor.history() == []


@pytest.mark.parametrize("frame", ["", "[]", "{", '{"type":5}', '{"type":"message"}', '{"type":"seen"}'])
async def test_a_malformed_frame_ends_the_socket_with_a_reason(visitor: Browser, frame: str) -> None:
    async with visitor.socket() as socket:
        await socket.until("state")
        socket.send(frame)
        assert await socket.closed() == sockets.MALFORMED


async def test_an_oversized_frame_ends_the_socket_with_a_reason(visitor: Browser) -> None:
    async with visitor.socket() as socket:
        await socket.until("state")
        socket.send({"type": "typing", "text": "x" * sockets.FRAME_BYTES_MAX})
        assert await socket.closed() == sockets.TOO_LARGE


async def test_frames_of_a_newer_client_are_passed_over(visitor: Browser) -> None:
    async with visitor.socket() as socket:
        socket.send({"type": "dance", "steps": 3})
        socket.send({"type": "ping"})
        assert await socket.until("pong") == {"pong": 1}


async def test_a_client_that_never_stops_talking_is_cut(visitor: Browser) -> None:
    async with visitor.socket() as socket:
        for _ in range(301):
            socket.send({"type": "ping"})
        assert await socket.closed() == sockets.TOO_MANY


async def test_an_http_request_to_the_sockets_address_is_told_so(client: Client) -> None:
    reply = await client.get(f"{API}/live")
    assert (reply.status_code, reply.json()["code"]) == (426, "request.upgrade_needed")


async def test_html_and_sql_in_every_field_are_only_text(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    nasty = "<script>alert(1)</script>'; DROP TABLE messages; --\u0000"
    await visitor.begin(url="javascript:alert(1)", language="<b>")
    await visitor.say(nasty)
    async with visitor.socket() as socket:
        socket.send({"type": "page", "url": nasty, "title": nasty, "attributes": {nasty[:20]: nasty}})
        socket.send({"type": "ping"})
        await socket.until("pong")
    await deliver(program, workspace, chat)
    conversation_id = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"][0]["id"]
    shown = (await signed_in.get(f"/api/v1/conversations/{conversation_id}/messages")).json()["items"][0]
    assert shown["text"] == nasty.rstrip("\0")
    assert shown["html"] == ""


async def test_a_file_reaches_the_thread_and_nobody_elses(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, visit: Visits, signed_in: Client
) -> None:
    kept = (await visitor.client.post(f"{API}/files", files={"file": ("чек.png", b"\x89PNG", "image/png")})).json()
    assert (kept["name"], kept["kind"], kept["size"]) == ("чек.png", "image", 4)
    sent = await visitor.say("", attachment_ids=[kept["id"]])
    await deliver(program, workspace, chat)
    shown = (await visitor.history())[0]
    assert shown["attachments"] == sent["attachments"]
    assert (await visitor.client.get(kept["url"])).content == b"\x89PNG"
    bare = kept["url"].split("?")[0]
    assert (await visitor.client.get(bare)).status_code == 404
    conversation_id = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"][0]["id"]
    desk = (await signed_in.get(f"/api/v1/conversations/{conversation_id}/messages")).json()["items"][0]
    assert (await signed_in.get(desk["attachments"][0]["url"])).content == b"\x89PNG"

    other = await visit()
    body = {"key": key(), "text": "", "attachment_ids": [kept["id"]]}
    assert (await other.client.post(f"{API}/messages", json=body)).json()["code"] == "livechat.file_unknown"


async def test_a_recorded_voice_is_a_voice_note(visitor: Browser) -> None:
    upload = {"file": ("voice.webm", b"\x1aE\xdf\xa3", "audio/webm;codecs=opus")}
    kept = (await visitor.client.post(f"{API}/files", files=upload)).json()
    assert (kept["kind"], kept["media_type"]) == ("voice", "audio/webm")
    reply = await visitor.client.get(kept["url"])
    assert reply.headers["content-type"] == "audio/webm"


async def test_a_page_of_markup_is_never_shown_in_place(visitor: Browser) -> None:
    upload = {"file": ("x.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")}
    kept = (await visitor.client.post(f"{API}/files", files=upload)).json()
    reply = await visitor.client.get(kept["url"])
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in reply.headers["content-security-policy"]


async def test_a_chat_without_files_takes_none(program: Program, workspace: Company, visit: Visits) -> None:
    chat = await create_chat(program, workspace, config={"attachments": False})
    browser = await visit(chat)
    assert browser.session["config"]["attachments"]["size_max"] == 0
    reply = await browser.client.post(f"{API}/files", files={"file": ("a.txt", b"a", "text/plain")})
    assert (reply.status_code, reply.json()["code"]) == (400, "livechat.files_refused")


async def test_an_address_cannot_open_sessions_without_end(app: Litestar, chat: Channel) -> None:
    async with Client(app) as flood:
        body = {"channel_id": chat.public_id}
        codes = [(await flood.post(f"{API}/sessions", json=body)).status_code for _ in range(125)]
    assert 429 in codes


async def test_suggestions_come_from_topics_and_questions(program: Program, workspace: Company, visit: Visits) -> None:
    config = {"topics": ("Доставка",), "questions": ("Как оплатить | https://shop.example/pay", "Когда доставят")}
    browser = await visit(await create_chat(program, workspace, config=config))
    found = (await browser.client.get(f"{API}/suggestions", params={"q": "дос"})).json()["items"]
    assert [one["title"] for one in found] == ["Доставка", "Когда доставят"]
    found = (await browser.client.get(f"{API}/suggestions", params={"q": "опл"})).json()["items"]
    assert json.dumps(found) == json.dumps([{"title": "Как оплатить", "url": "https://shop.example/pay"}])
