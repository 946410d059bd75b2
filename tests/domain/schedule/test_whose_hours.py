"""Whose hours are in force: the nearest win; a channel may follow a team; holidays reach every question."""

from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.factories import Company, unique, unit_of_work
from tests.factories_schedule import DAY, create_bare_channel, office_hours

from otklik.domains.schedule import service as schedule
from otklik.domains.schedule.errors import CountryUnknown, RegionUnknown, TeamUnknown
from otklik.domains.schedule.schemas import HolidayRule
from otklik.domains.workspaces.schemas import TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.program import Program

MOSCOW = ZoneInfo("Europe/Moscow")
SATURDAY = datetime(2026, 11, 21, 12, tzinfo=MOSCOW).astimezone(UTC)
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=MOSCOW).astimezone(UTC)
SATURDAYS_TOO = replace(office_hours(), week=(DAY,) * 6 + ((),))
EVERY_DAY = replace(office_hours(), week=(DAY,) * 7)


async def create_team(program: Program, company: Company) -> UUID:
    async with unit_of_work(program, company) as ctx:
        return (await teams.create_team(ctx, TeamCreate(name=unique("team"), member_ids=[]))).id


async def test_the_nearest_hours_win(program: Program, workspace: Company) -> None:
    channel, team = await create_bare_channel(program, workspace), await create_team(program, workspace)
    async with unit_of_work(program, workspace) as ctx:

        async def is_open(at: datetime) -> bool:
            return (await schedule.availability(ctx, channel_id=channel, at=at)).open

        await schedule.set_hours(ctx, hours=office_hours())
        await schedule.follow_team(ctx, channel_id=channel, team_id=team)
        assert not await is_open(SATURDAY)  # the team has none of its own yet
        await schedule.set_hours(ctx, team_id=team, hours=SATURDAYS_TOO)
        assert await is_open(SATURDAY)
        followed = await schedule.get_hours(ctx, channel_id=channel)
        assert (followed.inherited, followed.follows_team_id) == (True, team)
        await schedule.set_hours(ctx, channel_id=channel, hours=EVERY_DAY)
        assert await is_open(SUNDAY)
        own = await schedule.get_hours(ctx, channel_id=channel)
        assert (own.inherited, own.follows_team_id) == (False, None)


async def test_following_a_team_gives_up_hours_of_its_own_and_can_be_given_up(
    program: Program, workspace: Company
) -> None:
    channel, team = await create_bare_channel(program, workspace), await create_team(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        await schedule.set_hours(ctx, channel_id=channel, hours=EVERY_DAY)
        await schedule.set_hours(ctx, team_id=team, hours=SATURDAYS_TOO)
        await schedule.follow_team(ctx, channel_id=channel, team_id=team)
        assert not (await schedule.availability(ctx, channel_id=channel, at=SUNDAY)).open
        await schedule.remove_hours(ctx, channel_id=channel)
        assert not (await schedule.availability(ctx, channel_id=channel, at=SATURDAY)).open


async def test_a_team_s_hours_are_its_own_until_they_are_given_up(program: Program, workspace: Company) -> None:
    team = await create_team(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        assert (await schedule.get_hours(ctx, team_id=team)).inherited
        await schedule.set_hours(ctx, team_id=team, hours=EVERY_DAY)
        assert (await schedule.availability(ctx, channel_id=None, team_id=team, at=SUNDAY)).open
        assert not (await schedule.availability(ctx, channel_id=None, at=SUNDAY)).open
        await schedule.remove_hours(ctx, team_id=team)
        await schedule.remove_hours(ctx, team_id=team)
        assert not (await schedule.availability(ctx, channel_id=None, team_id=team, at=SUNDAY)).open


async def test_a_channel_whose_team_is_gone_follows_the_company(program: Program, workspace: Company) -> None:
    channel, team = await create_bare_channel(program, workspace), await create_team(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        await schedule.set_hours(ctx, team_id=team, hours=EVERY_DAY)
        await schedule.follow_team(ctx, channel_id=channel, team_id=team)
        await teams.delete_team(ctx, team)
        assert (await schedule.get_hours(ctx, channel_id=channel)).follows_team_id is None
        assert not (await schedule.availability(ctx, channel_id=channel, at=SUNDAY)).open


async def test_another_company_s_team_is_nobody_to_follow(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    channel, theirs = await create_bare_channel(program, workspace), await create_team(program, second_workspace)
    async with unit_of_work(program, workspace) as ctx:
        with pytest.raises(TeamUnknown):
            await schedule.follow_team(ctx, channel_id=channel, team_id=theirs)
        with pytest.raises(TeamUnknown):
            await schedule.set_hours(ctx, team_id=theirs, hours=EVERY_DAY)


async def test_on_a_kept_holiday_nobody_answers_and_no_working_time_passes(
    program: Program, workspace: Company
) -> None:
    eve, after = (datetime(2026, 6, day, 12, tzinfo=MOSCOW) for day in (11, 15))
    async with unit_of_work(program, workspace) as ctx:
        await schedule.set_hours(ctx, hours=replace(office_hours(), holidays=HolidayRule(country="RU")))
        now = await schedule.availability(ctx, channel_id=None, at=eve)
        assert now.closes_at == eve.replace(hour=17)
        holiday = await schedule.availability(ctx, channel_id=None, at=datetime(2026, 6, 12, 12, tzinfo=MOSCOW))
        assert (holiday.open, holiday.opens_at) == (False, after.replace(hour=9))
        counted = await schedule.working_seconds_between(ctx, channel_id=None, start=eve, end=after)
        assert counted == (5 + 3) * 3600
        worked = HolidayRule(country="RU", overruled=(date(2026, 6, 12),))
        await schedule.set_hours(ctx, hours=replace(office_hours(), holidays=worked))
        counted = await schedule.working_seconds_between(ctx, channel_id=None, start=eve, end=after)
        assert counted == (6 + 9 + 3) * 3600


async def test_holidays_of_nowhere_are_refused(program: Program, workspace: Company) -> None:
    async with unit_of_work(program, workspace) as ctx:
        with pytest.raises(CountryUnknown):
            await schedule.set_hours(ctx, hours=replace(EVERY_DAY, holidays=HolidayRule(country="XX")))
        with pytest.raises(RegionUnknown):
            await schedule.set_hours(ctx, hours=replace(EVERY_DAY, holidays=HolidayRule(country="DE", region="ZZ")))
