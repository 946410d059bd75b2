"""A channel is connected, checked, listened to and read from, against the specification-checked Bot API."""

import traceback
from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import web
from tests.contract.botapi import TOKEN, BotApi, LostAnswer, Refused, bot_api
from tests.ports import FakePort, listening

from otklik.channels.contract import (
    ChannelError,
    Config,
    InboundAttachment,
    InboundMessage,
    InboundPress,
    Remedy,
    SignatureRefused,
    WebhookReply,
    WebhookRequest,
)
from otklik.channels.providers.telegram import READERS, provider

ANNA = {"id": 1111111, "is_bot": False, "first_name": "Анна"}
PRESS = {"id": "438", "from": ANNA, "chat_instance": "1", "data": "yes"}


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api() as server:
        yield server


def config(api: BotApi, *, intake: str = "polling", token: str = TOKEN) -> Config:
    return {"token": token, "base_url": api.base_url, "intake": intake}


def update(update_id: int, text: str = "Здравствуйте") -> dict[str, object]:
    chat = {"id": 1111111, "type": "private", "first_name": "Анна"}
    return {"update_id": update_id, "message": {"message_id": 7, "date": 1, "chat": chat, "from": ANNA, "text": text}}


def post(body: object, *, given: str = "s3cret", secret: str = "s3cret") -> WebhookReply:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    headers = {"x-telegram-bot-api-secret-token": given}
    return provider.webhook(
        WebhookRequest(method="POST", path="/", query={}, headers=headers, body=raw, secret=secret), {}
    )


async def test_connecting_by_webhook_sets_it_with_the_secret_and_learns_the_name(port: FakePort, api: BotApi) -> None:
    connection = await provider.connect(port, config(api, intake="webhook"))
    assert connection.address == "tea_shop_bot"
    assert connection.facts == {"username": "tea_shop_bot", "name": "Чайная"}
    assert (api.webhook["url"], api.webhook["secret_token"]) == (port.webhook_url, port.webhook_secret)
    asked = api.webhook["allowed_updates"]
    assert isinstance(asked, list)
    assert set(READERS) - {str(one) for one in asked} == {"channel_post", "edited_channel_post"}


async def test_connecting_by_polling_takes_an_old_webhook_away(port: FakePort, api: BotApi) -> None:
    await provider.connect(port, config(api, intake="webhook"))
    await provider.connect(port, config(api))
    assert api.webhook == {}


async def test_a_webhook_without_https_is_refused_in_telegrams_own_words(port: FakePort, api: BotApi) -> None:
    port.webhook_url = "http://desk.example.ru/webhooks/channel-1"
    with pytest.raises(ChannelError) as caught:
        await provider.connect(port, config(api, intake="webhook"))
    assert (caught.value.code, caught.value.remedy) == ("telegram.webhook_refused", Remedy.RECONNECT)
    assert "HTTPS" in caught.value.detail


async def test_disconnecting_takes_the_webhook_away_and_forgives_a_revoked_token(port: FakePort, api: BotApi) -> None:
    await provider.connect(port, config(api, intake="webhook"))
    await provider.disconnect(port, config(api))
    assert api.webhook == {}
    await provider.disconnect(port, config(api, token="4242:revoked"))


async def test_a_check_goes_well_step_by_step(port: FakePort, api: BotApi) -> None:
    steps = await provider.check(port, config(api))
    assert [(one.code, one.ok) for one in steps] == [("telegram.token", True), ("telegram.intake", True)]
    assert steps[0].detail == "tea_shop_bot"


async def test_a_check_stops_at_a_wrong_token(port: FakePort, api: BotApi) -> None:
    [step] = await provider.check(port, config(api, token="4242:wrong"))
    assert (step.code, step.ok, step.detail) == ("telegram.token", False, "telegram.token_refused")


async def test_a_check_names_another_programs_webhook(port: FakePort, api: BotApi) -> None:
    api.webhook_info = {"url": "https://other.example.org/hook"}
    step = (await provider.check(port, config(api)))[1]
    assert (step.code, step.ok, step.detail) == ("telegram.intake", False, "other_webhook")


async def test_a_check_tells_why_updates_wait_but_not_what_is_long_mended(port: FakePort, api: BotApi) -> None:
    api.webhook_info = {"last_error_message": "Connection timed out", "pending_update_count": 3}
    assert (await provider.check(port, config(api)))[1].detail == "Connection timed out"
    api.webhook_info["pending_update_count"] = 0
    assert (await provider.check(port, config(api)))[1].ok


async def test_polling_deposits_each_update_once_and_in_order(port: FakePort, api: BotApi) -> None:
    await api.receive(update(10))
    await api.receive(update(11, "Ещё"))
    async with listening(provider.listen(port, config(api))):
        await port.until(lambda: len(port.deposited) == 2)
        await api.receive(update(12, "И ещё"))
        await port.until(lambda: len(port.deposited) == 3)
    assert [one.event_id for one in port.deposited] == ["10", "11", "12"]
    event = provider.parse(port.deposited[1], {})[0]
    assert isinstance(event, InboundMessage)
    assert event.text == "Ещё"
    assert port.reports == [None]


async def test_polling_confirms_only_what_was_deposited(port: FakePort, api: BotApi) -> None:
    await api.receive(update(10))
    async with listening(provider.listen(port, config(api))):
        await api.until_called("getUpdates", times=2)
    first, second = api.called("getUpdates")[:2]
    assert "offset" not in first
    assert second["offset"] == 11


async def test_polling_answers_a_press_and_forgives_one_too_old(port: FakePort, api: BotApi) -> None:
    api.script("answerCallbackQuery", Refused(400, "Bad Request: query is too old and response timeout expired"))
    await api.receive({"update_id": 10, "callback_query": PRESS})
    async with listening(provider.listen(port, config(api))):
        await api.until_called("answerCallbackQuery")
        await api.receive(update(11))
        await port.until(lambda: len(port.deposited) == 2)
    assert api.called("answerCallbackQuery") == [{"callback_query_id": "438"}]
    assert isinstance(provider.parse(port.deposited[0], {})[0], InboundPress)


@pytest.mark.parametrize(
    ("outcome", "code", "remedy"),
    [
        (Refused(401, "Unauthorized"), "telegram.token_refused", Remedy.RECONNECT),
        (Refused(409, "Conflict: terminated by other getUpdates request"), "telegram.other_receiver", Remedy.RETRY),
        (LostAnswer(), "telegram.no_answer", Remedy.RETRY),
        (Refused(502, "Bad Gateway"), "telegram.unavailable", Remedy.RETRY),
    ],
)
async def test_polling_says_why_it_cannot_go_on(
    port: FakePort, api: BotApi, outcome: Refused | LostAnswer, code: str, remedy: Remedy
) -> None:
    api.script("getUpdates", outcome)
    with pytest.raises(ChannelError) as caught:
        await provider.listen(port, config(api))
    assert (caught.value.code, caught.value.remedy) == (code, remedy)


@pytest.mark.parametrize(
    ("known", "listens"), [({}, True), ({"intake": "polling"}, True), ({"intake": "webhook"}, False)]
)
def test_polling_is_the_default(known: Config, listens: bool) -> None:
    assert provider.listens(known) is listens


def test_a_webhook_is_journalled_under_the_updates_own_number() -> None:
    reply = post(update(10))
    assert reply.item is not None
    assert (reply.item.event_id, reply.status, reply.body) == ("10", 200, b"")
    assert reply.item.body == msgspec.json.encode(update(10))


@pytest.mark.parametrize(("given", "secret"), [("", "s3cret"), ("S3CRET", "s3cret"), ("", ""), ("секрет", "s3cret")])
def test_a_webhook_without_the_secret_is_refused(given: str, secret: str) -> None:
    with pytest.raises(SignatureRefused):
        post(update(10), given=given, secret=secret)


def test_a_webhook_that_is_no_json_is_kept_for_later_under_its_digest() -> None:
    first, second = post(b"{oops"), post(b"{oops")
    assert first.item is not None
    assert second.item is not None
    assert first.item.event_id == second.item.event_id
    assert first.item.event_id.startswith("sha256:")


async def test_a_press_by_webhook_is_answered_in_the_reply(api: BotApi) -> None:
    reply = post({"update_id": 10, "callback_query": PRESS})
    assert reply.content_type == "application/json"
    await api.run_reply(msgspec.json.decode(reply.body))
    assert api.called("answerCallbackQuery") == [{"callback_query_id": "438"}]


async def test_a_file_is_fetched_by_its_reference(port: FakePort, api: BotApi) -> None:
    api.files["AgAC"] = b"picture"
    file = InboundAttachment(name="photo.jpg", media_type="image/jpeg", ref="AgAC")
    assert await provider.fetch_media(port, config(api), file) == b"picture"


async def test_the_newest_picture_of_a_person_comes_in_its_largest_size(port: FakePort, api: BotApi) -> None:
    api.photos[7], api.files["new"] = ["new", "old"], b"picture"
    assert await provider.fetch_picture(port, config(api), "7") == b"picture"
    assert api.called("getUserProfilePhotos") == [{"user_id": 7, "limit": 1}]


async def test_who_shows_no_picture_has_none(port: FakePort, api: BotApi) -> None:
    assert await provider.fetch_picture(port, config(api), "7") == b""
    assert await provider.fetch_picture(port, config(api), "no number") == b""
    assert len(api.called("getUserProfilePhotos")) == 1


@pytest.mark.parametrize("method", ["getUserProfilePhotos", "getFile"])
@pytest.mark.parametrize(
    ("outcome", "code", "remedy", "pause"),
    [
        (Refused(429, f"Too Many Requests {TOKEN}", retry_after=9), "telegram.too_many", Remedy.RETRY, 9.0),
        (Refused(401, "Unauthorized"), "telegram.token_refused", Remedy.RECONNECT, None),
        (Refused(400, f"Bad Request: user not found {TOKEN}"), "telegram.refused", Remedy.GIVE_UP, None),
    ],
)
async def test_a_picture_that_cannot_be_had_says_why_and_not_the_token(
    port: FakePort, api: BotApi, method: str, outcome: Refused, code: str, remedy: Remedy, pause: float | None
) -> None:
    api.photos[7], api.files["new"] = ["new"], b"picture"
    api.script(method, outcome)
    with pytest.raises(ChannelError) as caught:
        await provider.fetch_picture(port, config(api), "7")
    error = caught.value
    assert (error.code, error.remedy, error.retry_after_seconds) == (code, remedy, pause)
    assert TOKEN not in "".join(traceback.format_exception(error)) + repr(vars(error))


@pytest.mark.parametrize(
    ("script", "code", "remedy"),
    [
        (Refused(400, "Bad Request: file is too big"), "telegram.file_too_big", Remedy.GIVE_UP),
        (Refused(400, "Bad Request: wrong file_id"), "telegram.refused", Remedy.GIVE_UP),
        (Refused(500, "Internal Server Error"), "telegram.unavailable", Remedy.RETRY),
        (LostAnswer(), "telegram.no_answer", Remedy.RETRY),
    ],
)
async def test_a_file_that_cannot_be_had_says_whether_to_try_again(
    port: FakePort, api: BotApi, script: Refused | LostAnswer, code: str, remedy: Remedy
) -> None:
    api.script("getFile", script)
    with pytest.raises(ChannelError) as caught:
        await provider.fetch_media(port, config(api), InboundAttachment(name="x", media_type="x/y", ref="f"))
    assert (caught.value.code, caught.value.remedy) == (code, remedy)


async def test_a_file_over_twenty_megabytes_is_not_fetched_even_from_a_server_that_would(
    port: FakePort, api: BotApi
) -> None:
    described = {"ok": True, "result": {"file_id": "f", "file_size": 20 * 1024 * 1024 + 1, "file_path": "files/f"}}
    api.script("getFile", web.json_response(described))
    with pytest.raises(ChannelError, match="file_too_big"):
        await provider.fetch_media(port, config(api), InboundAttachment(name="x", media_type="x/y", ref="f"))
