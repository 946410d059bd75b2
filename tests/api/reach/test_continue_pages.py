"""A conversation goes from the site chat to a Page or an Instagram account and back, as Meta tells of it."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from tests.api.reach.conftest import connected
from tests.api.reach.test_continue import link, people
from tests.api.reach.test_continue_here import chat_address
from tests.client import Client
from tests.contract.graphapi import APP_SECRET, TOKEN, VERIFY_TOKEN, signed
from tests.factories import Company
from tests.factories_delivery import read_journal
from tests.factories_livechat import Browser, deliver

from otklik.domains.delivery.models import Channel
from otklik.platform.clock import SystemClock
from otklik.program import Program

Json = dict[str, Any]  # Any: JSON

CONFIG: Final = {"token": TOKEN, "app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN}
OBJECT: Final = {"messenger": "page", "instagram": "instagram"}
LINK: Final = {
    "messenger": r"https://m\.me/tea_shop\?ref=([\w-]{48})",
    "instagram": r"https://ig\.me/m/tea_shop\?ref=([\w-]{48})",
}
SOURCE: Final = {"messenger": "SHORTLINK", "instagram": "IGME"}


def _button(referral: Json, **more: str) -> Json:
    return {"postback": {"mid": "m_PB", "referral": referral, **more}}


ARRIVALS: Final[Mapping[str, Callable[[Json], Json]]] = {
    "back_in_a_thread": lambda referral: {"referral": referral},
    "by_the_first_button": lambda referral: _button(referral, title="Начать", payload="GET_STARTED"),
    "by_a_button_of_a_bot": lambda referral: _button(referral, title="Начать", payload="~bot"),
    "by_a_button_without_words": lambda referral: _button(referral, payload="GET_STARTED"),
    "with_the_first_words": lambda referral: {"message": {"mid": "m_TEXT", "text": "Я из чата", "referral": referral}},
}
"""How a person comes by the link, as the webhook tells it of what the link brought."""


@pytest.fixture(params=["messenger", "instagram"])
async def account(request: pytest.FixtureRequest, program: Program, workspace: Company) -> Channel:
    return await connected(
        program, workspace, kind=request.param, config=CONFIG, facts={"username": "tea_shop"}, address="tea_shop"
    )


@pytest.fixture
async def conversation_id(program: Program, workspace: Company, chat: Channel, visitor: Browser) -> str:
    await visitor.say("Есть ли улун?")
    await deliver(program, workspace, chat)
    return (await visitor.begin())["conversation_id"]


async def hook(program: Program, client: Client, channel: Channel, told: Json, *, person: str) -> None:
    """What Meta posts, signed."""
    at = int(SystemClock().now().timestamp() * 1000)
    event = {"sender": {"id": person}, "recipient": {"id": "99"}, "timestamp": at, **told}
    entry = {"id": "99", "time": at, "messaging": [event]}
    raw = json.dumps({"object": OBJECT[channel.kind], "entry": [entry]}).encode()
    headers = {"content-type": "application/json", **signed(raw)}
    reply = await client.post(f"/hooks/{channel.public_id}", content=raw, headers=headers)
    assert reply.status_code == 200, reply.text
    await read_journal(program, channel)


async def token_on(client: Client, path: str, channel: Channel) -> str:
    page = (await client.get(path)).text
    found = re.search(f'href="{LINK[channel.kind]}"', page)
    assert found, page
    return found[1]


async def lines(signed_in: Client, conversation_id: str) -> list[Json]:
    return (await signed_in.get(f"/api/v1/conversations/{conversation_id}/messages")).json()["items"]


async def other_than(signed_in: Client, conversation_id: str) -> str:
    found = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    [other] = [one["id"] for one in found if one["id"] != conversation_id]
    return other


@pytest.mark.parametrize("arrival", ARRIVALS)
async def test_the_chat_goes_on_there_with_its_history_once(
    program: Program,
    client: Client,
    signed_in: Client,
    account: Channel,
    conversation_id: str,
    arrival: str,
) -> None:
    path = await link(signed_in, conversation_id)
    ref = await token_on(client, path, account)
    brought = {"ref": ref, "source": SOURCE[account.kind], "type": "OPEN_THREAD"}
    await hook(program, client, account, ARRIVALS[arrival](brought), person="777")
    assert await people(signed_in) == 1
    there = await other_than(signed_in, conversation_id)
    came = [one["extra"]["event"] for one in await lines(signed_in, there) if one["kind"] == "event"]
    [told] = [one for one in came if one["code"] == "continued_from"]
    assert told["params"]["conversation_id"] == conversation_id
    assert "Есть ли улун?" in [one["text"] for one in await lines(signed_in, told["params"]["conversation_id"])]
    left = [one["extra"]["event"]["code"] for one in await lines(signed_in, conversation_id) if one["kind"] == "event"]
    assert "continued_in" in left

    again = {"message": {"mid": "m_OTHER", "text": "Мне дали ссылку", "referral": brought}}
    await hook(program, client, account, again, person="888")
    assert await people(signed_in) == 2
    assert (await client.get(path)).status_code == 404


async def test_what_was_begun_there_goes_on_in_the_site_chat(
    program: Program,
    workspace: Company,
    client: Client,
    signed_in: Client,
    account: Channel,
    chat: Channel,
    visitor: Browser,
) -> None:
    await hook(program, client, account, {"message": {"mid": "m_1", "text": "Где мой заказ?"}}, person="777")
    begun = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"][0]["id"]
    await visitor.begin(url=await chat_address(client, await link(signed_in, begun), chat))
    await visitor.say("Я уже на сайте")
    await deliver(program, workspace, chat)
    assert await people(signed_in) == 1
    here = await other_than(signed_in, begun)
    codes = [one["extra"]["event"]["code"] for one in await lines(signed_in, here) if one["kind"] == "event"]
    assert "continued_from" in codes
