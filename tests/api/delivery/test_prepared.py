"""Prepared messages of a channel over HTTP: listed with their standing, changed as the provider tells."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.contract import templates
from tests.contract.graphapi import graph_api
from tests.factories import Company
from tests.factories_delivery import create_channel
from tests.factories_prepared import Number, connected_number

from otklik.platform.ids import new_id
from otklik.program import Program

Obj = dict[str, Any]  # Any: JSON


@pytest.fixture
async def number(program: Program, workspace: Company) -> AsyncIterator[Number]:
    async with graph_api() as cloud:
        yield await connected_number(program, workspace, cloud)


async def listed(browser: Client, number: Number) -> dict[str, Obj]:
    answer = await browser.get(f"/api/v1/channels/{number.channel.id}/prepared-messages")
    assert answer.status_code == 200, answer.text
    return {one["message"]["name"]: one for one in answer.json()}


def news(name: str, language: str, **more: Any) -> Obj:  # Any: JSON
    return {"message_template_id": 1, "message_template_name": name, "message_template_language": language, **more}


async def test_each_is_listed_with_what_the_provider_thinks_of_it(signed_in: Client, number: Number) -> None:
    found = await listed(signed_in, number)
    seen = {name: (one["message"]["standing"], one["message"]["quality"]) for name, one in found.items()}
    assert seen == {
        "order_ready": ("approved", "high"),
        "come_back": ("approved", "medium"),
        "spring": ("approved", "unknown"),
        "abandoned_cart": ("rejected", "unknown"),
        "sign_in": ("approved", "unknown"),
    }
    assert found["abandoned_cart"]["message"]["reason"] == "INVALID_FORMAT"


async def test_a_webhook_pauses_one_and_says_why(signed_in: Client, number: Number) -> None:
    told = news("order_ready", "ru", event="PAUSED", reason="NONE")
    await number.hook("message_template_status_update", told)
    await number.hook("message_template_quality_update", news("order_ready", "ru", new_quality_score="RED"))
    message = (await listed(signed_in, number))["order_ready"]["message"]
    assert (message["standing"], message["quality"], message["body"]) == (
        "paused",
        "low",
        "Здравствуйте, {{1}}! Заказ на {{2}} готов.",
    )
    refused = news("order_ready", "ru", event="REJECTED", reason="SCAM")
    await number.hook("message_template_status_update", refused)
    message = (await listed(signed_in, number))["order_ready"]["message"]
    assert (message["standing"], message["reason"]) == ("rejected", "SCAM")


async def test_one_that_is_gone_leaves_the_list_and_a_new_one_joins_it(signed_in: Client, number: Number) -> None:
    number.cloud.templates = [templates.ORDER, templates.NAMED | {"name": "birthday"}]
    await number.read_templates()
    assert list(await listed(signed_in, number)) == ["birthday", "order_ready"]


async def test_what_usually_stands_in_a_blank_outlives_a_new_reading(signed_in: Client, number: Number) -> None:
    one = (await listed(signed_in, number))["order_ready"]
    url = f"/api/v1/prepared-messages/{one['id']}/fills"
    answer = await signed_in.put(url, json={"fills": {"1": " {имя} ", "2": "", "nowhere": "x"}})
    assert (answer.status_code, answer.json()["fills"]) == (200, {"1": "{имя}"})
    number.cloud.templates = [templates.ORDER | {"status": "PAUSED"}]
    await number.read_templates()
    changed = (await listed(signed_in, number))["order_ready"]
    assert (changed["id"], changed["fills"], changed["message"]["standing"]) == (one["id"], {"1": "{имя}"}, "paused")


async def test_the_list_is_read_again_when_asked(signed_in: Client, number: Number) -> None:
    url = f"/api/v1/channels/{number.channel.id}/prepared-message-readings"
    assert (await signed_in.post(url)).status_code == 202


async def test_a_channel_without_such_messages_has_none_to_read(
    signed_in: Client, program: Program, workspace: Company
) -> None:
    chat = await create_channel(program, workspace, kind="webchat")
    assert (await signed_in.get(f"/api/v1/channels/{chat.id}/prepared-messages")).json() == []
    refused = await signed_in.post(f"/api/v1/channels/{chat.id}/prepared-message-readings")
    assert (refused.status_code, refused.json()["code"]) == (400, "delivery.prepared_not_listed")


async def test_only_who_may_change_channels_says_what_stands_in_blanks(
    number: Number, signed_in: Client, sign_in_as: SignInAs
) -> None:
    one = (await listed(signed_in, number))["order_ready"]
    operator = await sign_in_as("operator")
    assert "order_ready" in await listed(operator, number)
    refused = await operator.put(f"/api/v1/prepared-messages/{one['id']}/fills", json={"fills": {}})
    assert refused.status_code == 403
    missing = await signed_in.put(f"/api/v1/prepared-messages/{new_id()}/fills", json={"fills": {}})
    assert (missing.status_code, missing.json()["code"]) == (404, "delivery.prepared_not_found")
