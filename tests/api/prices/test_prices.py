"""What messages cost: shown, changed by whoever may, told before sending and written down when sent."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.contract import twilioapi
from tests.contract.cloud import serving
from tests.contract.twilioapi import ACCOUNT, NUMBER, TOKEN, TwilioApi
from tests.factories import Company
from tests.factories_delivery import create_channel, deposit, read_journal, send_due

from otklik.domains.delivery.models import Channel
from otklik.program import Program

RUSSIAN = "+79123456789"
BELARUSIAN = "+375296082222"
Json = dict[str, Any]  # Any: a JSON document


@pytest.fixture
async def api() -> AsyncIterator[TwilioApi]:
    async with serving(TwilioApi(), needs=twilioapi.SPECIFICATIONS) as server:
        yield server


@pytest.fixture
async def channel(program: Program, workspace: Company, api: TwilioApi) -> Channel:
    config = {"account_sid": ACCOUNT, "auth_token": TOKEN, "sender": NUMBER, "base_url": api.base_url}
    return await create_channel(program, workspace, kind="twilio", name="СМС", config=config)


def row(micros: int, *, country: str = "", currency: str = "RUB") -> Json:
    return {"country": country, "micros": micros, "currency": currency}


async def save(browser: Client, *rows: Json, kind: str = "twilio") -> Json:
    answer = await browser.put("/api/v1/prices", json={"kind": kind, "rows": list(rows)})
    assert answer.status_code == 200, answer.text
    return next(one for one in answer.json() if one["kind"] == kind)


async def estimate(browser: Client, channel: Channel, text: str, *, address: str = "") -> Json:
    body = {"text": text, "address": address}
    answer = await browser.post(f"/api/v1/channels/{channel.id}/estimates", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_prices_begin_with_ordinary_ones_and_are_changed_by_kind(signed_in: Client) -> None:
    shown = {one["kind"]: one for one in (await signed_in.get("/api/v1/prices")).json()}
    assert (shown["twilio"]["sms"], shown["twilio"]["own"], shown["twilio"]["rows"]) == (True, False, [row(2_000_000)])
    assert (shown["vk"]["rows"], shown["whatsapp"]["rows"]) == ([row(20_000)], [row(4_000_000)])
    assert shown["telegram"]["rows"] == []
    mine = await save(signed_in, row(3_500_000), row(7_900, country="US", currency="USD"))
    assert mine["own"] is True
    assert mine["rows"] == [row(3_500_000), row(7_900, country="US", currency="USD")]
    back = await save(signed_in)
    assert (back["own"], back["rows"]) == (False, [row(2_000_000)])


@pytest.mark.parametrize(
    ("kind", "rows", "status", "code"),
    [
        ("twilio", [row(1), row(2)], 400, "prices.country_twice"),
        ("pigeon", [row(1)], 404, "channels.kind_unknown"),
        ("twilio", [row(-1)], 400, "request.invalid"),
        ("twilio", [row(1, country="Russia")], 400, "request.invalid"),
        ("twilio", [row(1, currency="rub")], 400, "request.invalid"),
    ],
)
async def test_a_price_that_makes_no_sense_is_refused(
    signed_in: Client, kind: str, rows: list[Json], status: int, code: str
) -> None:
    answer = await signed_in.put("/api/v1/prices", json={"kind": kind, "rows": rows})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_only_whoever_changes_channels_changes_prices(sign_in_as: SignInAs) -> None:
    browser = await sign_in_as("operator")
    answer = await browser.put("/api/v1/prices", json={"kind": "twilio", "rows": []})
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.forbidden")


async def test_an_estimate_names_what_costs_and_offers_cheaper_words(signed_in: Client, channel: Channel) -> None:
    await save(signed_in, row(3_000_000), row(1_500_000, country="BY", currency="BYN"))
    told = await estimate(signed_in, channel, "Your parcel – has come. " * 4, address=RUSSIAN)
    assert (told["sms"]["counted"]["encoding"], told["sms"]["counted"]["segments"]) == ("UCS-2", 2)
    assert told["sms"]["counted"]["costly"] == ["–"]
    assert (told["sms"]["plain"]["segments"], told["sms"]["latin"]) == (1, None)
    assert (told["cost_micros"], told["currency"]) == (6_000_000, "RUB")
    told = await estimate(signed_in, channel, "Hi", address=BELARUSIAN)
    assert (told["cost_micros"], told["currency"]) == (1_500_000, "BYN")


async def test_a_message_begun_by_us_costs_and_its_answer_comes_back_to_it(
    program: Program, workspace: Company, signed_in: Client, channel: Channel, api: TwilioApi
) -> None:
    body = {"channel_id": str(channel.id), "address": "8 (912) 345-67-89", "text": "Ваш заказ готов", "subject": ""}
    begun = await signed_in.post("/api/v1/conversations", json=body)
    assert begun.status_code == 201, begun.text
    await send_due(program, workspace)
    assert [one["To"] for one in api.sent()] == [RUSSIAN]
    trail = (await signed_in.get(f"/api/v1/messages/{begun.json()['id']}/trail")).json()
    assert trail["costs"] == [{"micros": 4_000_000, "currency": "RUB", "segments": 2}]
    await save(signed_in, row(9_000_000))
    again = (await signed_in.get(f"/api/v1/messages/{begun.json()['id']}/trail")).json()
    assert again["costs"] == trail["costs"]
    answer = {"MessageSid": "SM1", "From": RUSSIAN, "To": NUMBER, "Body": "Спасибо"}
    await deposit(program, channel, event_id="1", body=urlencode(answer).encode())
    await read_journal(program, channel)
    listed = (await signed_in.get("/api/v1/conversations")).json()["items"]
    assert [(one["id"], one["preview"]) for one in listed] == [(begun.json()["conversation_id"], "Спасибо")]
    further = await signed_in.post("/api/v1/conversations", json={**body, "text": "И ещё"})
    assert further.json()["conversation_id"] == begun.json()["conversation_id"]


async def test_what_cannot_be_a_number_is_not_written_to(signed_in: Client, channel: Channel) -> None:
    body = {"channel_id": str(channel.id), "address": "12", "text": "Hi", "subject": ""}
    answer = await signed_in.post("/api/v1/conversations", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "contacts.address_invalid")
