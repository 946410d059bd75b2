"""The page a letter links to, the report, and buttons pressed on a site."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.client import Client, SignInAs
from tests.counting import counted_statements
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel, deposit, read_journal
from tests.telegram_thread import listed, only, reply

from otklik.domains.delivery.models import Channel, LedgerRow
from otklik.domains.ratings.models import Rating
from otklik.platform.alarms import ring_due
from otklik.platform.clock import SystemClock
from otklik.platform.ids import new_id
from otklik.program import Program

MAIL = """From: anna@client.example\r
To: support@shop.example\r
Subject: Заказ\r
Message-ID: <1@client.example>\r
Content-Type: text/plain; charset=utf-8\r
\r
Где заказ\r
"""


@pytest.fixture
async def mailbox(program: Program, workspace: Company) -> Channel:
    config = {"address": "support@shop.example", "password": "p", "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1"}
    return await create_channel(program, workspace, kind="email", config=config)


@pytest.fixture
async def link(program: Program, workspace: Company, mailbox: Channel, signed_in: Client) -> str:
    """Where the letter that asks leads to."""
    chosen = {"enabled": True, "delay_minutes": 0, "pause_days": 0}
    assert (await signed_in.put("/api/v1/ratings/settings", json=chosen)).status_code == 200
    await deposit(program, mailbox, event_id="1", body=MAIL.encode())
    await read_journal(program, mailbox)
    conversation = await only(signed_in)
    await reply(signed_in, conversation)
    await signed_in.put(f"/api/v1/conversations/{conversation}/closure")
    await ring_due(program.parts, workspace_id=workspace.id)
    async with unit_of_work(program, workspace) as ctx:
        query = select(LedgerRow.content).where(LedgerRow.workspace_id == workspace.id)
        texts = [str(content["text"]) for content in await ctx.session.scalars(query)]
    return next(found[0] for text in texts if (found := re.search(r"/rate/\S+", text)))


async def the_rating(program: Program, workspace: Company) -> Rating:
    async with unit_of_work(program, workspace) as ctx:
        return (await ctx.session.scalars(select(Rating).where(Rating.workspace_id == workspace.id))).one()


async def test_a_letter_leads_to_a_page_without_a_script_where_opening_gives_nothing(
    program: Program, workspace: Company, client: Client, link: str
) -> None:
    page = await client.get(link)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "script" not in page.headers["content-security-policy"]
    assert page.text.count('name="score"') == 5
    assert (await the_rating(program, workspace)).score is None


async def test_what_is_chosen_on_the_page_is_kept_with_its_comment_and_may_be_changed(
    program: Program, workspace: Company, client: Client, signed_in: Client, link: str
) -> None:
    said = await client.post(link, data={"score": "2", "comment": "Долго <b>ждала</b>"})
    assert said.status_code == 200, said.text
    assert "Долго &lt;b&gt;ждала" in said.text
    kept = await the_rating(program, workspace)
    assert (kept.score, kept.bad, kept.comment) == (2, True, "Долго <b>ждала</b>")
    row = (await listed(signed_in))[0]
    assert (row["state"], row["inbound_count"]) == ("closed", 1)
    await client.post(link, data={"score": "5", "comment": ""})
    changed = await the_rating(program, workspace)
    assert (changed.score, changed.comment) == (5, "Долго <b>ждала</b>")


async def test_after_an_hour_the_page_takes_nothing(
    program: Program, workspace: Company, client: Client, link: str
) -> None:
    await client.post(link, data={"score": "5"})
    async with unit_of_work(program, workspace) as ctx:
        await ctx.session.execute(update(Rating).values(rated_at=SystemClock().now() - timedelta(minutes=61)))
    late = await client.post(link, data={"score": "1"})
    assert "<form" not in late.text
    assert (await the_rating(program, workspace)).score == 5


async def test_the_desk_does_not_show_the_customers_link(signed_in: Client, link: str) -> None:
    conversation = await only(signed_in)
    thread = await signed_in.get(f"/api/v1/conversations/{conversation}/messages")
    assert link not in thread.text
    assert "/rate/" not in thread.text


@pytest.mark.parametrize("token", ["x", "a.b", "%00", "0190c0de-0000-7000-8000-000000000000.AAAAAAAAAAAAAAAAAAAAAA"])
async def test_an_altered_link_is_a_page_that_says_so(client: Client, token: str) -> None:
    page = await client.get(f"/rate/{token}")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")


async def test_the_report_counts_what_was_asked_and_each_figure_opens_its_ratings(
    client: Client, signed_in: Client, link: str
) -> None:
    await client.post(link, data={"score": "2", "comment": "Долго"})
    report = (await signed_in.get("/api/v1/ratings/report")).json()
    assert report["all"] == {
        "asked": 1,
        "rated": 1,
        "enough": False,
        "average": 2.0,
        "bad": 1,
        "bad_share": 1.0,
        "response_rate": 1.0,
    }
    assert report["by_score"] == [0, 1, 0, 0, 0]
    assert [len(report[f"by_{name}"]) for name in ("operator", "channel", "team")] == [1, 1, 1]
    whose = report["by_operator"][0]["id"]
    listing = await signed_in.get(f"/api/v1/ratings?bad=true&commented=true&operator_id={whose}")
    assert [one["comment"] for one in listing.json()["items"]] == ["Долго"]
    assert (await signed_in.get("/api/v1/ratings?bad=false")).json()["items"] == []


async def test_the_list_asks_as_much_for_many_as_for_one(
    program: Program, workspace: Company, signed_in: Client, client: Client, link: str
) -> None:
    await client.post(link, data={"score": "5"})
    with counted_statements(program) as one:
        await signed_in.get("/api/v1/ratings")
    first = await the_rating(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        for number in range(1, 20):
            ctx.session.add(_copy(first, hours=number))
    with counted_statements(program) as many:
        found = await signed_in.get("/api/v1/ratings")
    assert len(found.json()["items"]) == 20
    assert len(many) == len(one)


def _copy(one: Rating, *, hours: int) -> Rating:
    kept: dict[str, Any] = {column.name: getattr(one, column.name) for column in Rating.__table__.columns}
    return Rating(**{**kept, "id": new_id(), "closed_at": one.closed_at - timedelta(hours=hours)})


async def test_only_whoever_leads_chooses_how_customers_are_asked(sign_in_as: SignInAs) -> None:
    for role, status in (("operator", 403), ("supervisor", 200)):
        browser = await sign_in_as(role)
        assert (await browser.put("/api/v1/ratings/settings", json={"enabled": True})).status_code == status
        assert (await browser.get("/api/v1/ratings/settings")).status_code == 200
