"""Channels over HTTP: connected, checked, changed; what is secret stays so."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from tests.client import Client
from tests.contract import botapi
from tests.contract.botapi import TOKEN, BotApi

from otklik.program import Program


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    async with botapi.bot_api() as api:
        yield api


async def created(browser: Client, api: BotApi) -> dict[str, str]:
    body = {
        "kind": "telegram",
        "name": "Бот",
        "config": {"token": TOKEN, "base_url": api.base_url, "intake": "webhook"},
    }
    answer = await browser.post("/api/v1/channels", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_settings_are_tried_before_they_are_saved(signed_in: Client, bot_api: BotApi) -> None:
    body = {"kind": "telegram", "config": {"token": TOKEN, "base_url": bot_api.base_url}}
    steps = (await signed_in.post("/api/v1/channel-checks", json=body)).json()["steps"]
    assert (steps[0]["code"], steps[0]["ok"]) == ("telegram.token", True)
    body["config"] = {"token": "1:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc", "base_url": bot_api.base_url}
    answer = await signed_in.post("/api/v1/channel-checks", json=body)
    assert answer.status_code == 200
    assert answer.json()["steps"][0]["ok"] is False


async def test_an_unreachable_mail_server_is_an_answer_not_a_failure(signed_in: Client) -> None:
    forms = {one["kind"]: one for one in (await signed_in.get("/api/v1/providers")).json()}
    config = {
        field["name"]: 1 if field["kind"] == "number" else "127.0.0.1" if "host" in field["name"] else "a@example.ru"
        for field in forms["email"]["fields"]
        if field["required"] or "port" in field["name"]
    }
    answer = await signed_in.post("/api/v1/channel-checks", json={"kind": "email", "config": config})
    assert answer.status_code == 200, answer.text
    assert answer.json()["steps"][-1]["ok"] is False


async def test_a_secret_is_never_shown_and_survives_a_change_that_leaves_it_out(
    signed_in: Client, bot_api: BotApi
) -> None:
    channel = await created(signed_in, bot_api)
    assert TOKEN not in str(channel)
    changed = await signed_in.patch(
        f"/api/v1/channels/{channel['id']}", json={"config": {"base_url": bot_api.base_url}}
    )
    assert changed.json()["config"]["token"] == {"set": True}
    body = {"kind": "telegram", "config": {"base_url": bot_api.base_url}, "channel_id": channel["id"]}
    steps = (await signed_in.post("/api/v1/channel-checks", json=body)).json()["steps"]
    assert steps[0]["ok"] is True


async def test_a_wrong_setting_is_named(signed_in: Client) -> None:
    body = {"kind": "telegram", "name": "Бот", "config": {"token": "nonsense"}}
    refused = await signed_in.post("/api/v1/channels", json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "channels.config_invalid")
    assert refused.json()["params"]["field"] == "token"


async def test_a_deleted_channel_takes_no_webhooks(signed_in: Client, bot_api: BotApi) -> None:
    channel = await created(signed_in, bot_api)
    assert (await signed_in.delete(f"/api/v1/channels/{channel['id']}")).status_code == 204
    assert (await signed_in.post(urlsplit(channel["webhook_url"]).path, content="{}")).status_code == 404
    assert (await signed_in.get("/api/v1/channels")).json()["items"] == []


async def test_a_channel_switched_off_refuses_the_very_next_webhook(
    signed_in: Client, bot_api: BotApi, program: Program
) -> None:
    channel = await created(signed_in, bot_api)
    hook = urlsplit(channel["webhook_url"]).path
    assert (await signed_in.post(hook, content="{}")).status_code == 403  # there, and it knows its secret
    told = asyncio.Event()
    forget = program.hub.on_notify("otklik_channels", lambda _: told.set())
    await signed_in.patch(f"/api/v1/channels/{channel['id']}", json={"enabled": False})
    async with asyncio.timeout(10):
        await told.wait()
    forget()
    assert (await signed_in.post(hook, content="{}")).status_code == 404


async def test_a_saved_secret_is_not_sent_to_another_server(signed_in: Client, bot_api: BotApi) -> None:
    channel = await created(signed_in, bot_api)
    async with botapi.bot_api() as elsewhere:
        moved = {"base_url": elsewhere.base_url}
        refused = await signed_in.patch(f"/api/v1/channels/{channel['id']}", json={"config": moved})
        tried = await signed_in.post(
            "/api/v1/channel-checks", json={"kind": "telegram", "config": moved, "channel_id": channel["id"]}
        )
        assert elsewhere.requests == []
    for answer in (refused, tried):
        assert (answer.status_code, answer.json()["params"]) == (400, {"field": "token", "reason": "required"})
