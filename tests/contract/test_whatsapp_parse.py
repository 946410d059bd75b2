"""Batches as Meta sends them become the contract's events, walked whole; what nobody knows is named and kept."""

import json
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.graphapi import APP_SECRET, SPECIFICATION, VERIFY_TOKEN, signed
from tests.ports import NOON, SHARED

from otklik.channels.contract import (
    Inbound,
    InboundAccepted,
    InboundDelete,
    InboundDelivered,
    InboundEdit,
    InboundFailed,
    InboundMessage,
    InboundPrepared,
    InboundPress,
    InboundReaction,
    InboundRead,
    InboundUnknown,
    Location,
    ParseFailed,
    RawItem,
    SharedContact,
    SignatureRefused,
    WebhookReply,
    WebhookRequest,
)
from otklik.channels.meta.cloud import CHANGES, MEDIA, READERS
from otklik.channels.providers.whatsapp import provider

FIXTURES = SHARED / "fixtures/webhooks"
VECTORS = SHARED / "specs/testvectors/signatures.json"
PERSON = "16505551234"
USER_ID = "US.13491208655302741918"
PROFILE = {"profile": {"name": "Sheena Nelson"}, "wa_id": PERSON, "user_id": USER_ID}
CONFIG = {"app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN, "phone_number_id": "106540352242922"}
SAID_AT = datetime(2025, 6, 8, 20, 39, 43, tzinfo=UTC)
Json = dict[str, Any]  # Any: JSON
Event = TypeVar("Event")


def read(body: object) -> list[Inbound]:
    return provider.parse(RawItem(event_id="1", body=json.dumps(body).encode(), received_at=NOON), CONFIG)


def batch(value: Json, *, field: str = "messages") -> Json:
    metadata = {"display_phone_number": "15550783881", "phone_number_id": "106540352242922"}
    change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}


def framed(kind: str, content: object, **rest: object) -> Json:
    return {"from": PERSON, "id": "wamid.1", "timestamp": "1749415183", "type": kind, kind: content, **rest}


def told(kind: str, content: object, **rest: object) -> Inbound:
    [event] = read(batch({"contacts": [PROFILE], "messages": [framed(kind, content, **rest)]}))
    return event


def only(kind: type[Event], event: Inbound) -> Event:
    assert isinstance(event, kind)
    return event


def said(kind: str, content: object, **rest: object) -> InboundMessage:
    return only(InboundMessage, told(kind, content, **rest))


def status(name: str, **rest: object) -> Inbound:
    body = {"id": "wamid.OUT", "status": name, "timestamp": "1749415183", "recipient_id": PERSON, **rest}
    [event] = read(batch({"statuses": [body]}))
    return event


def test_a_text_says_who_wrote_it_by_number_and_name() -> None:
    message = said("text", {"body": "Does it come in another color?"})
    assert (message.external_id, message.thread_id, message.sent_at) == ("wamid.1", PERSON, SAID_AT)
    assert message.text == message.visible_text == "Does it come in another color?"
    assert (message.sender.id, message.sender.address, message.sender.name) == (PERSON, f"+{PERSON}", "Sheena Nelson")


def test_whoever_hides_their_number_is_known_by_the_id_whatsapp_gives_us() -> None:
    body = {"from_user_id": USER_ID, "id": "wamid.1", "timestamp": "1", "type": "text", "text": {"body": "Да"}}
    person = {"profile": {"name": "Шина", "username": "sheena"}, "user_id": USER_ID}
    message = only(InboundMessage, read(batch({"contacts": [person], "messages": [body]}))[0])
    assert (message.thread_id, message.sender.id, message.sender.address) == (USER_ID, USER_ID, "")
    assert (message.sender.name, message.sender.username) == ("Шина", "sheena")


@pytest.mark.parametrize(
    ("kind", "content", "known"),
    [
        ("image", {"caption": "Taj", "mime_type": "image/jpeg", "id": "10"}, ("image", "image/jpeg", "image.jpg")),
        (
            "document",
            {"filename": "f.pdf", "mime_type": "application/pdf", "id": "10"},
            ("document", "application/pdf", "f.pdf"),
        ),
        (
            "audio",
            {"mime_type": "audio/ogg; codecs=opus", "id": "10", "voice": True},
            ("voice", "audio/ogg", "audio.ogg"),
        ),
        ("audio", {"mime_type": "audio/mpeg", "id": "10", "voice": False}, ("audio", "audio/mpeg", "audio.mp3")),
        ("video", {"mime_type": "video/mp4", "id": "10"}, ("video", "video/mp4", "video.mp4")),
        (
            "sticker",
            {"mime_type": "image/webp", "id": "10", "animated": False},
            ("sticker", "image/webp", "sticker.webp"),
        ),
    ],
)
def test_a_file_is_known_by_its_id(kind: str, content: Json, known: tuple[str, str, str]) -> None:
    message = said(kind, content)
    [file] = message.attachments
    assert (file.ref, file.kind, file.media_type, file.name) == ("10", *known)
    assert message.text == content.get("caption", "")


def test_a_place() -> None:
    place = {"latitude": 37.44, "longitude": -122.16, "name": "Philz", "address": "101 Forest Ave"}
    expected = Location(latitude=37.44, longitude=-122.16, title="Philz", address="101 Forest Ave")
    assert said("location", place).location == expected


def test_a_contact_is_shown_and_the_others_are_lines() -> None:
    cards = [
        {"name": {"formatted_name": "Lucía Gómez"}, "phones": [{"phone": "+1 (983) 555-2319", "wa_id": "19835552319"}]},
        {"name": {"formatted_name": "Monica"}, "phones": [{"phone": "+1 666"}]},
    ]
    message = said("contacts", cards)
    assert message.contact == SharedContact(name="Lucía Gómez", phone="+1 (983) 555-2319")
    assert message.text == "Monica +1 666"


@pytest.mark.parametrize(("phone", "own"), [("+1 650 555-1234", True), ("+1 555 555-5555", False)])
def test_a_number_is_the_senders_own_only_when_it_is(phone: str, own: bool) -> None:
    contact = said("contacts", [{"name": {}, "phones": [{"phone": phone, "wa_id": PERSON}]}]).contact
    assert contact is not None
    assert contact.own is own


def test_a_reaction_comes_and_goes() -> None:
    reaction = only(InboundReaction, told("reaction", {"message_id": "wamid.t", "emoji": "👍"}))
    assert (reaction.external_id, reaction.emoji, reaction.sent_at) == ("wamid.t", "👍", SAID_AT)
    for gone in ({"message_id": "wamid.t"}, {"message_id": "wamid.t", "emoji": ""}):
        assert only(InboundReaction, told("reaction", gone)).emoji == ""


BUTTONS = [
    ("button", {"payload": "PAY", "text": "Оплатить"}),
    ("interactive", {"type": "button_reply", "button_reply": {"id": "PAY", "title": "Оплатить"}}),
    ("interactive", {"type": "list_reply", "list_reply": {"id": "PAY", "title": "Оплатить", "description": "d"}}),
]


@pytest.mark.parametrize(("kind", "content"), BUTTONS)
def test_a_button_says_its_title_and_carries_its_data(kind: str, content: Json) -> None:
    message = said(kind, content, context={"from": "1555", "id": "wamid.asked"})
    assert (message.text, message.quick_payload, message.reply_to_id) == ("Оплатить", "PAY", "wamid.asked")


@pytest.mark.parametrize(("kind", "content"), BUTTONS)
def test_a_button_whose_data_is_a_machines_is_a_press(kind: str, content: Json) -> None:
    changed = json.loads(json.dumps(content).replace("PAY", "~rate:5"))
    press = only(InboundPress, told(kind, changed, context={"id": "wamid.asked"}))
    assert (press.data, press.message_id, press.thread_id) == ("~rate:5", "wamid.asked", PERSON)


def test_a_form_is_its_answers_without_its_token() -> None:
    answers = json.dumps({"flow_token": "secret", "size": "L", "pieces": 2})
    flow = {"type": "nfm_reply", "nfm_reply": {"response_json": answers, "body": "Sent", "name": "flow"}}
    assert said("interactive", flow).text == "size: L\npieces: 2"


def test_an_order_is_its_lines() -> None:
    items = [{"product_retailer_id": "di9", "quantity": 2, "item_price": 30, "currency": "USD"}]
    assert (
        said("order", {"catalog_id": "1", "text": "Скорее", "product_items": items}).text == "Скорее\n2 × di9 — 30 USD"
    )


def test_a_reply_a_forward_and_an_advertisement_say_so() -> None:
    assert said("text", {"body": "Да"}, context={"from": "1", "id": "wamid.orig"}).reply_to_id == "wamid.orig"
    assert said("text", {"body": "Да"}, context={"frequently_forwarded": True}).forwarded_from == "WhatsApp"
    referral = {"source_url": "https://fb.me/1", "source_id": "120226305854810726", "source_type": "ad"}
    assert said("text", {"body": "Да"}, referral=referral).start_payload == "120226305854810726"


def test_a_link_brings_its_token_as_the_whole_text() -> None:
    token = "q" * 48
    assert said("text", {"body": token}).start_payload == token
    assert said("text", {"body": f"Здравствуйте {token}"}).start_payload == ""


def test_a_group_is_a_thread_of_its_own() -> None:
    message = said("text", {"body": "Да"}, group_id="Y2FwaV9ncm91cDox")
    assert (message.thread_id, message.in_group, message.sender.id) == ("Y2FwaV9ncm91cDox", True, PERSON)


def test_an_edit_changes_the_message_it_names() -> None:
    inner = {"type": "image", "image": {"caption": "новая", "mime_type": "image/jpeg", "id": "10"}}
    event = only(InboundEdit, told("edit", {"original_message_id": "wamid.orig", "message": inner}))
    assert (event.external_id, event.text, event.thread_id) == ("wamid.orig", "новая", PERSON)
    assert [one.ref for one in event.attachments] == ["10"]


def test_a_message_taken_back_is_deleted() -> None:
    event = only(InboundDelete, told("revoke", {"original_message_id": "wamid.orig"}))
    assert (event.external_id, event.thread_id, event.sent_at) == ("wamid.orig", PERSON, SAID_AT)


def test_what_was_written_on_the_companys_phone_is_ours_in_the_customers_thread() -> None:
    echo = {"from": "15550783881", "to": PERSON, "id": "wamid.E", "timestamp": "1749415183", "type": "text"}
    said_there = batch({"message_echoes": [echo | {"text": {"body": "Уже едем"}}]}, field="smb_message_echoes")
    message = only(InboundMessage, read(said_there)[0])
    assert (message.outgoing, message.thread_id, message.recipients) == (True, PERSON, (PERSON,))
    assert message.sender.id == "15550783881"
    gone = echo | {"type": "revoke", "revoke": {"original_message_id": "wamid.E0"}}
    event = only(InboundDelete, read(batch({"message_echoes": [gone]}, field="smb_message_echoes"))[0])
    assert (event.external_id, event.thread_id) == ("wamid.E0", PERSON)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("sent", InboundAccepted), ("delivered", InboundDelivered), ("read", InboundRead), ("played", InboundRead)],
)
def test_statuses_move_the_message_by_its_id_alone(name: str, kind: type[InboundAccepted]) -> None:
    receipt = only(kind, status(name, biz_opaque_callback_data="row-1"))
    assert (receipt.external_id, receipt.thread_id, receipt.sent_at) == ("wamid.OUT", "", SAID_AT)


@pytest.mark.parametrize(
    ("code", "reason", "permanent"),
    [
        (131047, "whatsapp.window_closed", True),
        (131026, "whatsapp.undeliverable", True),
        (130472, "whatsapp.held_back", True),
        (131000, "whatsapp.unavailable", False),
        (190, "whatsapp.token_refused", False),
        (999999, "whatsapp.code_999999", True),
    ],
)
def test_a_failure_says_why(code: int, reason: str, permanent: bool) -> None:
    failed = only(InboundFailed, status("failed", errors=[{"code": code, "title": "words"}]))
    assert (failed.external_id, failed.reason, failed.permanent) == ("wamid.OUT", reason, permanent)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (batch({"messages": [framed("system", {"type": "user_changed_number"})]}), "system.user_changed_number"),
        (batch({"messages": [{"id": "wamid.1", "type": "text"}]}), "messages.incomplete"),
        (batch({"statuses": [{"id": "1", "status": "warming"}]}), "statuses.warming"),
        (batch({"user_preferences": [{"wa_id": PERSON, "value": "stop"}]}), "user_preferences.stop"),
        (
            batch({"event": "APPROVED"}, field="message_template_status_update"),
            "message_template_status_update.APPROVED",
        ),
        (batch({"groups": [{}]}, field="group_lifecycle_update"), "group_lifecycle_update"),
        ({"object": "whatsapp_business_account"}, "empty"),
        ({"entry": [{"changes": [{}]}]}, "change"),
        ({}, "empty"),
    ],
)
def test_what_is_nobodys_words_is_named_and_kept(body: Json, name: str) -> None:
    assert [one.name for one in read(body) if isinstance(one, InboundUnknown)] == [name]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (framed("unsupported", {"type": "poll"}, errors=[{"code": 131051}]), "[poll]"),
        (framed("tea_ceremony", {"cups": 2}), "[tea_ceremony]"),
    ],
)
def test_what_a_person_sent_and_nobody_can_read_shows_at_least_that_it_came(body: Json, text: str) -> None:
    assert only(InboundMessage, read(batch({"messages": [body]}))[0]).text == text


def test_events_of_the_accounts_other_numbers_are_not_ours() -> None:
    body = batch({"messages": [framed("text", {"body": "Да"})]})
    body["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "777"
    assert read(body) == [InboundUnknown(name="other_number")]


def test_a_batch_is_walked_whole() -> None:
    one = batch({"messages": [framed("text", {"body": "1"}), framed("text", {"body": "2"})], "statuses": [{"id": "s"}]})
    two = batch({"messages": [framed("text", {"body": "3"})]})
    one["entry"][0]["changes"] += two["entry"][0]["changes"]
    one["entry"] += two["entry"]
    found = read(one)
    assert [event.text for event in found if isinstance(event, InboundMessage)] == ["1", "2", "3", "3"]
    assert len(found) == 5


def post(body: bytes, headers: dict[str, str]) -> WebhookReply:
    request = WebhookRequest(method="POST", path="/", query={}, headers=headers, body=body, secret="s3cret")
    return provider.webhook(request, CONFIG)


def ask(**query: str) -> WebhookReply:
    known = {f"hub.{name}": value for name, value in query.items()}
    return provider.webhook(
        WebhookRequest(method="GET", path="/", query=known, headers={}, body=b"", secret="s"), CONFIG
    )


def test_a_signed_body_is_journalled_as_it_came_once() -> None:
    body = json.dumps(batch({"messages": [framed("text", {"body": "Да"})]})).encode()
    first, second = post(body, signed(body)), post(body, signed(body))
    assert first.item is not None
    assert second.item is not None
    assert (first.status, first.item.body) == (200, body)
    assert first.item.event_id == second.item.event_id


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-hub-signature-256": ""},
        {"x-hub-signature-256": "sha256="},
        {"x-hub-signature-256": "sha256=é"},
        signed(b"other"),
        signed(b"{}", secret="f" * 32),
        {"x-hub-signature": "sha1=5f8b"},
    ],
)
def test_a_body_signed_wrongly_or_not_at_all_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(SignatureRefused):
        post(b"{}", headers)


def test_without_an_app_secret_nothing_is_believed() -> None:
    request = WebhookRequest(
        method="POST", path="/", query={}, headers=signed(b"{}", secret=""), body=b"{}", secret="s"
    )
    with pytest.raises(SignatureRefused):
        provider.webhook(request, {})


@pytest.mark.skipif(not VECTORS.exists(), reason="the signature vectors are not beside this checkout")
def test_the_published_signatures_fit() -> None:
    known = json.loads(VECTORS.read_text())["meta_x_hub_signature_256"]
    assert signed(known["raw_body"].encode(), secret=known["app_secret"])["x-hub-signature-256"] == known["expected"]
    for one in json.loads((FIXTURES / "signatures.json").read_text()):
        if one["provider"].startswith("meta"):
            body, secret = one["body"].encode(), {"app_secret": one["app_secret"]}
            headers = {one["header"].lower(): one["signature"]}
            request = WebhookRequest(method="POST", path="/", query={}, headers=headers, body=body, secret="s")
            assert provider.webhook(request, secret).item is not None


def test_the_address_is_confirmed_by_the_verify_token() -> None:
    reply = ask(mode="subscribe", verify_token=VERIFY_TOKEN, challenge="1158201444")
    assert (reply.item, reply.status, reply.body, reply.content_type) == (None, 200, b"1158201444", "text/plain")


@pytest.mark.parametrize(
    "query",
    [{}, {"mode": "subscribe", "verify_token": "guess"}, {"mode": "unsubscribe", "verify_token": VERIFY_TOKEN}],
)
def test_the_address_is_not_confirmed_to_others(query: dict[str, str]) -> None:
    with pytest.raises(SignatureRefused):
        ask(challenge="1", **query)


def fixtures() -> list[Json]:
    path = FIXTURES / "expected.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else []
    return [one for one in known if one["provider"] == "whatsapp_cloud"]


NOBODYS = ("call_permission", "system")


@pytest.mark.skipif(not FIXTURES.exists(), reason="the captured webhooks are not beside this checkout")
@pytest.mark.parametrize("expected", fixtures(), ids=lambda one: str(one["file"]))
def test_a_captured_webhook_reads_as_whoever_captured_it_expected(expected: Json) -> None:
    body = (FIXTURES / expected["file"]).read_bytes()
    [event] = provider.parse(RawItem(event_id="1", body=body), {})
    if expected["event"] == "status" and expected["status"].islower():  # those of calls are in capitals
        kinds = {"sent": InboundAccepted, "delivered": InboundDelivered, "failed": InboundFailed}
        assert type(event) is kinds.get(expected["status"], InboundRead)
        assert isinstance(event, InboundAccepted | InboundDelivered | InboundFailed | InboundRead)
        assert event.external_id == expected["message_id"]
        assert event.sent_at == datetime.fromtimestamp(int(expected["timestamp"]), UTC)
    elif expected["event"] == "message" and not any(one in expected["file"] for one in NOBODYS):
        _agrees(event, expected)
    elif expected["event"] != "smb_message_echoes":
        assert isinstance(event, InboundPrepared if "template_" in expected["file"] else InboundUnknown)


def _agrees(event: Inbound, expected: Json) -> None:
    if isinstance(event, InboundReaction):
        assert (event.external_id, event.emoji) == (expected["reacts_to"], expected.get("emoji", ""))
        return
    if isinstance(event, InboundDelete):
        assert expected["type"] == "revoke"
        return
    assert isinstance(event, InboundMessage | InboundEdit)
    assert event.sender.id == expected["sender"]
    assert event.sent_at == datetime.fromtimestamp(int(expected["timestamp"]), UTC)
    assert event.text == expected.get("text", expected.get("caption", event.text))
    if isinstance(event, InboundMessage):
        assert event.external_id == expected["message_id"]
        assert event.sender.name == expected["sender_name"]
        assert event.reply_to_id == expected.get("reply_to", "")
        assert [one.ref for one in event.attachments] == [expected[name] for name in ("media_id",) if name in expected]


def examples() -> list[tuple[str, Json]]:
    if not SPECIFICATION.exists():
        return []
    operation = json.loads(SPECIFICATION.read_text("utf-8"))["paths"]["/whatsapp/webhooks"]["post"]
    known = operation["requestBody"]["content"]["application/json"]["examples"]
    return [(name, one["value"]) for name, one in known.items()]


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="Meta's specification is not beside this checkout")
@pytest.mark.parametrize(("name", "body"), examples(), ids=lambda one: one if isinstance(one, str) else "")
def test_every_example_of_metas_document_is_understood(name: str, body: Json) -> None:
    [event] = provider.parse(RawItem(event_id="1", body=json.dumps(body).encode()), {})
    assert isinstance(event, InboundUnknown) == (name.startswith(("System", "Group")))
    assert not isinstance(event, InboundUnknown) or "incomplete" not in event.name


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_only_what_is_no_json_object_fails_to_parse(body: bytes) -> None:
    with pytest.raises(ParseFailed):
        provider.parse(RawItem(event_id="1", body=body), {})


KEYS = sorted(
    {*MEDIA, *CHANGES, *READERS, "id", "from", "type", "text", "body", "timestamp", "contacts", "errors", "code"}
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(KEYS)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=6,
)
ROUND = [
    "context",
    "interactive",
    "button_reply",
    "order",
    "product_items",
    "location",
    "latitude",
    "longitude",
    "edit",
]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    name=st.sampled_from(sorted(READERS)),
    body=st.dictionaries(st.sampled_from([*KEYS, *ROUND, "status"]), ANYTHING, max_size=6),
    kind=st.sampled_from(
        [*MEDIA, *CHANGES, "text", "interactive", "order", "contacts", "location", "button", "failed"]
    ),
)
def test_whatever_shape_a_field_takes_nothing_raises(name: str, body: Json, kind: str) -> None:
    whole = {**framed(kind, body.get(kind, body)), "status": kind, "to": PERSON, **body}
    for value in ({name: body}, {name: [body]}, {name: [whole], "contacts": [body]}, body):
        assert read(batch(value))
    assert read(body)
