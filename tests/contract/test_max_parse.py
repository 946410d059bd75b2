"""Updates as MAX sends them become the contract's events; whatever comes, nothing raises and no words are lost."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import TypeVar, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ports import NOON, SHARED

from otklik.channels.contract import (
    Inbound,
    InboundDelete,
    InboundEdit,
    InboundMessage,
    InboundPress,
    InboundReachability,
    InboundUnknown,
    Location,
    ParseFailed,
    RawItem,
    SharedContact,
)
from otklik.channels.max.events import FILES, READERS
from otklik.channels.providers.max import provider

SAMPLES = SHARED / "fixtures/webhooks"
TOKEN = "f9LHodD0cOI"
ANNA = {"user_id": 1, "first_name": "Анна", "last_name": "Ли", "is_bot": False, "last_activity_time": 1}
EVENTS: dict[str, type] = {
    "message_created": InboundMessage,
    "message_edited": InboundEdit,
    "message_removed": InboundDelete,
    "message_callback": InboundPress,
    "bot_started": InboundReachability,
    "bot_stopped": InboundReachability,
    "dialog_removed": InboundReachability,
}
Event = TypeVar("Event")


def read(body: object) -> list[Inbound]:
    item = RawItem(event_id="1", body=json.dumps(body).encode(), received_at=NOON)
    return provider.parse(item, {"token": TOKEN})


def only(kind: type[Event], body: object) -> Event:
    [event] = read(body)
    assert isinstance(event, kind)
    return event


def update(
    name: str = "message_created", *, link: object = None, group: bool = False, **body: object
) -> dict[str, object]:
    where = {"chat_id": -7 if group else 123, "chat_type": "chat" if group else "dialog", "user_id": 99}
    said = {"mid": "mid.a1", "seq": 116327994376978687, "text": "", **body}
    message = {"sender": ANNA, "recipient": where, "timestamp": 1772000000250, "body": said, "link": link}
    return {"update_type": name, "timestamp": 1772000000250, "user_locale": "ru", "message": message}


def message(**body: object) -> InboundMessage:
    return only(InboundMessage, update(**body))  # type: ignore[arg-type]  # link and group are named by the caller


def samples() -> list[dict[str, object]]:
    path = SAMPLES / "expected.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else []
    return [one for one in known if one["provider"] == "max"]


@pytest.mark.skipif(not SAMPLES.exists(), reason="the captured updates are not beside this checkout")
@pytest.mark.parametrize("expected", samples(), ids=lambda one: str(one["file"]))
def test_a_captured_update_reads_as_whoever_captured_it_expected(expected: dict[str, object]) -> None:
    item = RawItem(event_id="1", body=(SAMPLES / str(expected["file"])).read_bytes())
    found = provider.parse(item, {})
    wanted = cast("list[dict[str, object]]", expected.get("updates", [expected]))
    assert len(found) == len(wanted)
    for event, one in zip(found, wanted, strict=True):
        assert isinstance(event, EVENTS.get(str(one["event"]), InboundUnknown))
        if not isinstance(event, InboundUnknown):
            _agrees(event, one)


def _agrees(event: Inbound, expected: dict[str, object]) -> None:
    assert not isinstance(event, InboundUnknown)
    known = {name: str(value) for name, value in expected.items() if value is not None}
    milliseconds = cast("int", expected["timestamp"])
    at = datetime.fromtimestamp(milliseconds // 1000, UTC) + timedelta(milliseconds=milliseconds % 1000)
    assert getattr(event, "thread_id") == known["chat_id"]  # noqa: B009 - events of several kinds
    assert getattr(event, "sent_at") == at  # noqa: B009
    if not isinstance(event, InboundDelete):
        assert getattr(event, "sender").id == known["sender_id"]  # noqa: B009
    if isinstance(event, InboundPress):
        assert (event.external_id, event.data, event.message_id) == (
            known["callback_id"],
            known["data"],
            known["message_id"],
        )
    elif not isinstance(event, InboundReachability):
        assert getattr(event, "external_id") == known["message_id"]  # noqa: B009
    if isinstance(event, InboundMessage | InboundEdit):
        assert event.text == known["text"]
    if isinstance(event, InboundMessage):
        assert bool(event.forwarded_from) == (known.get("forward_or_reply") == "forward")
        assert event.in_group == (known["chat_type"] == "chat") if "chat_type" in known else True


def test_a_message_of_a_person() -> None:
    found = message(text="Здравствуйте")
    assert (found.external_id, found.thread_id, found.text, found.in_group) == ("mid.a1", "123", "Здравствуйте", False)
    assert (found.sender.id, found.sender.name, found.sender.language) == ("1", "Анна Ли", "ru")
    assert found.sent_at == datetime(2026, 2, 25, 6, 13, 20, 250000, UTC)


def test_formatting_becomes_clean_html() -> None:
    link = {"type": "link", "from": 8, "length": 3, "url": "https://e.org/?a=1&b=2"}
    found = message(text="👍 туда <b>", markup=[{"type": "strong", "from": 3, "length": 4}, link])
    assert found.text == "👍 туда <b>"
    assert "<b>туда</b>" in found.html
    assert 'href="https://e.org/?a=1&amp;b=2"' in found.html
    assert "&lt;b&gt;</a>" in found.html


def test_a_group_is_marked_as_one() -> None:
    found = only(InboundMessage, update(text="всем", group=True))
    assert (found.in_group, found.thread_id, found.sender.id) == (True, "-7", "1")


def test_a_post_in_a_channel_is_nobodys_question() -> None:
    said = update(text="Новый урожай")
    cast("dict[str, object]", cast("dict[str, object]", said["message"])["recipient"])["chat_type"] = "channel"
    assert only(InboundUnknown, said).name == "message.of_a_channel"


def test_a_reply_names_the_message_it_answers() -> None:
    link = {"type": "reply", "sender": ANNA, "chat_id": 0, "message": {"mid": "mid.5", "seq": 1, "text": "?"}}
    found = only(InboundMessage, update(text="да", link=link))
    assert (found.reply_to_id, found.forwarded_from, found.text) == ("mid.5", "", "да")


def test_forwarded_words_are_the_message_or_quoted_above_it() -> None:
    link = {"type": "forward", "sender": ANNA, "message": {"mid": "mid.5", "seq": 1, "text": "Чек <1>"}}
    alone = only(InboundMessage, update(link=link))
    assert (alone.text, alone.forwarded_from) == ("Чек <1>", "Анна Ли")
    both = only(InboundMessage, update(text="См.", link=link))
    assert (both.text, both.html) == ("См.", "<blockquote>Чек &lt;1&gt;</blockquote>См.")


def test_what_the_bot_itself_wrote_elsewhere_is_outgoing_to_the_person() -> None:
    body = update(text="Едем")
    said = cast("dict[str, object]", body["message"])
    said |= {
        "sender": {"user_id": 99, "first_name": "Чайная", "is_bot": True},
        "recipient": {"chat_id": 123, "user_id": 1},
    }
    cast("dict[str, object]", said["recipient"])["chat_type"] = "dialog"
    found = only(InboundMessage, body)
    assert (found.outgoing, found.thread_id, found.sender.id) == (True, "123", "1")


@pytest.mark.parametrize(
    ("attachment", "expected"),
    [
        (
            {"type": "image", "payload": {"photo_id": 1, "token": "t", "url": "https://m/i"}},
            ("image", "photo.jpg", "https://m/i"),
        ),
        (
            {"type": "video", "payload": {"token": "v", "url": "https://m/v"}, "duration": 3},
            ("video", "video.mp4", "video:v"),
        ),
        ({"type": "audio", "payload": {"token": "a", "url": "https://m/a"}}, ("voice", "audio.mp3", "https://m/a")),
        (
            {"type": "file", "payload": {"token": "f", "url": "https://m/f"}, "filename": "счёт.pdf", "size": 9},
            ("document", "счёт.pdf", "https://m/f"),
        ),
        (
            {"type": "sticker", "payload": {"code": "s", "url": "https://m/s"}},
            ("sticker", "sticker.webp", "https://m/s"),
        ),
    ],
)
def test_files_become_attachments(attachment: dict[str, object], expected: tuple[str, ...]) -> None:
    [file] = message(attachments=[attachment]).attachments
    assert (file.kind, file.name, file.ref) == expected


def test_a_file_says_its_kind_and_size() -> None:
    attachment = {"type": "file", "payload": {"url": "https://m/f"}, "filename": "счёт.pdf", "size": 9}
    [file] = message(attachments=[attachment]).attachments
    assert (file.media_type, file.size) == ("application/pdf", 9)


def test_a_shared_page_and_content_nobody_foresaw_are_shown_in_words() -> None:
    share = {"type": "share", "payload": {"url": "https://e.org/a"}, "title": "Статья", "description": "О чае"}
    assert message(attachments=[share]).text == "Статья\nО чае\nhttps://e.org/a"
    assert message(
        text="Вот https://e.org/a", attachments=[{"type": "share", "payload": {"url": "https://e.org/a"}}]
    ).text == ("Вот https://e.org/a")
    assert message(attachments=[{"type": "hologram"}]).text == "[hologram]"


def test_a_place() -> None:
    found = message(attachments=[{"type": "location", "latitude": 55.75, "longitude": 37.61}])
    assert found.location == Location(latitude=55.75, longitude=37.61)


CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nTEL;TYPE=cell:+79990000000\r\nFN:Анна Ли\r\nEND:VCARD"


@pytest.mark.parametrize(("key", "own"), [(TOKEN, True), ("other", False), (None, False)])
def test_a_shared_number_is_ones_own_only_when_max_signed_it(key: str | None, own: bool) -> None:
    signed = hmac.new(key.encode(), CARD.encode(), hashlib.sha256).hexdigest() if key else ""
    contact = {"type": "contact", "payload": {"vcf_info": CARD, "hash": signed}}
    assert message(attachments=[contact]).contact == SharedContact(name="Анна Ли", phone="+79990000000", own=own)


def test_a_link_brings_its_payload() -> None:
    body = {"update_type": "bot_started", "timestamp": 5, "chat_id": 123, "user": ANNA, "payload": "chat42"}
    reachable, start = read(body)
    assert isinstance(reachable, InboundReachability)
    assert isinstance(start, InboundMessage)
    assert (start.start_payload, start.text, start.thread_id, start.external_id) == (
        "chat42",
        "/start chat42",
        "123",
        "start:5",
    )


@pytest.mark.parametrize(
    ("name", "reachable"), [("bot_started", True), ("bot_stopped", False), ("dialog_removed", False)]
)
def test_starting_and_stopping_the_bot_is_told(name: str, reachable: bool) -> None:
    found = only(InboundReachability, {"update_type": name, "timestamp": 5, "chat_id": 123, "user": ANNA})
    assert (found.reachable, found.thread_id, found.sender.id) == (reachable, "123", "1")


def test_an_edit_and_a_removal_name_the_message() -> None:
    assert only(InboundEdit, update("message_edited", text="Исправлено")).external_id == "mid.a1"
    body = {"update_type": "message_removed", "timestamp": 5, "message_id": "mid.a1", "chat_id": 123, "user_id": 1}
    assert only(InboundDelete, body).external_id == "mid.a1"


def test_all_that_one_poll_brought_is_walked() -> None:
    found = read({"updates": [update(text="раз"), {"update_type": "user_added"}, update(text="два")], "marker": 3})
    assert [type(one) for one in found] == [InboundMessage, InboundUnknown, InboundMessage]


def test_an_unknown_update_is_named() -> None:
    assert read({"update_type": "tea_ceremony"}) == [InboundUnknown(name="tea_ceremony")]
    assert read({"update_type": "message_created"}) == [InboundUnknown(name="message_created.incomplete")]
    assert read({}) == [InboundUnknown(name="empty")]
    assert only(InboundUnknown, update()).name == "message.empty"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_only_what_is_no_json_object_fails_to_parse(body: bytes) -> None:
    with pytest.raises(ParseFailed):
        provider.parse(RawItem(event_id="1", body=body), {})


KEYS = [
    *("message", "body", "link", "sender", "recipient", "chat_id", "chat_type", "user", "user_id", "callback", "mid"),
    *(
        "callback_id",
        "payload",
        "timestamp",
        "text",
        "markup",
        "attachments",
        "type",
        "url",
        "token",
        "vcf_info",
        "hash",
    ),
    *("message_id", "filename", "from", "length", "latitude", "longitude", *FILES),
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly
@given(name=st.sampled_from(sorted(READERS)), body=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6))
def test_whatever_shape_a_field_takes_nothing_raises(name: str, body: dict[str, object]) -> None:
    frame = {"chat_id": 1, "user": ANNA, "message_id": "mid.1", "timestamp": 1}
    whole = {**update(name), **frame}
    inner = update(name)
    cast("dict[str, object]", cast("dict[str, object]", inner["message"])["body"]).update(body)
    for one in ({"update_type": name, **body}, {**whole, **body}, inner, {"updates": [body]}):
        assert isinstance(provider.parse(RawItem(event_id="1", body=json.dumps(one).encode()), {"token": "t"}), list)
