"""Lists and counts against a plain reading of the same rules, whatever is done to the conversations."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from tests.factories import Company, acting, unit_of_work
from tests.factories_conversations import create_mailbox, open_conversation

from otklik.domains.conversations import schemas
from otklik.domains.conversations.models import Conversation, ConversationLabel
from otklik.domains.conversations.queries import listing
from otklik.domains.conversations.queries.listing import Filter
from otklik.domains.conversations.service import labelling, labels, managing, snoozing
from otklik.domains.workspaces.schemas import TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.alarms import ring_due
from otklik.platform.clock import SystemClock
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.program import Program

CONVERSATIONS = 9
STEPS = 40


async def make(program: Program, company: Company) -> tuple[list[UUID], list[UUID]]:
    channel = await create_mailbox(program, company)
    now = SystemClock().now()
    ids = [
        await open_conversation(
            program, company, channel, said_at=now - timedelta(minutes=number), waits=number % 2 == 0
        )
        for number in range(CONVERSATIONS)
    ]
    async with unit_of_work(program, company) as ctx:
        made = [await labels.create(ctx, schemas.LabelIn(name=name)) for name in ("Опт", "Возврат")]
    return ids, [one.id for one in made]


async def shake(ctx: Ctx, company: Company, ids: list[UUID], label_ids: list[UUID], dice: random.Random) -> None:
    one, label = dice.choice(ids), dice.choice(label_ids)
    until = ctx.now() + timedelta(hours=dice.randint(1, 90))
    state = (await ctx.session.get(Conversation, one)).state  # pyright: ignore[reportOptionalMemberAccess]
    acts: list[Callable[[], Any]] = [  # Any: each verb gives back something of its own
        lambda: managing.close(ctx, one) if state == "open" else managing.reopen(ctx, one),
        lambda: labelling.add(ctx, one, label),
        lambda: labelling.remove(ctx, one, label),
        lambda: labelling.prioritise(ctx, one, priority=dice.choice(("low", "normal", "urgent"))),
        lambda: managing.assign(ctx, one, operator_id=dice.choice((None, company.owner.id)), team_id=None),
        lambda: snoozing.snooze(ctx, one, until=until) if state == "open" else managing.reopen(ctx, one),
        lambda: snoozing.wake(ctx, one),
    ]
    await dice.choice(acts)()


def belongs(one: Conversation, chosen: Filter) -> bool:
    """The rules again, in the plainest words."""
    shelf = "closed" if one.state == "closed" else "snoozed" if one.snoozed_until else "open"
    in_view = {
        "mine": shelf == "open" and one.assignee_id == chosen.operator_id,
        "unassigned": shelf == "open" and one.assignee_id is None,
        "waiting": one.waiting_since is not None,
        "all": True,
    }.get(chosen.view, shelf == chosen.view)
    return (
        in_view
        and chosen.label_id in {None, *one.label_ids}
        and chosen.priority in {None, one.priority}
        and chosen.assignee_id in {None, one.assignee_id}
    )


def expected(rows: list[Conversation], chosen: Filter) -> list[UUID]:
    kept = [one for one in rows if belongs(one, chosen)]
    if chosen.view in {"waiting", "snoozed"}:
        moment = {"waiting": "waiting_since", "snoozed": "snoozed_until"}[chosen.view]
        return [one.id for one in sorted(kept, key=lambda one: (getattr(one, moment), one.id))]
    return [one.id for one in sorted(kept, key=lambda one: (one.last_message_at, one.id), reverse=True)]


def filters(company: Company, label_ids: list[UUID]) -> list[Filter]:
    me = company.owner.id
    views: tuple[listing.View, ...] = ("mine", "unassigned", "waiting", "open", "snoozed", "closed", "all")
    return [
        Filter(view=view, operator_id=me, label_id=label_id, priority=priority, assignee_id=assignee_id)
        for view in views
        for label_id in (None, label_ids[0])
        for priority in (None, "normal", "urgent")
        for assignee_id in (None, me)
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_every_list_and_count_is_what_its_words_say_after_anything_that_was_done(
    program: Program, workspace: Company, seed: int
) -> None:
    dice = random.Random(seed)
    ids, label_ids = await make(program, workspace)
    for _ in range(STEPS):
        async with unit_of_work(program, workspace, actor=acting(workspace.owner)) as ctx:
            await shake(ctx, workspace, ids, label_ids, dice)
    async with unit_of_work(program, workspace) as ctx:
        rows = list((await ctx.session.scalars(scoped(ctx, Conversation))).all())
        chosen = filters(workspace, label_ids)
        counted = await listing.counts(ctx, chosen)
        for one, count in zip(chosen, counted, strict=True):
            wanted = expected(rows, one)
            assert await walked(ctx, one) == wanted, one
            assert count == len(wanted), one


async def walked(ctx: Ctx, chosen: Filter) -> list[UUID]:
    """The whole list by pages of two."""
    found: list[UUID] = []
    after = None
    while page := await listing.listed(ctx, chosen, after=after, limit=2):
        found += [one.id for one in page]
        last = page[-1]
        at = {"waiting": last.waiting_since, "snoozed": last.snoozed_until}.get(chosen.view) or last.last_message_at
        after = (at, last.id)
    return found


async def test_a_labels_rows_follow_its_conversations(program: Program, workspace: Company) -> None:
    """The trigger's rows are an index: they may never differ from what they index."""
    dice = random.Random(7)
    ids, label_ids = await make(program, workspace)
    for _ in range(STEPS):
        async with unit_of_work(program, workspace, actor=acting(workspace.owner)) as ctx:
            await shake(ctx, workspace, ids, label_ids, dice)
    async with unit_of_work(program, workspace) as ctx:
        rows = (await ctx.session.scalars(scoped(ctx, ConversationLabel))).all()
        conversations = (await ctx.session.scalars(scoped(ctx, Conversation))).all()
        there = {(one.conversation_id, one.label_id, one.shelf, one.last_message_at) for one in rows}
        assert there == {
            (one.id, label_id, one.shelf, one.last_message_at) for one in conversations for label_id in one.label_ids
        }
        assert there


async def test_a_deleted_label_leaves_its_conversations(
    program: Program, workspace: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(labels, "TAKEN_OFF_AT_ONCE", 2)
    ids, label_ids = await make(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        for one in ids:
            await labelling.add(ctx, one, label_ids[0])
    async with unit_of_work(program, workspace) as ctx:
        await labels.delete(ctx, label_ids[0])
    while await ring_due(program.parts, workspace_id=workspace.id):
        pass
    async with unit_of_work(program, workspace) as ctx:
        left = (await ctx.session.scalars(scoped(ctx, Conversation))).all()
        assert {tuple(one.label_ids) for one in left} == {()}
        assert (
            await ctx.session.scalar(
                select(ConversationLabel.label_id).where(ConversationLabel.label_id.in_(label_ids))
            )
            is None
        )


MANY = 2_000
RARE = 400
"""Every how manieth conversation has the label, the team, the priority."""

COPIES = """
INSERT INTO conversations (id, workspace_id, number, channel_id, contact_id, identity_id, thread_id, subject, state,
    closed_at, reply_token, preview, preview_author, opened_at, last_message_at, snoozed_until, waiting_since,
    assignee_id, team_id, priority, label_ids)
SELECT uuidv7(), workspace_id, 1000 + n, channel_id, contact_id, identity_id, thread_id || n, '',
    CASE WHEN n % 3 = 0 THEN 'closed' ELSE 'open' END, CASE WHEN n % 3 = 0 THEN now() END, reply_token || n, '',
    'contact', now(), now() - n * interval '1 minute', CASE WHEN n % 3 = 1 THEN now() + n * interval '1 day' END,
    CASE WHEN n % 3 <> 0 THEN now() - n * interval '1 minute' END, CASE WHEN n % 2 = 0 THEN CAST(:me AS uuid) END,
    CASE WHEN n % :rare = 0 THEN CAST(:team AS uuid) END, CASE WHEN n % :rare = 0 THEN 'urgent' ELSE 'normal' END,
    ARRAY[CAST(:common AS uuid)] || CASE WHEN n % :rare = 0 THEN ARRAY[CAST(:label AS uuid)] ELSE '{}' END
FROM conversations, generate_series(1, :many) AS n WHERE id = :one
"""


async def test_no_list_reads_more_than_its_page_however_many_conversations_there_are(
    program: Program, workspace: Company
) -> None:
    """What a list costs grows with the logarithm of the conversations, by a rare label too."""
    ids, label_ids = await make(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        team = (await teams.create_team(ctx, TeamCreate(name="Склад", member_ids=[]))).id
        # The other label is everybody's: a table of a few rows is rightly read whole.
        given = {"one": ids[0], "me": workspace.owner.id, "team": team, "label": label_ids[0], "common": label_ids[1]}
        await ctx.session.execute(text(COPIES), {**given, "many": MANY, "rare": RARE})
        await ctx.session.execute(text("ANALYZE conversations, conversation_labels"))
    async with unit_of_work(program, workspace) as ctx:
        for chosen in every_list(workspace, label_id=label_ids[0], team_id=team):
            assert await most_read(ctx, chosen) <= 3 * PAGE, chosen


PAGE = 10


def every_list(company: Company, *, label_id: UUID, team_id: UUID) -> list[Filter]:
    views: tuple[listing.View, ...] = ("mine", "unassigned", "waiting", "open", "snoozed", "closed", "all")
    plain = [Filter(view=view, operator_id=company.owner.id) for view in views]
    shelves: tuple[listing.View, ...] = ("open", "snoozed", "closed", "all")
    narrowed = [
        one
        for view in shelves
        for one in (
            Filter(view=view, label_id=label_id),
            Filter(view=view, team_id=team_id),
            Filter(view=view, priority="urgent"),
            Filter(view=view, assignee_id=company.owner.id),
        )
    ]
    return [*plain, *narrowed]


async def most_read(ctx: Ctx, chosen: Filter) -> float:
    """Rows that the hungriest part of the plan read."""
    query = listing.statement(ctx, chosen, after=None, limit=PAGE)
    asked = query.compile(dialect=ctx.session.get_bind().dialect, compile_kwargs={"literal_binds": True})
    found = await ctx.session.scalar(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}"))
    return max(_read(found[0]["Plan"]))


def _read(node: dict[str, Any]) -> Iterator[float]:  # Any: PostgreSQL's own document
    yield node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0)
    for part in node.get("Plans", []):
        yield from _read(part)
