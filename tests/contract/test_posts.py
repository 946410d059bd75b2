"""Posts reach channels, groups and walls of providers that refuse what their specifications do not allow."""

from collections.abc import AsyncIterator

import pytest
from tests import ports
from tests.contract import botapi, maxapi, vkapi
from tests.contract.botapi import BotApi, LostAnswer, Refused, bot_api
from tests.contract.cloud import serving
from tests.contract.maxapi import MaxApi
from tests.contract.vkapi import VkApi
from tests.ports import FakePort, attachment

from otklik.channels.contract import Button, ChannelError, Community, OutboundMessage, Remedy
from otklik.channels.providers.max import provider as max_
from otklik.channels.providers.telegram import provider as telegram
from otklik.channels.providers.vk import provider as vk

CHANNEL: botapi.Params = {"id": -1001500, "type": "channel", "title": "Чай каждый день", "username": "tea_daily"}
KLATSCH: botapi.Params = {"id": -1001600, "type": "supergroup", "title": "Свои"}
WRITTEN = ["@tea_daily", "tea_daily", "https://t.me/tea_daily", "t.me/tea_daily/", "-1001500"]


def post(text: str = "Новый урожай", *, pictures: int = 0, button: Button | None = None) -> OutboundMessage:
    attachments = [attachment(f"{at}.png", "image/png", b"\x89PNG") for at in range(pictures)]
    return ports.outbound(
        text, thread_id="", to="", attachments=tuple(attachments), buttons=(button,) if button else ()
    )


@pytest.fixture
async def bot() -> AsyncIterator[BotApi]:
    async with bot_api() as server:
        server.opens(CHANNEL, can_post_messages=True)
        yield server


@pytest.fixture
async def max_bot() -> AsyncIterator[MaxApi]:
    async with serving(MaxApi(), needs=maxapi.SPECIFICATION) as server:
        yield server


@pytest.fixture
async def wall() -> AsyncIterator[VkApi]:
    async with serving(VkApi(), needs=vkapi.SPECIFICATION) as server:
        yield server


def of_bot(api: BotApi) -> dict[str, str]:
    return {"token": botapi.TOKEN, "base_url": api.base_url}


def of_max(api: MaxApi) -> dict[str, str]:
    return {"token": maxapi.TOKEN, "base_url": api.base_url}


def of_vk(api: VkApi) -> dict[str, str]:
    return {"token": vkapi.TOKEN, "wall_token": vkapi.WALL_TOKEN, "base_url": api.base_url}


# ---- Telegram ------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", WRITTEN)
async def test_a_telegram_channel_is_found_however_people_write_it(port: FakePort, bot: BotApi, written: str) -> None:
    found = await telegram.community(port, of_bot(bot), written)
    assert found == Community(address="-1001500", title="Чай каждый день", url="https://t.me/tea_daily")


@pytest.mark.parametrize(
    ("chat", "status", "rights", "code"),
    [
        (CHANNEL, "administrator", {"can_post_messages": False}, "telegram.may_not_post"),
        (CHANNEL, "left", {}, "telegram.may_not_post"),
        (KLATSCH, "restricted", {"can_send_messages": False}, "telegram.may_not_post"),
        ({"id": 5, "type": "private", "first_name": "Анна"}, "member", {}, "telegram.not_a_community"),
    ],
)
async def test_it_is_known_beforehand_whether_a_bot_may_post(
    port: FakePort, bot: BotApi, chat: botapi.Params, status: str, rights: dict[str, object], code: str
) -> None:
    bot.opens(chat, status=status, **rights)
    with pytest.raises(ChannelError) as caught:
        await telegram.community(port, of_bot(bot), str(chat["id"]))
    assert (caught.value.code, caught.value.remedy) == (code, Remedy.GIVE_UP)


@pytest.mark.parametrize("status", ["member", "administrator", "creator"])
async def test_whoever_is_in_a_group_may_post_there(port: FakePort, bot: BotApi, status: str) -> None:
    bot.opens(KLATSCH, status=status)
    assert (await telegram.community(port, of_bot(bot), "-1001600")).title == "Свои"


@pytest.mark.parametrize(("written", "code"), [("@nobody_there", "chat_not_found"), ("чай", "address_unreadable")])
async def test_a_telegram_address_that_leads_nowhere_is_said(
    port: FakePort, bot: BotApi, written: str, code: str
) -> None:
    with pytest.raises(ChannelError, match=f"telegram.{code}"):
        await telegram.community(port, of_bot(bot), written)


async def test_a_post_with_a_picture_and_a_button_stands_in_a_telegram_channel(port: FakePort, bot: BotApi) -> None:
    place = await telegram.community(port, of_bot(bot), "@tea_daily")
    said = post(pictures=1, button=Button(title="Купить", url="https://tea.example/"))
    published = await telegram.publish(port, of_bot(bot), place, said)
    [sent] = bot.sent()
    assert (sent.method, sent.params["chat_id"], sent.params["caption"]) == ("sendPhoto", "-1001500", "Новый урожай")
    assert sent.params["reply_markup"] == {"inline_keyboard": [[{"text": "Купить", "url": "https://tea.example/"}]]}
    assert published.url == f"https://t.me/tea_daily/{published.external_id}"


@pytest.mark.parametrize(
    ("chat", "rights"),
    [
        ({"permissions": {"can_send_messages": False}}, {"status": "member"}),
        ({}, {"status": "restricted", "can_send_messages": True, "is_member": False}),
    ],
)
async def test_a_bot_that_a_group_silenced_or_that_left_may_not_post(
    port: FakePort, bot: BotApi, chat: botapi.Params, rights: dict[str, object]
) -> None:
    bot.opens({**KLATSCH, **chat}, **rights)  # pyright: ignore[reportArgumentType] - the status is a word
    with pytest.raises(ChannelError, match="may_not_post"):
        await telegram.community(port, of_bot(bot), "-1001600")


@pytest.mark.parametrize(("number", "url"), [(-1001600, "https://t.me/c/1600/101"), (-77, "")])
async def test_a_post_that_only_members_see_is_linked_to_where_there_are_links(
    port: FakePort, bot: BotApi, number: int, url: str
) -> None:
    bot.opens({**KLATSCH, "id": number}, status="member")
    place = await telegram.community(port, of_bot(bot), str(number))
    assert (await telegram.publish(port, of_bot(bot), place, post())).url == url


async def test_a_lost_answer_of_telegram_is_not_known(port: FakePort, bot: BotApi) -> None:
    place = await telegram.community(port, of_bot(bot), "@tea_daily")
    bot.script("sendMessage", LostAnswer(), Refused(400, "Bad Request: need administrator rights in the channel chat"))
    for remedy in (Remedy.UNKNOWN, Remedy.GIVE_UP):
        with pytest.raises(ChannelError) as caught:
            await telegram.publish(port, of_bot(bot), place, post())
        assert caught.value.remedy is remedy
    assert caught.value.code == "telegram.may_not_post"


# ---- MAX -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["tea_daily", "@tea_daily", "https://max.ru/tea_daily", "-70"])
async def test_a_max_channel_is_found_and_posted_to(port: FakePort, max_bot: MaxApi, written: str) -> None:
    channel = {"chat_id": -70, "type": "channel", "title": "Чай", "link": "https://max.ru/tea_daily"}
    max_bot.opens(channel, name="tea_daily", is_admin=True, permissions=["write"])
    place = await max_.community(port, of_max(max_bot), written)
    assert place == Community(address="-70", title="Чай", url="https://max.ru/tea_daily")
    said = post(pictures=2, button=Button(title="Купить", url="https://tea.example/"))
    published = await max_.publish(port, of_max(max_bot), place, said)
    assert published.url == f"https://max.ru/c/-70/{published.external_id.removeprefix('mid.')}"
    [*_, last] = [one for one in max_bot.requests if one.name == "POST /messages"]
    assert last.params == {"chat_id": "-70"}
    assert isinstance(last.body, dict)
    assert last.body["text"] == "Новый урожай"


async def test_max_says_beforehand_where_a_bot_may_not_post(port: FakePort, max_bot: MaxApi) -> None:
    max_bot.opens({"chat_id": -70, "type": "channel", "title": "Чай"}, is_admin=True, permissions=["edit"])
    max_bot.opens({"chat_id": 7, "type": "dialog"})
    for written, code in [("-70", "may_not_post"), ("7", "not_a_community"), ("-9", "chat_not_found"), ("чай", "addr")]:
        with pytest.raises(ChannelError, match=f"max.{code}"):
            await max_.community(port, of_max(max_bot), written)


# ---- VK ------------------------------------------------------------------------------------------


async def test_a_post_stands_on_the_wall_by_the_key_of_who_runs_it(port: FakePort, wall: VkApi) -> None:
    place = await vk.community(port, of_vk(wall), "")
    assert place == Community(address="-4242", title="Чайная", url="https://vk.com/tea_shop")
    said = post(pictures=2, button=Button(title="Купить", url="https://tea.example/"))
    published = await vk.publish(port, of_vk(wall), place, said)
    [there] = wall.wall
    assert (there["owner_id"], there["from_group"], there["guid"]) == ("-4242", "1", said.id)
    assert [one.partition("_")[0] for one in there["attachments"].split(",")][:2] == ["photo5", "photo5"]
    assert there["attachments"].endswith(",https://tea.example/")
    assert there["message"] == "Новый урожай\n\nКупить: https://tea.example/"
    assert published.url == f"https://vk.com/wall-4242_{published.external_id}"


async def test_a_wall_without_its_key_or_of_others_is_refused(port: FakePort, wall: VkApi) -> None:
    with pytest.raises(ChannelError, match="wall_key_missing"):
        await vk.community(port, of_vk(wall) | {"wall_token": ""}, "")
    wall.runs = False
    with pytest.raises(ChannelError, match="may_not_post"):
        await vk.community(port, of_vk(wall), "")


async def test_what_became_of_a_post_on_the_wall_is_said(port: FakePort, wall: VkApi) -> None:
    place = await vk.community(port, of_vk(wall), "")
    for code, remedy in [(214, Remedy.GIVE_UP), (6, Remedy.RETRY), (10, Remedy.UNKNOWN), (5, Remedy.RECONNECT)]:
        wall.script("wall.post", vkapi.error(code))
        with pytest.raises(ChannelError) as caught:
            await vk.publish(port, of_vk(wall), place, post())
        assert caught.value.remedy is remedy
        assert vkapi.WALL_TOKEN not in str(caught.value)
    assert not wall.wall
