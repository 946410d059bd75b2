"""What a page tells of its visitor: kept apart while nobody knows them, on their card once they have spoken."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_livechat import API, Browser, deliver

from otklik.domains.activity.service import visitors as page_facts
from otklik.domains.delivery.models import Channel
from otklik.domains.livechat.service import facts
from otklik.program import Program

KEY = "visitor_key-0123456789ab"
VIEWED = {"name": "product_viewed", "properties": {"product": "A-1"}}


async def tell(
    client: Client, chat: Channel, *told: dict[str, Any], headers: Any = None, **more: Any
) -> tuple[int, str]:  # Any: JSON
    body = {"channel_id": chat.public_id, "visitor": KEY, "facts": told, **more}
    reply = await client.post(f"{API}/facts", json=body, headers=headers or {})
    return reply.status_code, "" if reply.status_code == 204 else reply.json()["code"]


async def kept(program: Program, company: Company) -> int:
    async with unit_of_work(program, company) as ctx:
        query = text("SELECT count(*) FROM visitor_facts WHERE workspace_id = :workspace")
        return int(await ctx.session.scalar(query, {"workspace": company.id}) or 0)


async def speak(program: Program, company: Company, chat: Channel, visitor: Browser, words: str) -> None:
    await visitor.say(words)
    await deliver(program, company, chat)
    async with unit_of_work(program, company) as ctx:
        await facts.adopt(ctx, await visitor_id(ctx.session, company))


async def visitor_id(session: Any, company: Company) -> Any:  # Any: a session, a uuid
    query = text("SELECT id FROM visitor_sessions WHERE workspace_id = :workspace AND facts_key = :key")
    return await session.scalar(query, {"workspace": company.id, "key": KEY})


async def card(desk: Client) -> tuple[list[dict[str, Any]], dict[str, Any]]:  # Any: JSON
    [found] = (await desk.get("/api/v1/conversations?view=all")).json()["items"]
    contact = f"/api/v1/contacts/{found['contact']['id']}"
    return (await desk.get(f"{contact}/facts")).json()["items"], (await desk.get(contact)).json()["attributes"]


async def come(visitor: Browser) -> None:
    page = {"url": "https://shop.example/tea", "facts": KEY}
    body = {"channel_id": visitor.channel.public_id, "token": visitor.token, "page": page}
    assert (await visitor.client.post(f"{API}/sessions", json=body)).status_code == 201


async def test_what_a_stranger_did_is_theirs_once_they_speak(
    program: Program, workspace: Company, client: Client, signed_in: Client, chat: Channel, visitor: Browser
) -> None:
    assert await tell(client, chat, VIEWED, attributes={"plan": "pro", "email": "a@b.example"}) == (204, "")
    assert await kept(program, workspace) == 2
    await come(visitor)
    await speak(program, workspace, chat, visitor, "Есть чай?")
    assert await kept(program, workspace) == 0
    done, attributes = await card(signed_in)
    assert [(one["name"], one["source"], one["properties"]) for one in done] == [
        ("product_viewed", "widget", {"product": "A-1"})
    ]
    assert attributes == {"site_plan": "pro"}

    assert await tell(client, chat, {"name": "cart_updated", "properties": {}}) == (204, "")
    done, _ = await card(signed_in)
    assert [one["name"] for one in done] == ["cart_updated", "product_viewed"]
    assert await kept(program, workspace) == 0


async def test_a_browser_that_objects_leaves_nothing(
    program: Program, workspace: Company, client: Client, chat: Channel
) -> None:
    for name in ("sec-gpc", "dnt"):
        assert await tell(client, chat, VIEWED, headers={name: "1"}) == (204, "")
    assert await kept(program, workspace) == 0


async def test_whoever_takes_it_back_is_forgotten(
    program: Program, workspace: Company, client: Client, chat: Channel, visitor: Browser
) -> None:
    await tell(client, chat, VIEWED)
    await come(visitor)
    assert await tell(client, chat, agreed=False) == (204, "")
    assert await kept(program, workspace) == 0
    async with unit_of_work(program, workspace) as ctx:
        assert await visitor_id(ctx.session, workspace) is None


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"name": "purchase"}, "activity.name_reserved"),
        ({"name": " near_shop"}, "activity.name_reserved"),
        ({"name": "$attributes"}, "activity.name_reserved"),
        ({"name": "big", "properties": {"a": "x" * 9_000}}, "activity.properties_too_large"),
        ({"name": "nul", "properties": {"a": "\0"}}, "activity.fact_invalid"),
    ],
)
async def test_what_a_page_cannot_tell(
    client: Client, chat: Channel, told: dict[str, Any], code: str
) -> None:  # Any: JSON
    assert await tell(client, chat, told) == (400, code)


async def test_a_strangers_facts_are_bounded_and_forgotten(
    program: Program, workspace: Company, client: Client, chat: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_facts, "KEPT_MAX", 3)
    for place in range(5):
        await tell(client, chat, {"name": "product_viewed", "properties": {"place": place}})
    assert await kept(program, workspace) == 3
    async with unit_of_work(program, workspace) as ctx:
        old = {"by": page_facts.KEPT_FOR + timedelta(hours=1), "workspace": workspace.id}
        query = text("UPDATE visitor_facts SET received_at = received_at - :by WHERE workspace_id = :workspace")
        await ctx.session.execute(query, old)
    await page_facts.sweep(program.parts)
    assert await kept(program, workspace) == 0
