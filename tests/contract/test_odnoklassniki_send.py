"""A group is connected, listened to and answers; Odnoklassniki refuse here what is not known to be right."""

import json
import traceback
from collections.abc import AsyncIterator
from functools import partial
from typing import cast

import pytest
from aiohttp import web
from tests import ports
from tests.contract.cloud import LostAnswer, serving
from tests.contract.okapi import CHAT, TOKEN, Json, OkApi, error
from tests.ports import NOON, FakePort, attachment, listening

from otklik.channels.contract import (
    Button,
    ChannelError,
    Config,
    InboundAttachment,
    InboundMessage,
    OutboundMessage,
    Remedy,
    SendResult,
    WebhookRequest,
)
from otklik.channels.providers.odnoklassniki import provider
from otklik.platform.http import HttpClient

SENDING = f"POST /me/messages/{CHAT}"


@pytest.fixture
async def api() -> AsyncIterator[OkApi]:
    async with serving(OkApi()) as server:
        yield server


def config(api: OkApi, **known: str) -> Config:
    return {"token": TOKEN, "base_url": api.base_url, **known}


outbound = partial(ports.outbound, thread_id=CHAT, to="user:1")


async def send(port: FakePort, api: OkApi, message: OutboundMessage) -> SendResult:
    return await provider.send(port, config(api), message)


async def refused(port: FakePort, api: OkApi, message: OutboundMessage | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, message or outbound("Да"))
    return caught.value


def sent(api: OkApi) -> list[Json]:
    return [cast("Json", one.body)["message"] for one in api.requests if one.name.startswith("POST /me/messages")]


def update(number: int, text: str = "Здравствуйте") -> Json:
    body = {"mid": f"mid:C.{number}", "seq": 98211023614189660, "text": text}
    return {
        "webhookType": "MESSAGE_CREATED",
        "sender": {"user_id": "user:1"},
        "recipient": {"chat_id": CHAT},
        "message": body,
    }


async def test_text_arrives_as_it_was_written(port: FakePort, api: OkApi) -> None:
    result = await send(port, api, outbound("1 < 2 & <b>жирный</b>", reply_to_id="mid:C.5"))
    assert sent(api) == [{"text": "1 < 2 & <b>жирный</b>", "reply_to": "mid:C.5"}]
    assert cast("Json", api.called(SENDING)[0].body)["recipient"] == {"chat_id": CHAT}
    assert result.external_id == "mid:C.101"


async def test_without_a_lane_it_goes_to_the_person(port: FakePort, api: OkApi) -> None:
    await send(port, api, outbound("Да", thread_id=""))
    assert cast("Json", api.called("POST /me/messages")[0].body)["recipient"] == {"user_id": "user:1"}


async def test_buttons_stand_one_under_another(port: FakePort, api: OkApi) -> None:
    buttons = [Button(title="Да", data="y"), Button(title="Сайт", url="https://example.org")]
    await send(port, api, outbound("Выберите", buttons=buttons))
    [keyboard] = sent(api)[0]["attachments"]
    assert keyboard["payload"]["keyboard"]["buttons"] == [
        [{"type": "CALLBACK", "text": "Да", "intent": "DEFAULT", "payload": "y"}],
        [{"type": "LINK", "text": "Сайт", "intent": "DEFAULT", "url": "https://example.org"}],
    ]


async def test_files_are_uploaded_and_named_by_their_token(port: FakePort, api: OkApi) -> None:
    picture, pdf = attachment("чай.png", "image/png", b"png"), attachment("а.pdf", "application/pdf", b"pdf")
    await send(port, api, outbound("Вот", attachments=[picture, picture, pdf]))
    kinds = [[(one["type"], one["payload"]["token"]) for one in body.get("attachments", [])] for body in sent(api)]
    assert kinds == [[("IMAGE", "t-IMAGE")] * 2, [("FILE", "t-FILE")], []]
    assert [one.files[0].name for one in api.called("upload")] == ["чай.png", "чай.png", "а.pdf"]


async def test_a_file_that_is_not_taken_is_given_up(port: FakePort, api: OkApi) -> None:
    failed = await refused(port, api, outbound(attachments=[attachment("а.exe", "application/x-msdownload", b"MZ")]))
    assert (failed.code, failed.remedy) == ("odnoklassniki.file_refused", Remedy.GIVE_UP)


async def test_long_text_goes_in_parts(port: FakePort, api: OkApi) -> None:
    await send(port, api, outbound("👍" * 3000))
    assert "".join(one["text"] for one in sent(api)) == "👍" * 3000


async def test_who_forbade_the_group_to_write_cannot_be_reached(port: FakePort, api: OkApi) -> None:
    api.forbidden = True
    failed = await refused(port, api)
    assert (failed.code, failed.remedy) == ("odnoklassniki.blocked", Remedy.UNREACHABLE)


@pytest.mark.parametrize(
    ("answer", "name", "remedy"),
    [
        (error(1), "odnoklassniki.unclear", Remedy.UNKNOWN),
        (error(2), "odnoklassniki.unavailable", Remedy.RETRY),
        (error(8), "odnoklassniki.too_many", Remedy.RETRY),
        (error(10), "odnoklassniki.blocked", Remedy.UNREACHABLE),
        (error(102), "odnoklassniki.token_refused", Remedy.RECONNECT),
        (error(100), "odnoklassniki.refused", Remedy.GIVE_UP),
        (error(4711), "odnoklassniki.refused", Remedy.GIVE_UP),
        (web.Response(status=502), "odnoklassniki.unavailable", Remedy.RETRY),
        (web.Response(status=429, headers={"Retry-After": "5"}), "odnoklassniki.too_many", Remedy.RETRY),
        (web.Response(text="<html>"), "odnoklassniki.answer_unreadable", Remedy.UNKNOWN),
        (web.json_response({"success": True}), "odnoklassniki.answer_unreadable", Remedy.UNKNOWN),
        (LostAnswer(), "odnoklassniki.no_answer", Remedy.UNKNOWN),
    ],
    ids=["1", "2", "8", "10", "102", "100", "4711", "502", "429", "html", "no id", "lost"],
)
async def test_a_refusal_says_what_to_do_about_it(
    port: FakePort, api: OkApi, answer: LostAnswer | web.Response, name: str, remedy: Remedy
) -> None:
    api.script(SENDING, answer)
    failed = await refused(port, api)
    assert (failed.code, failed.remedy) == (name, remedy)
    assert failed.retry_after_seconds == (5.0 if isinstance(answer, web.Response) and answer.status == 429 else None)


async def test_nothing_to_send_is_given_up_before_a_request(port: FakePort, api: OkApi) -> None:
    assert (await refused(port, api, outbound(" "))).code == "odnoklassniki.empty"
    assert api.requests == []


@pytest.mark.parametrize("outcome", ["lost", "echo", "down", "private"])
async def test_the_key_is_in_no_error_however_it_is_printed(port: FakePort, api: OkApi, outcome: str) -> None:
    known = config(api) if outcome != "down" else {"token": TOKEN, "base_url": "http://127.0.0.1:9"}
    if outcome == "private":
        port.http = HttpClient()
    api.script(SENDING, LostAnswer() if outcome == "lost" else error(103, f"bad access_token={TOKEN}"))
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, known, outbound("Да"))
    await port.http.close()
    failed = caught.value
    assert TOKEN not in "".join(traceback.format_exception(failed)) + repr(failed) + repr(vars(failed))


async def test_that_it_was_read_is_shown(port: FakePort, api: OkApi) -> None:
    await provider.mark_read(port, config(api), CHAT, "mid:C.1")
    assert api.called(SENDING)[0].body == {"recipient": {"chat_id": CHAT}, "sender_action": "mark_seen"}


async def test_typing_is_shown(port: FakePort, api: OkApi) -> None:
    await provider.show_typing(port, config(api), CHAT)
    assert api.called(SENDING)[0].body == {"recipient": {"chat_id": CHAT}, "sender_action": "typing_on"}


async def test_connecting_by_webhook_subscribes_the_secret_address_once(port: FakePort, api: OkApi) -> None:
    for _ in range(2):
        connection = await provider.connect(port, config(api, intake="webhook"))
        assert (connection.address, connection.facts["group_id"]) == ("Чайная", "group:1")
    assert [one["url"] for one in api.subscriptions] == [f"{port.webhook_url}?key={port.webhook_secret}"]


async def test_connecting_by_polling_and_disconnecting_take_our_address_away_and_no_other(
    port: FakePort, api: OkApi
) -> None:
    api.subscriptions = [{"url": "https://crm.example", "time": 1}]
    for leave in (provider.connect, provider.disconnect):
        await provider.connect(port, config(api, intake="webhook"))
        await leave(port, config(api))
        assert [one["url"] for one in api.subscriptions] == ["https://crm.example"]
    assert api.polls["longPolling"] is True
    await provider.disconnect(port, config(api, token="revoked"))


async def test_a_refused_address_says_so(port: FakePort, api: OkApi) -> None:
    api.script("POST /me/subscribe", web.json_response({"success": False}))
    with pytest.raises(ChannelError, match="webhook_refused"):
        await provider.connect(port, config(api, intake="webhook"))


async def test_a_check_names_the_group_or_what_is_wrong_with_the_key(port: FakePort, api: OkApi) -> None:
    [step] = await provider.check(port, config(api))
    assert (step.code, step.ok, step.detail) == ("odnoklassniki.token", True, "Чайная")
    [step] = await provider.check(port, config(api, token="wrong"))
    assert (step.ok, step.detail.split(": ")[0]) == (False, "odnoklassniki.token_refused")


async def test_polling_deposits_each_event_once_and_knows_a_group(port: FakePort, api: OkApi) -> None:
    api.chat_type = "GROUP_CHAT"
    async with listening(provider.listen(port, config(api))):
        await api.receive(update(1), update(2, "Ещё"))
        await port.until(lambda: port.state == {"marker": "2"})
        await api.receive(update(3))
        await port.until(lambda: len(port.deposited) == 3)
    assert [one.event_id for one in port.deposited] == ["mid:C.1", "mid:C.2", "mid:C.3"]
    found = provider.parse(port.deposited[1], {})[0]
    assert isinstance(found, InboundMessage)
    assert (found.text, found.in_group) == ("Ещё", True)
    assert len(api.called(f"GET /me/chat/{CHAT}")) == 1
    assert port.reports == [None]


async def test_a_chat_that_tells_nothing_of_itself_does_not_hold_up_the_message(port: FakePort, api: OkApi) -> None:
    api.script(f"GET /me/chat/{CHAT}", error(2))
    async with listening(provider.listen(port, config(api))):
        await api.receive(update(1))
        await port.until(lambda: len(port.deposited) == 1)
    assert port.deposited[0].headers == {}


async def test_polling_says_why_it_cannot_go_on(port: FakePort, api: OkApi) -> None:
    with pytest.raises(ChannelError) as caught:
        await provider.listen(port, config(api, token="revoked"))
    assert (caught.value.code, caught.value.remedy) == ("odnoklassniki.token_refused", Remedy.RECONNECT)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ROUND_SECONDS", "PAUSE_SECONDS"):
        monkeypatch.setattr(f"otklik.channels.odnoklassniki.catching.{name}", 0.01)


def kept(api: OkApi, chat_id: str, *messages: Json, kind: str = "DIALOG") -> None:
    """A chat with these messages, the oldest first."""
    told = [{**one, "recipient": {"chat_id": chat_id}} for one in messages]
    for one in told:
        one.pop("webhookType", None)
    api.messages[chat_id] = told[::-1]
    api.chats.insert(0, {"chat_id": chat_id, "type": kind, "lastEventTime": told[-1]["timestamp"]})


def at(number: int, seconds: int, text: str = "Привет") -> Json:
    """A message, so many seconds after the listener began."""
    return {**update(number, text), "timestamp": int((NOON.timestamp() + seconds) * 1000)}


@pytest.mark.usefixtures("hasty")
async def test_what_the_webhook_missed_is_found_once_and_in_order(port: FakePort, api: OkApi) -> None:
    port.state = {"since": int((NOON.timestamp() - 3600) * 1000)}
    kept(api, "chat:old", at(1, -9000))
    long = [at(number, number - 3000, str(number)) for number in range(10, 260)]
    ours = {**at(300, -60), "sender": {"group_id": "group:1"}}
    kept(api, CHAT, at(2, -8000), *long, ours, kind="GROUP_CHAT")
    async with listening(provider.listen(port, config(api, intake="webhook"))):
        await port.until(lambda: len(port.reports) >= 2)
    assert [one.event_id for one in port.deposited] == [f"mid:C.{number}" for number in range(10, 260)]
    found = provider.parse(port.deposited[0], {})[0]
    assert isinstance(found, InboundMessage)
    assert (found.text, found.thread_id, found.in_group) == ("10", CHAT, True)
    assert api.called("GET /me/messages/chat:old") == []
    assert len(api.called(f"GET /me/messages/{CHAT}")) == 3
    request = WebhookRequest(
        method="POST", path="/", query={"key": "s"}, headers={}, body=json.dumps(long[0]).encode(), secret="s"
    )
    by_webhook = provider.webhook(request, config(api)).item
    assert by_webhook is not None
    assert by_webhook.event_id == port.deposited[0].event_id


@pytest.mark.usefixtures("hasty")
async def test_catching_up_says_why_it_cannot_go_on(port: FakePort, api: OkApi) -> None:
    with pytest.raises(ChannelError) as caught:
        await provider.listen(port, config(api, token="revoked", intake="webhook"))
    assert caught.value.remedy is Remedy.RECONNECT


async def test_a_file_is_fetched_by_its_address(port: FakePort, api: OkApi) -> None:
    good = InboundAttachment(name="x", media_type="x/y", ref=f"{api.base_url}/file/good")
    assert await provider.fetch_media(port, config(api), good) == b"bytes"
    gone = InboundAttachment(name="x", media_type="x/y", ref=f"{api.base_url}/file/gone")
    with pytest.raises(ChannelError) as caught:
        await provider.fetch_media(port, config(api), gone)
    assert caught.value.remedy is Remedy.GIVE_UP
