"""What holds for the channels that no webhook brings in: our own chats, and SMS that come over a held link."""

import json
import random
from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.test_conformance import TEXTS, spoil
from tests.ports import NOON, FakePort

from otklik.channels import registry
from otklik.channels.contract import Config, InboundMessage, OutboundMessage, ParseFailed, RawItem, Sends
from otklik.channels.sms.smpp import pdus
from otklik.channels.sms.smpp.inbox import Inbox
from otklik.channels.sms.smpp.pdus import Pdu, Short
from otklik.channels.visitors import VisitorItem

PROVIDERS = registry.load()
VISITOR = UUID("0b7a2f2e-6f3f-4a3c-9a55-0d8b1f6a0002")


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A channel whose messages are laid into the journal by our own hand."""

    kind: str
    said: Callable[[str, int], bytes]
    """The message of this text with this number, as it comes."""
    taken: Callable[[FakePort, bytes], Awaitable[None]]
    """By the product's own code, into the journal."""
    broken: Callable[[bytes, random.Random], bytes]
    config: Config = {}


def _visitor(text: str, number: int) -> bytes:
    return msgspec.json.encode(VisitorItem(key=UUID(int=number), visitor_id=VISITOR, sent_at=NOON, text=text))


async def _from_visitor(port: FakePort, raw: bytes) -> None:
    await port.deposit(msgspec.json.decode(raw, type=VisitorItem).raw())


def _without_sense(raw: bytes, dice: random.Random) -> bytes:
    event = json.loads(raw)
    spoil(event, dice)
    return json.dumps(event).encode()


def _short(text: str, number: int) -> bytes:
    """As `message_payload`, for one PDU may hold a text of any length."""
    payload = {pdus.MESSAGE_PAYLOAD: text.encode("utf-16-be")}
    message = Short(source="79161234567", source_ton=1, destination="1234", data_coding=8, options=payload)
    return Pdu(pdus.DELIVER_SM, pdus.OK, number, pdus.pack_short(message)).pack()


async def _from_centre(port: FakePort, raw: bytes) -> None:
    """Over a link that has just been bound: what comes again then is a repetition."""
    inbox = Inbox(port)
    inbox.begins()
    [delivery] = pdus.unpack(raw)
    assert await inbox.take(delivery)


def _other_octets(raw: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(pdus.HEADER.size, len(raw))
    return raw[:at] + dice.randbytes(1) + raw[at + dice.randrange(2) :]


CHATS = [
    Held(kind=kind, said=_visitor, taken=_from_visitor, broken=_without_sense, config={}) for kind in ("webchat", "app")
]
every = pytest.mark.parametrize(
    "case",
    [*CHATS, Held(kind="smpp", said=_short, taken=_from_centre, broken=_other_octets)],
    ids=lambda case: case.kind,
)


def said(case: Held, item: RawItem) -> InboundMessage:
    [found] = PROVIDERS.get(case.kind).parse(item, case.config)
    assert isinstance(found, InboundMessage)
    return found


@every
async def test_the_same_event_is_known_again_and_another_is_not(case: Held, port: FakePort) -> None:
    for text, number in (("Раз", 1), ("Раз", 1), ("Два", 2)):
        await case.taken(port, case.said(text, number))
    assert [said(case, item).text for item in port.deposited] == ["Раз", "Два"]


@every
@pytest.mark.parametrize("text", TEXTS, ids=["plain", "emoji", "arabic", "lines"])
async def test_a_text_comes_as_it_was_written(case: Held, text: str, port: FakePort) -> None:
    await case.taken(port, case.said(text, 1))
    found = said(case, port.deposited[0])
    assert (found.text, found.visible_text) == (text, text)
    assert found.sender.id
    assert found.thread_id


@every
@pytest.mark.parametrize("raw", [b"", b"null", b"[]", b"{}", b"\xff\xfe", b'"text"', b"{" * 5_000, b"1e999"])
def test_what_is_no_event_breaks_nothing(case: Held, raw: bytes) -> None:
    try:
        found = PROVIDERS.get(case.kind).parse(RawItem(event_id="1", body=raw, received_at=NOON), case.config)
    except ParseFailed:
        return
    assert not any(isinstance(one, InboundMessage) for one in found)


@every
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), cuts=st.integers(1, 4))
def test_an_event_of_any_shape_breaks_nothing(case: Held, seed: int, cuts: int) -> None:
    raw, dice = case.said("Здравствуйте", 1), random.Random(seed)
    for _ in range(cuts):
        raw = case.broken(raw, dice)
    try:
        found = PROVIDERS.get(case.kind).parse(RawItem(event_id="1", body=raw, received_at=NOON), case.config)
    except ParseFailed:
        return
    assert isinstance(found, list)


@pytest.mark.parametrize("case", CHATS, ids=lambda case: case.kind)
async def test_our_own_chat_takes_a_message_without_asking_anybody(case: Held, port: FakePort) -> None:
    """Nobody far away can slow it down, keep silent or disown us; livechat's stream is in the same database."""
    provider = PROVIDERS.get(case.kind)
    assert isinstance(provider, Sends)
    message = OutboundMessage(id="ledger-1", thread_id=str(VISITOR), to=str(VISITOR), text="Есть")
    result = await provider.send(port, case.config, message)
    assert (result.external_id, result.accepted_at, result.delivered) == ("ledger-1", NOON, False)
