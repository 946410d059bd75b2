"""Random histories: every figure of the screen is what journal, ledger, messages and hours say without it."""

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from tests import recompute
from tests.contract import botapi
from tests.contract.botapi import TOKEN, BotApi
from tests.factories import acting, create_operator, create_workspace, unit_of_work
from tests.factories_delivery import create_channel, read_journal, send_due

from otklik.channels.contract import RawItem
from otklik.domains.conversations.service import managing, writing
from otklik.domains.delivery.journal import Journal
from otklik.domains.delivery.models import Channel
from otklik.domains.speed import rules
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.rules import By, Clock
from otklik.domains.speed.service import listing, reporting, rolling
from otklik.domains.workspaces.schemas import OperatorData, TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.clock import FixedClock
from otklik.platform.db import Database
from otklik.program import Program

ACTS = 90
CHATS = (1, 2)
SAYINGS = ("Есть на складе", "Минуту, сейчас уточню", "Привезём завтра", "Здравствуйте!", "One moment, let me check")
ZONE = "Europe/Moscow"


class History:
    """A company's random days: two channels, three customers each, three operators in two teams."""

    def __init__(self, program: Program, clock: FixedClock, dice: random.Random, api: BotApi) -> None:
        self.program, self.clock, self.dice, self.api = program, clock, dice, api
        self.channels: list[Channel] = []
        self.people: list[OperatorData] = []
        self.written = 0

    async def begin(self) -> None:
        self.company = await create_workspace(self.program)
        config = {"token": TOKEN, "base_url": self.api.base_url, "intake": "webhook"}
        for name in ("Магазин", "Сервис"):
            made = await create_channel(self.program, self.company, kind="telegram", name=name, config=config)
            self.channels.append(made)
        self.people = [
            await create_operator(self.program, self.company, name=name) for name in ("Анна", "Борис", "Вера")
        ]
        async with unit_of_work(self.program, self.company) as ctx:
            self.teams = [
                await teams.create_team(
                    ctx, TeamCreate(name="Продажи", member_ids=[self.people[0].id, self.people[1].id])
                ),
                await teams.create_team(ctx, TeamCreate(name="Сервис", member_ids=[self.people[1].id])),
            ]

    async def go_on(self) -> None:
        often: list[Callable[[], Any]] = [self.ask, self.ask, self.answer, self.answer, self.answer]
        acts = [*often, *often, self.close, self.reopen, self.give]
        for _ in range(ACTS):
            self.clock.move(timedelta(seconds=self.dice.choice((3, 40, 200, 500, 900, 7000, 40_000))))
            await self.dice.choice(acts)()
            self.clock.move(timedelta(seconds=self.dice.randint(1, 5)))
            await send_due(self.program, self.company)

    async def ask(self) -> None:
        self.written += 1
        chat, channel = self.dice.choice(CHATS), self.dice.choice(self.channels)
        at = self.clock.now() - timedelta(seconds=self.dice.choice((0, 2, 30, 4000)))
        person = {"id": chat, "is_bot": False, "first_name": "Мария"}
        message = {
            "message_id": self.written,
            "date": int(at.timestamp()),
            "chat": {"id": chat, "type": "private"},
            "from": person,
            "text": "Вопрос",
        }
        self.api.chats.add(str(chat))
        item = RawItem(
            event_id=str(self.written), body=json.dumps({"update_id": self.written, "message": message}).encode()
        )
        await self.program.parts.get(Journal).store(
            channel_id=channel.id,
            workspace_id=channel.workspace_id,
            item=item,
            received_at=self.clock.now(),
        )
        await read_journal(self.program, channel)

    async def answer(self) -> None:
        async with unit_of_work(self.program, self.company, actor=acting(self.dice.choice(self.people))) as ctx:
            for row in await self.any_conversation():
                await writing.reply(ctx, row, writing.Words(text=self.dice.choice(SAYINGS)))

    async def close(self) -> None:
        async with unit_of_work(self.program, self.company, actor=acting(self.people[0])) as ctx:
            for row in await self.any_conversation():
                await managing.close(ctx, row)

    async def reopen(self) -> None:
        async with unit_of_work(self.program, self.company, actor=acting(self.people[0])) as ctx:
            for row in await self.any_conversation():
                await managing.reopen(ctx, row)

    async def give(self) -> None:
        team = self.dice.choice([None, *(one.id for one in self.teams)])
        async with unit_of_work(self.program, self.company, actor=acting(self.people[0])) as ctx:
            for row in await self.any_conversation():
                await managing.assign(ctx, row, operator_id=None, team_id=team)

    async def any_conversation(self) -> list[UUID]:
        rows = await self.rows("SELECT id FROM conversations ORDER BY number")
        return [self.dice.choice(rows)[0]] if rows else []

    async def roll_up(self) -> None:
        async with unit_of_work(self.program, self.company) as ctx:
            assert await rolling.roll_up(ctx) > 0

    async def agrees(self) -> None:
        expected = await recompute.answers(self.rows)
        assert len(expected) >= 5
        for clock_name in Clock:
            await compare(self, expected, clock_name)

    async def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:  # Any: columns of any type
        url = self.program.parts.get(Database).url
        scope = f"-c otklik.workspace_id={self.company.id}"
        async with await psycopg.AsyncConnection.connect(url, options=scope) as connection:
            return await (await connection.execute(query.encode(), values)).fetchall()


@pytest.mark.parametrize("seed", range(3))
async def test_every_figure_is_what_the_tables_say(timed: Program, clock: FixedClock, seed: int) -> None:
    async with botapi.bot_api() as api:
        history = History(timed, clock, random.Random(seed), api)
        await history.begin()
        await history.go_on()
        await history.agrees()
        await history.roll_up()
        await history.agrees()
        await history.go_on()
        await history.agrees()


async def compare(history: History, expected: list[recompute.Answer], clock_name: Clock) -> None:
    """The whole screen by one clock: overall, in and out of hours, each breakdown, and what lies behind a figure."""
    working = clock_name is Clock.WORKING
    period = rules.Period(start=datetime(2026, 1, 1, tzinfo=UTC), end=history.clock.now() + timedelta(days=1))
    narrow = Narrow(zone=ZONE, clock=clock_name)
    async with unit_of_work(history.program, history.company) as ctx:
        report = await reporting.report(ctx, period=period, narrow=narrow, target_seconds=300)
        for split, some in ((report.first, [one for one in expected if one.first]), (report.any, expected)):
            assert same(split.all, some, working=working)
            assert same(split.in_hours, [one for one in some if one.in_hours], working=working)
            assert same(split.out_of_hours, [one for one in some if not one.in_hours], working=working)
        for by in By:
            told = await reporting.breakdown(ctx, period=period, narrow=narrow, by=by, target_seconds=300)
            groups: dict[str, list[recompute.Answer]] = {}
            for one in expected:
                groups.setdefault(key_of(one, by), []).append(one)
            assert {one.key for one in told.groups} == set(groups)
            for group in told.groups:
                assert same(group.any, groups[group.key], working=working)
                assert same(group.first, [one for one in groups[group.key] if one.first], working=working)
        assert sum(band.count for band in report.distribution) == len(expected)
        for band in report.distribution:
            some_narrow = narrow._replace(seconds_min=band.seconds_min, seconds_max=band.seconds_max)
            assert await listing.how_many(ctx, period=period, narrow=some_narrow) == band.count
        hour = recompute.hour_of_week(expected[0], ZONE)
        behind = await listing.responses(ctx, period=period, narrow=narrow._replace(hour=hour), before=None, limit=200)
        assert {str(one.message_id) for one in behind} == {
            one.message_id for one in expected if recompute.hour_of_week(one, ZONE) == hour
        }


def same(told: Any, expected: list[recompute.Answer], *, working: bool) -> bool:  # Any: the product's own shape
    again = recompute.figures(expected, target_seconds=300, working=working)
    assert told.count == again.count
    assert told.within_count == again.within
    assert told.median_seconds == pytest.approx(again.median)
    assert told.p90_seconds == pytest.approx(again.p90)
    return True


def key_of(one: recompute.Answer, by: By) -> str:
    day = one.at.astimezone(recompute.ZoneInfo(ZONE)).date()
    return {
        By.CHANNEL: one.channel,
        By.OPERATOR: one.operator,
        By.TEAM: one.team,
        By.HOUR: str(recompute.hour_of_week(one, ZONE)),
        By.DAY: day.isoformat(),
        By.WEEK: (day - timedelta(days=day.weekday())).isoformat(),
        By.MONTH: day.replace(day=1).isoformat(),
    }[by]
