"""Rolled-up days say what the answers themselves say, whatever is done to the answers and whoever does it at once."""

import contextlib
import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update
from tests.counting import counted_statements
from tests.factories import Company, create_operator, create_workspace, unit_of_work
from tests.factories_conversations import create_mailbox, open_conversation, say_many

from otklik.domains.speed import ranking, rules
from otklik.domains.speed.models import ChangedResponse, Response, RolledDay, RolledWaits
from otklik.domains.speed.queries import figures
from otklik.domains.speed.queries import rolling as stored
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.ranking import Waits
from otklik.domains.speed.rules import By, Clock, Period
from otklik.domains.speed.service import reporting, rolling
from otklik.domains.workspaces.models import Workspace
from otklik.platform.clock import FixedClock
from otklik.platform.context import Ctx
from otklik.platform.db import scoped
from otklik.platform.ids import new_id
from otklik.program import Program

STEPS: Final = 40
ANSWERS: Final = 60
STATEMENTS_MAX: Final = 5
"""Of one breakdown: which days are rolled up, their waits, those of the other answers, and names."""
ACTS: Final = ("add", "add", "add", "change", "remove", "undo", "roll", "roll", "tomorrow", "zone", "rebuild")
ZONES: Final = ("Europe/Moscow", "America/New_York", "Asia/Kathmandu")


class _ThoughtBetterError(Exception):
    """Somebody's transaction ends in nothing."""


class Place:
    """A company with two channels, operators and teams, and answers written straight into the table."""

    def __init__(self, program: Program, clock: FixedClock, dice: random.Random) -> None:
        self.program, self.clock, self.dice = program, clock, dice
        self.messages: list[UUID] = []

    async def begin(self) -> "Place":
        self.company: Company = await create_workspace(self.program)
        self.channels = [await create_mailbox(self.program, self.company) for _ in range(2)]
        self.conversation_id = await open_conversation(self.program, self.company, self.channels[0])
        self.messages = await say_many(self.program, self.company, self.conversation_id, count=STEPS + ANSWERS)
        self.operators = [(await create_operator(self.program, self.company)).id for _ in range(2)]
        self.teams = [None, new_id(), new_id()]
        return self

    def moment(self) -> datetime:
        """Within the last ten days, the spring's change of clocks in New York among them."""
        return self.clock.now() - timedelta(seconds=self.dice.randrange(10 * 86_400))

    async def add(self, ctx: Ctx, *, at: datetime | None = None) -> None:
        answered_at = at or self.moment()
        waited = timedelta(seconds=self.dice.choice((3, 3, 60, 61, 4_000, 90_000)))
        ctx.session.add(
            Response(
                id=new_id(),
                workspace_id=self.company.id,
                conversation_id=self.conversation_id,
                channel_id=self.dice.choice(self.channels).id,
                operator_id=self.dice.choice(self.operators),
                team_id=self.dice.choice(self.teams),
                message_id=self.messages.pop(),
                first=self.dice.random() < 0.5,
                waiting_since=answered_at - waited,
                answered_at=answered_at,
                in_hours=self.dice.random() < 0.5,
                working_seconds=waited.total_seconds() / 2,
            )
        )
        await ctx.session.flush()

    async def do(self, act: str) -> None:
        with contextlib.suppress(_ThoughtBetterError):
            async with unit_of_work(self.program, self.company) as ctx:
                await self._act(ctx, act)

    async def _act(self, ctx: Ctx, act: str) -> None:
        one = scoped(ctx, Response).order_by(func.random()).limit(1).with_only_columns(Response.id).scalar_subquery()
        match act:
            case "add":
                await self.add(ctx)
            case "change":
                changed = {"operator_id": self.dice.choice(self.operators), "answered_at": Response.waiting_since}
                await ctx.session.execute(update(Response).where(Response.id == one).values(changed))
            case "remove":
                await ctx.session.execute(delete(Response).where(Response.id == one))
            case "undo":
                await self.add(ctx)
                self.messages.insert(0, self.messages.pop())
                raise _ThoughtBetterError
            case "roll":
                await rolling.roll_up(ctx)
            case "tomorrow":
                self.clock.move(timedelta(hours=30))
            case "zone":
                zone = update(Workspace).where(Workspace.id == self.company.id)
                await ctx.session.execute(zone.values(time_zone=self.dice.choice(ZONES)))
            case _:
                await rolling.rebuild(ctx)

    async def agrees(self) -> None:
        """Each breakdown of a random period, by either clock, whole and narrowed."""
        async with unit_of_work(self.program, self.company) as ctx:
            zone = await ctx.session.scalar(select(Workspace.time_zone).where(Workspace.id == self.company.id))
            start, end = sorted((self.moment(), self.clock.now() + timedelta(minutes=1)))
            for narrow in self._narrowed(zone or "UTC"):
                for by in (None, *By):
                    period = Period(start=start, end=end)
                    told = await rolling.waits(ctx, period, narrow, by=by)
                    assert counted(told) == counted(await figures.waits(ctx, period, narrow, by=by)), (narrow, by)

    def _narrowed(self, zone: str) -> Sequence[Narrow]:
        whole = Narrow(zone=zone, clock=self.dice.choice(list(Clock)))
        team, operator, channel = self.dice.choice(self.teams), self.operators[0], self.channels[1].id
        return [
            whole,
            whole._replace(channel_id=channel),
            whole._replace(operator_id=operator, team_id=team),
            whole._replace(team_id=team),
        ]


def counted(found: Sequence[Waits]) -> dict[tuple[str, bool, bool], Counter[int]]:
    """Each group's waits, however many pieces they came in."""
    told: dict[tuple[str, bool, bool], Counter[int]] = {}
    for one in found:
        told.setdefault(one[:3], Counter()).update(ranking.numbers(one.seconds))
    return told


@pytest.mark.parametrize("seed", range(4))
async def test_rolled_days_say_what_the_answers_say_after_anything_that_was_done(
    timed: Program, clock: FixedClock, seed: int
) -> None:
    dice = random.Random(seed)
    clock.move(timedelta(days=10))
    place = await Place(timed, clock, dice).begin()
    for _ in range(ANSWERS):
        await place.do("add")
    await place.do("roll")
    for _ in range(STEPS):
        await place.do(dice.choice(ACTS))
        await place.agrees()


async def test_a_year_is_read_from_its_days_and_not_from_the_answers(timed: Program, clock: FixedClock) -> None:
    place = await Place(timed, clock, random.Random(1)).begin()
    for _ in range(ANSWERS):
        await place.do("add")
    await place.do("roll")
    async with unit_of_work(timed, place.company) as ctx:
        days = (await ctx.session.scalars(scoped(ctx, RolledDay).order_by(RolledDay.day))).all()
        period = Period(start=days[0].starts_at, end=days[-1].ends_at)
        assert rules.gaps(period, await stored.rolled(ctx, period, zone="Europe/Moscow")) == []
        inside = scoped(ctx, Response).where(Response.answered_at >= period.start, Response.answered_at < period.end)
        answers = await ctx.session.scalar(inside.with_only_columns(func.count()))
        kept = func.sum(func.length(RolledWaits.wait_seconds) / 4)
        parts = scoped(ctx, RolledWaits).with_only_columns(RolledWaits.part, kept).group_by(RolledWaits.part)
        found = {row[0]: int(row[1]) for row in await ctx.session.execute(parts)}
        assert found == dict.fromkeys(("all", "channel", "hour", "operator", "team"), answers)


async def test_an_answer_committed_while_its_day_is_rolled_up_is_not_missed(timed: Program, clock: FixedClock) -> None:
    place = await Place(timed, clock, random.Random(2)).begin()
    yesterday = clock.now() - timedelta(days=1)
    await place.do("add")
    async with unit_of_work(timed, place.company) as slow:
        await place.add(slow, at=yesterday)
        await place.do("roll")
    await place.agrees()
    await place.do("roll")
    await place.agrees()
    async with unit_of_work(timed, place.company) as ctx:
        assert (await ctx.session.scalars(scoped(ctx, ChangedResponse))).all() == []


async def test_rolling_up_twice_changes_nothing(timed: Program, clock: FixedClock) -> None:
    place = await Place(timed, clock, random.Random(3)).begin()
    await place.do("add")
    async with unit_of_work(timed, place.company) as ctx:
        assert await rolling.roll_up(ctx) > 0
        assert await rolling.roll_up(ctx) == 0


async def test_a_company_that_goes_takes_its_rolled_days_with_it(timed: Program, clock: FixedClock) -> None:
    place = await Place(timed, clock, random.Random(4)).begin()
    await place.do("add")
    await place.do("roll")
    async with unit_of_work(timed, place.company) as ctx:
        await ctx.session.execute(delete(Response).where(Response.workspace_id == place.company.id))
    await place.agrees()


async def test_a_year_costs_the_same_statements_however_many_answers_and_days_it_has(
    timed: Program, clock: FixedClock
) -> None:
    place = await Place(timed, clock, random.Random(7)).begin()

    async def spent() -> dict[By, int]:
        period = Period(start=clock.now() - timedelta(days=365), end=clock.now())
        found: dict[By, int] = {}
        for by in By:
            async with unit_of_work(timed, place.company) as ctx:
                with counted_statements(timed) as sent:
                    await reporting.breakdown(ctx, period=period, narrow=Narrow(), by=by, target_seconds=60)
                found[by] = len(sent)
        return found

    for act in (*["add"] * 4, "roll"):
        await place.do(act)
    few = await spent()
    for act in (*["add"] * 40, "tomorrow", "roll"):
        await place.do(act)
    assert await spent() == few
    assert max(few.values()) <= STATEMENTS_MAX
