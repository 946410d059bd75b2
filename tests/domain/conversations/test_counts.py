"""Counts of the inbox against a plain count, whatever is done to the conversations and whoever does it at once."""

import asyncio
import contextlib
import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update
from tests.factories import Company, create_operator, unit_of_work
from tests.factories_conversations import create_mailbox, open_conversation

from otklik.domains.conversations import jobs
from otklik.domains.conversations.models import Conversation, ConversationCount
from otklik.domains.conversations.queries import counting as stored
from otklik.domains.conversations.queries.listing import Filter
from otklik.domains.conversations.service import counting
from otklik.domains.workspaces.models import Team, Workspace
from otklik.domains.workspaces.schemas import TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.clock import SystemClock
from otklik.platform.context import Ctx
from otklik.platform.db import Database, scoped
from otklik.program import Program

CONVERSATIONS = 6
STEPS = 60
AT_ONCE = 4
"""Writers who change the company's conversations at the same time."""

ACTS = ("close", "open", "snooze", "wait", "answer", "assign", "team", "delete", "undo", "together", "merge")


class _ThoughtBetterError(Exception):
    """Somebody's transaction ends in nothing."""


class Place:
    """A company of its own with conversations, operators and teams to change."""

    def __init__(self, program: Program, company: Company) -> None:
        self.program, self.company = program, company
        self.ids: list[UUID] = []
        self.operators: list[UUID | None] = []
        self.teams: list[UUID | None] = []

    async def fill(self) -> None:
        channel = await create_mailbox(self.program, self.company)
        said_at = SystemClock().now() - timedelta(hours=1)
        for number in range(CONVERSATIONS):
            self.ids.append(
                await open_conversation(self.program, self.company, channel, said_at=said_at, waits=number % 2 == 0)
            )
        other = await create_operator(self.program, self.company)
        async with unit_of_work(self.program, self.company) as ctx:
            made = [await teams.create_team(ctx, TeamCreate(name=name, member_ids=[])) for name in ("Опт", "Склад")]
        self.operators = [None, self.company.owner.id, other.id]
        self.teams = [None, *(one.id for one in made)]

    async def do(self, name: str, dice: random.Random) -> None:
        one = dice.choice(self.ids)
        with contextlib.suppress(_ThoughtBetterError):
            async with unit_of_work(self.program, self.company) as ctx:
                if name == "together":
                    await stored.put_together(ctx)
                await self._change(ctx, name, one, dice.randrange(3))
                if name == "undo":
                    await self._change(ctx, "wait", one, 0)
                    await self._change(ctx, "assign", one, 2)
                    raise _ThoughtBetterError

    async def _change(self, ctx: Ctx, name: str, one: UUID, choice: int) -> None:
        now = ctx.now()
        another = scoped(ctx, Conversation).where(Conversation.id != one).with_only_columns(Conversation.id).limit(1)
        shut = {"state": "closed", "closed_at": now, "snoozed_until": None}
        values = {
            "close": shut,
            "open": {"state": "open", "closed_at": None, "merged_into_id": None},
            "snooze": {"state": "open", "closed_at": None, "merged_into_id": None, "snoozed_until": now},
            "wait": {"merged_into_id": None, "waiting_since": now},
            "answer": {"waiting_since": None},
            "assign": {"assignee_id": self.operators[choice]},
            "team": {"team_id": self.teams[choice]},
            "merge": {**shut, "merged_into_id": another.scalar_subquery(), "waiting_since": None},
        }
        if name == "delete":
            await ctx.session.execute(delete(Conversation).where(Conversation.id == one))
        elif name in values:
            await ctx.session.execute(update(Conversation).where(Conversation.id == one).values(values[name]))

    async def agrees(self) -> None:
        """The sums are what counting afresh gives, and so is what each view says."""
        async with unit_of_work(self.program, self.company) as ctx:
            sums = await stored.stored_sums(ctx)
            rows = (await ctx.session.scalars(scoped(ctx, Conversation).where(Conversation.shelf != "merged"))).all()
        kinds = Counter((one.shelf, one.waiting_since is not None, one.assignee_id, one.team_id) for one in rows)
        assert {one[:4]: one.many for one in sums if one.many} == kinds
        me = self.company.owner.id
        mine = [one for one in rows if one.shelf == "open" and one.assignee_id == me]
        assert counting.counted(sums, Filter(view="mine", operator_id=me)) == len(mine)
        assert counting.counted(sums, Filter(view="waiting")) == sum(one.waiting_since is not None for one in rows)
        assert counting.counted(sums, Filter(view="all", team_id=self.teams[1])) == sum(
            one.team_id == self.teams[1] for one in rows
        )


@pytest.fixture
async def place(program: Program, workspace: Company) -> Place:
    made = Place(program, workspace)
    await made.fill()
    return made


@pytest.mark.parametrize("seed", range(4))
async def test_the_sums_are_what_counting_gives_after_anything_that_was_done(place: Place, seed: int) -> None:
    dice = random.Random(seed)
    for step in range(STEPS):
        await place.do(dice.choice(ACTS), dice)
        if step % 10 == 0:
            await place.agrees()
    await place.agrees()


async def test_the_sums_are_right_whoever_writes_at_once(place: Place) -> None:
    async def one_writer(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(STEPS // AT_ONCE):
            await place.do(dice.choice(ACTS[:-1]), dice)

    await asyncio.gather(*(one_writer(seed) for seed in range(AT_ONCE)))
    await place.agrees()


async def test_conversations_of_a_team_that_is_gone_are_counted_as_nobodys(place: Place) -> None:
    dice = random.Random(1)
    for _ in range(STEPS):
        await place.do("team", dice)
    async with unit_of_work(place.program, place.company) as ctx:
        await ctx.session.execute(delete(Team).where(Team.id == place.teams[1]))
    await place.agrees()


async def test_a_company_that_goes_takes_its_counts_along(place: Place) -> None:
    async with unit_of_work(place.program, place.company) as ctx:
        await ctx.session.execute(delete(Conversation).where(Conversation.workspace_id == place.company.id))
    async with place.program.parts.get(Database).system() as session:
        await session.execute(delete(Workspace).where(Workspace.id == place.company.id))
    assert await parts(place) == 0


async def test_many_changes_are_put_together_in_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PARTS_MAX", 20)
    dice = random.Random(3)
    for _ in range(STEPS):
        await place.do("assign", dice)
    before = await parts(place)
    await jobs.put_counts_together(place.program.parts)
    assert await parts(place) <= CONVERSATIONS < before
    await place.agrees()


async def test_changes_are_written_only_where_the_counts_change(place: Place) -> None:
    """A message more in an open conversation costs the counts nothing."""
    before = await parts(place)
    async with unit_of_work(place.program, place.company) as ctx:
        values = {"last_message_at": ctx.now(), "inbound_count": 7, "priority": "urgent"}
        await ctx.session.execute(update(Conversation).where(Conversation.id == place.ids[0]).values(values))
    assert await parts(place) == before


async def parts(place: Place) -> int:
    async with unit_of_work(place.program, place.company) as ctx:
        mine = select(func.count()).where(ConversationCount.workspace_id == place.company.id)
        return int(await ctx.session.scalar(mine) or 0)
