"""Updates as Telegram sends them become the contract's events; whatever comes, nothing raises and no words are lost."""

import json
from datetime import UTC, datetime
from typing import TypeVar, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.contract.botapi import SPECIFICATION
from tests.ports import NOON, SHARED

from otklik.channels.contract import (
    Inbound,
    InboundDelete,
    InboundEdit,
    InboundMessage,
    InboundPress,
    InboundReachability,
    InboundReaction,
    InboundUnknown,
    Location,
    ParseFailed,
    RawItem,
    SharedContact,
)
from otklik.channels.providers.telegram import FRAME, MEDIA, READERS, SERVICE, provider

SAMPLES = SHARED / "fixtures/webhooks"
CHAT = {"id": 1111111, "type": "private", "first_name": "Анна", "last_name": "Ли", "username": "anna"}
PERSON = {
    "id": 1111111,
    "is_bot": False,
    "first_name": "Анна",
    "last_name": "Ли",
    "username": "anna",
    "language_code": "ru",
}
Event = TypeVar("Event")


def read(body: object, *, received_at: datetime | None = NOON) -> list[Inbound]:
    item = RawItem(event_id="1", body=json.dumps(body).encode(), received_at=received_at)
    return provider.parse(item, {})


def only(kind: type[Event], body: object) -> Event:
    [event] = read(body)
    assert isinstance(event, kind)
    return event


def update(content: dict[str, object], *, name: str = "message") -> dict[str, object]:
    frame = {"message_id": 7, "date": 1772000000, "chat": CHAT, "from": PERSON}
    return {"update_id": 10001, name: {**frame, **content}}


def message(**content: object) -> InboundMessage:
    return only(InboundMessage, update(content))


def samples() -> list[dict[str, object]]:
    path = SAMPLES / "expected.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else []
    return [one for one in known if one["provider"] == "telegram"]


EVENTS: dict[str, type] = {
    "edited_message": InboundEdit,
    "edited_channel_post": InboundEdit,
    "edited_business_message": InboundEdit,
    "channel_post": InboundMessage,
    "business_message": InboundMessage,
    "callback_query": InboundPress,
    "message_reaction": InboundReaction,
    "my_chat_member": InboundReachability,
    "deleted_business_messages": InboundDelete,
}
KINDS = {"photo": "image"}
ELSEWHERE = {"location", "venue", "contact"}


@pytest.mark.skipif(not SAMPLES.exists(), reason="the captured updates are not beside this checkout")
@pytest.mark.parametrize("expected", samples(), ids=lambda one: str(one["file"]))
def test_a_captured_update_reads_as_whoever_captured_it_expected(expected: dict[str, object]) -> None:
    item = RawItem(event_id="1", body=(SAMPLES / str(expected["file"])).read_bytes())
    event = provider.parse(item, {})[0]
    kind = str(expected["event"])
    if kind == "message":
        assert isinstance(event, InboundMessage | InboundUnknown)
        assert isinstance(event, InboundMessage) or not ({"text", "attachments"} & set(expected))
    else:
        assert isinstance(event, EVENTS.get(kind, InboundUnknown))
    _agrees(event, expected)


def _agrees(event: Inbound, expected: dict[str, object]) -> None:
    if isinstance(event, InboundPress):
        assert event.external_id == str(expected["callback_id"])
        assert event.data == expected["data"]
        assert event.message_id == str(expected.get("message_id", ""))
    elif isinstance(event, InboundMessage | InboundEdit):
        assert event.external_id == str(expected["message_id"])
        assert event.thread_id == str(expected["chat_id"])
        assert event.sender.id == str(expected.get("sender_id", event.sender.id))
        assert event.sender.name == expected.get("sender_name", event.sender.name)
        assert event.text == expected.get("text", event.text)
        assert event.sent_at == datetime.fromtimestamp(cast("int", expected["timestamp"]), UTC)
        wanted = [KINDS.get(one, one) for one in cast("list[str]", expected.get("attachments", []))]
        assert [one.kind for one in event.attachments] == [one for one in wanted if one in MEDIA or one == "image"]
    if isinstance(event, InboundMessage):
        assert event.reply_to_id == str(expected.get("reply_to", ""))
        assert (event.contact.phone if event.contact else None) == expected.get("shared_phone")


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the Bot API's specification is not beside this checkout")
def test_every_field_of_a_message_in_the_specification_is_content_frame_or_service() -> None:
    fields = json.loads(SPECIFICATION.read_text("utf-8"))["types"]["Message"]["fields"]
    read_otherwise = {*MEDIA, "location", "venue", "contact", "web_app_data"}
    shown_as_words = {"rich_message", "paid_media", "story", "checklist", "dice", "game", "poll", "invoice"}
    for field in fields:
        name = field["name"]
        if name in read_otherwise | shown_as_words | {"giveaway", "giveaway_winners"}:
            assert not FRAME.fullmatch(name)
            assert not SERVICE.fullmatch(name)
        else:
            assert FRAME.fullmatch(name) or SERVICE.fullmatch(name), name
        if "Service message" in field["description"] and name != "web_app_data":
            assert SERVICE.fullmatch(name), name


def test_text_keeps_who_where_and_when() -> None:
    event = message(text="Здравствуйте")
    assert (event.text, event.visible_text, event.html) == ("Здравствуйте", "Здравствуйте", "")
    assert (event.external_id, event.thread_id) == ("7", "1111111")
    assert (event.sender.name, event.sender.username, event.sender.language) == ("Анна Ли", "anna", "ru")
    assert event.sent_at == datetime.fromtimestamp(1772000000, UTC)
    assert not event.in_group
    assert not event.outgoing


def test_marks_count_in_utf16_units_so_an_emoji_before_a_link_does_not_shift_it() -> None:
    marks = [{"type": "text_link", "offset": 3, "length": 4, "url": "https://example.org/?a=1&b=2"}]
    event = message(text="👍 сюда <b>", entities=marks)
    assert event.text == "👍 сюда <b>"
    assert 'href="https://example.org/?a=1&amp;b=2"' in event.html
    assert ">сюда</a> &lt;b&gt;" in event.html


LINK = {"type": "text_link", "offset": 0, "length": 4}


def test_a_mark_with_a_script_for_a_link_keeps_its_words_only() -> None:
    event = message(
        text="клик", entities=[{"type": "text_link", "offset": 0, "length": 4, "url": "javascript:alert(1)"}]
    )
    assert "javascript" not in event.html
    assert "клик" in event.html


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/start aB-9_x", "aB-9_x"),
        ("/start@tea_shop_bot chat42", "chat42"),
        ("/start", ""),
        ("/start два", ""),
        ("прочтите /start chat42", ""),
        ("/start " + "x" * 65, ""),
    ],
)
def test_a_deep_link_brings_its_payload(text: str, payload: str) -> None:
    assert message(text=text).start_payload == payload


def test_a_photo_is_its_largest_size_with_the_caption_as_text() -> None:
    sizes = [
        {"file_id": "small", "width": 90},
        {"file_id": "large", "width": 900, "file_size": 5},
        {"file_id": "m", "width": 300},
    ]
    event = message(photo=sizes, caption="Вот такой", media_group_id="13")
    [picture] = event.attachments
    assert (picture.ref, picture.kind, picture.media_type, picture.name, picture.size) == (
        "large",
        "image",
        "image/jpeg",
        "photo.jpg",
        5,
    )
    assert (event.text, event.group_id) == ("Вот такой", "13")


@pytest.mark.parametrize(
    ("content", "kind", "media_type", "name"),
    [
        ({"voice": {"file_id": "f", "duration": 3}}, "voice", "audio/ogg", "voice.ogg"),
        ({"video_note": {"file_id": "f"}}, "video_note", "video/mp4", "video_note.mp4"),
        ({"sticker": {"file_id": "f", "emoji": "🤣"}}, "sticker", "image/webp", "sticker.webp"),
        ({"sticker": {"file_id": "f", "is_animated": True}}, "sticker", "application/x-tgsticker", "sticker.tgs"),
        ({"sticker": {"file_id": "f", "is_video": True}}, "sticker", "video/webm", "sticker.webm"),
        (
            {"document": {"file_id": "f", "file_name": "счёт.pdf", "mime_type": "application/pdf"}},
            "document",
            "application/pdf",
            "счёт.pdf",
        ),
        (
            {"animation": {"file_id": "f", "mime_type": "video/mp4"}, "document": {"file_id": "f"}},
            "animation",
            "video/mp4",
            "animation.mp4",
        ),
    ],
)
def test_media_become_attachments(content: dict[str, object], kind: str, media_type: str, name: str) -> None:
    [file] = message(**content).attachments
    assert (file.kind, file.media_type, file.name, file.ref) == (kind, media_type, name, "f")


def test_a_venue_is_one_place_with_its_name() -> None:
    place = {"latitude": 55.75, "longitude": 37.61}
    event = message(location=place, venue={"location": place, "title": "Чайная", "address": "Тверская, 1"})
    assert event.location == Location(latitude=55.75, longitude=37.61, title="Чайная", address="Тверская, 1")


@pytest.mark.parametrize(("user_id", "own"), [(1111111, True), (2222222, False), (None, False)])
def test_a_shared_number_is_ones_own_only_when_telegram_says_so(user_id: int | None, own: bool) -> None:
    event = message(contact={"phone_number": "+79990000000", "first_name": "Анна", "user_id": user_id})
    assert event.contact == SharedContact(name="Анна", phone="+79990000000", own=own)


def test_replies_and_forwards_say_where_they_come_from() -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Борис"}
    event = message(text="См.", reply_to_message={"message_id": 5, "text": "?"}, forward_origin=origin)
    assert (event.reply_to_id, event.forwarded_from) == ("5", "Борис")
    channel = {"type": "channel", "date": 1, "chat": {"id": -100, "title": "Новости"}, "message_id": 3}
    assert message(text="См.", forward_origin=channel).forwarded_from == "Новости"


def test_a_group_message_is_marked_as_one() -> None:
    event = only(InboundMessage, update({"text": "всем", "chat": {"id": -5, "type": "supergroup", "title": "Двор"}}))
    assert (event.in_group, event.thread_id, event.sender.id) == (True, "-5", "1111111")


def test_a_channel_post_without_an_author_is_the_channels() -> None:
    body = {"message_id": 2, "date": 1, "chat": {"id": -7, "type": "channel", "title": "Чай"}, "text": "новинка"}
    event = only(InboundMessage, {"update_id": 1, "channel_post": body})
    assert (event.sender.id, event.sender.name, event.in_group) == ("-7", "Чай", True)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ({"dice": {"emoji": "🎲", "value": 4}}, "🎲\n4"),
        ({"poll": {"question": "Чай?", "options": [{"text": "Да"}, {"text": "Нет"}]}}, "Чай?\nДа\nНет"),
        ({"checklist": {"title": "Купить", "tasks": [{"id": 1, "text": "улун"}]}}, "Купить\nулун"),
        ({"rich_message": {"blocks": [{"type": "p", "text": ["a ", {"type": "b", "text": "b"}]}]}}, "a b"),
        ({"story": {"id": 1, "chat": CHAT}}, "[story]"),
        ({"hologram": {"file_id": "x"}}, "[hologram]"),
        ({"voice": None}, "[voice]"),
    ],
)
def test_content_without_a_place_in_the_contract_is_shown_in_words(content: dict[str, object], text: str) -> None:
    assert message(**content).text == text


def test_data_of_a_web_app_is_the_press_of_its_button() -> None:
    event = message(web_app_data={"button_text": "Заказать", "data": "cart=3"})
    assert (event.text, event.quick_payload) == ("Заказать", "cart=3")


@pytest.mark.parametrize("name", ["new_chat_members", "pinned_message", "forum_topic_created", "video_chat_started"])
def test_a_service_message_is_nobodys_words(name: str) -> None:
    event = only(InboundUnknown, update({name: {"x": 1}}))
    assert (event.name, event.external_id) == (f"message.{name}", "7")


def test_an_edit_names_the_message_it_changes() -> None:
    event = only(InboundEdit, update({"text": "Исправлено", "edit_date": 1772000100}, name="edited_message"))
    assert (event.external_id, event.thread_id, event.text) == ("7", "1111111", "Исправлено")


def test_a_moving_live_location_does_not_blank_the_message() -> None:
    place = {"latitude": 1.0, "longitude": 2.0, "live_period": 60}
    assert isinstance(read(update({"location": place}, name="edited_message"))[0], InboundUnknown)


def test_business_messages_are_answered_through_their_connection() -> None:
    theirs = only(InboundMessage, update({"text": "?", "business_connection_id": "BC1"}, name="business_message"))
    assert (theirs.thread_id, theirs.outgoing) == ("1111111/BC1", False)
    owner = {"id": 99, "is_bot": False, "first_name": "Хозяин"}
    ours = only(
        InboundMessage, update({"text": "!", "from": owner, "business_connection_id": "BC1"}, name="business_message")
    )
    assert (ours.thread_id, ours.outgoing) == ("1111111/BC1", True)


def test_every_deleted_business_message_is_told() -> None:
    body = {"business_connection_id": "BC1", "chat": CHAT, "message_ids": [5, 6]}
    events = read({"update_id": 1, "deleted_business_messages": body})
    assert [(one.external_id, one.thread_id) for one in events if isinstance(one, InboundDelete)] == [
        ("5", "1111111/BC1"),
        ("6", "1111111/BC1"),
    ]


THUMB = {"type": "emoji", "emoji": "👍"}


@pytest.mark.parametrize(
    ("old", "new", "emoji"),
    [
        ([], [THUMB], "👍"),
        (
            [{"type": "emoji", "emoji": "👍"}],
            [{"type": "emoji", "emoji": "👍"}, {"type": "emoji", "emoji": "🔥"}],
            "🔥",
        ),
        ([{"type": "emoji", "emoji": "👍"}], [], ""),
        ([], [{"type": "paid"}], "⭐"),
    ],
)
def test_a_reaction_is_the_newest_one_or_its_end(old: list[object], new: list[object], emoji: str) -> None:
    body = {"chat": CHAT, "message_id": 5, "user": PERSON, "date": 1, "old_reaction": old, "new_reaction": new}
    event = only(InboundReaction, {"update_id": 1, "message_reaction": body})
    assert (event.emoji, event.external_id, event.sender.id) == (emoji, "5", "1111111")


def test_a_press_happens_when_it_comes_not_when_the_message_was_sent() -> None:
    body = {"id": "438", "from": PERSON, "message": {"message_id": 5, "date": 1, "chat": CHAT}, "data": "yes"}
    event = only(InboundPress, {"update_id": 1, "callback_query": body})
    assert (event.external_id, event.thread_id, event.message_id, event.data) == ("438", "1111111", "5", "yes")
    assert event.sent_at == NOON


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("member", True)])
def test_blocking_and_unblocking_are_told(status: str, reachable: bool) -> None:
    body = {"chat": CHAT, "from": PERSON, "date": 5, "new_chat_member": {"status": status}}
    event = only(InboundReachability, {"update_id": 1, "my_chat_member": body})
    assert (event.reachable, event.thread_id) == (reachable, "1111111")


def test_being_thrown_out_of_a_group_says_nothing_of_the_person_who_did_it() -> None:
    group = {"id": -5, "type": "group"}
    body = {"chat": group, "from": PERSON, "date": 5, "new_chat_member": {"status": "kicked"}}
    assert isinstance(read({"update_id": 1, "my_chat_member": body})[0], InboundUnknown)


def test_an_unknown_update_is_named() -> None:
    assert read({"update_id": 1, "tea_ceremony": {"x": 1}}) == [InboundUnknown(name="tea_ceremony")]
    assert read({"update_id": 1, "message": {"text": "?"}}) == [InboundUnknown(name="message.incomplete")]
    assert read({}) == [InboundUnknown(name="empty")]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"a":"\xff"}', b"[" * 100_000])
def test_only_what_is_no_json_object_fails_to_parse(body: bytes) -> None:
    with pytest.raises(ParseFailed):
        provider.parse(RawItem(event_id="1", body=body), {})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*MEDIA, "text", "id"]), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = [
    "message_id",
    "chat",
    "from",
    "date",
    "text",
    "entities",
    "contact",
    "venue",
    "id",
    "message_ids",
    "user",
    *MEDIA,
]


@given(name=st.sampled_from(sorted(READERS)), body=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=8))
def test_whatever_shape_a_field_takes_nothing_raises(name: str, body: dict[str, object]) -> None:
    item = RawItem(event_id="1", body=json.dumps({"update_id": 1, name: body}).encode())
    whole = RawItem(event_id="1", body=json.dumps(update(body, name=name)).encode())
    for one in (item, whole):
        assert isinstance(provider.parse(one, {}), list)
