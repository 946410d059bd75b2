"""What is said to a Page or an Instagram account becomes the contract's events, batches walked whole."""

import json
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.graphapi import APP_SECRET, VERIFY_TOKEN, signed
from tests.ports import NOON, SHARED

from otklik.channels.contract import (
    Inbound,
    InboundAccepted,
    InboundDelete,
    InboundDelivered,
    InboundEdit,
    InboundMessage,
    InboundPress,
    InboundReaction,
    InboundRead,
    InboundUnknown,
    Location,
    ParseFailed,
    RawItem,
    SignatureRefused,
    WebhookRequest,
)
from otklik.channels.meta.talks import ATTACHED, READERS
from otklik.channels.providers import instagram, messenger

FIXTURES = SHARED / "fixtures/webhooks"
PERSON, PAGE = "1423587017700273", "404217156637689"
AT = datetime(2016, 3, 23, 0, 25, 52, tzinfo=UTC)
URL = "https://cdn.example/a%20b.png?oe=1"
Json = dict[str, Any]  # Any: JSON
Event = TypeVar("Event")
PROVIDERS = {"messenger": messenger.provider, "instagram": instagram.provider}


def read(body: object) -> list[Inbound]:
    return messenger.provider.parse(RawItem(event_id="1", body=json.dumps(body).encode(), received_at=NOON), {})


def batch(*events: Json, part: str = "messaging") -> Json:
    return {"object": "page", "entry": [{"id": PAGE, "time": 1458692752478, part: list(events)}]}


def told(**content: object) -> Json:
    return {"sender": {"id": PERSON}, "recipient": {"id": PAGE}, "timestamp": 1458692752478, **content}


def only(kind: type[Event], body: Json) -> Event:
    [event] = read(batch(body))
    assert isinstance(event, kind)
    return event


def said(**content: object) -> InboundMessage:
    return only(InboundMessage, told(message={"mid": "m_1", **content}))


def test_a_text_says_who_wrote_it_when_and_to_what() -> None:
    message = said(text="hello", reply_to={"mid": "m_PREV"})
    assert (message.external_id, message.thread_id, message.sender.id) == ("m_1", PERSON, PERSON)
    assert (message.text, message.reply_to_id, message.sent_at) == ("hello", "m_PREV", AT)


@pytest.mark.parametrize(
    ("kind", "payload", "known"),
    [
        ("image", {"url": URL}, ("image", "image/png", "a b.png")),
        ("image", {"url": URL, "sticker_id": 369239263222822}, ("sticker", "image/png", "a b.png")),
        ("video", {"url": "https://cdn.example/"}, ("video", "video/mp4", "video.mp4")),
        ("audio", {"url": "https://cdn.example/1.mp4"}, ("audio", "video/mp4", "1.mp4")),
        ("file", {"url": "https://cdn.example/f.pdf"}, ("file", "application/pdf", "f.pdf")),
        ("story_mention", {"url": URL}, ("image", "image/png", "a b.png")),
        ("ig_reel", {"url": "https://cdn.example/r", "reel_video_id": "1", "title": "t"}, ("video", "video/mp4", "r")),
    ],
)
def test_a_file_is_known_by_its_address(kind: str, payload: Json, known: tuple[str, str, str]) -> None:
    [file] = said(attachments=[{"type": kind, "payload": payload}]).attachments
    assert (file.ref, file.kind, file.media_type, file.name) == (payload["url"], *known)


def test_the_story_somebody_answers_comes_along() -> None:
    message = said(text="Красиво", reply_to={"story": {"id": "1", "url": URL}})
    assert ([one.ref for one in message.attachments], message.reply_to_id) == ([URL], "")


def test_a_place_and_a_link() -> None:
    place = {"type": "location", "payload": {"coordinates": {"lat": 55.7, "long": 37.6}}}
    assert said(attachments=[place]).location == Location(latitude=55.7, longitude=37.6)
    link = {"type": "fallback", "title": "Чай", "payload": {"url": "https://tea.example/1"}}
    assert said(attachments=[link]).text == "Чай\nhttps://tea.example/1"
    assert said(text="Смотрите https://tea.example/1", attachments=[link]).text == "Смотрите https://tea.example/1\nЧай"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"is_unsupported": True}, "[unsupported]"),
        ({"attachments": [{"type": "tea_ceremony"}]}, "[tea_ceremony]"),
        ({"attachments": [{"type": "image", "payload": {"url": "javascript:alert(1)"}}]}, "[image]"),
        ({}, "[empty]"),
    ],
)
def test_what_nobody_can_read_shows_at_least_that_it_came(content: Json, text: str) -> None:
    assert said(**content).text == text


def test_a_quick_reply_says_its_title_and_one_for_a_machine_is_a_press() -> None:
    message = said(text="Red", quick_reply={"payload": "COLOR_RED"})
    assert (message.text, message.quick_payload) == ("Red", "COLOR_RED")
    press = only(InboundPress, told(message={"mid": "m_1", "text": "5", "quick_reply": {"payload": "~rate:5"}}))
    assert (press.data, press.external_id, press.thread_id) == ("~rate:5", "m_1", PERSON)


def test_a_postback_is_what_its_button_says_or_a_press() -> None:
    button = {"mid": "m_PB", "title": "Начать", "payload": "GET_STARTED", "referral": {"ref": "promo", "source": "ADS"}}
    message = only(InboundMessage, told(postback=button))
    assert (message.external_id, message.text, message.quick_payload) == ("m_PB", "Начать", "GET_STARTED")
    assert message.start_payload == "promo"
    press = only(InboundPress, told(postback={"payload": "MENU"}))
    assert (press.data, press.external_id) == ("MENU", f"postback:{PERSON}:1458692752478")
    assert only(InboundPress, told(postback={"title": "5", "payload": "~rate:5"})).data == "~rate:5"


@pytest.mark.parametrize(
    ("referral", "payload"), [({"ref": "promo", "source": "SHORTLINK"}, "promo"), ({"ad_id": "238"}, "238")]
)
def test_a_link_of_ours_tells_what_it_brought(referral: Json, payload: str) -> None:
    assert only(InboundMessage, told(referral=referral)).start_payload == payload
    assert said(text="Да", referral=referral).start_payload == payload


def test_what_the_company_wrote_elsewhere_is_ours_in_the_persons_thread() -> None:
    echo = {"sender": {"id": PAGE}, "recipient": {"id": PERSON}, "timestamp": 1458692752478}
    message = only(InboundMessage, {**echo, "message": {"mid": "m_E", "is_echo": True, "app_id": 1517, "text": "Едем"}})
    assert (message.outgoing, message.thread_id, message.recipients) == (True, PERSON, (PERSON,))
    assert message.sender.id == PAGE
    ours = {"mid": "m_E", "is_echo": True, "metadata": "otklik:row-1", "text": "Едем"}
    receipt = only(InboundAccepted, {**echo, "message": ours})
    assert (receipt.external_id, receipt.thread_id) == ("m_E", PERSON)


def test_receipts() -> None:
    [first, second] = read(batch(told(delivery={"mids": ["m_1", "m_2"], "watermark": 1458668856253})))
    assert isinstance(first, InboundDelivered)
    assert isinstance(second, InboundDelivered)
    assert (first.external_id, second.external_id, first.thread_id) == ("m_1", "m_2", PERSON)
    seen = only(InboundRead, told(read={"watermark": 1458668856800}))
    assert (seen.up_to, seen.thread_id, seen.sent_at) == (True, PERSON, AT)
    assert only(InboundRead, told(read={"mid": "m_1"})).external_id == "m_1"


def test_reactions_edits_and_messages_taken_back() -> None:
    love = {"mid": "m_T", "action": "react", "reaction": "love", "emoji": "❤️"}
    assert only(InboundReaction, told(reaction=love)).emoji == "❤️"
    assert only(InboundReaction, told(reaction={**love, "action": "unreact"})).emoji == ""
    edit = only(InboundEdit, told(message_edit={"mid": "m_T", "text": "new", "num_edit": 1}))
    assert (edit.external_id, edit.text) == ("m_T", "new")
    gone = only(InboundDelete, told(message={"mid": "m_DEL", "is_deleted": True}))
    assert (gone.external_id, gone.thread_id) == ("m_DEL", PERSON)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (batch(told(optin={"ref": "x"})), "optin"),
        (batch(told(message_edit={"mid": "m_T"})), "message_edit.wordless"),
        (batch(told(message={"text": "?"})), "message.incomplete"),
        (batch({"message": {"mid": "m_1"}}), "message.incomplete"),
        (batch(told(delivery={"watermark": 1})), "delivery.watermark"),
        (batch(told(referral={"source": "ADS"})), "referral"),
        (batch({"field": "feed", "value": {"item": "comment", "verb": "add"}}, part="changes"), "feed.comment.add"),
        (batch({}), "empty"),
        (batch(), "empty"),
        ({}, "empty"),
    ],
)
def test_what_is_nobodys_words_is_named_and_kept(body: Json, name: str) -> None:
    assert [one.name for one in read(body) if isinstance(one, InboundUnknown)] == [name]


def test_a_batch_is_walked_whole_with_the_talks_of_other_apps() -> None:
    events = [told(message={"mid": f"m_{at}", "text": str(at)}) for at in range(5)]
    body = batch(events[0], events[1])
    body["entry"][0]["standby"] = [events[2]]
    body["entry"][0]["changes"] = [{"field": "messages", "value": events[3]}]
    body["entry"] += batch(events[4])["entry"]
    assert [one.text for one in read(body) if isinstance(one, InboundMessage)] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("timestamp", "expected"),
    [
        (1458692752478, AT),
        ("1458692752", AT),
        ("2016-03-23T00:25:52+0000", AT),
        ("2016-03-23T00:25:52", AT),
        ("yesterday", NOON),
        (None, NOON),
        (10**30, NOON),
    ],
)
def test_time_comes_in_several_spellings(timestamp: object, expected: datetime) -> None:
    assert only(InboundMessage, {**told(message={"mid": "m", "text": "x"}), "timestamp": timestamp}).sent_at == expected


@pytest.mark.parametrize("kind", sorted(PROVIDERS))
def test_only_a_signed_body_is_taken_and_only_the_right_word_confirms_the_address(kind: str) -> None:
    config = {"app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN}
    body = json.dumps(batch(told(message={"mid": "m", "text": "x"}))).encode()
    post = WebhookRequest(method="POST", path="/", query={}, headers=signed(body), body=body, secret="s")
    reply = PROVIDERS[kind].webhook(post, config)
    assert reply.item is not None
    assert reply.item.body == body
    query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "42"}
    ask = WebhookRequest(method="GET", path="/", query=query, headers={}, body=b"", secret="s")
    assert PROVIDERS[kind].webhook(ask, config).body == b"42"
    for headers in ({}, signed(b"other"), signed(body, secret="f" * 32)):
        forged = WebhookRequest(method="POST", path="/", query={}, headers=headers, body=body, secret="s")
        with pytest.raises(SignatureRefused):
            PROVIDERS[kind].webhook(forged, config)


def fixtures() -> list[Json]:
    path = FIXTURES / "expected.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else []
    return [one for one in known if one["provider"] in PROVIDERS]


KINDS: dict[str, tuple[type, ...]] = {
    "message": (InboundMessage,),
    "echo": (InboundMessage,),
    "postback": (InboundMessage, InboundPress),
    "delivery": (InboundDelivered,),
    "read": (InboundRead,),
    "reaction": (InboundReaction,),
    "referral": (InboundMessage,),
    "message_deleted": (InboundDelete,),
}


@pytest.mark.skipif(not FIXTURES.exists(), reason="the captured webhooks are not beside this checkout")
@pytest.mark.parametrize("expected", fixtures(), ids=lambda one: str(one["file"]))
def test_a_captured_webhook_reads_as_whoever_captured_it_expected(expected: Json) -> None:
    item = RawItem(event_id="1", body=(FIXTURES / expected["file"]).read_bytes())
    [event] = PROVIDERS[expected["provider"]].parse(item, {})
    assert isinstance(event, KINDS.get(expected["event"], (InboundUnknown,)))
    if isinstance(event, InboundMessage | InboundPress | InboundReaction):
        assert event.sender.id == expected["sender_id"]
    if isinstance(event, InboundMessage):
        assert event.external_id == expected.get("message_id", event.external_id)
        assert event.text == expected.get("text", event.text)
        assert event.outgoing == (expected["event"] == "echo")
        assert event.sent_at.tzinfo is not None
        known = [one for one in expected.get("attachments", []) if one in ATTACHED]
        assert len(event.attachments) == len(known) or "reply_to" in expected


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_only_what_is_no_json_object_fails_to_parse(body: bytes) -> None:
    for provider in PROVIDERS.values():
        with pytest.raises(ParseFailed):
            provider.parse(RawItem(event_id="1", body=body), {})


KEYS = [*READERS, *ATTACHED, "mid", "mids", "text", "id", "type", "payload", "url", "attachments", "coordinates", "lat"]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([*KEYS, "https://[", URL])
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    name=st.sampled_from(sorted(READERS)),
    body=st.dictionaries(
        st.sampled_from([*KEYS, "timestamp", "quick_reply", "watermark", "action"]), ANYTHING, max_size=6
    ),
)
def test_whatever_shape_a_field_takes_nothing_raises(name: str, body: Json) -> None:
    attached = {"type": name, **body, "payload": body.get("payload", body)}
    whole = {"mid": "m", "action": "react", "attachments": [attached], **body}
    for event in (told(**{name: body}), told(**{name: whole}), {name: whole, **body}, body):
        assert read(batch(event))
    assert read(body)
