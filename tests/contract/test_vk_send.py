"""Answers reach a VK that refuses whatever its schema does not allow; its refusals become remedies."""

import json
import traceback
from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiohttp import web
from tests import ports
from tests.contract.cloud import LostAnswer, serving
from tests.contract.vkapi import SPECIFICATION, TOKEN, VkApi, error, item_error
from tests.ports import FakePort, attachment

from otklik.channels.contract import (
    Button,
    ChannelError,
    OutboundAttachment,
    OutboundMessage,
    Remedy,
    SendResult,
    Stranger,
)
from otklik.channels.providers.vk import provider
from otklik.platform.http import HttpClient


@pytest.fixture
async def api() -> AsyncIterator[VkApi]:
    async with serving(VkApi(), needs=SPECIFICATION) as server:
        yield server


def config(api: VkApi) -> dict[str, str]:
    return {"token": TOKEN, "base_url": api.base_url}


outbound = partial(ports.outbound, thread_id="123", to="123")


async def send(port: FakePort, api: VkApi, message: OutboundMessage) -> SendResult:
    return await provider.send(port, config(api), message)


async def refused(port: FakePort, api: VkApi, message: OutboundMessage | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, message or outbound("Да"))
    return caught.value


def sent(api: VkApi) -> list[dict[str, object]]:
    return [dict(one.params) for one in api.called("messages.send")]


def png(name: str = "чай.png") -> OutboundAttachment:
    return attachment(name, "image/png", b"\x89PNG picture")


async def test_text_arrives_as_it_was_written_and_is_known_when_told_back(port: FakePort, api: VkApi) -> None:
    result = await send(port, api, outbound("1 < 2 & <b>жирный</b> *звезда*"))
    [params] = sent(api)
    assert (params["peer_ids"], params["message"]) == ("123", "1 < 2 & <b>жирный</b> *звезда*")
    assert json.loads(str(params["payload"])) == {"otklik": "row-1"}
    assert (result.external_id, result.external_ids) == ("101", ("101",))


async def test_the_same_message_sent_again_is_one_message(port: FakePort, api: VkApi) -> None:
    first = await send(port, api, outbound("Да"))
    assert (await send(port, api, outbound("Да"))).external_id == first.external_id
    assert (await send(port, api, outbound("Да", row_id="row-2"))).external_id != first.external_id
    assert len(api.sent) == 2


async def test_a_lost_answer_is_tried_again_and_arrives_once(port: FakePort, api: VkApi) -> None:
    api.script("messages.send", LostAnswer())
    lost = await refused(port, api)
    assert (lost.code, lost.remedy) == ("vk.no_answer", Remedy.RETRY)
    await send(port, api, outbound("Да"))
    assert len(api.sent) == 1
    assert provider.manifest.capabilities.idempotent_send


async def test_a_reply_quotes_its_message_by_its_number_in_the_conversation(port: FakePort, api: VkApi) -> None:
    await send(port, api, outbound("Да", reply_to_id="5"))
    quoted = json.loads(str(sent(api)[0]["forward"]))
    assert quoted == {"peer_id": 123, "conversation_message_ids": [5], "is_reply": True}


async def test_text_over_the_limit_goes_in_parts_and_loses_no_emoji(port: FakePort, api: VkApi) -> None:
    result = await send(port, api, outbound("👍" * 6000))
    assert "".join(str(one["message"]) for one in sent(api)) == "👍" * 6000
    assert result.external_ids == ("101", "102")
    assert len({str(one["random_id"]) for one in sent(api)}) == 2


async def test_buttons_stand_under_the_text_and_say_what_they_stand_for(port: FakePort, api: VkApi) -> None:
    buttons = [Button(title="Да", data="y"), Button(title="С" * 50, url="https://example.org")]
    await send(port, api, outbound("Выберите", buttons=buttons))
    keyboard = json.loads(str(sent(api)[0]["keyboard"]))
    assert keyboard["inline"] is True
    assert keyboard["buttons"] == [
        [{"action": {"type": "text", "label": "Да", "payload": '{"press":"y"}'}}],
        [{"action": {"type": "open_link", "link": "https://example.org", "label": "С" * 39 + "…"}}],
    ]


async def test_ten_buttons_stand_two_in_a_row(port: FakePort, api: VkApi) -> None:
    await send(port, api, outbound("Выберите", buttons=[Button(title=str(one), data=str(one)) for one in range(10)]))
    assert [len(row) for row in json.loads(str(sent(api)[0]["keyboard"]))["buttons"]] == [2] * 5


async def test_a_picture_and_a_file_go_with_the_text_in_one_message(port: FakePort, api: VkApi) -> None:
    pdf = attachment("счёт «№ 5».pdf", "application/pdf", b"pdf")
    result = await send(port, api, outbound("Вот", attachments=[png(), pdf]))
    [params] = sent(api)
    assert (params["message"], params["attachment"]) == ("Вот", "photo-4242_101_k,doc-4242_102")
    [picture], [file] = api.called("upload/photo")[0].files, api.called("upload/doc")[0].files
    assert (picture.name, picture.data, file.name, file.data) == (
        "чай.png",
        b"\x89PNG picture",
        "счёт «№ 5».pdf",
        b"pdf",
    )
    assert api.called("docs.save")[0].params["title"] == "счёт «№ 5».pdf"
    assert result.external_ids == ("103",)


async def test_a_voice_message_goes_as_one(port: FakePort, api: VkApi) -> None:
    await send(port, api, outbound(attachments=[attachment("голос.ogg", "audio/ogg", b"ogg", kind="voice")]))
    assert api.called("docs.getMessagesUploadServer")[0].params["type"] == "audio_message"
    assert sent(api)[0]["attachment"] == "doc-4242_101"


async def test_a_picture_vk_will_not_show_goes_as_a_file(port: FakePort, api: VkApi) -> None:
    refusal = {"server": 7, "photo": "[]", "hash": "h"}
    api.script("upload/photo", web.json_response(refusal))
    await send(port, api, outbound("Снимок", attachments=[png()]))
    assert sent(api)[0]["attachment"] == "doc-4242_101"


async def test_a_file_vk_does_not_take_is_given_up(port: FakePort, api: VkApi) -> None:
    api.upload_answer = {"error": "unknown error"}
    failed = await refused(port, api, outbound(attachments=[attachment("а.exe", "application/x-msdownload", b"MZ")]))
    assert (failed.code, failed.remedy, failed.detail) == ("vk.file_refused", Remedy.GIVE_UP, "unknown error")
    assert sent(api) == []


async def test_nothing_to_send_is_given_up_before_a_request(port: FakePort, api: VkApi) -> None:
    failed = await refused(port, api, outbound("  \n"))
    assert (failed.code, failed.remedy, api.requests) == ("vk.empty", Remedy.GIVE_UP, [])


@pytest.mark.parametrize(
    ("code", "name", "remedy", "pause"),
    [
        (1, "vk.unavailable", Remedy.RETRY, None),
        (5, "vk.token_refused", Remedy.RECONNECT, None),
        (6, "vk.too_many", Remedy.RETRY, 1.0),
        (9, "vk.too_many", Remedy.RETRY, 60.0),
        (15, "vk.rights", Remedy.RECONNECT, None),
        (18, "vk.deactivated", Remedy.UNREACHABLE, None),
        (27, "vk.token_refused", Remedy.RECONNECT, None),
        (17, "vk.token_refused", Remedy.RECONNECT, None),
        (1105, "vk.too_many", Remedy.RETRY, None),
        (1117, "vk.token_refused", Remedy.RECONNECT, None),
        (3609, "vk.token_refused", Remedy.RECONNECT, None),
        (100, "vk.refused", Remedy.GIVE_UP, None),
        (900, "vk.blocked", Remedy.UNREACHABLE, None),
        (901, "vk.blocked", Remedy.UNREACHABLE, None),
        (902, "vk.blocked", Remedy.UNREACHABLE, None),
        (911, "vk.refused", Remedy.GIVE_UP, None),
        (914, "vk.too_long", Remedy.GIVE_UP, None),
        (936, "vk.chat_not_found", Remedy.UNREACHABLE, None),
        (950, "vk.window_closed", Remedy.WINDOW_CLOSED, None),
        (4711, "vk.refused", Remedy.GIVE_UP, None),
    ],
)
async def test_a_refusal_says_what_to_do_about_it_wherever_it_stands(
    port: FakePort, api: VkApi, code: int, name: str, remedy: Remedy, pause: float | None
) -> None:
    api.script("messages.send", error(code, "Why"), item_error(code, "Why"))
    for _ in ("the whole call", "the one recipient"):
        failed = await refused(port, api)
        assert (failed.code, failed.remedy, failed.detail) == (name, remedy, f"{code} Why")
        assert failed.retry_after_seconds == pause


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        (web.Response(status=502, text="<html>"), None),
        (web.Response(status=429, headers={"Retry-After": "7"}), 7.0),
        (web.Response(text="<html>Sign in to Wi-Fi</html>"), None),
    ],
    ids=["proxy", "too many", "wi-fi"],
)
async def test_what_is_no_answer_of_vk_is_tried_again(
    port: FakePort, api: VkApi, answer: web.Response, pause: float | None
) -> None:
    api.script("messages.send", answer)
    failed = await refused(port, api)
    assert (failed.code, failed.remedy, failed.retry_after_seconds) == ("vk.unavailable", Remedy.RETRY, pause)


async def test_a_failure_in_the_middle_is_left_to_people(port: FakePort, api: VkApi) -> None:
    voice = attachment("голос.ogg", "audio/ogg", b"ogg", kind="voice")
    api.script("docs.getMessagesUploadServer", error(10))
    failed = await refused(port, api, outbound("Да", attachments=[png(), voice]))
    assert (failed.code, failed.remedy, failed.detail) == ("vk.partly_sent", Remedy.UNKNOWN, "vk.unavailable")


async def test_a_server_that_is_down_is_tried_again(port: FakePort) -> None:
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, {"token": TOKEN, "base_url": "http://127.0.0.1:9"}, outbound("Да"))
    assert (caught.value.code, caught.value.remedy) == ("vk.no_answer", Remedy.RETRY)


async def test_a_private_address_that_was_not_allowed_is_not_called(port: FakePort, api: VkApi) -> None:
    port.http = HttpClient()
    failed = await refused(port, api)
    await port.http.close()
    assert (failed.code, failed.remedy, api.requests) == ("vk.address_refused", Remedy.RECONNECT, [])


@pytest.mark.parametrize("outcome", ["lost", "echo", "down"])
async def test_the_key_is_in_no_error_however_it_is_printed(port: FakePort, api: VkApi, outcome: str) -> None:
    known = config(api) if outcome != "down" else {"token": TOKEN, "base_url": "http://127.0.0.1:9"}
    api.script("messages.send", LostAnswer() if outcome == "lost" else error(5, f"invalid access_token {TOKEN}"))
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, known, outbound("Да"))
    failed = caught.value
    assert TOKEN not in "".join(traceback.format_exception(failed)) + repr(failed) + repr(vars(failed))


async def test_that_it_was_read_is_shown(port: FakePort, api: VkApi) -> None:
    await provider.mark_read(port, config(api), "123", "7")
    await provider.mark_read(port, config(api), "123", "lead:1")
    told = [dict(one.params) for one in api.called("messages.markAsRead")]
    assert [(one["peer_id"], one.get("up_to_cmid"), one.get("mark_conversation_as_read")) for one in told] == [
        ("123", "7", None),
        ("123", None, "1"),
    ]


async def test_strangers_are_asked_for_at_once_and_only_people(port: FakePort, api: VkApi) -> None:
    asked = [Stranger(id=one, thread_id=one) for one in ("123", "124", "-5", "2000000001")]
    found = await provider.introduce(port, config(api), asked)
    anna = ("Анна Ли", "anna")
    assert [(one.id, one.name, one.username) for one in found] == [("123", *anna), ("124", *anna)]
    assert [dict(one.params)["user_ids"] for one in api.called("users.get")] == ["123,124"]
    assert await provider.introduce(port, config(api), asked[2:]) == []
    assert len(api.called("users.get")) == 1


async def test_typing_is_shown(port: FakePort, api: VkApi) -> None:
    await provider.show_typing(port, config(api), "123")
    [request] = api.called("messages.setActivity")
    assert (request.params["peer_id"], request.params["type"]) == ("123", "typing")
