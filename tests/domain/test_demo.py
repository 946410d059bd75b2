"""The demo company: lived through the product's own verbs, made once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from tests.factories import Company, acting, create_workspace, unit_of_work

from otklik import demo, demo_story
from otklik.domains.bonus.service import showing
from otklik.domains.campaigns import service as campaigns
from otklik.domains.campaigns.service import figures as figures_of
from otklik.domains.debts.queries.reading import WHENS, Narrow
from otklik.domains.debts.service import listing
from otklik.platform.alarms import ring_due
from otklik.platform.clock import FixedClock
from otklik.program import Program


async def figures(program: Program) -> dict[str, int]:
    """Counts by table and state, of the demo company alone."""
    company = "workspace_id = (SELECT id FROM workspaces WHERE slug = 'demo')"
    queries = {
        "conversations": f"SELECT count(*) FROM conversations WHERE {company}",
        "closed": f"SELECT count(*) FROM conversations WHERE {company} AND state = 'closed'",
        "waiting": f"SELECT count(*) FROM conversations WHERE {company} AND waiting_since IS NOT NULL",
        "unread": f"SELECT count(*) FROM journal WHERE {company} AND state <> 'read'",
        "unsent": f"SELECT count(*) FROM ledger WHERE {company} AND accepted_at IS NULL",
        "responses": f"SELECT count(*) FROM responses WHERE {company}",
        "near": f"SELECT count(*) FROM target_waits WHERE {company} AND ended_at IS NULL AND warn_at < now()"
        " AND due_at > now()",
        "kept": f"SELECT count(*) FROM target_waits WHERE {company} AND outcome = 'kept'",
        "ahead": f"SELECT count(*) FROM messages WHERE {company} AND sent_at > now()",
    }
    async with program.database.system() as session:
        return {name: int(await session.scalar(text(query)) or 0) for name, query in queries.items()}


async def test_the_story_is_whole_and_told_once(program: Program) -> None:
    await demo.create(program)
    first = await figures(program)
    await demo.create(program)
    assert await figures(program) == first
    assert first["conversations"] == len(demo_story.DIALOGUES) + 1  # and one by WhatsApp
    assert (first["closed"], first["waiting"]) == (5, 3)
    assert (first["unread"], first["unsent"], first["ahead"]) == (0, 0, 0)
    assert first["responses"] >= 10
    assert (first["near"], first["kept"] > 0) == (1, True)


STARTS = (
    datetime(2026, 11, 28, 15, 0, tzinfo=UTC),
    datetime(2027, 1, 4, 9, 0, tzinfo=UTC),  # among the holidays of the new year
    datetime(2026, 6, 1, 0, 10, tzinfo=UTC),  # the story began in the month before
    datetime(2026, 5, 9, 20, 55, tzinfo=UTC),  # a holiday, the last minutes of the day in Moscow
)
"""Whenever somebody starts the demo for the first time."""


async def started(timed: Program, clock: FixedClock, *, at: datetime) -> Company:
    clock.move(at - clock.now())
    company = await create_workspace(timed)
    async with unit_of_work(timed, company, actor=acting(company.owner)) as ctx:
        await demo.fill(ctx)
    return company


@pytest.mark.parametrize("at", STARTS, ids=str)
async def test_three_colleagues_stand_on_the_leader_board(timed: Program, clock: FixedClock, at: datetime) -> None:
    company = await started(timed, clock, at=at)
    async with unit_of_work(timed, company, actor=acting(company.owner)) as ctx:
        this_month = await showing.board(ctx, None)
        last = this_month.start - timedelta(days=1)
        boards = [this_month, await showing.board(ctx, f"{last:%Y-%m}")]
    placed = {one.name for board in boards for one in board.lines if one.place is not None}
    assert placed == {company.owner.name, *(name for _, name, _, _ in demo.COLLEAGUES)}


async def waiting(timed: Program, company: Company) -> dict[str, str]:
    """Who waits for an answer, and as what the ledger of debts shows them, after everything due has happened."""
    while await ring_due(timed.parts, workspace_id=company.id):
        pass
    async with unit_of_work(timed, company, actor=acting(company.owner)) as ctx:
        narrow = Narrow(operator_id=None, whose="all")
        found = [one for when in WHENS for one in await listing.listed(ctx, when, narrow, after=None, limit=50)]
    return {one.text: one.kind for one in found if one.text in WAITING and one.kind != "task"}


LEFT = demo_story.DIALOGUES[6].lines[-1].text
STAYED = {one.lines[-1].text for one in demo_story.DIALOGUES[7:]}
WAITING = {LEFT, *STAYED}


@pytest.mark.parametrize("at", STARTS, ids=str)
async def test_who_has_just_written_is_still_on_the_page_and_who_closed_it_is_missed(
    timed: Program, clock: FixedClock, at: datetime
) -> None:
    company = await started(timed, clock, at=at)
    assert {text for text, kind in (await waiting(timed, company)).items() if kind == "missed"} == {LEFT}
    clock.move(timedelta(minutes=demo_story.STAYS - 30))
    assert {text for text, kind in (await waiting(timed, company)).items() if kind == "missed"} == {LEFT}
    clock.move(timedelta(minutes=40))
    assert set((await waiting(timed, company)).values()) == {"missed"}


async def test_campaigns_of_the_demo_went_as_their_rows_say(timed: Program, clock: FixedClock) -> None:
    company = await started(timed, clock, at=STARTS[0])
    async with unit_of_work(timed, company, actor=acting(company.owner)) as ctx:
        found = {one.name: one for one in await campaigns.listing(ctx, limit=10)}
        assert {name: one.state for name, one in found.items()} == {
            "Осенняя смесь вернулась": "finished",
            "Подписка на кофе": "running",
            "Новый урожай: Эфиопия": "draft",
        }
        over = await figures_of.figures(ctx, found["Осенняя смесь вернулась"].id)
        going = await figures_of.figures(ctx, found["Подписка на кофе"].id)
        rows = await ctx.session.scalar(
            text("SELECT count(*) FROM mass_messages WHERE workspace_id = :id AND clicked_at IS NOT NULL"),
            {"id": ctx.workspace_id},
        )
    assert over.total.clicked + going.total.clicked == rows
    assert (over.total.sent > 30, over.total.converted >= 5, over.total.revenue_minor > 0) == (True, True, True)
    assert over.reasons["control_group"] > 0
    assert going.contest is not None
    assert going.contest.decides_at is not None
