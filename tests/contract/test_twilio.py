"""SMS by Twilio: signed forms become events, answers reach an API that refuses what its own document does not know."""

import json
import traceback
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from tests import ports
from tests.contract import twilioapi
from tests.contract.cloud import LostAnswer, serving
from tests.contract.twilioapi import ACCOUNT, NUMBER, SERVICE, TOKEN, TwilioApi, refusal, signature
from tests.ports import NOON, SHARED, FakePort

from otklik.channels.contract import (
    ChannelError,
    Config,
    Inbound,
    InboundAccepted,
    InboundDelivered,
    InboundFailed,
    InboundMessage,
    InboundReachability,
    InboundRead,
    InboundReceipt,
    InboundUnknown,
    OutboundMessage,
    RawItem,
    Remedy,
    SendResult,
    SignatureRefused,
    WebhookReply,
    WebhookRequest,
)
from otklik.channels.providers.twilio import provider

FIXTURES = SHARED / "fixtures/webhooks"
URL = "https://desk.example.ru/hooks/ch1"
PERSON = "+79123456789"
SID = "SM" + "0f" * 16
WROTE = {
    "MessageSid": SID,
    "SmsSid": SID,
    "AccountSid": ACCOUNT,
    "From": PERSON,
    "To": NUMBER,
    "Body": "Привет",
    "NumMedia": "0",
}
Json = dict[str, Any]  # Any: JSON


@pytest.fixture
async def api() -> AsyncIterator[TwilioApi]:
    async with serving(TwilioApi(), needs=twilioapi.SPECIFICATIONS) as server:
        yield server


def config(api: TwilioApi, **changed: str) -> Config:
    return {"account_sid": ACCOUNT, "auth_token": TOKEN, "sender": NUMBER, "base_url": api.base_url, **changed}


# ---- what comes in -----------------------------------------------------------------------------------


def read(form: Mapping[str, str]) -> list[Inbound]:
    return provider.parse(RawItem(event_id="1", body=urlencode(form).encode(), received_at=NOON), {})


def test_a_text_comes_from_its_number() -> None:
    [message] = read(WROTE)
    assert isinstance(message, InboundMessage)
    assert (message.external_id, message.thread_id, message.text) == (SID, PERSON, "Привет")
    assert (message.sender.address, message.sent_at) == (PERSON, NOON)


def test_a_short_code_and_a_name_write_too() -> None:
    for name in ("12345", "TeaShop"):
        [message] = read({**WROTE, "From": name})
        assert isinstance(message, InboundMessage)
        assert (message.thread_id, message.sender.address) == (name, "")


def test_files_come_by_their_links() -> None:
    media = {"MediaUrl0": "https://api.twilio.com/m/1", "MediaContentType0": "image/jpeg", "MediaUrl1": "x", "Body": ""}
    [message] = read({**WROTE, **media})
    assert isinstance(message, InboundMessage)
    assert [(one.kind, one.media_type, one.ref) for one in message.attachments] == [
        ("image", "image/jpeg", "https://api.twilio.com/m/1")
    ]
    assert message.text == ""


@pytest.mark.parametrize(("said", "reachable"), [("STOP", False), ("START", True)])
def test_whoever_opts_out_cannot_be_written_to_until_they_come_back(said: str, *, reachable: bool) -> None:
    _, told = read({**WROTE, "Body": said, "OptOutType": said})
    assert isinstance(told, InboundReachability)
    assert (told.reachable, told.thread_id) == (reachable, PERSON)


RECEIPT = {"MessageSid": SID, "To": PERSON, "From": NUMBER, "AccountSid": ACCOUNT}


@pytest.mark.parametrize(
    ("status", "kind"),
    [("sent", InboundAccepted), ("delivered", InboundDelivered), ("read", InboundRead), ("undelivered", InboundFailed)],
)
def test_receipts_name_the_message_and_whom_it_went_to(status: str, kind: type[InboundReceipt]) -> None:
    [told] = read({**RECEIPT, "MessageStatus": status})
    assert isinstance(told, kind)
    assert (told.external_id, told.thread_id) == (SID, PERSON)


@pytest.mark.parametrize(
    ("code", "reason", "permanent"),
    [
        ("30005", "number_wrong", True),
        ("30003", "phone_off", True),
        ("30017", "too_many", False),
        ("1", "not_delivered", True),
    ],
)
def test_why_it_did_not_arrive_is_told(code: str, reason: str, *, permanent: bool) -> None:
    [told] = read({**RECEIPT, "MessageStatus": "undelivered", "ErrorCode": code})
    assert isinstance(told, InboundFailed)
    assert (told.reason, told.permanent) == (f"twilio.{reason}", permanent)


def test_what_nobody_knows_is_named_and_kept() -> None:
    assert read({**RECEIPT, "MessageStatus": "queued"}) == [InboundUnknown(name="status.queued", external_id=SID)]
    assert read({"Body": "x"}) == [InboundUnknown(name="message.incomplete")]
    assert provider.parse(RawItem(event_id="1", body=b"\xff\xfe"), {}) == [InboundUnknown(name="empty")]


@given(form=st.dictionaries(st.sampled_from([*WROTE, "MessageStatus", "ErrorCode", "MediaUrl0"]), st.text(max_size=9)))
def test_whatever_a_field_holds_nothing_raises(form: dict[str, str]) -> None:
    assert read(form)


def fixtures() -> list[Json]:
    path = FIXTURES / "expected.json"
    known = json.loads(path.read_text("utf-8")) if path.exists() else []
    return [one for one in known if one["provider"] == "twilio"]


@pytest.mark.parametrize("expected", fixtures(), ids=lambda one: str(one["file"]))
def test_a_captured_form_reads_as_whoever_captured_it_expected(expected: Json) -> None:
    event, *_ = read(json.loads((FIXTURES / expected["file"]).read_text("utf-8"))["form"])
    assert isinstance(event, InboundMessage | InboundReceipt)
    assert event.external_id == expected["message_id"]
    if isinstance(event, InboundMessage):
        assert (event.thread_id, event.text) == (expected["sender"], expected.get("text", ""))
        assert [one.media_type for one in event.attachments] == expected.get("attachments", [])


# ---- the webhook -------------------------------------------------------------------------------------


def post(form: Mapping[str, str], given: str | None = None, *, url: str = URL, token: str = TOKEN) -> WebhookReply:
    headers = {"x-twilio-signature": signature(url, form) if given is None else given}
    body = urlencode(form).encode()
    request = WebhookRequest(method="POST", path="/", query={}, headers=headers, body=body, secret="s3cret", url=url)
    return provider.webhook(request, {"account_sid": ACCOUNT, "auth_token": token})


def test_each_status_is_an_event_of_its_own_and_a_repeated_one_is_not() -> None:
    items = [post({**RECEIPT, "MessageStatus": status}).item for status in ("sent", "delivered", "delivered")]
    assert [one.event_id for one in items if one] == [f"sent:{SID}", f"delivered:{SID}", f"delivered:{SID}"]
    item = post(WROTE).item
    assert item is not None
    assert item.event_id == f"received:{SID}"


def test_it_is_answered_as_twilio_wants() -> None:
    reply = post(WROTE)
    assert (reply.status, reply.content_type, reply.body) == (200, "text/xml", b"<Response/>")


@pytest.mark.parametrize(
    "given", ["", "nonsense", signature(URL, {**WROTE, "Body": "other"}), signature(f"{URL}x", WROTE), "é"]
)
def test_a_form_signed_wrongly_or_not_at_all_is_refused(given: str) -> None:
    with pytest.raises(SignatureRefused):
        post(WROTE, given)


def test_without_a_token_nothing_is_believed() -> None:
    with pytest.raises(SignatureRefused):
        post(WROTE, signature(URL, WROTE, token=""), token="")


@pytest.mark.skipif(not FIXTURES.exists(), reason="the captured webhooks are not beside this checkout")
def test_the_published_signatures_fit() -> None:
    known = [one for one in json.loads((FIXTURES / "signatures.json").read_text()) if one["provider"] == "twilio"]
    assert known
    for one in known:
        if isinstance(one.get("params"), dict):
            assert _believed(one) == one["valid"], one


def _believed(one: Json) -> bool:
    try:
        post(one["params"], one["signature"], url=one["url"], token=one["auth_token"])
    except SignatureRefused:
        return False
    return True


# ---- what goes out -----------------------------------------------------------------------------------


def outbound(text: str = "Да", *, to: str = PERSON) -> OutboundMessage:
    return ports.outbound(text, thread_id=to, to=to)


async def send(port: FakePort, api: TwilioApi, message: OutboundMessage | None = None, **changed: str) -> SendResult:
    return await provider.send(port, config(api, **changed), message or outbound())


async def refused(port: FakePort, api: TwilioApi, message: OutboundMessage | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, message)
    return caught.value


async def test_a_text_goes_and_is_counted_by_twilio(port: FakePort, api: TwilioApi) -> None:
    result = await send(port, api, outbound("Ваш заказ готов 👍"))
    assert (result.external_id, result.thread_id, result.segments) == (f"SM{1:032x}", PERSON, 2)
    assert result.accepted_at == NOON
    assert api.sent() == [
        {"To": PERSON, "From": NUMBER, "Body": "Ваш заказ готов 👍", "StatusCallback": port.webhook_url}
    ]


async def test_a_pool_of_numbers_writes_by_its_own_name(port: FakePort, api: TwilioApi) -> None:
    await send(port, api, sender=SERVICE)
    assert (api.sent()[0]["MessagingServiceSid"], "From" in api.sent()[0]) == (SERVICE, False)


async def test_whoever_has_no_number_cannot_be_written_to(port: FakePort, api: TwilioApi) -> None:
    error = await refused(port, api, outbound(to="TeaShop"))
    assert (error.code, error.remedy) == ("twilio.number_wrong", Remedy.UNREACHABLE)
    assert api.requests == []


@pytest.mark.parametrize(
    ("answer", "code", "remedy"),
    [
        ((400, 21211), "number_wrong", Remedy.UNREACHABLE),
        ((400, 21610), "opted_out", Remedy.UNREACHABLE),
        ((400, 21408), "country_not_allowed", Remedy.GIVE_UP),
        ((400, 21606), "sender_refused", Remedy.RECONNECT),
        ((400, 21617), "text_refused", Remedy.GIVE_UP),
        ((401, 20003), "keys_refused", Remedy.RECONNECT),
        ((400, 99999), "refused", Remedy.GIVE_UP),
        ((500, 0), "unavailable", Remedy.RETRY),
    ],
)
async def test_each_refusal_says_what_to_do(
    port: FakePort, api: TwilioApi, answer: tuple[int, int], code: str, remedy: Remedy
) -> None:
    api.script("POST Messages.json", refusal(*answer))
    error = await refused(port, api)
    assert (error.code, error.remedy) == (f"twilio.{code}", remedy)


async def test_the_pause_it_asks_for_is_kept(port: FakePort, api: TwilioApi) -> None:
    api.script("POST Messages.json", refusal(429, 20429, retry_after="7"))
    error = await refused(port, api)
    assert (error.code, error.remedy, error.retry_after_seconds) == ("twilio.too_many", Remedy.RETRY, 7.0)


async def test_a_lost_answer_leaves_it_open(port: FakePort, api: TwilioApi) -> None:
    api.script("POST Messages.json", LostAnswer())
    error = await refused(port, api)
    assert (error.code, error.remedy) == ("twilio.no_answer", Remedy.UNKNOWN)
    api.script("POST Messages.json", web.Response(text="<html>"))
    assert (await refused(port, api)).remedy is Remedy.UNKNOWN


async def test_no_answer_at_all_is_tried_again(port: FakePort, api: TwilioApi) -> None:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, base_url="http://127.0.0.1:9")
    assert (caught.value.code, caught.value.remedy) == ("twilio.no_answer", Remedy.RETRY)


async def test_the_token_shows_nowhere(port: FakePort, api: TwilioApi) -> None:
    api.script("POST Messages.json", refusal(400, 1, f"token {TOKEN} is bad"), LostAnswer())
    for error in (await refused(port, api), await refused(port, api)):
        assert TOKEN not in "".join(traceback.format_exception(error)) + error.detail


# ---- connecting --------------------------------------------------------------------------------------


async def test_connecting_brings_answers_here_and_parting_lets_go(port: FakePort, api: TwilioApi) -> None:
    made = await provider.connect(port, config(api))
    assert (made.address, made.facts, api.sms_url) == (NUMBER, {"phone": NUMBER}, port.webhook_url)
    await provider.disconnect(port, config(api))
    assert api.sms_url == ""


async def test_a_pool_of_numbers_brings_its_answers_here(port: FakePort, api: TwilioApi) -> None:
    await provider.connect(port, config(api, sender=SERVICE))
    assert api.service_url == port.webhook_url


async def test_the_test_says_which_step_failed(port: FakePort, api: TwilioApi) -> None:
    steps = await provider.check(port, config(api))
    assert [(one.code, one.ok) for one in steps] == [
        ("twilio.keys", True),
        ("twilio.number", True),
        ("twilio.intake", True),
    ]
    steps = await provider.check(port, config(api, auth_token="f" * 32))
    assert [(one.code, one.ok, one.detail) for one in steps] == [("twilio.keys", False, "twilio.keys_refused")]
    steps = await provider.check(port, config(api, sender="+14155550000"))
    assert (steps[-1].code, steps[-1].detail) == ("twilio.number", "twilio.number_not_yours")
    port.webhook_url = "http://localhost/hooks/1"
    assert (await provider.check(port, config(api)))[-1].detail == "twilio.no_public_address"


async def test_a_file_is_fetched_without_showing_the_password_on(port: FakePort, api: TwilioApi) -> None:
    api.files["/media/1"] = b"picture"
    url = f"{api.base_url}/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1"
    [message] = read({**WROTE, "MediaUrl0": url, "MediaContentType0": "image/png"})
    assert isinstance(message, InboundMessage)
    assert await provider.fetch_media(port, config(api), message.attachments[0]) == b"picture"
    [message] = read({**WROTE, "MediaUrl0": "https://evil.example/1"})
    assert isinstance(message, InboundMessage)
    with pytest.raises(ChannelError):
        await provider.fetch_media(port, config(api), message.attachments[0])
