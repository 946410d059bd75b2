"""A bot is connected, checked, listened to and read from, against a MAX that keeps to its document."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import web
from tests.contract.cloud import LostAnswer, serving
from tests.contract.maxapi import ME, SPECIFICATION, TOKEN, Json, MaxApi, refusal
from tests.ports import FakePort, listening

from otklik.channels.contract import (
    ChannelError,
    Config,
    InboundAttachment,
    InboundMessage,
    Remedy,
    SignatureRefused,
    WebhookReply,
    WebhookRequest,
)
from otklik.channels.max.events import READERS
from otklik.channels.providers.max import provider


@pytest.fixture
async def api() -> AsyncIterator[MaxApi]:
    async with serving(MaxApi(), needs=SPECIFICATION) as server:
        yield server


def config(api: MaxApi, **known: str) -> Config:
    return {"token": TOKEN, "base_url": api.base_url, **known}


def update(number: int, text: str = "Здравствуйте") -> Json:
    anna = {"user_id": 1, "first_name": "Анна", "is_bot": False, "last_activity_time": 1, "name": "Анна"}
    body = {"mid": f"mid.{number}", "seq": 116327994376978687, "text": text}
    where = {"chat_id": 123, "chat_type": "dialog", "user_id": 99}
    message = {"sender": anna, "recipient": where, "timestamp": number, "body": body}
    return {"update_type": "message_created", "timestamp": number, "message": message}


def post(body: object, *, given: str = "s3cret", secret: str = "s3cret") -> WebhookReply:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    headers = {"x-max-bot-api-secret": given}
    request = WebhookRequest(method="POST", path="/", query={}, headers=headers, body=raw, secret=secret)
    return provider.webhook(request, {})


async def test_connecting_by_webhook_subscribes_once_with_the_secret_and_learns_the_name(
    port: FakePort, api: MaxApi
) -> None:
    for _ in range(2):
        connection = await provider.connect(port, config(api, intake="webhook"))
        assert connection.address == "tea_shop_bot"
        assert connection.facts == {"username": "tea_shop_bot", "name": "Чайная"}
    [subscription] = api.subscriptions
    assert (subscription["url"], subscription["secret"]) == (port.webhook_url, port.webhook_secret)
    assert subscription["update_types"] == list(READERS)


async def test_connecting_by_polling_and_disconnecting_take_our_subscription_away(port: FakePort, api: MaxApi) -> None:
    for leave in (provider.connect, provider.disconnect):
        await provider.connect(port, config(api, intake="webhook"))
        await leave(port, config(api))
        assert api.subscriptions == []
    await provider.disconnect(port, config(api, token="revoked"))


async def test_a_webhook_without_https_is_refused_in_maxs_own_words(port: FakePort, api: MaxApi) -> None:
    port.webhook_url = "http://desk.example.ru/webhooks/channel-1"
    with pytest.raises(ChannelError) as caught:
        await provider.connect(port, config(api, intake="webhook"))
    assert (caught.value.code, caught.value.remedy) == ("max.webhook_refused", Remedy.RECONNECT)
    assert "https" in caught.value.detail


async def test_a_check_goes_well_step_by_step(port: FakePort, api: MaxApi) -> None:
    steps = await provider.check(port, config(api))
    assert [(one.code, one.ok) for one in steps] == [("max.token", True), ("max.intake", True)]
    assert steps[0].detail == ME["username"]


async def test_a_check_stops_at_a_wrong_token(port: FakePort, api: MaxApi) -> None:
    [step] = await provider.check(port, config(api, token="wrong"))
    assert (step.code, step.ok, step.detail.split(": ")[0]) == ("max.token", False, "max.token_refused")


async def test_a_check_of_polling_names_another_programs_subscription(port: FakePort, api: MaxApi) -> None:
    api.subscriptions = [{"url": "https://other.example.org/hook"}]
    step = (await provider.check(port, config(api)))[1]
    assert (step.code, step.ok, step.detail) == ("max.intake", False, "max.other_receiver")
    assert (await provider.check(port, config(api, intake="webhook")))[1].ok


async def test_polling_deposits_each_update_once_and_in_order(port: FakePort, api: MaxApi) -> None:
    async with listening(provider.listen(port, config(api))):
        await api.until_called("GET /updates", times=2)
        await api.receive(update(1), update(2, "Ещё"))
        await port.until(lambda: len(port.deposited) == 2)
        await api.receive(update(3))
        await port.until(lambda: len(port.deposited) == 3)
    assert [one.event_id for one in port.deposited] == [f"message_created:mid.{one}:{one}" for one in (1, 2, 3)]
    found = provider.parse(port.deposited[1], {})[0]
    assert isinstance(found, InboundMessage)
    assert found.text == "Ещё"
    assert port.reports == [None]


async def test_polling_goes_on_where_it_had_deposited(port: FakePort, api: MaxApi) -> None:
    await api.receive(update(1), update(2))
    port.state = {"marker": "1"}
    async with listening(provider.listen(port, config(api))):
        await port.until(lambda: port.state == {"marker": "2"})
    assert [one.event_id for one in port.deposited] == ["message_created:mid.2:2"]


@pytest.mark.parametrize(
    ("outcome", "code", "remedy"),
    [
        (refusal(401, "verify.token"), "max.token_refused", Remedy.RECONNECT),
        (refusal(405, "method.not.allowed"), "max.other_receiver", Remedy.RETRY),
        (refusal(502, "bad.gateway"), "max.unavailable", Remedy.RETRY),
        (LostAnswer(), "max.no_answer", Remedy.RETRY),
    ],
    ids=["token", "other", "down", "lost"],
)
async def test_polling_says_why_it_cannot_go_on(
    port: FakePort, api: MaxApi, outcome: LostAnswer | web.Response, code: str, remedy: Remedy
) -> None:
    api.script("GET /updates", outcome, outcome)
    with pytest.raises(ChannelError) as caught:
        await provider.listen(port, config(api))
    assert (caught.value.code, caught.value.remedy) == (code, remedy)


@pytest.mark.parametrize(
    ("known", "listens"), [({}, True), ({"intake": "polling"}, True), ({"intake": "webhook"}, False)]
)
def test_polling_is_the_default(known: Config, listens: bool) -> None:
    assert provider.listens(known) is listens


def test_a_webhook_is_journalled_under_what_happened_to_what_and_when() -> None:
    reply = post(update(10))
    assert reply.item is not None
    assert (reply.item.event_id, reply.status, reply.body) == ("message_created:mid.10:10", 200, b"")


def test_a_press_is_known_by_itself_and_a_long_or_missing_id_by_the_digest() -> None:
    press = {"update_type": "message_callback", "timestamp": 5, "callback": {"callback_id": "f9"}}
    told = [post(press), post({**press, "callback": {"callback_id": "f" * 300}}), post(b"{oops"), post({"x": 1})]
    ids = [one.item.event_id for one in told if one.item]
    assert ids[0] == "message_callback:f9:5"
    assert [one.partition(":")[0] for one in ids[1:]] == ["sha256"] * 3


@pytest.mark.parametrize(("given", "secret"), [("", "s3cret"), ("S3CRET", "s3cret"), ("", ""), ("секрет", "s3cret")])
def test_a_webhook_without_the_secret_is_refused(given: str, secret: str) -> None:
    with pytest.raises(SignatureRefused):
        post(update(10), given=given, secret=secret)


@pytest.mark.parametrize("ref", ["/file/good", "video:v"])
async def test_a_file_is_fetched_and_a_video_in_its_best_size(port: FakePort, api: MaxApi, ref: str) -> None:
    file = InboundAttachment(name="x", media_type="x/y", ref=ref if ":" in ref else f"{api.base_url}{ref}")
    assert await provider.fetch_media(port, config(api), file) == b"bytes"


@pytest.mark.parametrize("ref", ["/file/gone", "video:gone"])
async def test_a_file_that_is_gone_is_given_up(port: FakePort, api: MaxApi, ref: str) -> None:
    file = InboundAttachment(name="x", media_type="x/y", ref=ref if ":" in ref else f"{api.base_url}{ref}")
    with pytest.raises(ChannelError) as caught:
        await provider.fetch_media(port, config(api), file)
    assert (caught.value.code, caught.value.remedy) == ("max.file.refused", Remedy.GIVE_UP)
