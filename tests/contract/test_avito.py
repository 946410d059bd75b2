"""Avito's deliveries become the contract's events; answers reach an API that knows Avito's own OpenAPI documents."""

import json
import traceback
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import ports
from tests.contract.avitoapi import (
    ACCOUNT,
    CHAT,
    CLIENT_ID,
    CLIENT_SECRET,
    MARIA,
    AvitoApi,
    LostAnswer,
    Refused,
    avito_api,
)
from tests.ports import NOON, FakePort, attachment

from otklik.channels.contract import (
    ChannelError,
    Config,
    Inbound,
    InboundAttachment,
    InboundDelete,
    InboundMessage,
    InboundUnknown,
    Location,
    OutboundMessage,
    ParseFailed,
    RawItem,
    Remedy,
    SendResult,
    SignatureRefused,
    Stranger,
    WebhookReply,
    WebhookRequest,
)
from otklik.channels.providers.avito import Avito

provider = Avito()
Json = dict[str, Any]  # Any: JSON
Event = TypeVar("Event")


@pytest.fixture
async def api() -> AsyncIterator[AvitoApi]:
    async with avito_api() as server:
        yield server


def config(api: AvitoApi, **changed: str) -> Config:
    known = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "user_id": str(ACCOUNT)}
    return {**known, "base_url": api.base_url, **changed}


# ---- what comes in -----------------------------------------------------------------------------------


def delivery(kind: str, content: object, **changed: object) -> Json:
    value = {"id": "msg1", "chat_id": CHAT, "user_id": ACCOUNT, "author_id": 456, "created": 1700000000, "type": kind}
    value |= {"chat_type": "u2i", "item_id": 1768287444, "read": None, "content": content, **changed}
    return {"id": "abc", "version": "v3.0.0", "timestamp": 1, "payload": {"type": "message", "value": value}}


def read(body: object) -> Inbound:
    [event] = provider.parse(RawItem(event_id="1", body=json.dumps(body).encode(), received_at=NOON), {})
    return event


def only(kind: type[Event], body: object) -> Event:
    event = read(body)
    assert isinstance(event, kind)
    return event


def said(kind: str, content: object, **changed: object) -> InboundMessage:
    return only(InboundMessage, delivery(kind, content, **changed))


def test_a_text_says_who_wrote_it_in_which_chat() -> None:
    message = said("text", {"text": "привет!"})
    assert (message.external_id, message.thread_id, message.sender.id) == ("msg1", CHAT, "456")
    assert (message.text, message.outgoing) == ("привет!", False)
    assert message.sent_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_what_the_company_wrote_itself_is_ours_and_says_not_to_whom() -> None:
    message = said("text", {"text": "Здравствуйте"}, author_id=ACCOUNT)
    assert (message.outgoing, message.sender.id) == (True, "")


def test_a_picture_is_the_largest_of_its_sizes() -> None:
    sizes = {
        "32x32": "https://i.example/s.jpg",
        "1280x960": "https://i.example/b.png",
        "640x480": "https://i.example/m",
    }
    [picture] = said("image", {"image": {"sizes": sizes}}).attachments
    assert (picture.ref, picture.media_type, picture.kind) == ("https://i.example/b.png", "image/png", "image")


def test_a_voice_is_asked_for_when_it_is_fetched() -> None:
    [voice] = said("voice", {"voice": {"voice_id": "v-1"}}).attachments
    assert (voice.ref, voice.kind, voice.media_type) == ("voice:v-1", "voice", "audio/mp4")


def test_a_place() -> None:
    place = {"kind": "street", "lat": 55.5, "lon": 37.6, "text": "ул. Ленина", "title": "Дом"}
    expected = Location(latitude=55.5, longitude=37.6, title="Дом", address="ул. Ленина")
    assert said("location", {"location": place}).location == expected


@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [
        (
            "link",
            {"link": {"text": "Тут https://a.example/1", "url": "https://a.example/1"}},
            "Тут https://a.example/1",
        ),
        ("link", {"link": {"url": "https://a.example/1", "preview": {"title": "Чай"}}}, "Чай\nhttps://a.example/1"),
        (
            "item",
            {"item": {"title": "Чайник", "price_string": "500 ₽", "item_url": "https://avito.ru/1"}},
            "Чайник\n500 ₽\nhttps://avito.ru/1",
        ),
        ("call", {"call": {"status": "missed", "target_user_id": 1}}, "[call: missed]"),
        ("video", {}, "[video]"),
        ("tea_ceremony", {"cups": 2}, "[tea_ceremony]"),
    ],
)
def test_what_has_words_shows_them_and_the_rest_that_it_came(kind: str, content: Json, text: str) -> None:
    assert said(kind, content).text == text


def test_a_deleted_message_is_deleted() -> None:
    event = only(InboundDelete, delivery("deleted", {}))
    assert (event.external_id, event.thread_id) == ("msg1", CHAT)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (
            delivery("system", {"flow_id": "seller_audience_discount", "text": "Скидка"}),
            "system.seller_audience_discount",
        ),
        (delivery("text", {"text": "?"}, chat_id=None), "message.incomplete"),
        ({"payload": {"type": "tea_ceremony"}}, "tea_ceremony"),
        ({}, "empty"),
    ],
)
def test_what_is_nobodys_words_is_named_and_kept(body: Json, name: str) -> None:
    assert only(InboundUnknown, body).name == name


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_only_what_is_no_json_object_fails_to_parse(body: bytes) -> None:
    with pytest.raises(ParseFailed):
        provider.parse(RawItem(event_id="1", body=body), {})


KEYS = [
    "id",
    "chat_id",
    "author_id",
    "user_id",
    "created",
    "type",
    "content",
    "text",
    "image",
    "sizes",
    "32x32",
    "link",
    "url",
    "preview",
    "title",
    "item",
    "call",
    "status",
    "voice",
    "voice_id",
    "location",
    "lat",
    "lon",
]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([*KEYS, "https://["])
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    kind=st.sampled_from(["text", "image", "link", "item", "location", "call", "voice", "deleted", "system"]),
    body=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6),
)
def test_whatever_shape_a_field_takes_nothing_raises(kind: str, body: Json) -> None:
    whole = delivery(kind, {kind: body})
    whole["payload"]["value"] |= body
    for one in (
        delivery(kind, body),
        delivery(kind, {kind: body}),
        whole,
        {"payload": {"type": "message", "value": body}},
    ):
        assert read(one)


def post(body: bytes, *, given: str = "s3cret", secret: str = "s3cret") -> WebhookReply:
    request = WebhookRequest(
        method="POST", path="/", query={"secret": given} if given else {}, headers={}, body=body, secret=secret
    )
    return provider.webhook(request, {})


def test_a_delivery_is_known_by_its_message_and_a_deletion_is_another() -> None:
    first, again, gone = (json.dumps(delivery(kind, {})).encode() for kind in ("text", "text", "deleted"))
    items = [post(one).item for one in (first, again, gone)]
    assert [one.event_id for one in items if one] == ["text:msg1", "text:msg1", "deleted:msg1"]
    for body in (b"{}", b"{oops"):
        item = post(body).item
        assert item is not None
        assert item.event_id.startswith("sha256:")


@pytest.mark.parametrize(("given", "secret"), [("", "s3cret"), ("S3CRET", "s3cret"), ("", ""), ("секрет", "s3cret")])
def test_a_delivery_to_an_address_without_the_secret_is_refused(given: str, secret: str) -> None:
    with pytest.raises(SignatureRefused):
        post(b"{}", given=given, secret=secret)


# ---- what goes out -----------------------------------------------------------------------------------


outbound = partial(ports.outbound, thread_id=CHAT, to="456")


async def send(port: FakePort, api: AvitoApi, message: OutboundMessage) -> SendResult:
    return await Avito().send(port, config(api), message)


async def refused(port: FakePort, api: AvitoApi, message: OutboundMessage | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, message or outbound("Да"))
    return caught.value


async def test_text_goes_into_its_chat_and_comes_back_with_an_id(port: FakePort, api: AvitoApi) -> None:
    result = await send(port, api, outbound("1 < 2"))
    assert api.sent() == [{"type": "text", "message": {"text": "1 < 2"}}]
    assert (result.external_id, result.accepted_at) == ("msg1", datetime(2026, 3, 2, 12, 0, tzinfo=UTC))


async def test_the_pass_is_fetched_once_a_day_and_again_when_it_was_taken_back(port: FakePort, api: AvitoApi) -> None:
    one = Avito()
    await one.send(port, config(api), outbound("1"))
    await one.send(port, config(api), outbound("2"))
    assert api.passes == 1
    api.revoke_pass()
    await one.send(port, config(api), outbound("3"))
    assert (api.passes, len(api.sent())) == (3, 4)
    port.clock.move(timedelta(days=1))
    await one.send(port, config(api), outbound("4"))
    assert api.passes == 4


async def test_text_over_the_limit_goes_in_parts(port: FakePort, api: AvitoApi) -> None:
    result = await send(port, api, outbound("👍" * 700))
    assert "".join(one["message"]["text"] for one in api.sent()) == "👍" * 700
    assert result.external_ids == ("msg1", "msg2")


async def test_pictures_are_kept_at_avito_and_the_text_follows(port: FakePort, api: AvitoApi) -> None:
    await send(port, api, outbound("Вот", attachments=[attachment("1.png", "image/png", b"picture")]))
    assert api.uploads == [("uploadfile[]", b"picture")]
    assert api.sent() == [{"image_id": "12345.abc"}, {"type": "text", "message": {"text": "Вот"}}]


async def test_a_file_that_is_no_picture_is_given_up_before_anything_is_sent(port: FakePort, api: AvitoApi) -> None:
    files = [attachment("1.png", "image/png", b"x"), attachment("1.pdf", "application/pdf", b"x")]
    error = await refused(port, api, outbound(attachments=files))
    assert (error.code, error.remedy, api.requests) == ("avito.only_pictures", Remedy.GIVE_UP, [])


async def test_nothing_to_send_is_given_up_before_a_request(port: FakePort, api: AvitoApi) -> None:
    error = await refused(port, api, outbound(" "))
    assert (error.code, error.remedy, api.requests) == ("avito.empty", Remedy.GIVE_UP, [])


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (400, "refused", Remedy.GIVE_UP),
        (402, "plan_missing", Remedy.RECONNECT),
        (403, "access_refused", Remedy.RECONNECT),
        (404, "chat_not_found", Remedy.UNREACHABLE),
        (429, "too_many", Remedy.RETRY),
        (500, "unavailable", Remedy.RETRY),
        (503, "unavailable", Remedy.RETRY),
    ],
)
async def test_a_status_says_what_to_do_about_it(
    port: FakePort, api: AvitoApi, status: int, code: str, remedy: Remedy
) -> None:
    api.script("messages", Refused(status, retry_after="9"))
    error = await refused(port, api)
    assert (error.code, error.remedy, error.detail) == (f"avito.{code}", remedy, "words")
    assert error.retry_after_seconds == 9.0


async def test_a_pass_refused_twice_is_told(port: FakePort, api: AvitoApi) -> None:
    api.script("messages", Refused(401), Refused(401))
    error = await refused(port, api)
    assert (error.code, error.remedy) == ("avito.token_refused", Remedy.RECONNECT)


@pytest.mark.parametrize("outcome", [LostAnswer(), web.Response(text="<html>"), web.Response(text='{"ok":true}')])
async def test_an_answer_lost_or_unreadable_is_unknown_and_never_repeated(
    port: FakePort, api: AvitoApi, outcome: LostAnswer | web.Response
) -> None:
    api.script("messages", outcome)
    assert (await refused(port, api)).remedy is Remedy.UNKNOWN
    assert len(api.sent()) == 1


async def test_a_lost_pass_was_no_message(port: FakePort, api: AvitoApi) -> None:
    api.script("token", LostAnswer())
    assert (await refused(port, api)).remedy is Remedy.RETRY


@pytest.mark.parametrize("outcome", ["lost", "echo", "down"])
async def test_no_secret_is_in_any_error_however_it_is_printed(port: FakePort, api: AvitoApi, outcome: str) -> None:
    known = config(api) if outcome != "down" else config(api, base_url="http://127.0.0.1:9")
    api.script("token", LostAnswer() if outcome == "lost" else Refused(400, f"bad {CLIENT_SECRET}"))
    with pytest.raises(ChannelError) as caught:
        await Avito().send(port, known, outbound("Да"))
    assert CLIENT_SECRET not in "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))


async def test_connecting_sets_the_webhook_with_the_secret_in_it(port: FakePort, api: AvitoApi) -> None:
    connection = await Avito().connect(port, config(api))
    assert connection.address == "Чайная"
    assert connection.facts["user_id"] == str(ACCOUNT)
    assert api.webhook == f"{port.webhook_url}?secret={port.webhook_secret}"


async def test_disconnecting_takes_the_webhook_away_and_forgives_revoked_keys(port: FakePort, api: AvitoApi) -> None:
    await Avito().connect(port, config(api))
    await Avito().disconnect(port, config(api))
    assert api.webhook == ""
    await Avito().disconnect(port, config(api, client_secret="revoked"))


async def test_a_check_goes_well_step_by_step(port: FakePort, api: AvitoApi) -> None:
    steps = await Avito().check(port, config(api))
    assert [(one.code, one.ok) for one in steps] == [
        ("avito.keys", True),
        ("avito.messages", True),
        ("avito.intake", True),
    ]
    port.webhook_url = "http://desk.example.ru/hooks/1"
    assert (await Avito().check(port, config(api)))[-1].detail == "avito.webhook_refused"


@pytest.mark.parametrize(
    ("changed", "code", "detail"),
    [
        ({"client_secret": "wrong"}, "avito.keys", "avito.keys_refused"),
        ({"user_id": "1"}, "avito.keys", "avito.other_profile"),
    ],
)
async def test_a_check_stops_at_what_is_wrong(
    port: FakePort, api: AvitoApi, changed: dict[str, str], code: str, detail: str
) -> None:
    [step] = await Avito().check(port, config(api, **changed))
    assert (step.code, step.ok, step.detail) == (code, False, detail)


async def test_a_check_tells_a_plan_without_messages(port: FakePort, api: AvitoApi) -> None:
    api.script("chats", Refused(402, "Payment required"))
    last = (await Avito().check(port, config(api)))[-1]
    assert (last.code, last.ok, last.detail) == ("avito.messages", False, "avito.plan_missing")


async def test_a_picture_and_a_voice_are_fetched_without_showing_the_pass(port: FakePort, api: AvitoApi) -> None:
    api.files["1"] = b"bytes"
    for ref in (f"{api.base_url}/files/1", "voice:1"):
        assert (
            await Avito().fetch_media(port, config(api), InboundAttachment(name="x", media_type="x/y", ref=ref))
            == b"bytes"
        )
    with pytest.raises(ChannelError) as caught:
        await Avito().fetch_media(port, config(api), InboundAttachment(name="x", media_type="x/y", ref="voice:2"))
    assert (caught.value.code, caught.value.remedy) == ("avito.file_gone", Remedy.GIVE_UP)


# ---- what no webhook brought -------------------------------------------------------------------------


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ROUND_SECONDS", "PAUSE_SECONDS"):
        monkeypatch.setattr(f"otklik.channels.avito.catching.{name}", 0.01)


def at(seconds: int) -> int:
    """Unix time, counted from the moment the listener starts."""
    return int(NOON.timestamp()) + seconds


@pytest.mark.usefixtures("hasty")
async def test_what_no_webhook_brought_is_found_with_names_and_known_by_the_webhooks_id(
    port: FakePort, api: AvitoApi
) -> None:
    api.writes(author=MARIA, text="давно", at=at(-3600))
    asked = api.writes(author=MARIA, text="Ещё продаёте?", at=at(-60))
    answered = api.writes(author=ACCOUNT, text="Да", at=at(-30))
    async with ports.listening(provider.listen(port, config(api))):
        await port.until(lambda: len(port.deposited) == 2 and port.reports[-1:] == [None])
    first, second = [event for item in port.deposited for event in provider.parse(item, {})]
    assert isinstance(first, InboundMessage)
    assert isinstance(second, InboundMessage)
    assert (first.text, first.sender.id, first.sender.name, first.outgoing) == ("Ещё продаёте?", "456", "Мария", False)
    assert (second.text, second.sender.id, second.sender.name, second.outgoing) == ("Да", "456", "Мария", True)
    assert [one.event_id for one in port.deposited] == [f"text:{asked['id']}", f"text:{answered['id']}"]
    webhook = delivery("text", {"text": "Ещё продаёте?"}, id=asked["id"])
    [first_item, _] = port.deposited
    reply = post(json.dumps(webhook).encode())
    assert reply.item is not None
    assert reply.item.event_id == first_item.event_id


@pytest.mark.usefixtures("hasty")
async def test_after_an_absence_all_that_was_written_meanwhile_is_leafed_through(port: FakePort, api: AvitoApi) -> None:
    port.state = {"since": at(-7200)}
    for number in range(230):
        api.writes(author=MARIA, chat=f"chat-{number % 3}", text=str(number), at=at(number - 7200))
    async with ports.listening(provider.listen(port, config(api))):
        await port.until(lambda: len(port.deposited) == 230 and bool(port.reports))
    assert port.state == {"since": at(0)}


@pytest.mark.usefixtures("hasty")
async def test_a_chat_in_which_nothing_happened_is_not_asked_for_again(port: FakePort, api: AvitoApi) -> None:
    api.writes(author=MARIA, at=at(-5))

    def looked(name: str) -> int:
        return sum(path.rstrip("/").endswith(name) for verb, path, _ in api.requests if verb == "GET")

    async with ports.listening(provider.listen(port, config(api))):
        await port.until(lambda: looked("/chats") >= 3)
    assert looked("/messages") == 1


@pytest.mark.usefixtures("hasty")
async def test_looking_through_chats_says_why_it_cannot_go_on(port: FakePort, api: AvitoApi) -> None:
    api.script("chats", Refused(429, retry_after="7"))
    with pytest.raises(ChannelError) as caught:
        await provider.listen(port, config(api))
    assert (caught.value.code, caught.value.remedy) == ("avito.too_many", Remedy.RETRY)


async def test_a_chat_says_whom_it_is_with(port: FakePort, api: AvitoApi) -> None:
    api.writes(author=ACCOUNT)
    found = await provider.introduce(port, config(api), [Stranger(id="", thread_id=CHAT)])
    assert [(one.id, one.name) for one in found] == [("456", "Мария")]


async def test_that_it_was_read_is_shown(port: FakePort, api: AvitoApi) -> None:
    await provider.mark_read(port, config(api), CHAT, "msg1")
    assert api.requests[-1] == ("POST", f"/messenger/v1/accounts/{ACCOUNT}/chats/{CHAT}/read", {})
