"""Answers to a Page and to an Instagram account reach a Send API that knows their limits; its codes become remedies."""

import traceback
from collections.abc import AsyncIterator, Sequence
from types import ModuleType

import pytest
from aiohttp import web
from tests.contract.graphapi import APP_SECRET, TOKEN, VERIFY_TOKEN, GraphApi, LostAnswer, Refused, graph_api
from tests.ports import FakePort, attachment

from otklik.channels.contract import (
    Button,
    ChannelError,
    Config,
    ConfigValue,
    InboundAttachment,
    OutboundAttachment,
    OutboundMessage,
    Remedy,
    SendResult,
    Stranger,
)
from otklik.channels.providers import instagram, messenger

PERSON = "1423587017700273"
PROVIDERS: dict[str, ModuleType] = {"page": messenger, "instagram": instagram}
CLOSED = Refused(400, 10, "sent outside of allowed window", subcode=2018278)


@pytest.fixture(params=sorted(PROVIDERS))
async def api(request: pytest.FixtureRequest) -> AsyncIterator[GraphApi]:
    async with graph_api(product=str(request.param)) as server:
        yield server


def provider(api: GraphApi) -> messenger.Messenger | instagram.Instagram:
    return messenger.provider if api.product == "page" else instagram.provider


def kind(api: GraphApi) -> str:
    return provider(api).manifest.kind


def config(api: GraphApi, **changed: ConfigValue) -> Config:
    known: dict[str, ConfigValue] = {"token": TOKEN, "app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN}
    return {**known, "human_agent": False, "base_url": api.base_url, **changed}


def outbound(
    text: str = "",
    *,
    attachments: Sequence[OutboundAttachment] = (),
    buttons: Sequence[Button] = (),
    reply_to_id: str = "",
    automatic: bool = False,
) -> OutboundMessage:
    return OutboundMessage(
        id="row-1",
        thread_id=PERSON,
        to=PERSON,
        text=text,
        attachments=tuple(attachments),
        buttons=tuple(buttons),
        reply_to_id=reply_to_id,
        automatic=automatic,
        language="ru",
    )


async def send(port: FakePort, api: GraphApi, message: OutboundMessage, *, human: bool = False) -> SendResult:
    return await provider(api).send(port, config(api, human_agent=human), message)


async def refused(
    port: FakePort, api: GraphApi, message: OutboundMessage | None = None, *, human: bool = False
) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        await send(port, api, message or outbound("Да"), human=human)
    return caught.value


async def test_text_goes_as_it_was_written(port: FakePort, api: GraphApi) -> None:
    result = await send(port, api, outbound("1 < 2 & *звезда*"))
    [body] = api.sent()
    assert (body["recipient"], body["messaging_type"]) == ({"id": PERSON}, "RESPONSE")
    assert body["message"]["text"] == "1 < 2 & *звезда*"
    assert body["message"].get("metadata") == ("otklik:row-1" if api.product == "page" else None)
    assert (result.external_id, result.external_ids) == ("m_1", ("m_1",))


async def test_text_over_the_limit_goes_in_parts(port: FakePort, api: GraphApi) -> None:
    await send(port, api, outbound("👍" * 1200))
    assert "".join(one["message"]["text"] for one in api.sent()) == "👍" * 1200
    assert len(api.sent()) == (2 if api.product == "page" else 3)


async def test_a_reply_quotes_its_message_where_it_can(port: FakePort, api: GraphApi) -> None:
    await send(port, api, outbound("Да", reply_to_id="m_IN"))
    assert api.sent()[0].get("reply_to") == ({"mid": "m_IN"} if api.product == "instagram" else None)
    assert provider(api).manifest.capabilities.reply_to is (api.product == "instagram")


@pytest.mark.parametrize(
    ("name", "media_type", "known", "sent_as"),
    [
        ("чай.jpg", "image/jpeg", "image", "image"),
        ("кино.mp4", "video/mp4", "video", "video"),
        ("песня.mp3", "audio/mpeg", "audio", "audio"),
        ("счёт.pdf", "application/pdf", "file", "file"),
        ("знак.svg", "image/svg+xml", "image", "file"),
    ],
)
async def test_each_kind_of_file_is_kept_at_meta_and_sent_before_the_text(
    port: FakePort, api: GraphApi, name: str, media_type: str, known: str, sent_as: str
) -> None:
    await send(port, api, outbound("Вот", attachments=[attachment(name, media_type, b"bytes", kind=known)]))
    [kept] = api.called("message_attachments")
    assert (kept.files["filedata"].name, kept.files["filedata"].data) == (name, b"bytes")
    file, text = api.sent()
    assert file["message"]["attachment"] == {"type": sent_as, "payload": {"attachment_id": "attachment1"}}
    assert text["message"]["text"] == "Вот"


async def test_a_picture_over_eight_megabytes_goes_as_a_file(port: FakePort, api: GraphApi) -> None:
    await send(port, api, outbound(attachments=[attachment("1.png", "image/png", b"x" * (8 * 1024 * 1024 + 1))]))
    assert api.sent()[0]["message"]["attachment"]["type"] == "file"


async def test_buttons_are_quick_replies_and_links_are_lines(port: FakePort, api: GraphApi) -> None:
    buttons = [Button(title="5", data="~rate:5"), Button(title="Да"), Button(title="Сайт", url="https://example.org")]
    await send(port, api, outbound("Как вам?", buttons=buttons))
    [body] = api.sent()
    assert body["message"]["text"] == "Как вам?\nСайт: https://example.org"
    assert body["message"]["quick_replies"] == [
        {"content_type": "text", "title": "5", "payload": "~rate:5"},
        {"content_type": "text", "title": "Да", "payload": "Да"},
    ]


async def test_buttons_without_words_get_some(port: FakePort, api: GraphApi) -> None:
    picture = attachment("1.png", "image/png", b"x")
    await send(port, api, outbound(attachments=[picture], buttons=[Button(title="Да")]))
    assert api.sent()[1]["message"]["text"] == "Выберите"


async def test_nothing_to_send_is_given_up_before_a_request(port: FakePort, api: GraphApi) -> None:
    error = await refused(port, api, outbound("  \n"))
    assert (error.code, error.remedy, api.requests) == (f"{kind(api)}.empty", Remedy.GIVE_UP, [])


async def test_after_the_day_a_human_answers_with_the_tag(port: FakePort, api: GraphApi) -> None:
    api.script("messages", CLOSED)
    result = await send(port, api, outbound("Да"), human=True)
    assert [(one["messaging_type"], one.get("tag")) for one in api.sent()] == [
        ("RESPONSE", None),
        ("MESSAGE_TAG", "HUMAN_AGENT"),
    ]
    assert result.external_id == "m_1"


@pytest.mark.parametrize(("human", "automatic"), [(False, False), (True, True)])
async def test_a_machine_or_an_app_without_the_right_waits_for_the_person(
    port: FakePort, api: GraphApi, human: bool, automatic: bool
) -> None:
    api.script("messages", CLOSED)
    error = await refused(port, api, outbound("Да", automatic=automatic), human=human)
    assert (error.code, error.remedy) == (f"{kind(api)}.window_closed", Remedy.WINDOW_CLOSED)
    assert len(api.sent()) == 1


async def test_after_seven_days_even_a_human_waits(port: FakePort, api: GraphApi) -> None:
    api.script("messages", CLOSED, CLOSED)
    assert (await refused(port, api, human=True)).remedy is Remedy.WINDOW_CLOSED


@pytest.mark.parametrize(
    ("code", "subcode", "ours", "remedy"),
    [
        (190, 0, "token_refused", Remedy.RECONNECT),
        (190, 463, "token_refused", Remedy.RECONNECT),
        (10, 0, "permission_missing", Remedy.RECONNECT),
        (230, 0, "permission_missing", Remedy.RECONNECT),
        (10, 2534022, "window_closed", Remedy.WINDOW_CLOSED),
        (551, 1545041, "person_unavailable", Remedy.UNREACHABLE),
        (100, 2018001, "person_unavailable", Remedy.UNREACHABLE),
        (100, 33, "person_unavailable", Remedy.UNREACHABLE),
        (100, 2018047, "media_refused", Remedy.GIVE_UP),
        (100, 0, "refused", Remedy.GIVE_UP),
        (613, 0, "too_many", Remedy.RETRY),
        (9, 2018352, "too_many", Remedy.RETRY),
        (1200, 0, "unavailable", Remedy.RETRY),
        (2, 0, "unavailable", Remedy.RETRY),
    ],
)
async def test_a_code_says_what_to_do_about_it(
    port: FakePort, api: GraphApi, code: int, subcode: int, ours: str, remedy: Remedy
) -> None:
    api.script("messages", Refused(400, code, "words", subcode=subcode))
    error = await refused(port, api)
    assert (error.code, error.remedy) == (f"{kind(api)}.{ours}", remedy)
    assert error.detail == f"words ({code}{f'/{subcode}' if subcode else ''})"


async def test_too_many_requests_wait_as_long_as_meta_says(port: FakePort, api: GraphApi) -> None:
    api.script("messages", Refused(400, 613, "Calls exceed the rate limit", retry_after="30"))
    error = await refused(port, api)
    assert (error.remedy, error.retry_after_seconds) == (Remedy.RETRY, 30.0)


@pytest.mark.parametrize("answer", [None, "<html>", '{"recipient_id":"1"}'])
async def test_an_answer_lost_or_unreadable_is_unknown_and_never_repeated(
    port: FakePort, api: GraphApi, answer: str | None
) -> None:
    api.script("messages", LostAnswer() if answer is None else web.Response(text=answer))
    assert (await refused(port, api, human=True)).remedy is Remedy.UNKNOWN
    assert len(api.sent()) == 1


async def test_a_failure_in_the_middle_is_not_retried(port: FakePort, api: GraphApi) -> None:
    api.script("messages", web.json_response({"message_id": "m_0"}), Refused(500, 2))
    error = await refused(port, api, outbound("Вот", attachments=[attachment("1.png", "image/png", b"x")]))
    assert (error.code, error.remedy) == (f"{kind(api)}.partly_sent", Remedy.UNKNOWN)
    assert error.detail == f"{kind(api)}.unavailable"


@pytest.mark.parametrize("outcome", ["lost", "echo", "down"])
async def test_no_secret_is_in_any_error_however_it_is_printed(port: FakePort, api: GraphApi, outcome: str) -> None:
    known = config(api) if outcome != "down" else config(api, base_url="http://127.0.0.1:9")
    api.script("messages", LostAnswer() if outcome == "lost" else Refused(400, 100, f"bad {TOKEN} {APP_SECRET}"))
    with pytest.raises(ChannelError) as caught:
        await provider(api).send(port, known, outbound("Да"))
    printed = "".join(traceback.format_exception(caught.value)) + repr(vars(caught.value))
    assert TOKEN not in printed
    assert APP_SECRET not in printed


async def test_that_it_was_read_is_shown(port: FakePort, api: GraphApi) -> None:
    await provider(api).mark_read(port, config(api), PERSON, "m_1")
    assert api.sent() == [{"recipient": {"id": PERSON}, "sender_action": "mark_seen"}]


PICTURE = "https://scontent.example/p.jpg"


def strangers(*numbers: str) -> list[Stranger]:
    return [Stranger(id=one, thread_id=one) for one in numbers]


async def test_people_are_asked_after_once_each(port: FakePort, api: GraphApi) -> None:
    api.people["7"] = {"first_name": "Анна", "last_name": "Ли", "name": "Анна Ли", "username": "anna"}
    api.people["8"] = {"first_name": "Пётр", "username": "peter", "profile_pic": PICTURE}
    found = await provider(api).introduce(port, config(api), strangers("7", "8", "7", "me/accounts"))
    of_page = [("7", "Анна Ли", "", ""), ("8", "Пётр", "", PICTURE)]
    of_account = [("7", "Анна Ли", "anna", ""), ("8", "peter", "peter", PICTURE)]
    known = of_page if api.product == "page" else of_account
    assert [(one.id, one.name, one.username, one.avatar_ref) for one in found] == known
    assert [(one.method, one.path) for one in api.requests] == [("GET", "7"), ("GET", "8")]


@pytest.mark.parametrize(
    "refusal",
    [
        Refused(400, 100, "No matching user found", subcode=2018001),
        Refused(400, 100, "No profile available for this user", subcode=2018218),
        Refused(400, 100, "Object with ID '7' does not exist", subcode=33),
        Refused(400, 551, "This person isn't available right now"),
        Refused(400, 100, "(#100) Invalid parameter"),
    ],
)
async def test_who_cannot_be_asked_about_stays_nameless_and_hides_nobody_else(
    port: FakePort, api: GraphApi, refusal: Refused
) -> None:
    api.people["8"] = {"first_name": "Пётр", "name": "Пётр"}
    api.script("7", refusal)
    found = await provider(api).introduce(port, config(api), strangers("7", "8"))
    assert [(one.id, one.name) for one in found] == [("8", "Пётр")]


async def test_without_consent_instagram_tells_nothing_and_a_page_lacks_a_permission(
    port: FakePort, api: GraphApi
) -> None:
    api.script("7", Refused(400, 230, "User consent is required to access user profile"))
    if api.product == "instagram":
        assert await provider(api).introduce(port, config(api), strangers("7")) == []
        return
    with pytest.raises(ChannelError) as caught:
        await provider(api).introduce(port, config(api), strangers("7"))
    assert (caught.value.code, caught.value.remedy) == ("messenger.permission_missing", Remedy.RECONNECT)


@pytest.mark.parametrize(
    ("outcome", "ours", "remedy", "pause"),
    [
        (Refused(400, 613, "Calls exceed the rate limit", retry_after="30"), "too_many", Remedy.RETRY, 30.0),
        (Refused(500, 2, f"try later {TOKEN}"), "unavailable", Remedy.RETRY, None),
        (LostAnswer(), "no_answer", Remedy.RETRY, None),
        (Refused(401, 190, f"Session has expired {TOKEN}"), "token_refused", Remedy.RECONNECT, None),
    ],
)
async def test_when_nobody_is_told_of_the_asking_stops_and_says_why(
    port: FakePort, api: GraphApi, outcome: Refused | LostAnswer, ours: str, remedy: Remedy, pause: float | None
) -> None:
    api.script("7", outcome, outcome)  # a question cut off is asked once more by the HTTP library itself
    with pytest.raises(ChannelError) as caught:
        await provider(api).introduce(port, config(api), strangers("7", "8"))
    error = caught.value
    assert (error.code, error.remedy, error.retry_after_seconds) == (f"{kind(api)}.{ours}", remedy, pause)
    assert {one.path for one in api.requests} == {"7"}
    assert TOKEN not in "".join(traceback.format_exception(error)) + repr(vars(error))


async def test_typing_is_shown(port: FakePort, api: GraphApi) -> None:
    await provider(api).show_typing(port, config(api), PERSON)
    assert api.sent() == [{"recipient": {"id": PERSON}, "sender_action": "typing_on"}]


async def test_connecting_subscribes_and_learns_the_address(port: FakePort, api: GraphApi) -> None:
    connection = await provider(api).connect(port, config(api))
    assert connection.facts == {"username": "tea_shop", "name": "Чайная"}
    assert {"messages", "messaging_postbacks", "message_reactions"} <= set(api.subscribed)


async def test_disconnecting_unsubscribes_and_forgives_a_revoked_token(port: FakePort, api: GraphApi) -> None:
    await provider(api).connect(port, config(api))
    await provider(api).disconnect(port, config(api))
    assert api.subscribed == []
    await provider(api).disconnect(port, config(api, token="EAAG-revoked"))


async def test_a_check_says_what_is_wrong(port: FakePort, api: GraphApi) -> None:
    assert all(one.ok for one in await provider(api).check(port, config(api)))
    [step] = await provider(api).check(port, config(api, token="EAAG-other"))
    assert (step.ok, step.detail) == (False, f"{kind(api)}.token_refused")
    wrong = (await provider(api).check(port, config(api, app_secret="f" * 32)))[-1]
    if api.product == "page":
        assert (wrong.code, wrong.ok, wrong.detail) == ("messenger.secret", False, "messenger.secret_refused")


async def test_a_file_is_fetched_without_showing_the_token(port: FakePort, api: GraphApi) -> None:
    api.files["1"] = b"picture"
    url = api.base_url.removesuffix("/v23.0") + "/cdn/"
    file = InboundAttachment(name="1.png", media_type="image/png", ref=f"{url}1")
    assert await provider(api).fetch_media(port, config(api), file) == b"picture"
    with pytest.raises(ChannelError) as caught:
        await provider(api).fetch_media(port, config(api), InboundAttachment(name="2", media_type="x/y", ref=f"{url}2"))
    assert caught.value.remedy is Remedy.GIVE_UP
