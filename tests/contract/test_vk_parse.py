"""Events as VK sends them become the contract's events; whatever comes, nothing raises and no words are lost."""

import json
from datetime import UTC, datetime
from typing import TypeVar, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ports import NOON, SHARED

from otklik.channels.contract import (
    Inbound,
    InboundAccepted,
    InboundEdit,
    InboundMessage,
    InboundPress,
    InboundReachability,
    InboundReaction,
    InboundRead,
    InboundTyping,
    InboundUnknown,
    Location,
    ParseFailed,
    RawItem,
    SharedContact,
)
from otklik.channels.providers.vk import provider
from otklik.channels.vk.events import AUTHORS, FILES, READERS

SAMPLES = SHARED / "fixtures/webhooks"
Event = TypeVar("Event")


def read(body: object, *, headers: dict[str, str] | None = None) -> list[Inbound]:
    item = RawItem(event_id="1", body=json.dumps(body).encode(), headers=headers or {}, received_at=NOON)
    return provider.parse(item, {})


def only(kind: type[Event], body: object, *, headers: dict[str, str] | None = None) -> Event:
    [event] = read(body, headers=headers)
    assert isinstance(event, kind)
    return event


def event(name: str, **content: object) -> dict[str, object]:
    return {"type": name, "group_id": 4242, "event_id": "e1", "v": "5.199", "object": content}


def said(**content: object) -> dict[str, object]:
    frame = {"date": 1772000000, "from_id": 123, "peer_id": 123, "id": 1450, "conversation_message_id": 1383, "out": 0}
    return {**frame, "version": 1, "text": "", **content}


def incoming(**content: object) -> dict[str, object]:
    return event("message_new", message=said(**content), client_info={"lang_id": 0, "keyboard": True})


def message(**content: object) -> InboundMessage:
    return only(InboundMessage, incoming(**content))


def samples() -> list[dict[str, object]]:
    path = SAMPLES / "expected.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else []
    return [one for one in known if one["provider"] == "vk"]


@pytest.mark.skipif(not SAMPLES.exists(), reason="the captured events are not beside this checkout")
@pytest.mark.parametrize("expected", samples(), ids=lambda one: str(one["file"]))
def test_a_captured_event_reads_as_whoever_captured_it_expected(expected: dict[str, object]) -> None:
    item = RawItem(event_id="1", body=(SAMPLES / str(expected["file"])).read_bytes())
    [found] = provider.parse(item, {})
    kinds = {"message_new": InboundMessage | InboundUnknown, "message_read": InboundRead}
    assert isinstance(found, kinds.get(str(expected["event"]), InboundUnknown))
    if isinstance(found, InboundUnknown):
        # of messages, only service ones: here, that somebody left the chat
        assert found.name == ("message.chat_kick_user" if expected["event"] == "message_new" else expected["event"])
    elif isinstance(found, InboundRead):
        assert found.thread_id == str(expected["peer_id"])
    elif isinstance(found, InboundMessage):
        assert found.external_id == str(expected.get("conversation_message_id", expected["message_id"]))
        assert (found.thread_id, found.sender.id) == (str(expected["peer_id"]), str(expected["sender_id"]))
        assert found.text == expected["text"]
        assert found.sent_at == datetime.fromtimestamp(cast("int", expected["timestamp"]), UTC)


def test_a_message_of_a_person_with_the_language_of_their_client() -> None:
    found = message(text="Здравствуйте", payload='{"command":"start"}', ref="chat42", ref_source="site")
    assert (found.external_id, found.thread_id, found.text) == ("1383", "123", "Здравствуйте")
    assert (found.sender.id, found.sender.language, found.in_group) == ("123", "ru", False)
    assert (found.quick_payload, found.start_payload) == ('{"command":"start"}', "chat42")
    assert found.sent_at == datetime.fromtimestamp(1772000000, UTC)


def test_before_version_5_103_the_object_was_the_message() -> None:
    assert only(InboundMessage, event("message_new", **said(text="да"))).text == "да"


def test_what_vk_said_of_the_author_lies_beside_the_event() -> None:
    known = {
        "123": {"id": 123, "first_name": "Анна", "last_name": "Ли", "screen_name": "anna", "photo_200": "https://a"}
    }
    found = only(InboundMessage, incoming(text="да"), headers={AUTHORS: json.dumps(known)})
    assert (found.sender.name, found.sender.username, found.sender.avatar_ref) == ("Анна Ли", "anna", "https://a")


def test_an_id_of_64_bits_stays_whole() -> None:
    assert message(text="да", from_id=9007199254740993, peer_id=9007199254740993).sender.id == "9007199254740993"


def test_a_chat_of_several_is_a_group_and_its_service_messages_are_nobodys_words() -> None:
    found = message(text="всем", peer_id=2000000001, id=0)
    assert (found.in_group, found.thread_id, found.sender.id) == (True, "2000000001", "123")
    action = {"type": "chat_invite_user", "member_id": 5}
    assert only(InboundUnknown, incoming(peer_id=2000000001, action=action)).name == "message.chat_invite_user"


def test_a_reply_names_the_message_it_answers() -> None:
    assert message(text="да", reply_message={"id": 9, "conversation_message_id": 7, "text": "?"}).reply_to_id == "7"


def test_forwarded_words_and_files_come_along() -> None:
    inner = {"from_id": 5, "date": 1, "text": "глубже", "attachments": [photo()]}
    found = message(text="См.", fwd_messages=[{"from_id": 777, "date": 1, "text": "Чек", "fwd_messages": [inner]}])
    assert found.text == "См.\nЧек\nглубже"
    assert found.forwarded_from == "vk.com/id777"
    assert [one.kind for one in found.attachments] == ["image"]


def photo() -> dict[str, object]:
    sizes = [{"type": "s", "url": "https://vk/s", "width": 75}, {"type": "w", "url": "https://vk/w", "width": 2560}]
    return {"type": "photo", "photo": {"id": 1, "owner_id": 123, "sizes": sizes}}


DOC = {"id": 1, "owner_id": 5, "title": "счёт.pdf", "ext": "pdf", "size": 9, "url": "https://vk/doc"}
VOICE = {"id": 1, "owner_id": 5, "duration": 3, "link_ogg": "https://vk/v.ogg", "link_mp3": "https://vk/v.mp3"}
STICKER = {"sticker_id": 1, "images": [{"url": "https://vk/64", "width": 64}, {"url": "https://vk/512", "width": 512}]}


@pytest.mark.parametrize(
    ("attachment", "expected"),
    [
        (photo(), ("image", "image/jpeg", "photo.jpg", "https://vk/w")),
        ({"type": "doc", "doc": DOC}, ("document", "application/pdf", "счёт.pdf", "https://vk/doc")),
        ({"type": "audio_message", "audio_message": VOICE}, ("voice", "audio/ogg", "voice.ogg", "https://vk/v.ogg")),
        ({"type": "sticker", "sticker": STICKER}, ("sticker", "image/png", "sticker.png", "https://vk/512")),
        (
            {"type": "graffiti", "graffiti": {"id": 1, "url": "https://vk/g"}},
            ("image", "image/png", "graffiti.png", "https://vk/g"),
        ),
        (
            {"type": "audio", "audio": {"artist": "А", "title": "Б", "url": "https://vk/m"}},
            ("audio", "audio/mpeg", "audio.mp3", "https://vk/m"),
        ),
    ],
)
def test_files_become_attachments(attachment: dict[str, object], expected: tuple[str, ...]) -> None:
    [file] = message(attachments=[attachment]).attachments
    assert (file.kind, file.media_type, file.name, file.ref) == expected


def test_a_file_says_its_size_and_a_voice_message_its_length() -> None:
    found = message(attachments=[{"type": "doc", "doc": DOC}, {"type": "audio_message", "audio_message": VOICE}])
    assert [(one.size, one.duration_seconds) for one in found.attachments] == [(9, None), (None, 3.0)]


@pytest.mark.parametrize(
    ("attachment", "text"),
    [
        (
            {"type": "link", "link": {"url": "https://example.org/a", "title": "Статья"}},
            "Статья\nhttps://example.org/a",
        ),
        ({"type": "video", "video": {"id": 2, "owner_id": -5, "title": "Обзор"}}, "Обзор\nhttps://vk.com/video-5_2"),
        ({"type": "wall", "wall": {"id": 3, "to_id": -5, "text": "Акция"}}, "Акция\nhttps://vk.com/wall-5_3"),
        ({"type": "market", "market": {"id": 4, "owner_id": -5, "title": "Улун"}}, "Улун\nhttps://vk.com/market-5_4"),
        ({"type": "audio", "audio": {"artist": "Аукцыон", "title": "Дорога", "url": ""}}, "Аукцыон\nДорога"),
        ({"type": "gift", "gift": {"id": 5}}, "[gift]"),
        ({"type": "hologram", "hologram": None}, "[hologram]"),
    ],
)
def test_what_is_no_file_is_shown_in_words_with_its_address(attachment: dict[str, object], text: str) -> None:
    assert message(attachments=[attachment]).text == text
    assert message(text=f"Вот: {text}", attachments=[attachment]).text == f"Вот: {text}"


def test_a_place() -> None:
    geo = {"type": "point", "coordinates": {"latitude": 55.75, "longitude": 37.61}, "place": {"title": "Тверская"}}
    assert message(geo=geo).location == Location(latitude=55.75, longitude=37.61, title="Тверская")


def test_nothing_at_all_is_no_message() -> None:
    assert only(InboundUnknown, incoming()).name == "message.empty"
    assert only(InboundUnknown, incoming(text="да", id=0, conversation_message_id=0)).name == "message_new.incomplete"


def test_the_press_of_a_text_button_of_ours_is_a_press() -> None:
    found = only(InboundPress, incoming(text="Да", payload='{"press":"y:1"}'))
    assert (found.data, found.external_id, found.thread_id, found.sender.id) == ("y:1", "1383", "123", "123")


@pytest.mark.parametrize(
    ("payload", "data"), [({"press": "y"}, "y"), ('{"press":"y"}', "y"), ({"k": "v"}, '{"k":"v"}'), ("да", "да")]
)
def test_the_press_of_a_callback_button_names_its_message(payload: object, data: str) -> None:
    body = event(
        "message_event", user_id=123, peer_id=123, event_id="a1b2", payload=payload, conversation_message_id=12
    )
    found = only(InboundPress, body)
    assert (found.data, found.external_id, found.message_id, found.sent_at) == (data, "a1b2", "12", NOON)


def test_a_managers_answer_in_vk_is_an_outgoing_message_to_the_person() -> None:
    found = only(InboundMessage, event("message_reply", **said(text="Едем", from_id=-4242, out=1, admin_author_id=9)))
    assert (found.outgoing, found.thread_id, found.sender.id, found.text) == (True, "123", "123", "Едем")


def test_our_own_message_is_not_told_back_as_one_more() -> None:
    body = event("message_reply", **said(text="Едем", from_id=-4242, out=1, payload='{"otklik":"row-1"}'))
    assert only(InboundAccepted, body).external_id == "1383"


def test_an_edit_names_the_message_it_changes() -> None:
    found = only(InboundEdit, event("message_edit", **said(text="Исправлено", update_time=1772000100)))
    assert (found.external_id, found.text) == ("1383", "Исправлено")
    assert found.sent_at == datetime.fromtimestamp(1772000100, UTC)


@pytest.mark.parametrize(("number", "emoji"), [(1, "❤️"), (4, "👍"), (16, "🎉"), (63, "⭐"), (None, "")])
def test_a_reaction_and_its_end(number: int | None, emoji: str) -> None:
    known = {"reaction_id": number} if number else {}
    found = only(InboundReaction, event("message_reaction_event", reacted_id=123, peer_id=123, cmid=12, **known))
    assert (found.emoji, found.external_id, found.thread_id, found.sender.id) == (emoji, "12", "123", "123")


def test_reading_is_told_up_to_a_message_and_only_of_the_person() -> None:
    body = {"peer_id": 123, "read_message_id": 1450, "conversation_message_id": 1383}
    found = only(InboundRead, event("message_read", from_id=123, **body))
    assert (found.external_id, found.thread_id, found.up_to) == ("1383", "123", True)
    assert isinstance(read(event("message_read", from_id=-4242, **body))[0], InboundUnknown)


def test_typing_is_told_of_the_person_only() -> None:
    assert (
        only(InboundTyping, event("message_typing_state", state="typing", from_id=123, to_id=-4242)).thread_id == "123"
    )
    assert isinstance(read(event("message_typing_state", state="typing", from_id=-4242, to_id=123))[0], InboundUnknown)


@pytest.mark.parametrize(("name", "reachable"), [("message_allow", True), ("message_deny", False)])
def test_allowing_and_forbidding_messages_is_told(name: str, reachable: bool) -> None:
    found = only(InboundReachability, event(name, user_id=123, key="k"))
    assert (found.reachable, found.thread_id, found.sender.id) == (reachable, "123", "123")


def test_a_form_filled_in_is_a_message_with_the_number_typed() -> None:
    answers = [
        {"key": "first_name", "question": "Имя", "answer": "Анна"},
        {"key": "phone_number", "question": "Телефон", "answer": "+7 (800) 555-35-35"},
        {"key": "custom_0", "question": "Чай", "answer": ["улун", "пуэр"]},
    ]
    body = event("lead_forms_new", lead_id=39842910, user_id=123, form_id=1, form_name="Заказ", answers=answers)
    found = only(InboundMessage, body)
    assert found.text == "Заказ\nИмя: Анна\nТелефон: +7 (800) 555-35-35\nЧай: улун, пуэр"
    assert found.contact == SharedContact(name="Анна", phone="+7 (800) 555-35-35", own=False)
    assert (found.external_id, found.thread_id, found.sender.name) == ("lead:39842910", "123", "Анна")


def test_all_that_one_poll_brought_is_walked() -> None:
    found = read({"ts": "5", "updates": [incoming(text="раз"), event("wall_post_new", id=1), incoming(text="два")]})
    assert [type(one) for one in found] == [InboundMessage, InboundUnknown, InboundMessage]


def test_an_unknown_event_is_named() -> None:
    assert read(event("tea_ceremony", x=1)) == [InboundUnknown(name="tea_ceremony")]
    assert read(event("message_new", message={"text": "?"})) == [InboundUnknown(name="message_new.incomplete")]
    assert read({}) == [InboundUnknown(name="empty")]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000])
def test_only_what_is_no_json_object_fails_to_parse(body: bytes) -> None:
    with pytest.raises(ParseFailed):
        provider.parse(RawItem(event_id="1", body=body), {})


KEYS = [
    *("message", "object", "client_info", "lang_id", "from_id", "peer_id", "user_id", "date", "id", "cmid", "text"),
    *("conversation_message_id", "payload", "press", "otklik", "attachments", "fwd_messages", "reply_message", "geo"),
    *(
        "coordinates",
        "action",
        "type",
        "sizes",
        "images",
        "url",
        "state",
        "answers",
        "key",
        "answer",
        "event_id",
        *FILES,
    ),
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly
@given(name=st.sampled_from(sorted(READERS)), body=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=6))
def test_whatever_shape_a_field_takes_nothing_raises(name: str, body: dict[str, object]) -> None:
    for content in (body, {**said(), **body}, {"message": {**said(), **body}}):
        for one in ({"type": name, "object": content}, {"type": name, **content}, {"updates": [content]}):
            assert isinstance(provider.parse(RawItem(event_id="1", body=json.dumps(one).encode()), {}), list)
