"""Viber's callbacks become the contract's events; answers reach a bot API that refuses what its pages do not allow."""

import json
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import ports
from tests.contract.viberapi import FIRST_TOKEN, PERSON, TOKEN, LostAnswer, Status, ViberApi, signed, viber_api
from tests.ports import NOON, SHARED, FakePort, attachment

from otklik.channels.contract import (
    Button,
    ChannelError,
    Config,
    Inbound,
    InboundAttachment,
    InboundDelivered,
    InboundFailed,
    InboundMessage,
    InboundPress,
    InboundReachability,
    InboundRead,
    InboundReceipt,
    InboundUnknown,
    Location,
    OutboundAttachment,
    OutboundMessage,
    ParseFailed,
    RawItem,
    Remedy,
    SendResult,
    SharedContact,
    SignatureRefused,
    WebhookReply,
    WebhookRequest,
)
from otklik.channels.providers.viber import MEDIA, READERS, provider

FIXTURES = SHARED / "fixtures/webhooks"
VECTORS = SHARED / "specs/testvectors/signatures.json"
JOHN = {"id": PERSON, "name": "John McClane", "avatar": "http://a.example/1.png", "country": "UK", "language": "en"}
BIG = 4912661846655238145
MEGABYTE = 1024 * 1024
Json = dict[str, Any]  # Any: JSON
Event = TypeVar("Event")


@pytest.fixture
async def api() -> AsyncIterator[ViberApi]:
    async with viber_api() as server:
        yield server


def config(api: ViberApi, **changed: str) -> Config:
    return {"token": TOKEN, "sender_name": "Чайная", "base_url": api.base_url, **changed}


# ---- what comes in -----------------------------------------------------------------------------------


def read(body: object) -> Inbound:
    [event] = provider.parse(RawItem(event_id="1", body=json.dumps(body).encode(), received_at=NOON), {})
    return event


def told(event: str, **rest: object) -> Inbound:
    return read({"event": event, "timestamp": 1457764197627, "message_token": BIG, **rest})


def said(kind: str, **content: object) -> InboundMessage:
    return only(InboundMessage, told("message", sender=JOHN, message={"type": kind, **content}))


def only(kind: type[Event], event: Inbound) -> Event:
    assert isinstance(event, kind)
    return event


def test_a_text_keeps_its_64_bit_token_whole() -> None:
    message = said("text", text="привет", tracking_data="x")
    assert (message.external_id, message.thread_id, message.text) == (str(BIG), PERSON, "привет")
    assert message.sent_at == datetime(2016, 3, 12, 6, 29, 57, tzinfo=UTC)
    assert (message.sender.name, message.sender.language) == ("John McClane", "en")
    assert message.sender.avatar_ref == "http://a.example/1.png"


@pytest.mark.parametrize(
    ("content", "known"),
    [
        ({"type": "picture", "media": "https://m.example/a%20b.png?x=1"}, ("image", "image/png", "a b.png", None)),
        ({"type": "picture", "media": "https://m.example/"}, ("image", "image/jpeg", "picture.jpg", None)),
        ({"type": "video", "media": "https://m.example/v.mp4", "size": 9}, ("video", "video/mp4", "v.mp4", 9)),
        (
            {"type": "file", "media": "https://m.example/1", "file_name": "d.pdf", "file_size": 32},
            ("file", "application/pdf", "d.pdf", 32),
        ),
        ({"type": "sticker", "media": "https://m.example/s.png"}, ("sticker", "image/png", "s.png", None)),
    ],
)
def test_a_file_is_known_by_its_link(content: Json, known: tuple[str, str, str, int | None]) -> None:
    [file] = said(**{"kind" if name == "type" else name: value for name, value in content.items()}).attachments
    assert file.ref == content["media"]
    assert (file.kind, file.media_type, file.name, file.size) == known


def test_a_place_a_contact_a_link_and_a_bare_sticker() -> None:
    assert said("location", location={"lat": 50.7, "lon": 6.1}).location == Location(latitude=50.7, longitude=6.1)
    card = {"name": "Itamar", "phone_number": "+972511123123"}
    assert said("contact", contact=card).contact == SharedContact(name="Itamar", phone="+972511123123")
    assert said("url", media="http://example.com").text == "http://example.com"
    assert said("sticker", sticker_id=46105).text == "[sticker]"
    assert said("tea_ceremony", cups=2).text == "[tea_ceremony]"


def test_a_press_meant_for_a_machine_is_a_press() -> None:
    press = only(InboundPress, told("message", sender=JOHN, message={"type": "text", "text": "~rate:5"}))
    assert (press.data, press.thread_id, press.external_id) == ("~rate:5", PERSON, str(BIG))


def test_subscribing_and_leaving_are_told() -> None:
    joined = only(InboundReachability, told("subscribed", user=JOHN))
    left = only(InboundReachability, told("unsubscribed", user_id=PERSON))
    assert (joined.reachable, joined.sender.name) == (True, "John McClane")
    assert (left.reachable, left.thread_id) == (False, PERSON)


def test_opening_the_chat_is_told_only_when_a_link_brought_something() -> None:
    opened = only(InboundMessage, told("conversation_started", user=JOHN, context="promo-7", subscribed=False))
    assert (opened.start_payload, opened.thread_id) == ("promo-7", PERSON)
    assert only(InboundUnknown, told("conversation_started", user=JOHN)).name == "conversation_started"


@pytest.mark.parametrize(
    ("event", "kind"), [("delivered", InboundDelivered), ("seen", InboundRead), ("failed", InboundFailed)]
)
def test_receipts_name_the_message_and_the_thread(event: str, kind: type[InboundDelivered]) -> None:
    receipt = only(kind, told(event, user_id=PERSON, desc="words"))
    assert (receipt.external_id, receipt.thread_id) == (str(BIG), PERSON)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"event": "webhook", "timestamp": 4977069964384421269, "message_token": 1}, "webhook"),
        ({"event": "tea_ceremony"}, "tea_ceremony"),
        ({"event": "message", "sender": JOHN}, "message.incomplete"),
        ({"event": "seen"}, "seen.incomplete"),
        ({}, "empty"),
    ],
)
def test_what_nobody_knows_is_named_and_kept(body: Json, name: str) -> None:
    assert read(body) == InboundUnknown(name=name)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_only_what_is_no_json_object_fails_to_parse(body: bytes) -> None:
    with pytest.raises(ParseFailed):
        provider.parse(RawItem(event_id="1", body=body), {})


KEYS = [
    "event",
    "timestamp",
    "message_token",
    "sender",
    "user",
    "user_id",
    "message",
    "type",
    "text",
    "media",
    "id",
    "location",
    "lat",
    "lon",
    "contact",
    "phone_number",
    "file_name",
    "size",
    "duration",
    "context",
    "chat_id",
]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([*KEYS, *MEDIA, "https://[", "https://m.example/1"])
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    event=st.sampled_from(sorted(READERS)),
    kind=st.sampled_from([*MEDIA, "text", "location", "contact", "url"]),
    body=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6),
    said=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6),
)
def test_whatever_shape_a_field_takes_nothing_raises(event: str, kind: str, body: Json, said: Json) -> None:
    whole = {"message_token": 1, "sender": JOHN, "user": JOHN, "user_id": "u", "message": {"type": kind, **said}}
    assert read(body)
    assert read({**whole, "event": event})
    assert read({**whole, **body, "event": event})


def fixtures() -> list[Json]:
    path = FIXTURES / "expected.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else []
    return [one for one in known if one["provider"] == "viber"]


@pytest.mark.skipif(not FIXTURES.exists(), reason="the captured webhooks are not beside this checkout")
@pytest.mark.parametrize("expected", fixtures(), ids=lambda one: str(one["file"]))
def test_a_captured_callback_reads_as_whoever_captured_it_expected(expected: Json) -> None:
    [event] = provider.parse(RawItem(event_id="1", body=(FIXTURES / expected["file"]).read_bytes()), {})
    assert isinstance(event, InboundMessage | InboundReachability | InboundReceipt)
    assert event.thread_id == expected["sender_id"]
    assert event.sent_at == datetime.fromtimestamp(expected["timestamp"] // 1000, UTC)
    if isinstance(event, InboundReachability):
        assert event.reachable == (expected["event"] == "subscribed")
        return
    assert event.external_id == str(expected["message_token"])
    if isinstance(event, InboundMessage):
        _agrees(event, expected)


def _agrees(message: InboundMessage, expected: Json) -> None:
    assert message.sender.name == expected["sender_name"]
    assert message.text == expected.get("text", message.text)
    found = [one.ref for one in message.attachments] or [message.text]
    assert found == [expected["media"]] if "media" in expected else not message.attachments
    assert (message.contact.phone if message.contact else None) == expected.get("shared_phone")
    where = {"lat": message.location.latitude, "lon": message.location.longitude} if message.location else None
    assert where == expected.get("location")


# ---- the webhook -------------------------------------------------------------------------------------


def post(body: object, headers: dict[str, str] | None = None, **known: str) -> WebhookReply:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    headers = signed(raw) if headers is None else headers
    request = WebhookRequest(method="POST", path="/", query={}, headers=headers, body=raw, secret="s3cret")
    return provider.webhook(request, {"token": TOKEN, "sender_name": "Чайная", **known})


def test_a_receipt_is_an_event_of_its_own_and_a_repeated_one_is_not() -> None:
    ids = [post({"event": event, "message_token": BIG}).item for event in ("delivered", "seen", "seen")]
    assert [one.event_id for one in ids if one] == [f"delivered:{BIG}", f"seen:{BIG}", f"seen:{BIG}"]


@pytest.mark.parametrize("body", [b"{oops", b"{}", b'{"event":"webhook"}', b'{"message_token":"' + b"9" * 300 + b'"}'])
def test_what_carries_no_id_is_known_by_its_digest(body: bytes) -> None:
    item = post(body).item
    assert item is not None
    assert item.event_id.startswith("sha256:")


@pytest.mark.parametrize(
    "headers", [{}, {"x-viber-content-signature": ""}, signed(b"x"), signed(b"{}", token="other-token")]
)
def test_a_callback_signed_wrongly_or_not_at_all_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(SignatureRefused):
        post(b"{}", headers)


def test_without_a_token_nothing_is_believed() -> None:
    with pytest.raises(SignatureRefused):
        post(b"{}", signed(b"{}", token=""), token="")


@pytest.mark.skipif(not VECTORS.exists(), reason="the signature vectors are not beside this checkout")
def test_the_published_signatures_fit() -> None:
    one = json.loads(VECTORS.read_text())["viber"]
    headers = {one["header"].lower(): one["expected"]}
    assert post(one["raw_body"].encode(), headers, token=one["auth_token"]).item is not None
    for known in json.loads((FIXTURES / "signatures.json").read_text()):
        if known["provider"] != "viber":
            continue
        headers = {known["header"].lower(): known["signature"]}
        try:
            post(known["body"].encode(), headers, token=known["token"])
        except SignatureRefused:
            assert not known["valid"]
        else:
            assert known["valid"]


def test_whoever_opens_the_chat_is_greeted_in_the_answer_itself() -> None:
    body = {"event": "conversation_started", "message_token": 1, "user": JOHN}
    reply = post(body, greeting="Здравствуйте")
    assert reply.content_type == "application/json"
    assert json.loads(reply.body) == {"type": "text", "text": "Здравствуйте", "sender": {"name": "Чайная"}}
    assert post(body).body == b""
    assert post({**body, "event": "message"}, greeting="Здравствуйте").body == b""


# ---- what goes out -----------------------------------------------------------------------------------


def outbound(text: str = "", *, author: str = "", **more: Any) -> OutboundMessage:  # Any: as `ports.outbound` takes
    message = ports.outbound(text, thread_id=PERSON, to=PERSON, **more)
    return msgspec.structs.replace(message, author_name=author)


def linked(name: str, media_type: str, *, size: int = 10) -> OutboundAttachment:
    url = f"https://desk.example.ru/files/{len(name)}"
    return msgspec.structs.replace(attachment(name, media_type, b"x"), url=url, size=size)


async def send(port: FakePort, api: ViberApi, message: OutboundMessage) -> SendResult:
    return await provider.send(port, config(api), message)


async def refused(port: FakePort, api: ViberApi, message: OutboundMessage | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, message or outbound("Да"))
    return caught.value


async def test_text_goes_under_the_writers_name_and_comes_back_with_a_token(port: FakePort, api: ViberApi) -> None:
    result = await send(port, api, outbound("1 < 2 & <b>", author="Анна Константиновна Длиннофамильная"))
    await send(port, api, outbound("Да"))
    assert result.external_id == str(FIRST_TOKEN)
    assert (api.sent()[0]["text"], api.sent()[0]["receiver"]) == ("1 < 2 & <b>", PERSON)
    assert [one["sender"]["name"] for one in api.sent()] == ["Анна Константиновна Длиннофа", "Чайная"]


async def test_text_over_the_limit_goes_in_parts(port: FakePort, api: ViberApi) -> None:
    result = await send(port, api, outbound("👍" * 5000))
    assert "".join(one["text"] for one in api.sent()) == "👍" * 5000
    assert result.external_ids == (str(FIRST_TOKEN), str(FIRST_TOKEN + 1))


async def test_files_go_by_their_links(port: FakePort, api: ViberApi) -> None:
    files = [
        linked("1.png", "image/png"),
        linked("big.jpeg", "image/jpeg", size=MEGABYTE + 1),
        linked("v.mp4", "video/mp4"),
        linked("счёт.pdf", "application/pdf"),
    ]
    await send(port, api, outbound("Вот", attachments=files))
    assert [one["type"] for one in api.sent()] == ["picture", "file", "video", "file", "text"]
    assert api.sent()[3]["file_name"] == "счёт.pdf"


@pytest.mark.parametrize(("text", "kinds"), [("Вот", ["picture"]), ("д" * 513, ["picture", "text"])])
async def test_a_short_text_stands_under_its_picture(
    port: FakePort, api: ViberApi, text: str, kinds: list[str]
) -> None:
    await send(port, api, outbound(text, attachments=[linked("1.png", "image/png")]))
    assert [one["type"] for one in api.sent()] == kinds


async def test_a_file_without_a_link_is_given_up_before_a_request(port: FakePort, api: ViberApi) -> None:
    error = await refused(port, api, outbound("Вот", attachments=[attachment("1.png", "image/png", b"x")]))
    assert (error.code, error.remedy, api.requests) == ("viber.no_public_address", Remedy.GIVE_UP, [])


async def test_buttons_say_what_they_show_and_what_is_a_machines_stays_unseen(port: FakePort, api: ViberApi) -> None:
    buttons = [Button(title="5", data="~rate:5"), Button(title="Да"), Button(title="Сайт", url="https://example.org")]
    await send(port, api, outbound("Как вам?", buttons=buttons))
    shown = api.sent()[0]["keyboard"]["Buttons"]
    known = [(one["ActionType"], one["ActionBody"], one["Text"], one.get("Silent")) for one in shown]
    assert known == [
        ("reply", "~rate:5", "5", True),
        ("reply", "Да", "Да", None),
        ("open-url", "https://example.org", "Сайт", None),
    ]


async def test_nothing_to_send_is_given_up_before_a_request(port: FakePort, api: ViberApi) -> None:
    error = await refused(port, api, outbound("  \n"))
    assert (error.code, error.remedy, api.requests) == ("viber.empty", Remedy.GIVE_UP, [])


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (1, "link_refused", Remedy.GIVE_UP),
        (2, "token_refused", Remedy.RECONNECT),
        (3, "refused", Remedy.GIVE_UP),
        (5, "not_registered", Remedy.UNREACHABLE),
        (6, "not_subscribed", Remedy.UNREACHABLE),
        (7, "bot_blocked", Remedy.RECONNECT),
        (10, "webhook_missing", Remedy.RECONNECT),
        (11, "no_suitable_device", Remedy.UNREACHABLE),
        (12, "too_many", Remedy.RETRY),
        (13, "refused", Remedy.GIVE_UP),
        (999, "unavailable", Remedy.RETRY),
    ],
)
async def test_a_status_says_what_to_do_about_it(
    port: FakePort, api: ViberApi, status: int, code: str, remedy: Remedy
) -> None:
    api.script("send_message", Status(status))
    error = await refused(port, api)
    assert (error.code, error.remedy, error.detail) == (f"viber.{code}", remedy, f"words ({status})")


async def test_a_server_that_asks_for_a_pause_gets_it(port: FakePort, api: ViberApi) -> None:
    api.script("send_message", web.Response(status=429, headers={"Retry-After": "7"}), web.Response(status=502))
    first, second = await refused(port, api), await refused(port, api)
    assert (first.code, first.remedy, first.retry_after_seconds) == ("viber.too_many", Remedy.RETRY, 7.0)
    assert (second.code, second.remedy) == ("viber.unavailable", Remedy.RETRY)


@pytest.mark.parametrize("outcome", [LostAnswer(), web.Response(text="<html>"), web.Response(text='{"status":0}')])
async def test_an_answer_lost_or_unreadable_is_unknown(
    port: FakePort, api: ViberApi, outcome: LostAnswer | web.Response
) -> None:
    api.script("send_message", outcome)
    assert (await refused(port, api)).remedy is Remedy.UNKNOWN
    assert len(api.sent()) == 1


async def test_a_failure_in_the_middle_is_not_retried(port: FakePort, api: ViberApi) -> None:
    await send(port, api, outbound("Да"))
    api.script("send_message", web.json_response({"status": 0, "message_token": 1}), Status(12))
    error = await refused(port, api, outbound("д" * 7001))
    assert (error.code, error.remedy, error.detail) == ("viber.partly_sent", Remedy.UNKNOWN, "viber.too_many")


@pytest.mark.parametrize("outcome", ["lost", "echo", "down"])
async def test_the_token_is_in_no_error_however_it_is_printed(port: FakePort, api: ViberApi, outcome: str) -> None:
    known = config(api) if outcome != "down" else config(api, base_url="http://127.0.0.1:9")
    api.script("send_message", LostAnswer() if outcome == "lost" else Status(3, f"bad {TOKEN}"))
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, known, outbound("Да"))
    assert TOKEN not in "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))


async def test_connecting_sets_the_webhook_and_learns_the_bots_address(port: FakePort, api: ViberApi) -> None:
    connection = await provider.connect(port, config(api))
    assert (connection.address, connection.facts) == ("tea_shop", {"uri": "tea_shop", "name": "Чайная"})
    assert api.webhook == port.webhook_url


async def test_an_address_viber_will_not_call_is_told(port: FakePort, api: ViberApi) -> None:
    port.webhook_url = "http://desk.example.ru/hooks/1"
    with pytest.raises(ChannelError) as caught:
        await provider.connect(port, config(api))
    assert (caught.value.code, caught.value.remedy) == ("viber.webhook_refused", Remedy.RECONNECT)
    assert (await provider.check(port, config(api)))[1].detail == "viber.webhook_refused"


async def test_disconnecting_takes_the_webhook_away_and_forgives_a_revoked_token(port: FakePort, api: ViberApi) -> None:
    await provider.connect(port, config(api))
    await provider.disconnect(port, config(api))
    assert api.webhook == ""
    await provider.disconnect(port, config(api, token="revoked-token-of-the-bot"))


async def test_a_check_says_what_is_wrong(port: FakePort, api: ViberApi) -> None:
    assert [(one.code, one.ok) for one in await provider.check(port, config(api))] == [
        ("viber.token", True),
        ("viber.intake", True),
    ]
    api.webhook = "https://other.example.org/hook"
    assert (await provider.check(port, config(api)))[1].detail == "viber.other_webhook"
    [step] = await provider.check(port, config(api, token="wrong-token-of-the-bot"))
    assert (step.ok, step.detail) == (False, "viber.token_refused")


async def test_a_file_is_fetched_by_its_link(port: FakePort, api: ViberApi) -> None:
    api.files["1"] = b"picture"
    url = api.base_url.removesuffix("/pa") + "/files/"
    file = InboundAttachment(name="1.png", media_type="image/png", ref=f"{url}1")
    assert await provider.fetch_media(port, config(api), file) == b"picture"
    with pytest.raises(ChannelError) as caught:
        await provider.fetch_media(port, config(api), msgspec.structs.replace(file, ref=f"{url}2"))
    assert caught.value.remedy is Remedy.GIVE_UP
