"""A visitor who waits and leaves with no answer stands in the ledger as missed, until they are back."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_livechat import Browser, deliver

from otklik.domains.delivery.models import Channel
from otklik.platform.alarms import ring_due
from otklik.program import Program


async def rings(program: Program, company: Company, *, minutes: int = 0) -> None:
    """Whatever is due after so many minutes in which nothing was heard of the company's visitors."""
    by = {"by": timedelta(minutes=minutes), "workspace": company.id}
    async with unit_of_work(program, company) as ctx:
        seen = "UPDATE visitor_sessions SET last_seen_at = last_seen_at - :by WHERE workspace_id = :workspace"
        alarms = "UPDATE alarms SET due_at = due_at - :by WHERE workspace_id = :workspace"
        for statement in (seen, alarms) if minutes else ():
            await ctx.session.execute(text(statement), by)
    while await ring_due(program.parts, workspace_id=company.id):
        pass


@pytest.fixture(autouse=True)
async def open_at_any_hour(signed_in: Client) -> None:
    """Out of hours the chat promises an answer by the morning, and that would be what is owed."""
    day = [{"opens": "00:00", "closes": "24:00"}]
    set_to = await signed_in.put("/api/v1/hours", json={"time_zone": "Europe/Moscow", "week": [day] * 7})
    assert set_to.status_code == 200


async def owed(desk: Client) -> list[tuple[str, str]]:
    """Whenever it is due."""
    whens = ("overdue", "today", "later")
    pages = [(await desk.get(f"/api/v1/debts?when={when}&whose=all")).json()["items"] for when in whens]
    return [(one["kind"], one["why"]) for page in pages for one in page]


async def test_who_left_is_missed_and_who_came_back_is_not(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await visitor.say("Есть кто живой?")
    await deliver(program, workspace, chat)
    await rings(program, workspace)
    assert [kind for kind, _ in await owed(signed_in)] == ["unanswered"]
    await rings(program, workspace, minutes=3)
    assert await owed(signed_in) == [("missed", "visitor_left")]
    await visitor.begin()
    await rings(program, workspace)
    assert [kind for kind, _ in await owed(signed_in)] == ["unanswered"]
    await rings(program, workspace, minutes=3)
    assert await owed(signed_in) == [("missed", "visitor_left")]


async def test_who_is_still_on_the_page_is_not_missed(
    program: Program, workspace: Company, chat: Channel, visitor: Browser, signed_in: Client
) -> None:
    await visitor.say("Подожду")
    await deliver(program, workspace, chat)
    await rings(program, workspace, minutes=3)
    assert [kind for kind, _ in await owed(signed_in)] == ["missed"]
    await visitor.say("Я тут")
    await deliver(program, workspace, chat)
    await rings(program, workspace)
    assert [kind for kind, _ in await owed(signed_in)] == ["unanswered"]
