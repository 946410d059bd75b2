"""Answers reach a MAX that refuses whatever its document does not allow; its refusals become remedies."""

import traceback
from collections.abc import AsyncIterator
from functools import partial
from typing import cast

import pytest
from aiohttp import web
from tests import ports
from tests.contract.cloud import LostAnswer, serving
from tests.contract.maxapi import SPECIFICATION, TOKEN, Json, MaxApi, refusal
from tests.ports import FakePort, attachment

from otklik.channels.contract import Button, ChannelError, OutboundAttachment, OutboundMessage, Remedy, SendResult
from otklik.channels.providers.max import provider
from otklik.platform.http import HttpClient


@pytest.fixture
async def api() -> AsyncIterator[MaxApi]:
    async with serving(MaxApi(), needs=SPECIFICATION) as server:
        yield server


def config(api: MaxApi) -> dict[str, str]:
    return {"token": TOKEN, "base_url": api.base_url}


outbound = partial(ports.outbound, thread_id="182182182", to="1")


async def send(port: FakePort, api: MaxApi, message: OutboundMessage) -> SendResult:
    return await provider.send(port, config(api), message)


async def refused(port: FakePort, api: MaxApi, message: OutboundMessage | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, message or outbound("Да"))
    return caught.value


def sent(api: MaxApi) -> list[Json]:
    return [cast("Json", one.body) for one in api.called("POST /messages")]


def png() -> OutboundAttachment:
    return attachment("чай.png", "image/png", b"\x89PNG picture")


async def test_text_arrives_as_it_was_written(port: FakePort, api: MaxApi) -> None:
    result = await send(port, api, outbound("1 < 2 & <b>жирный</b> *звезда*"))
    assert sent(api) == [{"text": "1 < 2 & <b>жирный</b> *звезда*"}]
    assert api.called("POST /messages")[0].params == {"chat_id": "182182182"}
    assert (result.external_id, result.accepted_at) == ("mid.101", port.now())


async def test_without_a_lane_it_goes_to_the_person(port: FakePort, api: MaxApi) -> None:
    await send(port, api, outbound("Да", thread_id=""))
    assert api.called("POST /messages")[0].params == {"user_id": "1"}


async def test_a_reply_quotes_its_message(port: FakePort, api: MaxApi) -> None:
    await send(port, api, outbound("Да", reply_to_id="mid.5"))
    assert sent(api)[0]["link"] == {"type": "reply", "mid": "mid.5"}


async def test_text_over_the_limit_goes_in_parts_and_loses_no_emoji(port: FakePort, api: MaxApi) -> None:
    result = await send(port, api, outbound("👍" * 3000))
    assert "".join(one["text"] for one in sent(api)) == "👍" * 3000
    assert result.external_ids == ("mid.101", "mid.102")


async def test_buttons_stand_one_under_another(port: FakePort, api: MaxApi) -> None:
    buttons = [Button(title="Да", data="y"), Button(title="С" * 200, url="https://example.org")]
    await send(port, api, outbound("Выберите", buttons=buttons))
    [keyboard] = sent(api)[0]["attachments"]
    assert keyboard["payload"]["buttons"] == [
        [{"type": "callback", "text": "Да", "payload": "y"}],
        [{"type": "link", "text": "С" * 128, "url": "https://example.org"}],
    ]


@pytest.mark.parametrize(
    ("name", "media_type", "kind", "expected", "token"),
    [
        ("чай.png", "image/png", "image", "image", "t-photo"),
        ("кино.mp4", "video/mp4", "video", "video", "t-before"),
        ("песня.mp3", "audio/mpeg", "audio", "audio", "t-before"),
        ("голос.ogg", "audio/ogg", "voice", "audio", "t-before"),
        ("счёт «№ 5».pdf", "application/pdf", "file", "file", "t-after"),
        ("знак.svg", "image/svg+xml", "image", "file", "t-after"),
    ],
)
async def test_each_kind_of_file_is_uploaded_and_named_by_its_token(
    port: FakePort, api: MaxApi, name: str, media_type: str, kind: str, expected: str, token: str
) -> None:
    await send(port, api, outbound("Вот", attachments=[attachment(name, media_type, b"bytes", kind=kind)]))
    assert sent(api) == [{"text": "Вот", "attachments": [{"type": expected, "payload": {"token": token}}]}]
    assert api.called("POST /uploads")[0].params == {"type": expected}
    [file] = api.called("upload")[0].files
    assert (file.name, file.data) == (name, b"bytes")


async def test_pictures_go_together_and_files_alone(port: FakePort, api: MaxApi) -> None:
    pdf = attachment("а.pdf", "application/pdf", b"pdf")
    await send(port, api, outbound("Всё", attachments=[png(), png(), pdf, pdf]))
    assert [len(one.get("attachments", [])) for one in sent(api)] == [2, 1, 1, 0]


async def test_buttons_go_with_the_text_after_a_file(port: FakePort, api: MaxApi) -> None:
    pdf = attachment("а.pdf", "application/pdf", b"pdf")
    await send(port, api, outbound("Берёте?", attachments=[pdf], buttons=[Button(title="Да", data="y")]))
    assert [[one["type"] for one in body["attachments"]] for body in sent(api)] == [["file"], ["inline_keyboard"]]


async def test_a_file_max_still_works_on_is_waited_for(port: FakePort, api: MaxApi) -> None:
    api.not_ready = 1
    await send(port, api, outbound("Снимок", attachments=[png()]))
    assert (len(sent(api)), len(api.called("upload"))) == (2, 1)


async def test_a_file_that_never_gets_ready_is_tried_again_later(
    port: FakePort, api: MaxApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otklik.channels.providers.max.READY_SECONDS", 0.0)
    api.not_ready = 100
    failed = await refused(port, api, outbound(attachments=[png()]))
    assert (failed.code, failed.remedy, len(sent(api))) == ("max.not_ready", Remedy.RETRY, 6)


async def test_a_file_max_does_not_take_is_given_up(port: FakePort, api: MaxApi) -> None:
    failed = await refused(port, api, outbound(attachments=[attachment("а.exe", "application/x-msdownload", b"MZ")]))
    assert (failed.code, failed.remedy) == ("max.file_refused", Remedy.GIVE_UP)
    assert "extension is forbidden" in failed.detail


async def test_nothing_to_send_is_given_up_before_a_request(port: FakePort, api: MaxApi) -> None:
    failed = await refused(port, api, outbound("  \n"))
    assert (failed.code, failed.remedy, api.requests) == ("max.empty", Remedy.GIVE_UP, [])


@pytest.mark.parametrize(
    ("status", "code", "name", "remedy"),
    [
        (401, "verify.token", "max.token_refused", Remedy.RECONNECT),
        (403, "chat.denied", "max.blocked", Remedy.UNREACHABLE),
        (404, "chat.not.found", "max.chat_not_found", Remedy.UNREACHABLE),
        (400, "proto.payload", "max.refused", Remedy.GIVE_UP),
        (413, "too.large", "max.file_too_big", Remedy.GIVE_UP),
        (500, "internal.error", "max.unavailable", Remedy.RETRY),
    ],
)
async def test_a_refusal_says_what_to_do_about_it(
    port: FakePort, api: MaxApi, status: int, code: str, name: str, remedy: Remedy
) -> None:
    api.script("POST /messages", refusal(status, code, "Why"))
    failed = await refused(port, api)
    assert (failed.code, failed.remedy, failed.detail) == (name, remedy, f"{code} Why")


async def test_too_many_requests_wait_as_long_as_max_says(port: FakePort, api: MaxApi) -> None:
    answer = refusal(429, "too.many.requests")
    answer.headers["Retry-After"] = "5"
    api.script("POST /messages", answer)
    failed = await refused(port, api)
    assert (failed.code, failed.remedy, failed.retry_after_seconds) == ("max.too_many", Remedy.RETRY, 5.0)


async def test_a_lost_answer_is_unknown_and_never_repeated(port: FakePort, api: MaxApi) -> None:
    api.script("POST /messages", LostAnswer())
    failed = await refused(port, api)
    assert (failed.code, failed.remedy, len(sent(api))) == ("max.no_answer", Remedy.UNKNOWN, 1)
    assert not provider.manifest.capabilities.idempotent_send


async def test_an_upload_whose_answer_was_lost_is_tried_again(port: FakePort, api: MaxApi) -> None:
    api.script("upload", LostAnswer())
    assert (await refused(port, api, outbound(attachments=[png()]))).remedy is Remedy.RETRY


@pytest.mark.parametrize("answer", [web.Response(text="<html>Sign in to Wi-Fi</html>"), web.json_response({"ok": 1})])
async def test_what_is_no_answer_of_max_is_unknown(port: FakePort, api: MaxApi, answer: web.Response) -> None:
    api.script("POST /messages", answer)
    assert (await refused(port, api)).remedy is Remedy.UNKNOWN


async def test_a_server_that_is_down_is_tried_again(port: FakePort) -> None:
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, {"token": TOKEN, "base_url": "http://127.0.0.1:9"}, outbound("Да"))
    assert (caught.value.code, caught.value.remedy) == ("max.no_answer", Remedy.RETRY)


async def test_a_private_address_that_was_not_allowed_is_not_called(port: FakePort, api: MaxApi) -> None:
    port.http = HttpClient()
    failed = await refused(port, api)
    await port.http.close()
    assert (failed.code, failed.remedy, api.requests) == ("max.address_refused", Remedy.RECONNECT, [])


@pytest.mark.parametrize("outcome", ["lost", "echo", "down"])
async def test_the_token_is_in_no_error_however_it_is_printed(port: FakePort, api: MaxApi, outcome: str) -> None:
    known = config(api) if outcome != "down" else {"token": TOKEN, "base_url": "http://127.0.0.1:9"}
    echo = refusal(401, "verify.token", f"Invalid access_token {TOKEN}")
    api.script("POST /messages", LostAnswer() if outcome == "lost" else echo)
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, known, outbound("Да"))
    failed = caught.value
    assert TOKEN not in "".join(traceback.format_exception(failed)) + repr(failed) + repr(vars(failed))


async def test_that_it_was_read_is_shown(port: FakePort, api: MaxApi) -> None:
    await provider.mark_read(port, config(api), "182182182", "mid.1")
    assert api.called("POST /chats/182182182/actions")[0].body == {"action": "mark_seen"}


async def test_typing_is_shown(port: FakePort, api: MaxApi) -> None:
    await provider.show_typing(port, config(api), "182182182")
    assert api.called("POST /chats/182182182/actions")[0].body == {"action": "typing_on"}
