"""A community is connected, checked, listened to and read from, against a VK that keeps to its schema."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import web
from tests.contract.cloud import LostAnswer, serving
from tests.contract.vkapi import HISTORY_FROM, SPECIFICATION, TOKEN, VkApi, error
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
from otklik.channels.providers.vk import provider

SECRET = "echo-this_Back-1"
KNOWN_TO_VK = "echothisBack1"
"""Only letters and digits of it."""


@pytest.fixture
async def api() -> AsyncIterator[VkApi]:
    async with serving(VkApi(), needs=SPECIFICATION) as server:
        yield server


def config(api: VkApi, **known: str) -> Config:
    return {"token": TOKEN, "base_url": api.base_url, "confirmation": api.confirmation, **known}


def event(number: int, text: str = "Здравствуйте") -> dict[str, object]:
    said = {"id": number, "conversation_message_id": number, "date": 1, "from_id": 123, "peer_id": 123, "text": text}
    return {
        "type": "message_new",
        "event_id": f"e{number}",
        "group_id": 4242,
        "v": "5.199",
        "object": {"message": said},
    }


def post(body: object, known: Config | None = None, *, secret: str = SECRET) -> WebhookReply:
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    request = WebhookRequest(method="POST", path="/", query={}, headers={}, body=raw, secret=secret)
    return provider.webhook(request, known or {})


async def test_connecting_by_polling_switches_it_on_and_learns_the_name(port: FakePort, api: VkApi) -> None:
    connection = await provider.connect(port, config(api))
    assert connection.address == "tea_shop"
    assert connection.facts == {"username": "tea_shop", "name": "Чайная"}
    told = api.settings["long_poll"]
    assert (told["enabled"], told["message_new"], told["message_reply"], told["message_read"]) == ("1",) * 4


async def test_connecting_by_webhook_adds_a_server_with_the_secret_once(port: FakePort, api: VkApi) -> None:
    for _ in range(2):
        await provider.connect(port, config(api, intake="webhook"))
    [server] = api.servers
    assert (server["url"], server["secret_key"], server["title"]) == (port.webhook_url, KNOWN_TO_VK, "Otklik")
    told = api.settings["callback"]
    assert (told["server_id"], told["api_version"], told["message_new"]) == (str(server["id"]), "5.199", "1")


async def test_connecting_by_webhook_names_the_string_that_is_missing(port: FakePort, api: VkApi) -> None:
    with pytest.raises(ChannelError) as caught:
        await provider.connect(port, config(api, intake="webhook", confirmation="old"))
    assert (caught.value.code, caught.value.remedy, caught.value.detail) == (
        "vk.confirmation",
        Remedy.RECONNECT,
        api.confirmation,
    )
    assert api.servers == []


async def test_changing_to_polling_and_disconnecting_take_our_server_away_and_no_other(
    port: FakePort, api: VkApi
) -> None:
    api.servers.append(
        {"id": 1, "title": "CRM", "creator_id": 1, "url": "https://crm", "secret_key": "x", "status": "ok"}
    )
    await provider.connect(port, config(api, intake="webhook"))
    await provider.connect(port, config(api))
    assert [one["url"] for one in api.servers] == ["https://crm"]
    await provider.connect(port, config(api, intake="webhook"))
    await provider.disconnect(port, config(api))
    assert [one["url"] for one in api.servers] == ["https://crm"]
    await provider.disconnect(port, config(api, token="vk1.a.revoked"))


async def test_a_check_goes_well_step_by_step(port: FakePort, api: VkApi) -> None:
    steps = await provider.check(port, config(api, intake="webhook"))
    assert [(one.code, one.ok) for one in steps] == [("vk.token", True), ("vk.rights", True), ("vk.intake", True)]
    assert steps[0].detail == "Чайная"


async def test_a_check_stops_at_a_wrong_key(port: FakePort, api: VkApi) -> None:
    [step] = await provider.check(port, config(api, token="wrong"))
    assert (step.code, step.ok, step.detail.split(": ")[0]) == ("vk.token", False, "vk.token_refused")


async def test_a_check_names_the_rights_that_are_missing(port: FakePort, api: VkApi) -> None:
    api.rights = ["messages", "photos"]
    step = (await provider.check(port, config(api)))[-1]
    assert (step.code, step.ok, step.detail) == ("vk.rights", False, "vk.rights: docs, manage")


async def test_a_check_of_a_webhook_names_the_confirmation_string_to_enter(port: FakePort, api: VkApi) -> None:
    step = (await provider.check(port, config(api, intake="webhook", confirmation="")))[-1]
    assert (step.code, step.ok, step.detail) == ("vk.intake", False, f"vk.confirmation: {api.confirmation}")


async def test_polling_deposits_each_event_once_in_order_with_its_authors_name(port: FakePort, api: VkApi) -> None:
    async with listening(provider.listen(port, config(api))):
        await api.until_called("poll")
        await api.receive(event(1), event(2, "Ещё"))
        await port.until(lambda: len(port.deposited) == 2)
        await api.receive(event(3))
        await port.until(lambda: len(port.deposited) == 3)
    assert [one.event_id for one in port.deposited] == ["e1", "e2", "e3"]
    found = provider.parse(port.deposited[1], {})[0]
    assert isinstance(found, InboundMessage)
    assert (found.text, found.sender.name, found.sender.username) == ("Ещё", "Анна Ли", "anna")
    assert len(api.called("users.get")) == 1
    assert port.reports == [None]


async def test_a_name_that_cannot_be_had_does_not_hold_up_the_message(port: FakePort, api: VkApi) -> None:
    api.script("users.get", error(10))
    async with listening(provider.listen(port, config(api))):
        await api.until_called("poll")
        await api.receive(event(1))
        await port.until(lambda: len(port.deposited) == 1)
    assert port.deposited[0].headers == {}


async def test_what_came_while_nobody_listened_is_fetched_first(port: FakePort, api: VkApi) -> None:
    port.state = {"ts": str(HISTORY_FROM)}
    await api.receive(event(1))
    async with listening(provider.listen(port, config(api))):
        await port.until(lambda: port.state == {"ts": str(HISTORY_FROM + 1)})
    assert [one.event_id for one in port.deposited] == ["e1"]


async def test_an_expired_key_is_renewed_and_nothing_is_lost(port: FakePort, api: VkApi) -> None:
    async with listening(provider.listen(port, config(api))):
        await api.until_called("poll")
        api.key = "key2"
        await api.receive(event(1))
        await api.until_called("poll", times=3)
        await api.receive(event(2))
        await port.until(lambda: len(port.deposited) == 2)
    assert [one.params["key"] for one in api.called("poll")][-1] == "key2"


@pytest.mark.parametrize("ts", ["1", "100500"])
async def test_a_number_vk_knows_no_more_is_begun_anew(port: FakePort, api: VkApi, ts: str) -> None:
    port.state = {"ts": ts}
    async with listening(provider.listen(port, config(api))):
        await api.until_called("poll", times=2)
        await api.receive(event(1))
        await port.until(lambda: len(port.deposited) == 1)


@pytest.mark.parametrize(
    ("name", "outcome", "code", "remedy"),
    [
        ("groups.getById", error(5), "vk.token_refused", Remedy.RECONNECT),
        ("groups.getById", web.json_response({"response": {"groups": []}}), "vk.not_a_community", Remedy.RECONNECT),
        ("poll", LostAnswer(), "vk.no_answer", Remedy.RETRY),
        ("poll", web.Response(status=502), "vk.unavailable", Remedy.RETRY),
    ],
)
async def test_polling_says_why_it_cannot_go_on(
    port: FakePort, api: VkApi, name: str, outcome: LostAnswer | web.Response, code: str, remedy: Remedy
) -> None:
    await api.receive(event(1))
    port.state = {"ts": str(HISTORY_FROM)}
    api.script(name, outcome, outcome)  # a GET whose connection was cut is repeated once by the HTTP client itself
    with pytest.raises(ChannelError) as caught:
        await provider.listen(port, config(api))
    assert (caught.value.code, caught.value.remedy) == (code, remedy)
    assert "key1" not in repr(vars(caught.value))


@pytest.mark.parametrize(
    ("known", "listens"), [({}, True), ({"intake": "polling"}, True), ({"intake": "webhook"}, False)]
)
def test_polling_is_the_default(known: Config, listens: bool) -> None:
    assert provider.listens(known) is listens


def test_a_webhook_is_answered_ok_and_journalled_under_the_events_id_without_the_secret() -> None:
    reply = post({**event(1), "secret": KNOWN_TO_VK})
    assert reply.item is not None
    assert (reply.item.event_id, reply.status, reply.body) == ("e1", 200, b"ok")
    assert KNOWN_TO_VK.encode() not in reply.item.body
    assert isinstance(provider.parse(reply.item, {})[0], InboundMessage)


@pytest.mark.parametrize("given", ["", "wrong", SECRET, KNOWN_TO_VK.upper(), "секрет", None, 7])
def test_a_webhook_without_the_secret_is_refused(given: object) -> None:
    for body in ({**event(1), "secret": given}, event(1), {"type": "confirmation", "secret": given}, b"{oops"):
        with pytest.raises(SignatureRefused):
            post(body)


def test_without_a_secret_of_ours_nothing_is_let_in() -> None:
    with pytest.raises(SignatureRefused):
        post({**event(1), "secret": ""}, secret="")


@pytest.mark.parametrize("known", [{}, {"secret": KNOWN_TO_VK}])
def test_the_confirmation_is_answered_with_the_string_and_not_journalled(known: dict[str, str]) -> None:
    reply = post({"type": "confirmation", "group_id": 4242, **known}, {"confirmation": "c0de42"})
    assert (reply.item, reply.status, reply.body, reply.content_type) == (None, 200, b"c0de42", "text/plain")


async def test_a_file_is_fetched_where_its_address_leads(port: FakePort, api: VkApi) -> None:
    file = InboundAttachment(name="а.pdf", media_type="application/pdf", ref=f"{api.base_url}/file/doc")
    assert await provider.fetch_media(port, config(api), file) == b"bytes"
    assert all("access_token" not in one.params for one in api.requests)


@pytest.mark.parametrize(
    ("path", "code", "remedy"),
    [("gone", "vk.file.refused", Remedy.GIVE_UP), ("round", "vk.file.answer_unreadable", Remedy.UNKNOWN)],
)
async def test_a_file_that_cannot_be_had_says_so(
    port: FakePort, api: VkApi, path: str, code: str, remedy: Remedy
) -> None:
    file = InboundAttachment(name="x", media_type="x/y", ref=f"{api.base_url}/file/{path}")
    with pytest.raises(ChannelError) as caught:
        await provider.fetch_media(port, config(api), file)
    assert (caught.value.code, caught.value.remedy) == (code, remedy)
