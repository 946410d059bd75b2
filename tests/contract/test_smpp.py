"""SMPP against a real SMS centre on loopback (node-smpp): sent, received, acknowledged, dropped and found again."""

import asyncio
import traceback
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import ports
from tests.mailserver import write_certificate
from tests.ports import NOON, FakePort
from tests.smscentre import LOGIN, PASSWORD, Smsc, smsc

from otklik.channels.contract import (
    ChannelError,
    Config,
    ConfigValue,
    Inbound,
    InboundAccepted,
    InboundDelivered,
    InboundFailed,
    InboundMessage,
    InboundUnknown,
    OutboundMessage,
    ParseFailed,
    RawItem,
    Remedy,
    SendResult,
)
from otklik.channels.providers import smpp
from otklik.channels.sms.smpp import pdus, texts
from otklik.channels.sms.smpp.inbox import ALIKE_SECONDS, PARTS_SECONDS, REPEATED_SECONDS, Inbox
from otklik.channels.sms.smpp.pdus import Pdu, Short

PERSON = "+79123456789"
LONG = "Ваш заказ собран и ждёт вас. " * 6


@pytest.fixture
async def centre() -> AsyncIterator[Smsc]:
    async with smsc() as running:
        yield running


@pytest.fixture
def provider() -> smpp.Smpp:
    return smpp.Smpp()


def config(centre: Smsc, **changed: ConfigValue) -> Config:
    return {
        "host": "127.0.0.1",
        "port": centre.port,
        "system_id": LOGIN,
        "password": PASSWORD,
        "sender": "TeaShop",
        "window": 10,
        "keep_alive_seconds": 30,
        **changed,
    }


@asynccontextmanager
async def listening(
    provider: smpp.Smpp, port: FakePort, centre: Smsc, **changed: ConfigValue
) -> AsyncGenerator["asyncio.Task[None]"]:
    task = asyncio.create_task(provider.listen(port, config(centre, **changed)))
    try:
        await port.until(lambda: port.reports[-1:] == [None])
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def outbound(text: str = "Да", *, to: str = PERSON) -> OutboundMessage:
    return ports.outbound(text, thread_id=to, to=to)


async def send(
    provider: smpp.Smpp, port: FakePort, centre: Smsc, text: str = "Да", **changed: ConfigValue
) -> SendResult:
    return await provider.send(port, config(centre, **changed), outbound(text))


async def refused(provider: smpp.Smpp, port: FakePort, centre: Smsc, text: str = "Да") -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(provider, port, centre, text)
    return caught.value


def events(provider: smpp.Smpp, port: FakePort, **known: ConfigValue) -> list[Inbound]:
    return [event for item in port.deposited for event in provider.parse(item, known)]


# ---- sending -----------------------------------------------------------------------------------------


async def test_a_text_goes_by_a_name_and_its_receipt_comes_back(
    provider: smpp.Smpp, port: FakePort, centre: Smsc
) -> None:
    async with listening(provider, port, centre):
        result = await send(provider, port, centre, "Hello [€]")
        await port.until(lambda: len(port.deposited) == 1)
    [sent] = centre.heard("submit")
    assert (sent["source"], sent["source_ton"], sent["source_npi"]) == ("TeaShop", 5, 0)
    assert (sent["destination"], sent["destination_ton"], sent["registered_delivery"]) == ("79123456789", 1, 1)
    assert (sent["message"], sent["data_coding"]) == ("Hello [€]", 0)
    assert events(provider, port) == [InboundDelivered(external_id=result.external_id)]
    assert result.thread_id == PERSON
    assert [one["kind"] for one in centre.heard("bind")] == ["bind_transceiver"]
    assert await centre.until_heard("delivered") == [{"event": "delivered", "status": 0}]


async def test_a_number_writes_as_a_number(provider: smpp.Smpp, port: FakePort, centre: Smsc) -> None:
    async with listening(provider, port, centre):
        await send(provider, port, centre, sender="+74951234567")
        await send(provider, port, centre, sender="1234")
    found = [(one["source"], one["source_ton"], one["source_npi"]) for one in centre.heard("submit")]
    assert found == [("74951234567", 1, 1), ("1234", 0, 1)]


async def test_a_long_text_goes_in_joined_parts_and_each_asks_for_a_receipt(
    provider: smpp.Smpp, port: FakePort, centre: Smsc
) -> None:
    async with listening(provider, port, centre):
        result = await send(provider, port, centre, LONG.strip() + "😜")
        await port.until(lambda: len(port.deposited) == 3)
    parts = centre.heard("submit")
    assert "".join(one["message"] for one in parts) == LONG.strip() + "😜"
    assert [one["registered_delivery"] for one in parts] == [1, 1, 1]
    [headers] = [{one["udh"][0][:6] + one["udh"][0][6:8] for one in parts}]
    assert len({one[4:6] for one in headers}) == 1, "all parts have one reference"
    assert [one["udh"][0][-4:] for one in parts] == ["0301", "0302", "0303"]
    assert result.external_ids == tuple(one["id"] for one in parts)
    assert events(provider, port) == [InboundDelivered(external_id=one) for one in result.external_ids]


@pytest.mark.parametrize("text", [LONG, "Your order is ready. " * 12])
async def test_a_long_text_goes_whole_where_the_centre_cuts_by_itself(
    provider: smpp.Smpp, port: FakePort, centre: Smsc, text: str
) -> None:
    async with listening(provider, port, centre):
        await send(provider, port, centre, text, long_messages="payload")
        await send(provider, port, centre, "short", long_messages="payload")
    whole, short = centre.heard("submit")
    assert (whole["message"], whole["payload"]) == (text.strip(), True)
    assert (short["message"], short["payload"]) == ("short", False)


async def test_parts_are_joined_by_options_where_asked(provider: smpp.Smpp, port: FakePort, centre: Smsc) -> None:
    async with listening(provider, port, centre):
        await send(provider, port, centre, LONG, long_messages="sar")
    parts = centre.heard("submit")
    assert [one["sar"][1:] for one in parts] == [[3, 1], [3, 2], [3, 3]]
    assert len({one["sar"][0] for one in parts}) == 1
    assert [one["udh"] for one in parts] == [[], [], []]


@pytest.mark.parametrize(
    ("language", "text"), [("turkish", "Şişli'de ğüzel bir gün"), ("spanish", "mañana llegará á í ó ú")]
)
async def test_a_national_alphabet_is_shifted_to(
    provider: smpp.Smpp, port: FakePort, centre: Smsc, language: str, text: str
) -> None:
    async with listening(provider, port, centre):
        await send(provider, port, centre, text * 5, shift_tables=(language,))
    parts = centre.heard("submit")
    assert "".join(one["message"] for one in parts) == text * 5
    assert {one["data_coding"] for one in parts} == {0}
    assert all(any(element.startswith("24") for element in one["udh"]) for one in parts)


async def test_who_only_sends_binds_only_for_that(provider: smpp.Smpp, port: FakePort, centre: Smsc) -> None:
    await send(provider, port, centre)
    await send(provider, port, centre)
    assert [one["kind"] for one in centre.heard("bind")] == ["bind_transmitter"]
    async with listening(provider, port, centre):
        await send(provider, port, centre)
    assert [one["kind"] for one in centre.heard("bind")] == ["bind_transmitter", "bind_transceiver"]
    assert len(await centre.until_heard("closed", times=2)) == 2


# ---- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "remedy"),
    [
        (0x0B, "number_wrong", Remedy.UNREACHABLE),
        (0x0A, "sender_refused", Remedy.RECONNECT),
        (0x08, "unavailable", Remedy.RETRY),
        (0x45, "unavailable", Remedy.RETRY),
        (0x65, "rejected", Remedy.GIVE_UP),
        (0xC4, "refused", Remedy.GIVE_UP),
        (0x4FF, "refused", Remedy.GIVE_UP),
    ],
)
async def test_each_refusal_says_what_to_do(
    provider: smpp.Smpp, port: FakePort, centre: Smsc, status: int, code: str, remedy: Remedy
) -> None:
    async with listening(provider, port, centre):
        await centre.tell("answer", statuses=[status])
        error = await refused(provider, port, centre)
    assert (error.code, error.remedy) == (f"smpp.{code}", remedy)


async def test_a_centre_that_asks_to_slow_down_is_left_alone_for_a_while(
    provider: smpp.Smpp, port: FakePort, centre: Smsc
) -> None:
    async with listening(provider, port, centre):
        await centre.tell("answer", statuses=[0x58])
        first, second = await refused(provider, port, centre), await refused(provider, port, centre)
    assert (first.code, first.remedy, first.retry_after_seconds) == ("smpp.too_many", Remedy.RETRY, 1.0)
    assert second.retry_after_seconds is not None
    assert 0 < second.retry_after_seconds <= 1
    assert len(centre.heard("submit")) == 1, "the second did not bother it"


async def test_a_message_that_began_to_go_waits_out_the_pause(
    provider: smpp.Smpp, port: FakePort, centre: Smsc
) -> None:
    async with listening(provider, port, centre):
        await centre.tell("answer", statuses=[0, 0x58])
        result = await send(provider, port, centre, LONG)
    assert len(result.external_ids) == 3
    assert [one["status"] for one in centre.heard("submit")] == [0, 0x58, 0, 0]


async def test_a_message_of_which_only_some_parts_went_is_left_to_a_person(
    provider: smpp.Smpp, port: FakePort, centre: Smsc
) -> None:
    async with listening(provider, port, centre):
        await centre.tell("answer", statuses=[0, 0x65])
        error = await refused(provider, port, centre, LONG)
    assert (error.code, error.remedy, error.detail) == ("smpp.partly_sent", Remedy.UNKNOWN, "smpp.rejected")


# ---- receiving ---------------------------------------------------------------------------------------


def from_phone(**more: object) -> dict[str, object]:
    return {"source_addr": "79123456789", "source_addr_ton": 1, "destination_addr": "1234", **more}


async def test_what_a_phone_writes_comes_in_whatever_alphabet(
    provider: smpp.Smpp, port: FakePort, centre: Smsc
) -> None:
    async with listening(provider, port, centre):
        await centre.tell("deliver", pdu=from_phone(data_coding=8), hex="Привет 😜".encode("utf-16-be").hex())
        await centre.tell("deliver", pdu=from_phone(short_message="Hi [€] @", data_coding=0))
        await centre.tell("deliver", pdu=from_phone(short_message="Hi [€] @", data_coding=1))
        await centre.tell("deliver", pdu=from_phone(data_coding=3), hex="Grüße".encode("latin-1").hex())
        await centre.tell("deliver", pdu=from_phone(data_coding=4), hex="0001")
        await port.until(lambda: len(port.deposited) == 5)
        answered = await centre.until_heard("delivered", times=5)
    found = events(provider, port)
    assert [one.text for one in found if isinstance(one, InboundMessage)] == [
        "Привет 😜",
        "Hi [€] @",
        "Hi [€] @",
        "Grüße",
    ]
    assert found[-1] == InboundUnknown(name="message.binary")
    assert {one.thread_id for one in found if isinstance(one, InboundMessage)} == {PERSON}
    assert {one["status"] for one in answered} == {0}


@pytest.mark.parametrize("as_", ["text", "options"])
@pytest.mark.parametrize(
    ("stat", "kind"),
    [
        ("DELIVRD", InboundDelivered),
        ("UNDELIV", InboundFailed),
        ("EXPIRED", InboundFailed),
        ("ENROUTE", InboundAccepted),
    ],
)
async def test_receipts_are_read_by_options_and_by_text(
    provider: smpp.Smpp, port: FakePort, centre: Smsc, as_: str, stat: str, kind: type[Inbound]
) -> None:
    async with listening(provider, port, centre):
        await centre.tell("receipts", **{"as": as_, "stat": stat})
        result = await send(provider, port, centre)
        await port.until(lambda: len(port.deposited) == 1)
    [told] = events(provider, port)
    assert isinstance(told, kind)
    assert getattr(told, "external_id", "") == result.external_id


async def test_ids_agree_though_receipts_write_them_in_another_base(
    provider: smpp.Smpp, port: FakePort, centre: Smsc
) -> None:
    bases = {"receipt_ids": "hex_then_decimal"}
    async with listening(provider, port, centre):
        await centre.tell("receipts", **{"as": "decimal"})
        result = await send(provider, port, centre, **bases)
        await port.until(lambda: len(port.deposited) == 1)
    assert events(provider, port, **bases) == [InboundDelivered(external_id=result.external_id)]


async def test_parts_from_a_phone_become_one_message(provider: smpp.Smpp, port: FakePort, centre: Smsc) -> None:
    whole = "я" * 66 + "😜" + "ю" * 40
    raw = whole.encode("utf-16-be")
    cut = [raw[:134], raw[134:]]  # between the halves of the smile, as careless senders do
    async with listening(provider, port, centre):
        for number in (2, 1):
            header = bytes((5, 0, 3, 77, 2, number))
            pdu = from_phone(esm_class=0x40, data_coding=8)
            await centre.tell("deliver", pdu=pdu, hex=(header + cut[number - 1]).hex())
        await port.until(lambda: len(port.deposited) == 1)
        await centre.until_heard("delivered", times=2)
    [message] = events(provider, port)
    assert isinstance(message, InboundMessage)
    assert message.text == whole
    assert port.state == {"parts": {}}


# ---- the link ----------------------------------------------------------------------------------------


async def test_a_dropped_link_is_found_again_and_nothing_is_lost(
    provider: smpp.Smpp, port: FakePort, centre: Smsc
) -> None:
    async with listening(provider, port, centre):
        await centre.tell("answer", statuses=[-1])
        hanging = asyncio.create_task(send(provider, port, centre, "Hanging"))
        await centre.until_heard("submit")
        await centre.tell("drop")
        with pytest.raises(ChannelError) as caught:
            await hanging
        assert (caught.value.code, caught.value.remedy) == ("smpp.disconnected", Remedy.UNKNOWN)
        after = await send(provider, port, centre, "After")
        await centre.tell("deliver", pdu=from_phone(short_message="Still here"))
        await port.until(lambda: len(port.deposited) == 2)
    assert after.external_id
    assert [one.code if one else "" for one in port.reports] == ["", "smpp.disconnected", ""]
    assert len(centre.heard("bind")) == 2


async def test_a_silent_link_is_given_up(
    provider: smpp.Smpp, port: FakePort, centre: Smsc, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otklik.channels.sms.smpp.session.ANSWER_SECONDS", 0.5)
    async with listening(provider, port, centre, keep_alive_seconds=1):
        await centre.until_heard("enquire_link")
        await centre.tell("silence")
        await port.until(lambda: port.reports[-1] is not None)
    assert port.reports[1] is not None
    assert port.reports[1].code == "smpp.disconnected"


async def test_a_wrong_password_ends_the_listener_and_the_test_says_so(
    provider: smpp.Smpp, port: FakePort, centre: Smsc
) -> None:
    wrong = config(centre, password="hunter-2")
    with pytest.raises(ChannelError) as caught:
        await provider.listen(port, wrong)
    assert (caught.value.code, caught.value.remedy) == ("smpp.password_refused", Remedy.RECONNECT)
    assert "hunter-2" not in "".join(traceback.format_exception(caught.value))
    steps = await provider.check(port, wrong)
    assert [(one.code, one.ok, one.detail) for one in steps] == [
        ("smpp.connect", True, ""),
        ("smpp.login", False, "smpp.password_refused"),
    ]
    with pytest.raises(ChannelError):
        await provider.connect(port, wrong)


async def test_the_test_of_the_connection_goes_step_by_step(provider: smpp.Smpp, port: FakePort, centre: Smsc) -> None:
    assert [(one.code, one.ok) for one in await provider.check(port, config(centre))] == [
        ("smpp.connect", True),
        ("smpp.login", True),
    ]
    nowhere = await provider.check(port, config(centre, port=9))
    assert [(one.code, one.ok, one.detail) for one in nowhere] == [("smpp.connect", False, "smpp.unreachable")]
    made = await provider.connect(port, config(centre, sender="+74951234567"))
    assert (made.address, made.facts) == ("+74951234567", {"phone": "+74951234567"})


async def test_tls_is_spoken_and_a_certificate_of_nobody_is_refused(
    provider: smpp.Smpp, port: FakePort, tmp_path: Path
) -> None:
    write_certificate(tmp_path)
    async with smsc(key=tmp_path / "server.key", certificate=tmp_path / "server.crt") as centre:
        refused_step = (await provider.check(port, config(centre, tls=True)))[-1]
        assert (refused_step.code, refused_step.detail) == ("smpp.connect", "smpp.tls_refused")
        async with listening(provider, port, centre, tls=True, tls_verify=False):
            await send(provider, port, centre, "Тайна", tls=True, tls_verify=False)
        assert [one["message"] for one in centre.heard("submit")] == ["Тайна"]


# ---- what was delivered before ------------------------------------------------------------------------


def delivery(text: str = "Да", *, sequence: int = 1, **more: object) -> Pdu:
    message = {"source": "79123456789", "destination": "1234", "data_coding": 8, **more}
    body = pdus.pack_short(Short(text=text.encode("utf-16-be"), **message))  # pyright: ignore[reportArgumentType]
    return Pdu(pdus.DELIVER_SM, 0, sequence, body)


def begun(port: FakePort, *, seconds_ago: float = 0) -> Inbox:
    inbox = Inbox(port)
    inbox.begins()
    inbox._bound_at -= seconds_ago
    return inbox


async def test_what_comes_again_after_a_new_bind_is_one_message(port: FakePort) -> None:
    assert await begun(port).take(delivery(sequence=1))
    assert await begun(port).take(delivery(sequence=9))
    assert len(port.deposited) == 1


async def test_the_same_words_said_twice_are_two_messages(port: FakePort) -> None:
    inbox = begun(port)
    assert await inbox.take(delivery(sequence=1))
    assert await inbox.take(delivery(sequence=2))
    old = begun(port, seconds_ago=REPEATED_SECONDS + 1)
    assert await old.take(delivery(sequence=1))
    port.clock.move(timedelta(seconds=ALIKE_SECONDS))
    assert await begun(port).take(delivery(sequence=1))
    assert len(port.deposited) == 4


async def test_a_receipt_is_one_event_whenever_it_comes_again(port: FakePort) -> None:
    inbox = begun(port, seconds_ago=REPEATED_SECONDS + 1)
    for sequence in (1, 2):
        assert await inbox.take(delivery("x", sequence=sequence, esm_class=0x04))
    assert len(port.deposited) == 1


async def test_what_cannot_be_kept_now_is_to_come_again(port: FakePort) -> None:
    async def broken(item: RawItem) -> bool:
        raise OSError(item.event_id)

    port.deposit = broken
    assert not await begun(port).take(delivery())


async def test_parts_outlive_the_process_and_are_shown_without_those_that_never_came(port: FakePort) -> None:
    first = delivery("Первая ", options={pdus.SAR_REFERENCE: b"\0\1", pdus.SAR_TOTAL: b"\2", pdus.SAR_NUMBER: b"\1"})
    assert await begun(port).take(first)
    assert port.deposited == []
    port.clock.move(timedelta(seconds=PARTS_SECONDS + 1))
    other = delivery("Другая ", options={pdus.SAR_REFERENCE: b"\0\2", pdus.SAR_TOTAL: b"\2", pdus.SAR_NUMBER: b"\1"})
    assert await begun(port).take(other)
    [item] = port.deposited
    [message] = texts.read(item, ids="same")
    assert isinstance(message, InboundMessage)
    assert message.text == "Первая  […1/2]"


# ---- bytes -------------------------------------------------------------------------------------------


@given(
    text=st.binary(max_size=600),
    source=st.from_regex(r"[0-9A-Za-z]{0,20}", fullmatch=True),
    options=st.dictionaries(st.integers(0, 0x3FFF), st.binary(max_size=20), max_size=3),
)
def test_a_message_reads_back_as_it_was_packed(text: bytes, source: str, options: dict[int, bytes]) -> None:
    options.pop(pdus.MESSAGE_PAYLOAD, None)
    packed = pdus.pack_short(Short(source=source, destination="1", text=text, options=options))
    found = pdus.read_short(packed)
    assert (found.source, found.text) == (source, text)
    assert {tag: value for tag, value in found.options.items() if tag != pdus.MESSAGE_PAYLOAD} == options


@given(body=st.binary(max_size=80))
def test_whatever_bytes_come_nothing_raises_but_that_they_are_no_pdu(body: bytes) -> None:
    item = RawItem(event_id="1", body=Pdu(pdus.DELIVER_SM, 0, 1, body).pack(), received_at=NOON)
    for raw in (item, RawItem(event_id="1", body=body, received_at=NOON)):
        with suppress(ParseFailed):
            assert texts.read(raw, ids="same")


@given(text=st.text(max_size=400), header=st.booleans(), coding=st.sampled_from([0, 1, 3, 4, 8, 0x10, 0xF5]))
def test_any_text_in_any_coding_is_read(text: str, *, header: bool, coding: int) -> None:
    esm_class = pdus.HAS_HEADER if header else 0
    body = pdus.pack_short(Short(source="7", esm_class=esm_class, data_coding=coding, text=text.encode()))
    item = RawItem(event_id="1", body=Pdu(pdus.DELIVER_SM, 0, 1, body).pack(), received_at=NOON)
    assert len(texts.read(item, ids="same")) == 1
