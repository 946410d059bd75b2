"""Shops: the company writes them down, an application watches the nearest, and an arrival is told once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import text
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel
from tests.factories_livechat import API, Browser, deliver

from otklik.domains.delivery.models import Channel
from otklik.domains.reach.service import places
from otklik.platform.ids import new_id
from otklik.program import Program

PLACES = "/api/v1/places"
ARBAT: dict[str, Any] = {"name": "Арбат", "address": "Арбат, 1", "latitude": 55.7520, "longitude": 37.5975}


@pytest.fixture
async def channel(program: Program, workspace: Company) -> Channel:
    return await create_channel(program, workspace, kind="app", name="Приложение")


@pytest.fixture
async def phone(app: Litestar, channel: Channel) -> AsyncIterator[Browser]:
    async with Client(app) as client:
        found = Browser(app, client, channel)
        await found.begin()
        yield found


async def written(desk: Client, **place: Any) -> dict[str, Any]:  # Any: JSON
    reply = await desk.post(PLACES, json=ARBAT | place)
    assert reply.status_code == 201, reply.text
    return dict(reply.json())


async def arrive(phone: Browser, place_id: str) -> Any:  # Any: JSON
    reply = await phone.client.post(f"{API}/arrivals", json={"place_id": place_id})
    return reply.json().get("counted") if reply.status_code == 200 else reply.json()["code"]


async def near(desk: Client) -> list[dict[str, Any]]:  # Any: JSON
    """What the one person's card tells of arrivals."""
    [talk] = (await desk.get("/api/v1/conversations?view=all")).json()["items"]
    return list((await desk.get(f"/api/v1/contacts/{talk['contact']['id']}/facts?name=near_shop")).json()["items"])


async def speak(program: Program, company: Company, channel: Channel, phone: Browser) -> None:
    await phone.say("Здравствуйте")
    await deliver(program, company, channel)


async def test_shops_are_written_changed_and_deleted(signed_in: Client) -> None:
    made = await written(signed_in)
    assert made["radius_meters"] == 300
    changed = (
        await signed_in.patch(f"{PLACES}/{made['id']}", json={"name": "Старый Арбат", "radius_meters": 500})
    ).json()
    assert (changed["name"], changed["radius_meters"], changed["address"]) == ("Старый Арбат", 500, "Арбат, 1")
    assert [one["name"] for one in (await signed_in.get(PLACES)).json()["items"]] == ["Старый Арбат"]
    assert (await signed_in.delete(f"{PLACES}/{made['id']}")).status_code == 204
    gone = await signed_in.delete(f"{PLACES}/{made['id']}")
    assert (gone.status_code, gone.json()["code"]) == (404, "reach.place_not_found")
    assert (await signed_in.get(PLACES)).json()["items"] == []


@pytest.mark.parametrize(
    "wrong", [{"latitude": 90.1}, {"longitude": -181}, {"radius_meters": 99}, {"radius_meters": 5_001}, {"name": " "}]
)
async def test_what_no_shop_can_be_is_refused(signed_in: Client, wrong: dict[str, Any]) -> None:
    assert (await signed_in.post(PLACES, json=ARBAT | wrong)).status_code == 400


async def test_a_company_has_so_many_shops_and_no_more(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "PLACES_MAX", 2)
    replies = await asyncio.gather(*(signed_in.post(PLACES, json=ARBAT | {"name": str(one)}) for one in range(4)))
    assert sorted(reply.status_code for reply in replies) == [201, 201, 409, 409]
    assert {reply.json()["code"] for reply in replies if reply.status_code == 409} == {"reach.places_too_many"}


async def test_an_application_is_told_the_twenty_nearest_also_across_the_date_line(
    signed_in: Client, phone: Browser
) -> None:
    for degree in range(25):
        await written(signed_in, name=f"{degree:02d}", latitude=0.0, longitude=-179.9 + degree)
    await written(signed_in, name="за линией", latitude=0.0, longitude=179.9)
    reply = await phone.client.get(f"{API}/places?latitude=0&longitude=-179.95")
    names = [one["name"] for one in reply.json()["items"]]
    assert names == ["00", "за линией", *(f"{degree:02d}" for degree in range(1, 19))]
    assert (await phone.client.get(f"{API}/places?latitude=91&longitude=0")).status_code == 400


async def test_an_arrival_is_an_event_once_in_twelve_hours_and_says_which_shop(
    program: Program, workspace: Company, signed_in: Client, channel: Channel, phone: Browser
) -> None:
    shop, other = await written(signed_in), await written(signed_in, name="Тверская")
    assert await arrive(phone, shop["id"]) is False, "nobody knows yet who it is"
    await speak(program, workspace, channel, phone)
    told = await asyncio.gather(*(arrive(phone, shop["id"]) for _ in range(4)))
    assert sorted(told) == [False, False, False, True]
    assert await arrive(phone, other["id"]) is True
    latest, first = await near(signed_in)
    assert latest["properties"]["name"] == "Тверская"
    assert (first["source"], first["properties"]) == (
        "application",
        {"shop": shop["id"], "name": "Арбат", "address": "Арбат, 1"},
    )
    async with unit_of_work(program, workspace) as ctx:
        query = text("UPDATE facts SET at = at - interval '12 hours' WHERE contact_id = :contact")
        await ctx.session.execute(query, {"contact": await _card(ctx.session, workspace.id)})
    assert await arrive(phone, shop["id"]) is True


async def test_nobody_comes_near_a_shop_that_is_not_there_or_is_anothers(
    program: Program,
    workspace: Company,
    signed_in: Client,
    channel: Channel,
    phone: Browser,
    client: Client,
) -> None:
    await speak(program, workspace, channel, phone)
    assert await arrive(phone, str(new_id())) == "reach.place_not_found"
    shop = await written(signed_in)
    stranger = await client.post(f"{API}/arrivals", json={"place_id": shop["id"]})
    assert (stranger.status_code, stranger.json()["code"]) == (401, "livechat.token_refused")
    assert await near(signed_in) == []


async def _card(session: Any, workspace_id: UUID) -> UUID:  # Any: a session
    found = await session.scalar(
        text("SELECT contact_id FROM conversations WHERE workspace_id = :workspace"), {"workspace": workspace_id}
    )
    return UUID(str(found))
