"""Answers reach a Bot API that refuses whatever its specification does not allow; its refusals become remedies."""

import traceback
from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiohttp import web
from tests import ports
from tests.contract.botapi import TOKEN, BotApi, LostAnswer, Refused, bot_api
from tests.ports import FakePort, attachment

from otklik.channels.contract import (
    Button,
    ChannelError,
    OutboundAttachment,
    OutboundMessage,
    Remedy,
    SendResult,
)
from otklik.channels.providers.telegram import provider
from otklik.platform.http import HttpClient

PNG = b"\x89PNG picture"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with bot_api() as server:
        yield server


def config(api: BotApi) -> dict[str, str]:
    return {"token": TOKEN, "base_url": api.base_url}


outbound = partial(ports.outbound, thread_id="1111111", to="1111111")


async def send(port: FakePort, api: BotApi, message: OutboundMessage) -> SendResult:
    return await provider.send(port, config(api), message)


async def refused(port: FakePort, api: BotApi, message: OutboundMessage | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, message or outbound("Да"))
    return caught.value


def png(name: str = "чай.png", *, data: bytes = PNG) -> OutboundAttachment:
    return attachment(name, "image/png", data)


async def test_text_arrives_as_it_was_written(port: FakePort, api: BotApi) -> None:
    result = await send(port, api, outbound("1 < 2 & <b>жирный</b> *звезда*"))
    assert api.called("sendMessage") == [{"chat_id": "1111111", "text": "1 < 2 & <b>жирный</b> *звезда*"}]
    assert (result.external_id, result.external_ids) == ("101", ("101",))
    assert result.accepted_at == port.now()


async def test_a_reply_quotes_its_message_and_survives_its_deletion(port: FakePort, api: BotApi) -> None:
    await send(port, api, outbound("Да", reply_to_id="5"))
    [params] = api.called("sendMessage")
    assert params["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}


async def test_buttons_stand_one_under_another(port: FakePort, api: BotApi) -> None:
    buttons = [Button(title="Да", data="y"), Button(title="Сайт", url="https://example.org")]
    await send(port, api, outbound("Выберите", buttons=buttons))
    [params] = api.called("sendMessage")
    assert params["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "Да", "callback_data": "y"}],
            [{"text": "Сайт", "url": "https://example.org"}],
        ]
    }


async def test_a_business_chat_is_answered_through_its_connection(port: FakePort, api: BotApi) -> None:
    await send(port, api, outbound("Да", thread_id="1111111/BC1"))
    assert api.called("sendMessage") == [{"chat_id": "1111111", "business_connection_id": "BC1", "text": "Да"}]


async def test_text_over_the_limit_of_utf16_units_goes_in_parts_and_loses_no_emoji(port: FakePort, api: BotApi) -> None:
    result = await send(port, api, outbound("👍" * 3000))
    assert "".join(str(one["text"]) for one in api.called("sendMessage")) == "👍" * 3000
    assert result.external_ids == ("101", "102")


@pytest.mark.parametrize(
    ("name", "media_type", "kind", "method", "field"),
    [
        ("чай.jpg", "image/jpeg", "image", "sendPhoto", "photo"),
        ("кот.gif", "image/gif", "image", "sendAnimation", "animation"),
        ("счёт «№ 5».pdf", "application/pdf", "file", "sendDocument", "document"),
        ("знак.svg", "image/svg+xml", "image", "sendDocument", "document"),
        ("кино.mp4", "video/mp4", "video", "sendVideo", "video"),
        ("песня.mp3", "audio/mpeg", "audio", "sendAudio", "audio"),
        ("голос.ogg", "audio/ogg; codecs=opus", "voice", "sendVoice", "voice"),
        ("голос.webm", "audio/webm", "voice", "sendDocument", "document"),
    ],
)
async def test_each_kind_of_file_goes_by_its_own_method(
    port: FakePort, api: BotApi, name: str, media_type: str, kind: str, method: str, field: str
) -> None:
    await send(port, api, outbound("Вот", attachments=[attachment(name, media_type, b"bytes", kind=kind)]))
    [request] = api.sent()
    assert request.method == method
    assert request.params["caption"] == "Вот"
    assert (request.files[field].name, request.files[field].data) == (name, b"bytes")


async def test_a_picture_over_ten_megabytes_goes_as_a_document(port: FakePort, api: BotApi) -> None:
    await send(port, api, outbound(attachments=[png(data=b"x" * (10 * 1024 * 1024 + 1))]))
    assert [one.method for one in api.sent()] == ["sendDocument"]


async def test_a_picture_telegram_will_not_show_goes_as_a_document(port: FakePort, api: BotApi) -> None:
    api.script("sendPhoto", Refused(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"))
    await send(port, api, outbound("Снимок", attachments=[png()]))
    assert [one.method for one in api.sent()] == ["sendPhoto", "sendDocument"]
    assert api.called("sendDocument")[0]["caption"] == "Снимок"


async def test_text_too_long_for_a_caption_follows_its_file(port: FakePort, api: BotApi) -> None:
    result = await send(port, api, outbound("д" * 1025, attachments=[png()], reply_to_id="5"))
    photo, text = api.sent()
    assert (photo.method, text.method) == ("sendPhoto", "sendMessage")
    assert "caption" not in photo.params
    assert photo.params["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}
    assert "reply_parameters" not in text.params
    assert result.external_ids == ("101", "102")


async def test_pictures_go_as_one_album_with_the_text_under_it(port: FakePort, api: BotApi) -> None:
    result = await send(port, api, outbound("Два вида", attachments=[png("1.png"), png("2.png", data=b"other")]))
    [request] = api.sent()
    assert request.method == "sendMediaGroup"
    assert request.params["media"] == [
        {"type": "photo", "media": "attach://file0", "caption": "Два вида"},
        {"type": "photo", "media": "attach://file1"},
    ]
    assert request.files["file1"].data == b"other"
    assert result.external_ids == ("101", "102")


async def test_files_that_share_no_album_go_apart_and_the_text_follows(port: FakePort, api: BotApi) -> None:
    document = attachment("а.pdf", "application/pdf", b"pdf")
    await send(port, api, outbound("Всё", attachments=[png(), png(), document]))
    assert [one.method for one in api.sent()] == ["sendMediaGroup", "sendDocument", "sendMessage"]


async def test_eleven_pictures_are_an_album_of_ten_and_one_more(port: FakePort, api: BotApi) -> None:
    await send(port, api, outbound(attachments=[png() for _ in range(11)]))
    assert [one.method for one in api.sent()] == ["sendMediaGroup", "sendPhoto"]


async def test_buttons_hang_on_the_text_after_an_album_or_on_the_last_file(port: FakePort, api: BotApi) -> None:
    buttons = [Button(title="Да", data="y")]
    await send(port, api, outbound("Берёте?", attachments=[png(), png()], buttons=buttons))
    assert [one.method for one in api.sent()] == ["sendMediaGroup", "sendMessage"]
    assert "reply_markup" in api.sent()[1].params
    api.requests.clear()
    await send(port, api, outbound(attachments=[png(), png()], buttons=buttons))
    assert [(one.method, "reply_markup" in one.params) for one in api.sent()] == [
        ("sendPhoto", False),
        ("sendPhoto", True),
    ]


async def test_nothing_to_send_is_given_up_before_a_request(port: FakePort, api: BotApi) -> None:
    error = await refused(port, api, outbound("  \n"))
    assert (error.code, error.remedy, api.requests) == ("telegram.empty", Remedy.GIVE_UP, [])


@pytest.mark.parametrize(
    ("status", "description", "code", "remedy"),
    [
        (401, "Unauthorized", "telegram.token_refused", Remedy.RECONNECT),
        (404, "Not Found", "telegram.token_refused", Remedy.RECONNECT),
        (403, "Forbidden: bot was blocked by the user", "telegram.blocked", Remedy.UNREACHABLE),
        (403, "Forbidden: user is deactivated", "telegram.deactivated", Remedy.UNREACHABLE),
        (403, "Forbidden: bot can't initiate conversation with a user", "telegram.forbidden", Remedy.UNREACHABLE),
        (400, "Bad Request: chat not found", "telegram.chat_not_found", Remedy.UNREACHABLE),
        (400, "Bad Request: BUTTON_DATA_INVALID", "telegram.refused", Remedy.GIVE_UP),
        (413, "Request Entity Too Large", "telegram.file_too_big", Remedy.GIVE_UP),
        (500, "Internal Server Error", "telegram.unavailable", Remedy.RETRY),
    ],
)
async def test_a_refusal_says_what_to_do_about_it(
    port: FakePort, api: BotApi, status: int, description: str, code: str, remedy: Remedy
) -> None:
    api.script("sendMessage", Refused(status, description))
    error = await refused(port, api)
    assert (error.code, error.remedy, error.detail) == (code, remedy, description)


async def test_too_many_requests_wait_as_long_as_telegram_says(port: FakePort, api: BotApi) -> None:
    api.script("sendMessage", Refused(429, "Too Many Requests: retry after 5", retry_after=5))
    error = await refused(port, api)
    assert (error.code, error.remedy, error.retry_after_seconds) == ("telegram.too_many", Remedy.RETRY, 5.0)


async def test_a_group_that_moved_tells_its_new_id(port: FakePort, api: BotApi) -> None:
    api.script("sendMessage", Refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1001234567489))
    error = await refused(port, api)
    assert (error.code, error.remedy, error.migrate_thread_id) == ("telegram.moved", Remedy.RETRY, "-1001234567489")


async def test_a_lost_answer_is_unknown_and_never_repeated(port: FakePort, api: BotApi) -> None:
    api.script("sendMessage", LostAnswer())
    error = await refused(port, api)
    assert (error.code, error.remedy) == ("telegram.no_answer", Remedy.UNKNOWN)
    assert len(api.called("sendMessage")) == 1


async def test_a_page_of_a_proxy_instead_of_an_answer_is_unknown(port: FakePort, api: BotApi) -> None:
    api.script("sendMessage", web.Response(text="<html>Sign in to Wi-Fi</html>"))
    assert (await refused(port, api)).remedy is Remedy.UNKNOWN


async def test_a_failure_in_the_middle_is_not_retried_since_the_first_part_has_arrived(
    port: FakePort, api: BotApi
) -> None:
    api.script("sendDocument", Refused(500, "Internal Server Error"))
    error = await refused(port, api, outbound(attachments=[png(), attachment("а.pdf", "application/pdf", b"pdf")]))
    assert (error.code, error.remedy, error.detail) == ("telegram.partly_sent", Remedy.UNKNOWN, "telegram.unavailable")


async def test_a_server_that_is_down_is_tried_again(port: FakePort) -> None:
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, {"token": TOKEN, "base_url": "http://127.0.0.1:9"}, outbound("Да"))
    assert (caught.value.code, caught.value.remedy) == ("telegram.no_answer", Remedy.RETRY)


async def test_a_private_address_that_was_not_allowed_is_not_called(port: FakePort, api: BotApi) -> None:
    port.http = HttpClient()
    error = await refused(port, api)
    await port.http.close()
    assert (error.code, error.remedy, api.requests) == ("telegram.address_refused", Remedy.RECONNECT, [])


@pytest.mark.parametrize("outcome", ["lost", "echo", "down"])
async def test_the_token_is_in_no_error_however_it_is_printed(port: FakePort, api: BotApi, outcome: str) -> None:
    known = config(api) if outcome != "down" else {"token": TOKEN, "base_url": "http://127.0.0.1:9"}
    echo = Refused(404, f"Not Found: /bot{TOKEN}/sendMessage")
    api.script("sendMessage", LostAnswer() if outcome == "lost" else echo)
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, known, outbound("Да"))
    error = caught.value
    printed = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    assert TOKEN not in printed


async def test_that_it_was_read_is_shown_on_behalf_of_a_business_account_only(port: FakePort, api: BotApi) -> None:
    await provider.mark_read(port, config(api), "1111111", "7")
    assert api.called("readBusinessMessage") == []
    await provider.mark_read(port, config(api), "1111111/BC1", "7")
    expected = {"chat_id": 1111111, "business_connection_id": "BC1", "message_id": 7}
    assert api.called("readBusinessMessage") == [expected]


async def test_typing_is_shown(port: FakePort, api: BotApi) -> None:
    await provider.show_typing(port, config(api), "1111111/BC1")
    expected = {"chat_id": "1111111", "business_connection_id": "BC1", "action": "typing"}
    assert api.called("sendChatAction") == [expected]
