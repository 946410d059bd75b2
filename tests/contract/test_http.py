"""The HTTP channel: signed JSON becomes events, answers reach a server that checks signature and schema."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.httpside import SECRET_IN, SECRET_OUT, OtherSide, mac, other_side, signed, valid
from tests.ports import NOON, FakePort, attachment, fake_port

from otklik.channels import contract, registry
from otklik.channels.contract import ChannelError, Config, Inbound, OutboundMessage, RawItem, Remedy, SignatureRefused
from otklik.channels.generic import events, signing
from otklik.channels.providers.http import provider

ANNA = {"id": "42", "name": "Анна", "language": "ru", "avatar_url": "https://crm.example/a.png"}
PLACE = {"thread_id": "chat-7", "sent_at": "2026-03-02T11:59:58Z"}
EVERY_KIND: list[dict[str, Any]] = [  # Any: JSON
    {"kind": "message", "id": "m1", "sender": ANNA, "text": "Когда приедет?", "reply_to_id": "o1"},
    {
        "kind": "message",
        "id": "m2",
        "sender": ANNA,
        "attachments": [
            {"name": "чек.pdf", "media_type": "application/pdf", "url": "https://crm.example/1.pdf"},
            {"name": "фото.png", "media_type": "image/png", "kind": "image", "data": "iVBORw0KGgo="},
        ],
        "location": {"latitude": 55.75, "longitude": 37.62, "title": "Склад"},
        "contact": {"name": "Пётр", "phone": "+79160000000"},
    },
    {"kind": "edit", "id": "m1", "sender": ANNA, "text": "Когда привезут?"},
    {"kind": "delete", "id": "m1"},
    {"kind": "reaction", "message_id": "o1", "sender": ANNA, "emoji": "👍"},
    {"kind": "press", "id": "p1", "sender": ANNA, "data": "rate:5", "message_id": "o1"},
    {"kind": "accepted", "message_id": "o1"},
    {"kind": "delivered", "message_id": "o1"},
    {"kind": "read", "message_id": "o1", "by_machine": False, "up_to": True},
    {"kind": "failed", "message_id": "o1", "reason": "no such chat"},
    {"kind": "reachability", "sender": ANNA, "reachable": False},
    {"kind": "typing", "sender": ANNA},
]


@pytest.fixture
async def side() -> AsyncIterator[OtherSide]:
    async with other_side() as running:
        yield running


def config(side: OtherSide | None = None, **changed: str) -> Config:
    url = {"url": side.url, "secret_out": SECRET_OUT} if side else {}
    return {"system": "crm", "secret_in": SECRET_IN, **url, **changed}


def body(*told: dict[str, Any]) -> bytes:  # Any: JSON
    return json.dumps({"events": [{**PLACE, **one} for one in told]}).encode()


def read(*told: dict[str, Any], named: Config | None = None) -> list[Inbound]:  # Any: JSON
    item = RawItem(event_id="1", body=body(*told), received_at=NOON)
    return provider.parse(item, config() if named is None else named)


def request(
    raw: bytes, *, at: datetime = NOON, now: datetime = NOON, method: str = "POST", **changed: str
) -> contract.WebhookRequest:
    headers = {
        **signed(raw, message_id="evt-1", at=at),
        **{name.replace("_", "-"): one for name, one in changed.items()},
    }
    return contract.WebhookRequest(
        method=method, path="/hooks/x", query={}, headers=headers, body=raw, secret="", received_at=now
    )


def message(text: str = "Завтра к десяти", **more: Any) -> OutboundMessage:  # Any: as the struct has them
    plain = OutboundMessage(id="l-1", thread_id="chat-7", to="crm:42", text=text, author_name="Ольга")
    return msgspec.structs.replace(plain, **more)


# ---- what comes in -----------------------------------------------------------------------------------


def test_it_keeps_the_contract() -> None:
    assert registry.problems_of(provider, module_name="http") == []


def test_every_kind_of_event_is_read_in_order_and_is_valid_by_the_published_schema() -> None:
    valid(json.loads(body(*EVERY_KIND)), "In")
    found = read(*EVERY_KIND)
    assert [type(one).__name__.removeprefix("Inbound") for one in found] == [
        "Message",
        "Message",
        "Edit",
        "Delete",
        "Reaction",
        "Press",
        "Accepted",
        "Delivered",
        "Read",
        "Failed",
        "Reachability",
        "Typing",
    ]
    first, second = found[0], found[1]
    assert isinstance(first, contract.InboundMessage)
    assert isinstance(second, contract.InboundMessage)
    assert (first.external_id, first.thread_id, first.text) == ("m1", "chat-7", "Когда приедет?")
    assert (first.sender.id, first.sender.name, first.sender.avatar_ref) == ("crm:42", "Анна", ANNA["avatar_url"])
    assert first.sent_at == datetime(2026, 3, 2, 11, 59, 58, tzinfo=UTC)
    linked, carried = second.attachments
    assert (linked.ref, linked.data) == ("https://crm.example/1.pdf", None)
    assert (carried.data, carried.kind, carried.size) == (b"\x89PNG\r\n\x1a\n", "image", 8)
    assert second.contact == contract.SharedContact(name="Пётр", phone="+79160000000")


def test_what_the_company_wrote_elsewhere_is_the_customers_conversation() -> None:
    (echo,) = read({**EVERY_KIND[0], "sender": {"id": "manager-1"}, "outgoing": True, "to": "42"})
    assert isinstance(echo, contract.InboundMessage)
    assert (echo.outgoing, echo.recipients) == (True, ("crm:42",))


def test_two_systems_may_have_a_customer_42_each() -> None:
    (ours,), (theirs,) = read(EVERY_KIND[0]), read(EVERY_KIND[0], named={"system": "shop"})
    assert isinstance(ours, contract.InboundMessage)
    assert isinstance(theirs, contract.InboundMessage)
    assert ours.sender.id != theirs.sender.id


def test_what_nobody_knows_is_named_and_the_rest_is_read() -> None:
    found = read({"kind": "tea_ceremony", "cups": 2}, EVERY_KIND[0])
    assert found[0] == contract.InboundUnknown(name="tea_ceremony")
    assert isinstance(found[1], contract.InboundMessage)


def test_a_good_request_is_journalled_under_its_id() -> None:
    reply = provider.webhook(request(body(EVERY_KIND[0])), config())
    assert reply.status == 200
    assert reply.item is not None
    assert (reply.item.event_id, reply.item.body) == ("evt-1", body(EVERY_KIND[0]))
    assert reply.item.headers == {}


def test_the_vector_of_standard_webhooks() -> None:
    """The example of the specification's own libraries."""
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = signing.headers(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        b'{"test": 2432232314}',
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=at,
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook_signature": "v1,AAAA"},
        {"webhook_signature": ""},
        {"webhook_signature": "v2,AAAA v1,"},
        {"webhook_id": "evt-2"},
        {"webhook_timestamp": str(int(NOON.timestamp()) + 1)},
    ],
)
def test_a_wrong_signature_is_refused(changed: dict[str, Any]) -> None:  # Any: keywords of `request`
    with pytest.raises(SignatureRefused):
        provider.webhook(request(body(EVERY_KIND[0]), **changed), config())


def test_one_byte_of_the_body_changed_is_refused() -> None:
    good = request(body(EVERY_KIND[0]))
    with pytest.raises(SignatureRefused):
        provider.webhook(msgspec.structs.replace(good, body=good.body + b" "), config())


def test_without_a_secret_nothing_is_taken() -> None:
    with pytest.raises(SignatureRefused):
        provider.webhook(request(body(EVERY_KIND[0])), {"system": "crm"})


@pytest.mark.parametrize("late", [-301, 301])
def test_what_was_caught_on_the_way_is_worth_nothing_later(late: int) -> None:
    reply = provider.webhook(request(body(EVERY_KIND[0]), now=NOON + timedelta(seconds=late)), config())
    assert (reply.status, reply.item, json.loads(reply.body)["code"]) == (403, None, "http.too_old")
    kept = provider.webhook(request(body(EVERY_KIND[0]), now=NOON + timedelta(seconds=late // 301 * 299)), config())
    assert kept.item is not None


def test_while_a_secret_changes_two_signatures_stand_side_by_side() -> None:
    raw = body(EVERY_KIND[0])
    stamp = str(int(NOON.timestamp()))
    old, new = mac(SECRET_OUT, "evt-1", stamp, raw), mac(SECRET_IN, "evt-1", stamp, raw)
    assert provider.webhook(request(raw, webhook_signature=f"v1,{old} v1,{new}"), config()).item is not None


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b"not json", ""),
        (b"[]", ""),
        (b'{"events": []}', "$.events"),
        (body({"kind": "message", "id": "m1", "text": "Кто я?"}), "sender"),
        (body({"kind": "delete", "id": 5}), "$.events[0].id"),
        (body(EVERY_KIND[0], {**EVERY_KIND[0], "sent_at": "2026-03-02T11:59:58"}), "$.events[1].sent_at"),
        (body(*[EVERY_KIND[0]] * (events.EVENTS_MAX + 1)), "$.events"),
    ],
)
def test_what_the_schema_refuses_is_refused_with_the_place(raw: bytes, where: str) -> None:
    reply = provider.webhook(request(raw), config())
    told = json.loads(reply.body)
    assert (reply.status, reply.item, told["code"]) == (422, None, "http.unreadable")
    assert where in told["detail"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (request(b"", method="GET"), 405),
        (request(b"{}", webhook_id=""), 400),
        (request(b"{}", webhook_id="x" * 151), 400),
        (request(b"{}", webhook_timestamp="soon"), 400),
    ],
)
def test_what_is_no_delivery_is_told_so(asked: contract.WebhookRequest, status: int) -> None:
    reply = provider.webhook(asked, config())
    assert (reply.status, reply.item) == (status, None)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the machine is shared
@given(
    raw=st.binary(max_size=200)
    | st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=5).map(
        lambda value: json.dumps({"events": value}).encode()
    )
)
def test_nothing_that_comes_breaks_it(raw: bytes) -> None:
    assert provider.webhook(request(raw), config()).status in {200, 422}


# ---- what goes out -----------------------------------------------------------------------------------


async def test_an_answer_is_signed_whole_and_valid_by_the_published_schema(side: OtherSide, port: FakePort) -> None:
    sent = message(
        attachments=(attachment("счёт.pdf", "application/pdf", b"%PDF"),),
        buttons=(contract.Button(title="Да", data="yes"),),
        reply_to_id="m1",
    )
    result = await provider.send(port, config(side), sent)
    assert result.external_id == "theirs-l-1"
    [told] = side.messages()
    assert (told["to"], told["thread_id"], told["text"]) == ("42", "chat-7", "Завтра к десяти")
    assert told["author"]["name"] == "Ольга"
    assert told["attachments"][0]["data"] == "JVBERg=="
    assert told["buttons"] == [{"title": "Да", "data": "yes", "url": ""}]


async def test_a_lost_answer_is_asked_for_again_and_the_other_side_has_it_once(side: OtherSide, port: FakePort) -> None:
    side.lost = True
    with pytest.raises(ChannelError) as lost:
        await provider.send(port, config(side), message())
    assert (lost.value.code, lost.value.remedy) == ("http.no_answer", Remedy.RETRY)
    assert (await provider.send(port, config(side), message())).external_id == "theirs-l-1"
    assert len(side.messages()) == 1
    assert provider.manifest.capabilities.idempotent_send


@pytest.mark.parametrize(
    ("status", "headers", "code", "remedy"),
    [
        (400, {}, "http.refused", Remedy.GIVE_UP),
        (401, {}, "http.signature_refused", Remedy.RECONNECT),
        (404, {}, "http.not_found", Remedy.RECONNECT),
        (307, {}, "http.redirected", Remedy.RECONNECT),
        (410, {}, "http.person_gone", Remedy.UNREACHABLE),
        (413, {}, "http.too_big", Remedy.GIVE_UP),
        (429, {"retry-after": "17"}, "http.too_many", Remedy.RETRY),
        (503, {}, "http.unavailable", Remedy.RETRY),
    ],
)
async def test_a_status_says_what_is_to_be_done(
    side: OtherSide, port: FakePort, status: int, headers: dict[str, str], code: str, remedy: Remedy
) -> None:
    side.answers.append(web.Response(status=status, headers=headers, text="words"))
    with pytest.raises(ChannelError) as refused:
        await provider.send(port, config(side), message())
    assert (refused.value.code, refused.value.remedy) == (code, remedy)
    assert refused.value.retry_after_seconds == (17.0 if headers else None)


async def test_a_plain_200_is_enough_and_typing_is_told(side: OtherSide, port: FakePort) -> None:
    side.answers.append(web.Response(text="OK"))
    assert (await provider.send(port, config(side), message())).external_id == "l-1"
    await provider.show_typing(port, config(side), "chat-7")
    assert {"kind": "typing", "thread_id": "chat-7"} in side.taken.values()
    await provider.show_typing(port, config(), "chat-7")


async def test_a_channel_that_only_receives_says_so(port: FakePort) -> None:
    with pytest.raises(ChannelError) as refused:
        await provider.send(port, config(), message())
    assert refused.value.code == "http.url_missing"


async def test_a_linked_file_is_fetched(side: OtherSide, port: FakePort) -> None:
    url = side.url.replace("/otklik", "/files/a.pdf")
    file = contract.InboundAttachment(name="a.pdf", media_type="application/pdf", ref=url)
    assert await provider.fetch_media(port, config(side), file) == b"%PDF-1.7"
    with pytest.raises(ChannelError):
        await provider.fetch_media(port, config(side), msgspec.structs.replace(file, ref=url + "x"))


async def test_a_private_address_is_not_called(side: OtherSide) -> None:
    async with fake_port(allowed_hosts=()) as strict:
        with pytest.raises(ChannelError) as refused:
            await provider.send(strict, config(side), message())
    assert refused.value.code == "http.address_refused"


async def test_the_connection_is_tried_with_a_good_signature_and_a_wrong_one(side: OtherSide, port: FakePort) -> None:
    async def steps(tried: Config) -> list[tuple[str, bool, str]]:
        return [(one.code, one.ok, one.detail) for one in await provider.check(port, tried)]

    good = ("http.answer", True, side.url)
    assert await steps(config(side)) == [good, ("http.signature", True, "")]
    side.careless = True
    assert await steps(config(side)) == [good, ("http.signature", False, "http.signature_unchecked")]
    side.careless = False
    wrong = config(side, secret_out=SECRET_IN)
    assert await steps(wrong) == [("http.answer", False, "http.signature_refused")]
    assert await steps(config()) == [("http.receives_only", True, "")]
    away = config(side, url="http://127.0.0.1:9/")
    assert await steps(away) == [("http.answer", False, "http.no_answer")]
    assert side.messages() == []
