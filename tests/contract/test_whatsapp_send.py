"""Answers reach a Cloud API that refuses whatever Meta's document does not allow; its codes become remedies."""

import traceback
from collections.abc import AsyncIterator
from functools import partial

import pytest
from aiohttp import web
from tests import ports
from tests.contract.graphapi import (
    ACCOUNT_ID,
    APP_SECRET,
    NUMBER_ID,
    TOKEN,
    VERIFY_TOKEN,
    GraphApi,
    LostAnswer,
    Refused,
    graph_api,
)
from tests.ports import FakePort, attachment

from otklik.channels.contract import (
    Button,
    ChannelError,
    Config,
    InboundAttachment,
    OutboundMessage,
    Remedy,
    SendResult,
)
from otklik.channels.providers.whatsapp import provider

PERSON = "16505551234"
MEGABYTE = 1024 * 1024


@pytest.fixture
async def api() -> AsyncIterator[GraphApi]:
    async with graph_api() as server:
        yield server


def config(api: GraphApi, **changed: str) -> Config:
    known = {"token": TOKEN, "phone_number_id": NUMBER_ID, "account_id": ACCOUNT_ID, "app_secret": APP_SECRET}
    return {**known, "verify_token": VERIFY_TOKEN, "base_url": api.base_url, **changed}


outbound = partial(ports.outbound, thread_id=PERSON, to=f"+{PERSON}")


async def send(port: FakePort, api: GraphApi, message: OutboundMessage) -> SendResult:
    return await provider.send(port, config(api), message)


async def refused(port: FakePort, api: GraphApi, message: OutboundMessage | None = None) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, message or outbound("Да"))
    return caught.value


async def test_text_goes_with_the_ledgers_id_and_comes_back_with_whatsapps(port: FakePort, api: GraphApi) -> None:
    result = await send(port, api, outbound("1 < 2 & *звезда*"))
    assert api.sent() == [
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": PERSON,
            "biz_opaque_callback_data": "row-1",
            "type": "text",
            "text": {"body": "1 < 2 & *звезда*", "preview_url": True},
        }
    ]
    assert (result.external_id, result.external_ids) == ("wamid.1", ("wamid.1",))


async def test_that_it_was_read_is_shown(port: FakePort, api: GraphApi) -> None:
    await provider.mark_read(port, config(api), PERSON, "wamid.IN")
    assert api.sent() == [{"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN"}]


async def test_a_reply_quotes_its_message(port: FakePort, api: GraphApi) -> None:
    await send(port, api, outbound("Да", reply_to_id="wamid.IN"))
    assert api.sent()[0]["context"] == {"message_id": "wamid.IN"}


@pytest.mark.parametrize(
    ("thread_id", "recipient"),
    [
        ("", {"recipient_type": "individual", "to": PERSON}),
        ("US.13491208655302741918", {"recipient_type": "individual", "recipient": "US.13491208655302741918"}),
        ("US.ENT.11815799212886844830", {"recipient_type": "individual", "recipient": "US.ENT.11815799212886844830"}),
        ("Y2FwaV9ncm91cDoxODA1NTU1MDE3Mg", {"recipient_type": "group", "to": "Y2FwaV9ncm91cDoxODA1NTU1MDE3Mg"}),
    ],
)
async def test_a_number_a_hidden_number_and_a_group_are_each_addressed_their_way(
    port: FakePort, api: GraphApi, thread_id: str, recipient: dict[str, str]
) -> None:
    await send(port, api, outbound("Да", thread_id=thread_id))
    assert {name: api.sent()[0][name] for name in recipient} == recipient


async def test_text_over_the_limit_goes_in_parts(port: FakePort, api: GraphApi) -> None:
    result = await send(port, api, outbound("👍" * 3000))
    assert "".join(one["text"]["body"] for one in api.sent()) == "👍" * 3000
    assert result.external_ids == ("wamid.1", "wamid.2")


@pytest.mark.parametrize(
    ("name", "media_type", "kind", "sent_as"),
    [
        ("чай.jpg", "image/jpeg", "image", "image"),
        ("кот.gif", "image/gif", "image", "document"),
        ("счёт.pdf", "application/pdf", "file", "document"),
        ("кино.mp4", "video/mp4", "video", "video"),
        ("песня.mp3", "audio/mpeg", "audio", "audio"),
        ("голос.ogg", "audio/ogg; codecs=opus", "voice", "audio"),
        ("голос.webm", "audio/webm", "voice", "document"),
    ],
)
async def test_each_kind_of_file_is_kept_at_meta_and_sent_as_what_it_is(
    port: FakePort, api: GraphApi, name: str, media_type: str, kind: str, sent_as: str
) -> None:
    await send(port, api, outbound(attachments=[attachment(name, media_type, b"bytes", kind=kind)]))
    [kept] = api.called("media")
    assert (kept.files["file"].name, kept.files["file"].data) == (name, b"bytes")
    [body] = api.sent()
    assert (body["type"], body[sent_as]["id"]) == (sent_as, "media1")
    assert body[sent_as].get("filename") == (name if sent_as == "document" else None)


async def test_a_caption_goes_with_a_picture_but_after_a_voice(port: FakePort, api: GraphApi) -> None:
    await send(port, api, outbound("Вот", attachments=[attachment("1.jpg", "image/jpeg", b"x")]))
    await send(port, api, outbound("Вот", attachments=[attachment("1.ogg", "audio/ogg", b"x", kind="voice")]))
    assert [one["type"] for one in api.sent()] == ["image", "audio", "text"]
    assert api.sent()[0]["image"]["caption"] == "Вот"


async def test_what_is_too_big_as_a_picture_or_a_film_goes_as_a_document(port: FakePort, api: GraphApi) -> None:
    big = [("1.png", "image/png", 5 * MEGABYTE + 1), ("1.mp4", "video/mp4", 16 * MEGABYTE + 1)]
    await send(port, api, outbound(attachments=[attachment(name, kind, b"x" * size) for name, kind, size in big]))
    assert [one["type"] for one in api.sent()] == ["document", "document"]


async def test_up_to_three_short_answers_are_buttons(port: FakePort, api: GraphApi) -> None:
    await send(port, api, outbound("Берёте?", buttons=[Button(title="Да", data="y"), Button(title="Нет")]))
    [body] = api.sent()
    assert body["interactive"] == {
        "type": "button",
        "body": {"text": "Берёте?"},
        "action": {
            "buttons": [
                {"type": "reply", "reply": {"id": "y", "title": "Да"}},
                {"type": "reply", "reply": {"id": "Нет", "title": "Нет"}},
            ]
        },
    }


@pytest.mark.parametrize("titles", [["5", "4", "3", "2", "1"], ["Да, и ещё одну чашку", "Нет, спасибо, уже пора"]])
async def test_more_answers_or_longer_ones_are_a_list(port: FakePort, api: GraphApi, titles: list[str]) -> None:
    await send(port, api, outbound("Как вам?", buttons=[Button(title=one, data=f"~{one}") for one in titles]))
    interactive = api.sent()[0]["interactive"]
    assert (interactive["type"], interactive["action"]["button"]) == ("list", "Выбрать")
    rows = interactive["action"]["sections"][0]["rows"]
    assert [(one["id"], one["title"]) for one in rows] == [(f"~{one}", one) for one in titles]


async def test_links_are_lines_of_the_text(port: FakePort, api: GraphApi) -> None:
    site = Button(title="Сайт", url="https://example.org")
    await send(port, api, outbound("Смотрите", buttons=[site]))
    await send(port, api, outbound("Смотрите", buttons=[site, Button(title="Беру")]))
    assert api.sent()[0]["text"]["body"] == "Смотрите\nСайт: https://example.org"
    assert api.sent()[1]["interactive"]["body"]["text"] == "Смотрите\nСайт: https://example.org"


async def test_buttons_hang_on_a_text_of_their_own(port: FakePort, api: GraphApi) -> None:
    buttons, picture = [Button(title="Да")], attachment("1.jpg", "image/jpeg", b"x")
    await send(port, api, outbound("Берёте?", attachments=[picture], buttons=buttons, reply_to_id="wamid.IN"))
    await send(port, api, outbound(attachments=[picture], buttons=buttons, language="en"))
    assert [one["type"] for one in api.sent()] == ["image", "interactive"] * 2
    assert ["context" in one for one in api.sent()] == [True, False, False, False]
    assert api.sent()[3]["interactive"]["body"]["text"] == "Choose"


async def test_a_long_question_is_told_first_and_asked_at_its_end(port: FakePort, api: GraphApi) -> None:
    await send(port, api, outbound("слово " * 500, buttons=[Button(title="Да")]))
    assert [one["type"] for one in api.sent()] == ["text", "text", "interactive"]


async def test_nothing_to_send_is_given_up_before_a_request(port: FakePort, api: GraphApi) -> None:
    error = await refused(port, api, outbound("  \n"))
    assert (error.code, error.remedy, api.requests) == ("whatsapp.empty", Remedy.GIVE_UP, [])


@pytest.mark.parametrize(
    ("status", "code", "ours", "remedy"),
    [
        (401, 190, "token_refused", Remedy.RECONNECT),
        (401, 0, "token_refused", Remedy.RECONNECT),
        (403, 10, "permission_missing", Remedy.RECONNECT),
        (403, 200, "permission_missing", Remedy.RECONNECT),
        (403, 131005, "permission_missing", Remedy.RECONNECT),
        (403, 368, "account_restricted", Remedy.RECONNECT),
        (403, 131031, "account_restricted", Remedy.RECONNECT),
        (400, 131042, "payment_missing", Remedy.RECONNECT),
        (400, 133010, "number_not_ready", Remedy.RECONNECT),
        (400, 131047, "window_closed", Remedy.WINDOW_CLOSED),
        (400, 131026, "undeliverable", Remedy.UNREACHABLE),
        (403, 130497, "country_restricted", Remedy.UNREACHABLE),
        (400, 131030, "not_in_test_list", Remedy.GIVE_UP),
        (400, 131049, "held_back", Remedy.GIVE_UP),
        (400, 131053, "media_refused", Remedy.GIVE_UP),
        (400, 100, "refused", Remedy.GIVE_UP),
        (400, 987654, "refused", Remedy.GIVE_UP),
        (400, 4, "too_many", Remedy.RETRY),
        (400, 80007, "too_many", Remedy.RETRY),
        (400, 130429, "too_many", Remedy.RETRY),
        (400, 131056, "too_many", Remedy.RETRY),
        (500, 131000, "unavailable", Remedy.RETRY),
        (503, 131057, "unavailable", Remedy.RETRY),
        (500, 2, "unavailable", Remedy.RETRY),
    ],
)
async def test_a_code_says_what_to_do_about_it(
    port: FakePort, api: GraphApi, status: int, code: int, ours: str, remedy: Remedy
) -> None:
    api.script("messages", Refused(status, code, "(#…) words", details="more words"))
    error = await refused(port, api)
    assert (error.code, error.remedy) == (f"whatsapp.{ours}", remedy)
    assert error.detail == f"(#…) words more words ({code})"


async def test_too_many_requests_wait_as_long_as_meta_says(port: FakePort, api: GraphApi) -> None:
    api.script("messages", Refused(429, 130429, "Rate limit hit", retry_after="17"))
    api.script("messages", web.Response(status=429, headers={"Retry-After": "5"}))
    first, second = await refused(port, api), await refused(port, api)
    assert (first.code, first.retry_after_seconds) == ("whatsapp.too_many", 17.0)
    assert (second.code, second.retry_after_seconds) == ("whatsapp.too_many", 5.0)


async def test_a_lost_answer_is_unknown_and_never_repeated(port: FakePort, api: GraphApi) -> None:
    api.script("messages", LostAnswer())
    error = await refused(port, api)
    assert (error.code, error.remedy, len(api.sent())) == ("whatsapp.no_answer", Remedy.UNKNOWN, 1)


async def test_a_file_whose_upload_was_lost_was_sent_to_nobody(port: FakePort, api: GraphApi) -> None:
    api.script("media", LostAnswer())
    error = await refused(port, api, outbound(attachments=[attachment("1.jpg", "image/jpeg", b"x")]))
    assert (error.code, error.remedy, api.sent()) == ("whatsapp.no_answer", Remedy.RETRY, [])


@pytest.mark.parametrize("text", ["<html>Sign in to Wi-Fi</html>", "{}", '{"messages": []}'])
async def test_a_success_that_says_nothing_is_unknown(port: FakePort, api: GraphApi, text: str) -> None:
    api.script("messages", web.Response(text=text))
    assert (await refused(port, api)).remedy is Remedy.UNKNOWN


async def test_a_failure_in_the_middle_is_not_retried_since_the_first_part_has_arrived(
    port: FakePort, api: GraphApi
) -> None:
    api.script("media", web.json_response({"id": "media1"}), Refused(500, 131000))
    error = await refused(port, api, outbound(attachments=[attachment(f"{at}.pdf", "a/b", b"x") for at in range(2)]))
    assert (error.code, error.remedy, error.detail) == ("whatsapp.partly_sent", Remedy.UNKNOWN, "whatsapp.unavailable")


@pytest.mark.parametrize("outcome", ["lost", "echo", "down"])
async def test_no_secret_is_in_any_error_however_it_is_printed(port: FakePort, api: GraphApi, outcome: str) -> None:
    known = config(api) if outcome != "down" else config(api, base_url="http://127.0.0.1:9")
    api.script("messages", LostAnswer() if outcome == "lost" else Refused(400, 100, f"bad {TOKEN} {APP_SECRET}"))
    with pytest.raises(ChannelError) as caught:
        await provider.send(port, known, outbound("Да"))
    printed = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(vars(caught.value))
    assert TOKEN not in printed
    assert APP_SECRET not in printed


async def test_connecting_subscribes_and_leads_this_numbers_webhooks_here(port: FakePort, api: GraphApi) -> None:
    connection = await provider.connect(port, config(api))
    assert connection.address == "+7 999 000-00-00"
    assert connection.facts == {"phone": "79990000000", "name": "Чайная"}
    assert api.called("subscribed_apps")[0].path == f"{ACCOUNT_ID}/subscribed_apps"
    assert api.webhooks == {"override_callback_uri": port.webhook_url, "verify_token": VERIFY_TOKEN}


async def test_an_address_meta_will_not_call_is_told_when_connecting(port: FakePort, api: GraphApi) -> None:
    port.webhook_url = "http://desk.example.ru/hooks/1"
    with pytest.raises(ChannelError) as caught:
        await provider.connect(port, config(api))
    assert (caught.value.code, caught.value.remedy) == ("whatsapp.webhook_refused", Remedy.RECONNECT)


async def test_disconnecting_leads_the_webhooks_away_and_forgives_a_revoked_token(
    port: FakePort, api: GraphApi
) -> None:
    await provider.disconnect(port, config(api))
    assert api.webhooks == {"override_callback_uri": ""}
    await provider.disconnect(port, config(api, token="EAAG-revoked"))


async def test_a_check_goes_well_step_by_step(port: FakePort, api: GraphApi) -> None:
    steps = await provider.check(port, config(api))
    assert [(one.code, one.ok) for one in steps] == [
        ("whatsapp.token", True),
        ("whatsapp.account", True),
        ("whatsapp.secret", True),
    ]
    assert steps[0].detail == "+7 999 000-00-00 Чайная"


@pytest.mark.parametrize(
    ("changed", "step", "detail"),
    [
        ({"token": "EAAG-other"}, "whatsapp.token", "whatsapp.token_refused"),
        ({"phone_number_id": "99999"}, "whatsapp.token", "whatsapp.number_not_found"),
        ({"app_secret": "f" * 32}, "whatsapp.secret", "whatsapp.secret_refused"),
    ],
)
async def test_a_check_stops_at_what_is_wrong(
    port: FakePort, api: GraphApi, changed: dict[str, str], step: str, detail: str
) -> None:
    last = (await provider.check(port, config(api, **changed)))[-1]
    assert (last.code, last.ok, last.detail) == (step, False, detail)


async def test_a_check_tells_a_number_of_another_account(port: FakePort, api: GraphApi) -> None:
    api.script("phone_numbers", web.json_response({"data": [{"id": "777"}]}))
    last = (await provider.check(port, config(api)))[-1]
    assert (last.code, last.ok, last.detail) == ("whatsapp.account", False, "whatsapp.other_account")


async def test_a_file_is_fetched_by_its_id_with_the_token(port: FakePort, api: GraphApi) -> None:
    api.files["1003383421387256"] = b"picture"
    file = InboundAttachment(name="image.jpg", media_type="image/jpeg", ref="1003383421387256")
    assert await provider.fetch_media(port, config(api), file) == b"picture"


@pytest.mark.parametrize(
    ("script", "remedy"),
    [(Refused(400, 100, subcode=33), Remedy.GIVE_UP), (Refused(500, 2), Remedy.RETRY), (LostAnswer(), Remedy.RETRY)],
)
async def test_a_file_that_cannot_be_had_says_whether_to_try_again(
    port: FakePort, api: GraphApi, script: Refused | LostAnswer, remedy: Remedy
) -> None:
    api.script("f1", script, script)  # a lost GET is asked once more by the HTTP library
    with pytest.raises(ChannelError) as caught:
        await provider.fetch_media(port, config(api), InboundAttachment(name="x", media_type="x/y", ref="f1"))
    assert caught.value.remedy is remedy
