"""Hours of a company and of its channels, and what is told to customers by them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from tests.factories import Company, unit_of_work
from tests.factories_schedule import DAY, create_bare_channel, office_hours

from otklik.domains.schedule import service as schedule
from otklik.domains.schedule.errors import (
    ChannelUnknown,
    DateTwice,
    IntervalEmpty,
    IntervalsOverlap,
    TimeZoneUnknown,
)
from otklik.domains.schedule.schemas import ExceptionalDay, Interval
from otklik.platform.ids import new_id
from otklik.program import Program

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)
EVERY_DAY = replace(office_hours(), week=(DAY,) * 7)


async def test_until_hours_are_set_a_company_works_in_office_hours(program: Program, workspace: Company) -> None:
    async with unit_of_work(program, workspace) as ctx:
        hours = await schedule.get_hours(ctx)
        now = await schedule.availability(ctx, channel_id=None, at=SATURDAY)
    assert (hours.time_zone, [len(day) for day in hours.week]) == ("Europe/Moscow", [1, 1, 1, 1, 1, 0, 0])
    assert not hours.autoresponder.enabled
    assert (now.open, now.opens_at, now.closes_at) == (False, MONDAY, None)


async def test_a_channel_follows_the_company_until_it_has_hours_of_its_own(
    program: Program, workspace: Company
) -> None:
    channel_id = await create_bare_channel(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        await schedule.set_hours(ctx, hours=office_hours())
        assert (await schedule.get_hours(ctx, channel_id=channel_id)).inherited
        await schedule.set_hours(ctx, channel_id=channel_id, hours=EVERY_DAY)
        assert await schedule.get_hours(ctx, channel_id=channel_id) == EVERY_DAY
        assert (await schedule.availability(ctx, channel_id=channel_id, at=SATURDAY)).open
        assert not (await schedule.availability(ctx, channel_id=None, at=SATURDAY)).open
        await schedule.remove_hours(ctx, channel_id=channel_id)
        await schedule.remove_hours(ctx, channel_id=channel_id)
        assert not (await schedule.availability(ctx, channel_id=channel_id, at=SATURDAY)).open


async def test_hours_set_again_replace_the_first_ones(program: Program, workspace: Company) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await schedule.set_hours(ctx, hours=office_hours())
        await schedule.set_hours(ctx, hours=EVERY_DAY)
        assert await schedule.get_hours(ctx) == EVERY_DAY


async def test_hours_of_one_company_do_not_reach_another(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    theirs = await create_bare_channel(program, second_workspace)
    async with unit_of_work(program, workspace) as ctx:
        await schedule.set_hours(ctx, hours=EVERY_DAY)
        for channel_id in (theirs, new_id()):
            with pytest.raises(ChannelUnknown):
                await schedule.set_hours(ctx, channel_id=channel_id, hours=EVERY_DAY)
            with pytest.raises(ChannelUnknown):
                await schedule.get_hours(ctx, channel_id=channel_id)
    async with unit_of_work(program, second_workspace) as ctx:
        assert (await schedule.get_hours(ctx)).week[6] == ()


async def test_hours_that_cannot_be_kept_are_refused(program: Program, workspace: Company) -> None:
    empty = Interval(opens="09:00", closes="09:00")
    holiday = ExceptionalDay(date=date(2027, 1, 1))
    refused = [
        (replace(EVERY_DAY, time_zone="Mars/Olympus"), TimeZoneUnknown),
        (replace(EVERY_DAY, time_zone="../../etc/passwd"), TimeZoneUnknown),
        (replace(EVERY_DAY, week=((empty,), *EVERY_DAY.week[1:])), IntervalEmpty),
        (replace(EVERY_DAY, week=((*DAY, *DAY), *EVERY_DAY.week[1:])), IntervalsOverlap),
        (replace(EVERY_DAY, exceptions=(holiday, holiday)), DateTwice),
        (replace(EVERY_DAY, exceptions=(replace(holiday, intervals=(*DAY, *DAY)),)), IntervalsOverlap),
    ]
    async with unit_of_work(program, workspace) as ctx:
        for hours, error in refused:
            with pytest.raises(error):
                await schedule.set_hours(ctx, hours=hours)


async def test_working_time_is_counted_by_the_channel_s_hours(program: Program, workspace: Company) -> None:
    async with unit_of_work(program, workspace) as ctx:
        counted = await schedule.working_seconds_between(ctx, channel_id=None, start=SATURDAY, end=MONDAY)
        assert counted == 0
        await schedule.set_hours(ctx, hours=EVERY_DAY)
        counted = await schedule.working_seconds_between(ctx, channel_id=None, start=SATURDAY, end=MONDAY)
        assert counted == (6 + 9) * 3600
