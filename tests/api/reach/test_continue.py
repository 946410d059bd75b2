"""A link carries a conversation on where the customer likes: once, for one conversation, until it runs out."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.api.livechat.test_leaving import MAILBOX, start
from tests.api.reach.conftest import connected
from tests.client import Client
from tests.contract import cases
from tests.factories import Company
from tests.factories_delivery import deposit, read_journal
from tests.factories_livechat import Browser, deliver

from otklik.domains.delivery.models import Channel
from otklik.domains.livechat.service import continuing
from otklik.platform.clock import SystemClock
from otklik.platform.crypto import Cipher
from otklik.platform.ids import new_id
from otklik.program import Program

CASES = {case.kind: case for case in cases.CASES}


@pytest.fixture
async def mailbox(program: Program, workspace: Company) -> Channel:
    return await connected(program, workspace, kind="email", config=MAILBOX, facts={}, address="help@tea.example")


@pytest.fixture
async def conversation_id(program: Program, workspace: Company, chat: Channel, visitor: Browser) -> str:
    await visitor.say("Здравствуйте")
    await deliver(program, workspace, chat)
    return (await visitor.begin())["conversation_id"]


async def link(signed_in: Client, conversation_id: str) -> str:
    made = await signed_in.post(f"/api/v1/conversations/{conversation_id}/continuations", json={"channel_id": None})
    assert made.status_code == 201, made.text
    return urlsplit(made.json()["url"]).path


async def telegram_token(client: Client, path: str) -> str:
    page = (await client.get(path, headers={"accept-language": "ru"})).text
    found = re.search(r'href="https://t\.me/tea_shop_bot\?start=([\w-]{48})"', page)
    assert found, page
    return found[1]


async def people(signed_in: Client) -> int:
    found = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    return len({one["contact"]["id"] for one in found})


@pytest.mark.usefixtures("telegram")
async def test_the_page_offers_the_other_channels_and_shows_nothing_that_was_said(
    client: Client, signed_in: Client, conversation_id: str
) -> None:
    path = await link(signed_in, conversation_id)
    answer = await client.get(f"{path}?lang=ru")
    assert answer.status_code == 200
    assert "Здравствуйте" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text


async def test_whoever_comes_by_it_is_the_same_person_and_then_every_other_link_is_void(
    program: Program, client: Client, signed_in: Client, conversation_id: str, telegram: Channel
) -> None:
    path = await link(signed_in, conversation_id)
    payload = await telegram_token(client, path)
    await deposit(program, telegram, event_id="1", body=start(1, payload=payload, chat=77))
    await read_journal(program, telegram)
    assert await people(signed_in) == 1
    assert (await client.get(path)).status_code == 404
    await deposit(program, telegram, event_id="2", body=start(2, payload=payload, chat=88))
    await read_journal(program, telegram)
    assert await people(signed_in) == 2
    assert (await client.get(await link(signed_in, conversation_id))).status_code == 200


async def test_by_mail_the_subject_carries_it(
    program: Program, client: Client, signed_in: Client, conversation_id: str, mailbox: Channel
) -> None:
    page = (await client.get(await link(signed_in, conversation_id))).text
    found = re.search(r'href="mailto:help@tea\.example\?subject=Our%20conversation%20([\w-]{48})"', page)
    assert found, page
    letter = (
        f"From: Maria <maria@example.com>\r\nTo: help@tea.example\r\nMessage-ID: <m1@example.com>\r\n"
        f"Date: Mon, 2 Mar 2026 12:00:00 +0000\r\nSubject: Our conversation {found[1]}\r\n\r\nHello\r\n"
    )
    await deposit(program, mailbox, event_id="mail-1", body=letter.encode())
    await read_journal(program, mailbox)
    assert await people(signed_in) == 1


class Way(NamedTuple):
    """A messenger as a link leads to it. `comes`: what it tells of whoever came with the token, and of who they are."""

    kind: str
    config: dict[str, Any]  # Any: JSON
    facts: dict[str, str]
    link: str
    """A pattern, with the token in its one group."""
    comes: Callable[[str, int], dict[str, Any]]  # Any: JSON


def _vk(token: str, person: int) -> dict[str, Any]:  # Any: JSON
    event = CASES["vk"].comes(["Начать"], person)
    said = event["object"]["message"]
    said |= {"from_id": person, "peer_id": person, "ref": token}
    return event


def _whatsapp(token: str, person: int) -> dict[str, Any]:  # Any: JSON
    event = CASES["whatsapp"].comes([token], person)
    value = event["entry"][0]["changes"][0]["value"]
    value["contacts"][0]["wa_id"] = value["messages"][0]["from"] = f"791600000{person}"
    value["metadata"]["phone_number_id"] = "12345"
    return event


def _viber(token: str, person: int) -> dict[str, Any]:  # Any: JSON
    user = {"id": f"person{person}", "name": "Мария", "language": "ru", "country": "RU"}
    told = {"event": "conversation_started", "timestamp": 1_772_000_000_000, "message_token": person}
    return {**told, "type": "open", "context": token, "user": user, "subscribed": False}


WAYS = (
    Way("vk", {"token": "vk1.a.token"}, {"username": "tea_shop"}, r"https://vk\.me/tea_shop\?ref=([\w-]{48})", _vk),
    Way(
        "whatsapp",
        {
            "phone_number_id": "12345",
            "account_id": "12345",
            "token": "t" * 24,
            "app_secret": "a" * 32,
            "verify_token": "v" * 24,
        },
        {"phone": "79160000000"},
        r"https://wa\.me/79160000000\?text=([\w-]{48})",
        _whatsapp,
    ),
    Way(
        "viber",
        {"token": "0123456789abcdef-0123456789", "sender_name": "Чайная"},
        {"uri": "tea_shop"},
        r"viber://pa\?chatURI=tea_shop&amp;context=([\w-]{48})",
        _viber,
    ),
)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.kind)
async def test_each_messenger_carries_it_on_once(
    program: Program, workspace: Company, client: Client, signed_in: Client, conversation_id: str, way: Way
) -> None:
    channel = await connected(program, workspace, kind=way.kind, config=way.config, facts=way.facts, address="tea_shop")
    path = await link(signed_in, conversation_id)
    page = (await client.get(path)).text
    found = re.search(f'href="{way.link}"', page)
    assert found, page
    for person in (77, 88):
        body = json.dumps(way.comes(found[1], person)).encode()
        await deposit(program, channel, event_id=str(person), body=body)
        await read_journal(program, channel)
        if person == 77:
            assert await people(signed_in) == 1
            assert (await client.get(path)).status_code == 404
    assert await people(signed_in) == 2


@pytest.mark.parametrize("given_token", ["nothing", "A" * 48, "%00"])
async def test_a_link_that_is_not_ours_says_only_that(client: Client, given_token: str) -> None:
    assert (await client.get(f"/continue/{given_token}")).status_code == 404


@given(place=some.integers(0, 47), other=some.sampled_from("ABCxyz019_-"))
def test_no_changed_token_opens(place: int, other: str) -> None:
    cipher, now, conversation, channel = Cipher(b"k" * 32), SystemClock().now(), new_id(), new_id()
    made = continuing.token(cipher, conversation, channel, uses=0, now=now)
    changed = made[:place] + other + made[place + 1 :]
    good = continuing.opened(cipher, changed, channel, uses=0, now=now)
    assert (good is not None) == (changed == made)


def test_a_token_is_for_one_channel_one_use_and_a_week() -> None:
    cipher, now, conversation, channel = Cipher(b"k" * 32), SystemClock().now(), new_id(), new_id()
    made = continuing.token(cipher, conversation, channel, uses=0, now=now)
    assert continuing.opened(cipher, made, channel, uses=0, now=now)
    assert not continuing.opened(cipher, made, new_id(), uses=0, now=now)
    assert not continuing.opened(cipher, made, None, uses=0, now=now)
    assert not continuing.opened(cipher, made, channel, uses=1, now=now)
    assert not continuing.opened(cipher, made, channel, uses=0, now=now + timedelta(days=9))
