"""A company with a bot, a mailbox and a site chat, and its kit."""

from typing import Any

import pytest
from tests.api.livechat.conftest import visit, visitor
from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import create_channel, unit_of_work

from otklik.domains.delivery import queries
from otklik.domains.delivery.models import Channel
from otklik.program import Program

__all__ = ["visit", "visitor"]

Obj = dict[str, Any]  # Any: JSON


async def connected(
    program: Program, workspace: Company, *, kind: str, config: dict[str, Any], facts: dict[str, str], address: str
) -> Channel:
    made = await create_channel(program, workspace, kind=kind, config=config)
    async with unit_of_work(program, workspace) as ctx:
        channel = await queries.channel(ctx, made.id)
        assert channel is not None
        channel.facts, channel.address, channel.health_ok = facts, address, True
    return channel


@pytest.fixture
async def telegram(program: Program, workspace: Company) -> Channel:
    facts = {"username": "tea_shop_bot"}
    return await connected(
        program, workspace, kind="telegram", config={"token": "1:A"}, facts=facts, address="tea_shop_bot"
    )


@pytest.fixture
async def whatsapp(program: Program, workspace: Company) -> Channel:
    config = {
        "phone_number_id": "12345",
        "account_id": "12345",
        "token": "t" * 24,
        "app_secret": "a" * 32,
        "verify_token": "v" * 24,
    }
    facts = {"phone": "79160000000", "name": "Tea"}
    return await connected(program, workspace, kind="whatsapp", config=config, facts=facts, address="+7 916 000-00-00")


@pytest.fixture
async def chat(program: Program, workspace: Company) -> Channel:
    return await create_channel(program, workspace, kind="webchat")


def entry(kind: str, value: str = "", **more: Any) -> Obj:  # Any: JSON
    return {"id": more.pop("id", kind), "kind": kind, "value": value, **more}


@pytest.fixture
async def kit(signed_in: Client, telegram: Channel, whatsapp: Channel, chat: Channel) -> Obj:
    """Everything a kit can hold, saved."""
    entries = [
        entry("phone", "+7 495 123-45-67", note={"ru": "Бесплатно по Москве", "en": "Free in Moscow"}),
        entry("channel", id="bot", channel_id=str(telegram.id)),
        entry("channel", id="whatsapp", channel_id=str(whatsapp.id), text={"ru": "Привет & спасибо"}),
        entry("link", "viber://chat?number=%2B79160000000", id="viber"),
        entry("sms", "+79160000000", text={"en": "Call me"}),
        entry("email", "help@tea.example", text={"ru": "Вопрос"}),
        entry("link", "https://vk.me/tea", title={"ru": "Мы <b>ВКонтакте</b>"}),
        entry("channel", id="chat", channel_id=str(chat.id)),
    ]
    title = {"ru": "Чайная </script><b>лавка</b>", "en": "Tea shop"}
    saved = await signed_in.put("/api/v1/reach", json={"title": title, "entries": entries})
    assert saved.status_code == 200, saved.text
    return saved.json()
