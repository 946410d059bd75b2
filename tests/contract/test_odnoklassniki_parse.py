"""Events as Odnoklassniki sends them become the contract's; whatever comes, nothing raises and no words are lost."""

import json
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ports import NOON

from otklik.channels.contract import (
    Inbound,
    InboundMessage,
    InboundPress,
    InboundUnknown,
    Location,
    ParseFailed,
    RawItem,
    SignatureRefused,
    WebhookReply,
    WebhookRequest,
)
from otklik.channels.odnoklassniki.events import CHAT_TYPE, FILES
from otklik.channels.providers.odnoklassniki import TYPES, provider

Event = TypeVar("Event")


def read(body: object, *, chat_type: str = "") -> list[Inbound]:
    headers = {CHAT_TYPE: chat_type} if chat_type else {}
    item = RawItem(event_id="1", body=json.dumps(body).encode(), headers=headers, received_at=NOON)
    return provider.parse(item, {})


def only(kind: type[Event], body: object, *, chat_type: str = "") -> Event:
    [event] = read(body, chat_type=chat_type)
    assert isinstance(event, kind)
    return event


def event(name: str = "MESSAGE_CREATED", /, **content: object) -> dict[str, object]:
    frame = {
        "webhookType": name,
        "sender": {"user_id": "user:123456789012", "name": "Анна"},
        "recipient": {"chat_id": "chat:C3ecb9d02a600"},
        "timestamp": 1498581292941,
    }
    return {**frame, **content}


def said(**body: object) -> dict[str, object]:
    return event(message={"seq": 98211023614189660, "mid": "mid:C3ecb9d02a600.15cea67d78d2059", **body})


def message(**body: object) -> InboundMessage:
    return only(InboundMessage, said(**body))


def post(body: object, *, key: str = "s3cret", secret: str = "s3cret") -> WebhookReply:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return provider.webhook(
        WebhookRequest(method="POST", path="/", query={"key": key}, headers={}, body=raw, secret=secret), {}
    )


def test_a_message_of_a_person() -> None:
    found = message(text="Здравствуйте", reply_to="mid:C.1")
    assert (found.external_id, found.thread_id) == ("mid:C3ecb9d02a600.15cea67d78d2059", "chat:C3ecb9d02a600")
    assert (found.sender.id, found.sender.name, found.text) == ("user:123456789012", "Анна", "Здравствуйте")
    assert (found.reply_to_id, found.in_group) == ("mid:C.1", False)
    assert found.sent_at == datetime(2017, 6, 27, 16, 34, 52, 941000, UTC)


def test_an_event_without_its_kind_is_known_by_what_it_holds() -> None:
    bare = {name: value for name, value in said(text="да").items() if name != "webhookType"}
    assert only(InboundMessage, bare).text == "да"
    press = {name: value for name, value in event(callbackId="c1", payload="y").items() if name != "webhookType"}
    assert only(InboundPress, press).data == "y"


@pytest.mark.parametrize(("chat_type", "group"), [("DIALOG", False), ("GROUP_CHAT", True), ("CHAT", True)])
def test_a_group_is_known_by_what_was_asked_of_its_chat(chat_type: str, group: bool) -> None:
    assert only(InboundMessage, said(text="всем"), chat_type=chat_type).in_group is group


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("IMAGE", ("image", "photo.jpg", "image/jpeg")),
        ("VIDEO", ("video", "video.mp4", "video/mp4")),
        ("AUDIO", ("voice", "audio.mp3", "audio/mpeg")),
        ("STICKER", ("sticker", "sticker.png", "image/png")),
    ],
)
def test_files_become_attachments(kind: str, expected: tuple[str, ...]) -> None:
    [file] = message(attachments=[{"type": kind, "payload": {"url": "https://ok/f"}}]).attachments
    assert (file.kind, file.name, file.media_type, file.ref) == (*expected, "https://ok/f")


def test_a_file_keeps_its_name_and_one_attachment_may_come_alone() -> None:
    one = {"type": "FILE", "payload": {"url": "https://ok/f", "filename": "счёт.pdf"}}
    [file] = message(attachment=one).attachments
    assert (file.name, file.media_type, file.kind) == ("счёт.pdf", "application/pdf", "document")


@pytest.mark.parametrize(
    ("attachment", "text"),
    [
        ({"type": "SHARE", "payload": {"url": "https://e.org", "title": "Статья"}}, "Статья\nhttps://e.org"),
        ({"type": "CONTACT", "payload": {"first_name": "Борис", "phone": "+7999"}}, "Борис\n+7999"),
        ({"type": "PRESENT", "payload": {}}, "[PRESENT]"),
        ({"type": "IMAGE", "payload": {}}, "[IMAGE]"),
    ],
)
def test_what_is_no_file_is_shown_in_words(attachment: dict[str, object], text: str) -> None:
    assert message(attachments=[attachment]).text == text


@pytest.mark.parametrize(
    "where", [{"latitude": 1.5, "longitude": 2.5}, {"payload": {"latitude": 1.5, "longitude": 2.5}}]
)
def test_a_place(where: dict[str, object]) -> None:
    assert message(attachments=[{"type": "LOCATION", **where}]).location == Location(latitude=1.5, longitude=2.5)


def test_a_press_of_a_button() -> None:
    found = only(InboundPress, event("MESSAGE_CALLBACK", payload="y", callbackId="c1"))
    assert (found.data, found.external_id, found.thread_id) == ("y", "c1", "chat:C3ecb9d02a600")


def test_service_and_unknown_events_are_named_and_a_poll_is_walked() -> None:
    found = read({"updates": [said(text="раз"), event("CHAT_SYSTEM"), event("TEA"), said(), said(text="два")]})
    assert [getattr(one, "name", "") for one in found] == ["", "CHAT_SYSTEM", "TEA", "message.empty", ""]
    assert read({"message": {"text": "?"}}) == [InboundUnknown(name="MESSAGE_CREATED.incomplete")]
    assert read({}) == [InboundUnknown(name="empty")]


def test_a_webhook_is_journalled_under_the_messages_own_id_whatever_else_is_repeated() -> None:
    told = [post(body) for body in (said(text="да"), event("MESSAGE_CALLBACK", callbackId="c1"), {"x": 1}, b"{")]
    ids = [reply.item.event_id for reply in told if reply.item]
    assert ids[:2] == ["mid:C3ecb9d02a600.15cea67d78d2059", "c1"]
    assert [one.partition(":")[0] for one in ids[2:]] == ["sha256", "sha256"]


@pytest.mark.parametrize(("key", "secret"), [("", "s3cret"), ("S3CRET", "s3cret"), ("", ""), ("секрет", "s3cret")])
def test_a_webhook_at_an_address_without_the_secret_is_refused(key: str, secret: str) -> None:
    with pytest.raises(SignatureRefused):
        post(said(text="да"), key=key, secret=secret)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_only_what_is_no_json_object_fails_to_parse(body: bytes) -> None:
    with pytest.raises(ParseFailed):
        provider.parse(RawItem(event_id="1", body=body), {})


KEYS = [
    *(
        "message",
        "sender",
        "recipient",
        "chat_id",
        "user_id",
        "name",
        "mid",
        "text",
        "attachments",
        "attachment",
        "type",
    ),
    *("payload", "url", "timestamp", "callbackId", "reply_to", "latitude", "longitude", "updates", *FILES),
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly
@given(name=st.sampled_from(TYPES), body=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6))
def test_whatever_shape_a_field_takes_nothing_raises(name: str, body: dict[str, object]) -> None:
    for one in (body, event(name, **body), said(**body), {"updates": [body]}):
        assert isinstance(provider.parse(RawItem(event_id="1", body=json.dumps(one).encode()), {}), list)
