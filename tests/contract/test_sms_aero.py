"""SMS by SMS Aero: texts out, calls back only by whoever knows the channel's secret, refusals said plainly."""

import json
import traceback
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import pytest
from aiohttp import web
from tests import ports
from tests.contract.cloud import LostAnswer, serving
from tests.contract.smsapis import API_KEY, EMAIL, AeroApi
from tests.ports import FakePort

from otklik.channels.contract import (
    ChannelError,
    Config,
    Inbound,
    InboundAccepted,
    InboundDelivered,
    InboundFailed,
    InboundUnknown,
    OutboundMessage,
    Price,
    RawItem,
    Remedy,
    SignatureRefused,
    WebhookReply,
    WebhookRequest,
)
from otklik.channels.providers import sms_aero
from otklik.channels.providers.sms_aero import provider

PERSON = "+79123456789"


@pytest.fixture
async def api() -> AsyncIterator[AeroApi]:
    async with serving(AeroApi()) as server:
        yield server


def config(api: AeroApi, **changed: str) -> Config:
    return {"login": EMAIL, "api_key": API_KEY, "sign": "SMS Aero", "base_url": api.base_url, **changed}


def outbound(text: str = "Да", *, to: str = PERSON) -> OutboundMessage:
    return ports.outbound(text, thread_id=to, to=to)


async def refused(port: FakePort, api: AeroApi, text: str = "Да") -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, config(api), outbound(text))
    return caught.value


async def test_a_text_goes_with_its_price_and_says_where_receipts_are_wanted(port: FakePort, api: AeroApi) -> None:
    result = await provider.send(port, config(api), outbound("Ваш заказ готов"))
    assert (result.external_id, result.thread_id, result.price) == (
        "12345",
        PERSON,
        Price(micros=5_490_000, currency="RUB"),
    )
    [sent] = api.called("sms/send")
    assert (sent.params["number"], sent.params["text"]) == ("79123456789", "Ваш заказ готов")
    assert sent.params["callbackUrl"] == f"{port.webhook_url}?key={port.webhook_secret}"


@pytest.mark.parametrize(
    ("body", "status", "name", "remedy"),
    [
        ({"success": False, "message": "bad"}, 401, "key_refused", Remedy.RECONNECT),
        ({"result": "no credits"}, 200, "no_money", Remedy.RECONNECT),
        ({"result": "reject", "reason": "words"}, 200, "refused", Remedy.GIVE_UP),
        (
            {"success": False, "data": {"number": ["wrong"]}, "message": "Validation error."},
            400,
            "number_wrong",
            Remedy.UNREACHABLE,
        ),
        ({"success": False, "message": "Validation error."}, 400, "refused", Remedy.GIVE_UP),
        ({}, 503, "unavailable", Remedy.RETRY),
    ],
)
async def test_each_refusal_says_what_to_do(
    port: FakePort, api: AeroApi, body: dict[str, object], status: int, name: str, remedy: Remedy
) -> None:
    api.script("sms/send", web.json_response(body, status=status))
    found = await refused(port, api)
    assert (found.code, found.remedy) == (f"sms_aero.{name}", remedy)


async def test_a_pause_is_kept_and_a_lost_answer_leaves_it_open(port: FakePort, api: AeroApi) -> None:
    api.script("sms/send", web.Response(status=429, headers={"Retry-After": "5"}), LostAnswer(), web.Response(text="?"))
    slow = await refused(port, api)
    assert (slow.remedy, slow.retry_after_seconds) == (Remedy.RETRY, 5.0)
    assert {(await refused(port, api)).remedy, (await refused(port, api)).remedy} == {Remedy.UNKNOWN}


async def test_one_letter_is_not_sent(port: FakePort, api: AeroApi) -> None:
    assert (await refused(port, api, "a")).code == "sms_aero.too_short"
    assert api.requests == []


async def test_the_next_gate_is_tried_where_one_cannot_be_reached(
    port: FakePort, api: AeroApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sms_aero, "OFFICIAL_URL", "http://127.0.0.1:9")
    monkeypatch.setattr(sms_aero, "GATES", ("http://127.0.0.1:9", api.base_url))
    result = await provider.send(port, config(api, base_url="http://127.0.0.1:9"), outbound())
    assert result.external_id == "12345"


async def test_the_key_shows_nowhere(port: FakePort, api: AeroApi) -> None:
    api.script("sms/send", web.json_response({"success": False, "message": API_KEY}, status=400), LostAnswer())
    for found in (await refused(port, api), await refused(port, api)):
        assert API_KEY not in "".join(traceback.format_exception(found)) + found.detail


async def test_the_test_of_the_connection_says_the_balance(port: FakePort, api: AeroApi) -> None:
    steps = await provider.check(port, config(api))
    assert [(one.code, one.ok, one.detail) for one in steps] == [
        ("sms_aero.keys", True, "337.03"),
        ("sms_aero.intake", True, ""),
    ]
    [step] = await provider.check(port, config(api, api_key="other"))
    assert (step.ok, step.detail) == (False, "sms_aero.key_refused")
    assert (await provider.connect(port, config(api))).address == "SMS Aero"


# ---- what comes in -----------------------------------------------------------------------------------


def call_back(body: bytes, *, key: str = "s3cret", secret: str = "s3cret") -> WebhookReply:
    request = WebhookRequest(method="POST", path="/", query={"key": key}, headers={}, body=body, secret=secret)
    return provider.webhook(request, {})


@pytest.mark.parametrize(
    "body", [json.dumps({"id": 5, "status": 1}).encode(), urlencode({"id": 5, "status": 1}).encode()]
)
def test_a_call_back_is_read_as_json_and_as_a_form(body: bytes) -> None:
    item = call_back(body).item
    assert item is not None
    assert item.event_id == "5:1"
    assert provider.parse(item, {}) == [InboundDelivered(external_id="5")]


@pytest.mark.parametrize("key", ["", "other"])
def test_a_call_back_of_a_stranger_is_refused(key: str) -> None:
    with pytest.raises(SignatureRefused):
        call_back(b"{}", key=key)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0, InboundAccepted(external_id="5")),
        (2, InboundFailed(external_id="5", reason="sms_aero.not_delivered", permanent=True)),
        (6, InboundFailed(external_id="5", reason="sms_aero.rejected", permanent=True)),
        (77, InboundUnknown(name="status.77", external_id="5")),
    ],
)
def test_each_status_is_told(status: int, expected: Inbound) -> None:
    body = json.dumps({"id": 5, "status": status}).encode()
    assert provider.parse(RawItem(event_id="1", body=body), {}) == [expected]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'{"status": 1}'])
def test_whatever_comes_nothing_raises(body: bytes) -> None:
    assert provider.parse(RawItem(event_id="1", body=body), {}) == [InboundUnknown(name="incomplete")]
