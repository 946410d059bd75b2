"""SMS by SMSC.ru: statuses proven by the shared word, answers asked for, refusals said plainly."""

import asyncio
import hashlib
import json
import traceback
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlencode

import pytest
from aiohttp import web
from tests import ports
from tests.contract import smsapis
from tests.contract.cloud import LostAnswer, serving
from tests.contract.smsapis import LOGIN, PASSWORD, WORD, SmscApi
from tests.ports import NOON, SHARED, FakePort

from otklik.channels.contract import (
    ChannelError,
    Config,
    ConfigValue,
    Inbound,
    InboundAccepted,
    InboundDelivered,
    InboundFailed,
    InboundMessage,
    InboundRead,
    InboundUnknown,
    OutboundMessage,
    Price,
    RawItem,
    Remedy,
    SignatureRefused,
    WebhookReply,
    WebhookRequest,
)
from otklik.channels.providers.smsc_ru import provider

VECTORS = SHARED / "specs/testvectors/signatures.json"
PERSON = "+79123456789"


@pytest.fixture
async def api() -> AsyncIterator[SmscApi]:
    async with serving(SmscApi()) as server:
        yield server


def config(api: SmscApi, **changed: ConfigValue) -> Config:
    return {"login": LOGIN, "password": PASSWORD, "base_url": api.base_url, "currency": "RUB", **changed}


def outbound(text: str = "Да", *, to: str = PERSON) -> OutboundMessage:
    return ports.outbound(text, thread_id=to, to=to)


async def refused(port: FakePort, api: SmscApi, **changed: ConfigValue) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, config(api, **changed), outbound())
    return caught.value


# ---- what goes out -----------------------------------------------------------------------------------


async def test_a_text_goes_with_its_price(port: FakePort, api: SmscApi) -> None:
    result = await provider.send(port, config(api, sender="TeaShop"), outbound("Ваш заказ готов"))
    assert (result.external_id, result.thread_id, result.segments) == ("24:79123456789", PERSON, 2)
    assert result.price == Price(micros=4_100_000, currency="RUB")
    [sent] = api.called("send.php")
    assert (sent.params["mes"], sent.params["sender"]) == ("Ваш заказ готов", "TeaShop")


@pytest.mark.parametrize(
    ("code", "name", "remedy", "pause"),
    [
        (1, "refused", Remedy.GIVE_UP, None),
        (2, "password_refused", Remedy.RECONNECT, None),
        (3, "no_money", Remedy.RECONNECT, None),
        (4, "blocked_for_now", Remedy.RETRY, 300.0),
        (6, "text_refused", Remedy.GIVE_UP, None),
        (7, "number_wrong", Remedy.UNREACHABLE, None),
        (8, "no_route", Remedy.GIVE_UP, None),
        (9, "too_many", Remedy.RETRY, 60.0),
    ],
)
async def test_each_refusal_says_what_to_do(
    port: FakePort, api: SmscApi, code: int, name: str, remedy: Remedy, pause: float | None
) -> None:
    api.script("send.php", smsapis.error(code))
    found = await refused(port, api)
    assert (found.code, found.remedy, found.retry_after_seconds) == (f"smsc_ru.{name}", remedy, pause)


async def test_the_pause_a_gateway_asks_for_is_kept(port: FakePort, api: SmscApi) -> None:
    api.script("send.php", web.Response(status=429, headers={"Retry-After": "9"}))
    found = await refused(port, api)
    assert (found.code, found.remedy, found.retry_after_seconds) == ("smsc_ru.too_many", Remedy.RETRY, 9.0)


async def test_a_lost_or_unreadable_answer_leaves_it_open(port: FakePort, api: SmscApi) -> None:
    api.script("send.php", LostAnswer(), web.Response(text="<html>"))
    assert {(await refused(port, api)).remedy, (await refused(port, api)).remedy} == {Remedy.UNKNOWN}


async def test_the_password_shows_nowhere(port: FakePort, api: SmscApi) -> None:
    api.script("send.php", smsapis.error(6, f"psw {PASSWORD} is bad"), LostAnswer())
    for found in (await refused(port, api), await refused(port, api)):
        assert PASSWORD not in "".join(traceback.format_exception(found)) + found.detail


async def test_the_test_of_the_connection_says_the_balance(port: FakePort, api: SmscApi) -> None:
    steps = await provider.check(port, config(api, callback_word=WORD))
    assert [(one.code, one.ok, one.detail) for one in steps] == [
        ("smsc_ru.keys", True, "100.50"),
        ("smsc_ru.intake", True, ""),
    ]
    [step] = await provider.check(port, config(api, password="other"))
    assert (step.ok, step.detail) == (False, "smsc_ru.password_refused")


# ---- what comes in -----------------------------------------------------------------------------------


def read(form: Mapping[str, str]) -> list[Inbound]:
    return provider.parse(RawItem(event_id="1", body=urlencode(form).encode(), received_at=NOON), {})


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("0", InboundAccepted(external_id="24:79123456789", thread_id=PERSON)),
        ("1", InboundDelivered(external_id="24:79123456789", thread_id=PERSON)),
        ("2", InboundRead(external_id="24:79123456789", thread_id=PERSON)),
        ("3", InboundFailed(external_id="24:79123456789", thread_id=PERSON, reason="smsc_ru.expired", permanent=True)),
        (
            "25",
            InboundFailed(external_id="24:79123456789", thread_id=PERSON, reason="smsc_ru.phone_off", permanent=True),
        ),
        ("99", InboundUnknown(name="status.99", external_id="24:79123456789")),
    ],
)
def test_statuses_name_the_message_and_the_phone(status: str, expected: Inbound) -> None:
    assert read({"id": "24", "phone": "79123456789", "status": status, "err": "0"}) == [expected]


def test_what_names_nothing_is_kept_all_the_same() -> None:
    assert read({"status": "1"}) == [InboundUnknown(name="incomplete")]
    assert provider.parse(RawItem(event_id="1", body=b"\xff"), {}) == [InboundUnknown(name="incomplete")]


def post(form: Mapping[str, str], *, word: str = WORD) -> WebhookReply:
    body = urlencode(form).encode()
    request = WebhookRequest(method="POST", path="/", query={}, headers={}, body=body, secret="s3cret")
    return provider.webhook(request, {"callback_word": word})


def proven(*, word: str = WORD, **form: str) -> dict[str, str]:
    told = {"id": "24", "phone": "79123456789", "status": "1", **form}
    text = f"{told['id']}:{told['phone']}:{told['status']}:{word}"
    return {**told, "md5": hashlib.md5(text.encode()).hexdigest()}


def test_a_status_proven_by_the_word_is_one_event_however_often_it_comes() -> None:
    replies = [post(proven()), post(proven()), post(proven(status="2"))]
    assert [one.item.event_id for one in replies if one.item] == [
        "24:79123456789:1",
        "24:79123456789:1",
        "24:79123456789:2",
    ]
    assert (replies[0].status, replies[0].body) == (200, b"OK")


@pytest.mark.parametrize("form", [{"id": "24", "status": "1"}, {**proven(), "status": "2"}, proven(word="other"), {}])
def test_a_status_without_its_proof_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(SignatureRefused):
        post(form)


def test_without_a_word_nothing_is_believed() -> None:
    with pytest.raises(SignatureRefused):
        post(proven(word=""), word="")


@pytest.mark.skipif(not VECTORS.exists(), reason="the signature vectors are not beside this checkout")
def test_the_known_proof_fits() -> None:
    one = json.loads(VECTORS.read_text())["smsc_callback_md5"]
    form = {"id": one["id"], "phone": one["phone"], "status": one["status_code"]}
    assert post({**form, "md5": one["expected_md5"]}, word=one["secret"]).item is not None


async def test_answers_are_asked_for_and_each_is_taken_once(port: FakePort, api: SmscApi) -> None:
    api.answers = [{"id": 7, "phone": "79123456789", "message": "Спасибо", "to_phone": "79990000000", "sent": "x"}]
    assert provider.listens(config(api, answers=True))
    assert not provider.listens(config(api))
    listening = asyncio.create_task(provider.listen(port, config(api, answers=True)))
    await port.until(lambda: port.reports == [None])
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    await provider._take_answers(port, config(api))
    assert [dict(one.params).get("after_id") for one in api.called("get.php")] == [None, "7"]
    [item] = port.deposited
    [message] = provider.parse(item, {})
    assert isinstance(message, InboundMessage)
    assert (message.external_id, message.thread_id, message.text) == ("answer:7", PERSON, "Спасибо")
