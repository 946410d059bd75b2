"""From a messenger into the site chat, and from the chat elsewhere by the visitor's own press."""

import re
from html import unescape

import pytest
from tests.api.livechat.test_leaving import start
from tests.api.reach.conftest import connected
from tests.api.reach.test_continue import link, people, telegram_token
from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import deposit, read_journal
from tests.factories_livechat import API, Browser, Visits, deliver

from otklik.domains.delivery.models import Channel
from otklik.domains.livechat import rules
from otklik.program import Program


@pytest.fixture
async def in_telegram(program: Program, signed_in: Client, telegram: Channel) -> str:
    """A conversation begun in the bot; its id."""
    await deposit(program, telegram, event_id="1", body=start(1, payload="", chat=77))
    await read_journal(program, telegram)
    return (await signed_in.get("/api/v1/conversations?view=all")).json()["items"][0]["id"]


async def chat_address(client: Client, path: str, chat: Channel) -> str:
    page = (await client.get(path)).text
    found = re.search(rf'href="([^"]+channel={chat.public_id}[^"]*)"', page)
    assert found, page
    return unescape(found[1])


async def test_a_messenger_goes_on_in_the_site_chat_once(
    program: Program,
    workspace: Company,
    client: Client,
    signed_in: Client,
    in_telegram: str,
    chat: Channel,
    visit: Visits,
) -> None:
    path = await link(signed_in, in_telegram)
    address = await chat_address(client, path, chat)
    assert re.search(r"&otklik=[\w-]{48}$", address), address
    first, second = await visit(), await visit()
    for browser, count in ((first, 1), (second, 2)):
        await browser.begin(url=address)
        await browser.say("Я из Телеграма")
        await deliver(program, workspace, chat)
        assert await people(signed_in) == count
    assert (await client.get(path)).status_code == 404


async def test_the_desk_sees_the_page_without_the_token_and_it_outlives_a_walk_through_the_site(
    program: Program,
    workspace: Company,
    client: Client,
    signed_in: Client,
    in_telegram: str,
    chat: Channel,
    visitor: Browser,
) -> None:
    address = await chat_address(client, await link(signed_in, in_telegram), chat)
    await visitor.begin(url=address)
    await visitor.begin(url="https://shop.example/cart")
    await visitor.say("Я из Телеграма")
    await deliver(program, workspace, chat)
    assert await people(signed_in) == 1
    here = (await visitor.begin(url=address))["conversation_id"]
    shown = (await signed_in.get(f"/api/v1/conversations/{here}/visitor")).json()
    assert shown["page"]["url"] == address.partition("&otklik=")[0]
    assert "otklik" not in shown["page"]


@pytest.mark.usefixtures("telegram")
async def test_a_visitor_carries_it_on_by_their_own_press(
    program: Program, workspace: Company, client: Client, signed_in: Client, visitor: Browser, chat: Channel
) -> None:
    assert (await visitor.client.get(f"{API}/continuation")).status_code == 404, "nothing was said yet"
    await visitor.say("Здравствуйте")
    await deliver(program, workspace, chat)
    offered = (await visitor.client.get(f"{API}/continuation")).json()
    assert offered["code"].startswith("<svg")
    path = offered["url"].removeprefix("http://127.0.0.1:8000")
    assert await telegram_token(client, path)
    [bot] = offered["channels"]
    assert re.fullmatch(r"https://t\.me/tea_shop_bot\?start=[\w-]{48}", bot["url"])
    assert await people(signed_in) == 1


async def test_the_chat_does_not_send_visitors_to_another_chat_of_the_site(
    program: Program, workspace: Company, visitor: Browser
) -> None:
    await connected(program, workspace, kind="webchat", config={}, facts={}, address="")
    assert (await visitor.begin())["availability"]["other_channels"] == []


@pytest.mark.parametrize(
    ("url", "kept", "token"),
    [
        ("https://shop.example/?a=1&otklik=T#x", "https://shop.example/?a=1#x", "T"),
        ("https://shop.example/?otklik=T", "https://shop.example/", "T"),
        ("https://shop.example/?myotklik=T", "https://shop.example/?myotklik=T", ""),
        ("https://shop.example/#otklik=T", "https://shop.example/#otklik=T", ""),
        ("", "", ""),
    ],
)
def test_the_token_is_told_from_the_address(url: str, kept: str, token: str) -> None:
    assert rules.came_by(url) == (kept, token)
