"""What is promised: the closest measured answers, never quicker than they were, over closing time and holidays."""

from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import Company, unit_of_work
from tests.factories_promises import Desk
from tests.factories_schedule import create_bare_channel

from otklik.domains.promises.schemas import CurrentOut, PromiseSettings
from otklik.domains.promises.service import public, setting
from otklik.platform.clock import FixedClock
from otklik.program import Program

HOUR = timedelta(hours=1)
MOSCOW = ZoneInfo("Europe/Moscow")


async def current(desk: Desk, **changes: object) -> CurrentOut:
    async with unit_of_work(desk.program, desk.company) as ctx:
        if changes:
            await setting.save(ctx, PromiseSettings(**changes))  # type: ignore[arg-type]
        return await public.current(ctx, channel_id=desk.channel_id)


async def test_with_too_few_answers_only_the_hours_are_known(desk: Desk, clock: FixedClock) -> None:
    await desk.measured([60.0] * 4, at=clock.now() - HOUR)
    told = await current(desk)
    assert (told.promise.code, told.promise.due_at, told.promise.basis.band) == ("unknown", None, "hours_only")
    assert told.texts["ru"] == ""


async def test_the_closest_answers_decide(desk: Desk, clock: FixedClock, timed: Program, company: Company) -> None:
    other = await create_bare_channel(timed, company)
    await desk.measured([3_000.0] * 5, at=clock.now() - 4 * HOUR - timedelta(days=3), channel_id=other)
    assert (await current(desk)).promise.basis.band == "company"
    await desk.measured([1_700.0] * 5, at=clock.now() - 4 * HOUR - timedelta(days=3))
    assert (await current(desk)).promise.basis.band == "channel"
    await desk.measured([800.0] * 5, at=clock.now() - HOUR - timedelta(days=4))
    assert (await current(desk)).promise.basis.band == "hours_around"
    await desk.measured([100.0] * 5, at=clock.now() - timedelta(days=7))
    told = await current(desk)
    assert (told.promise.basis.band, told.promise.basis.promised_seconds) == ("hour", 120)
    assert told.texts["ru"] == "Ответим примерно через 2 минуты."
    assert told.texts["en"] == "We will answer in about 2 minutes."


async def test_answers_older_than_the_weeks_looked_at_measure_nothing(desk: Desk, clock: FixedClock) -> None:
    await desk.measured([60.0] * 5, at=clock.now() - timedelta(weeks=5))
    assert (await current(desk)).promise.code == "unknown"
    assert (await current(desk, weeks=8)).promise.code == "within"


async def test_near_closing_the_promise_goes_on_in_the_morning(desk: Desk, clock: FixedClock) -> None:
    await desk.measured([1_100.0] * 5, at=clock.now() - timedelta(days=4))
    clock.move(timedelta(hours=5, minutes=50))
    told = await current(desk)
    assert told.promise.code == "by"
    assert told.promise.due_at == datetime(2026, 3, 3, 9, 10, tzinfo=MOSCOW)
    assert told.texts["ru"] == "Ответим завтра до 9:10."


async def test_who_writes_at_night_is_promised_what_the_night_before_was_given(desk: Desk, clock: FixedClock) -> None:
    await desk.measured([60.0] * 9, at=clock.now() - timedelta(days=4))
    await desk.measured([2_000.0] * 5, at=clock.now() - timedelta(days=4), in_hours=False)
    clock.move(timedelta(hours=8))
    told = await current(desk)
    assert (told.promise.code, told.promise.basis.promised_seconds) == ("from", 2_700)
    assert told.promise.due_at == datetime(2026, 3, 3, 9, 45, tzinfo=MOSCOW)


async def test_a_promise_set_by_a_person_is_kept_to_the_figures(desk: Desk, clock: FixedClock) -> None:
    await desk.measured([60.0, 60.0, 900.0, 900.0, 900.0], at=clock.now() - HOUR)
    told = await current(desk, fixed_seconds=120)
    assert (told.promise.basis.band, told.promise.due_at) == ("fixed", clock.now() + timedelta(minutes=2))
    assert (told.practice.share, told.practice.warning) == (0.4, True)
    assert not (await current(desk, fixed_seconds=900)).practice.warning


async def test_what_takes_longer_than_may_be_promised_is_not_promised(desk: Desk, clock: FixedClock) -> None:
    await desk.measured([7_000.0] * 5, at=clock.now() - timedelta(days=4))
    assert (await current(desk, maximum_seconds=3_600)).promise.code == "unknown"


async def test_the_margin_and_the_floor_make_it_longer_never_shorter(desk: Desk, clock: FixedClock) -> None:
    await desk.measured([250.0] * 5, at=clock.now() - HOUR)
    assert (await current(desk)).promise.seconds == 300
    assert (await current(desk, margin_percent=50)).promise.seconds == 600
    assert (await current(desk, floor_seconds=900)).promise.seconds == 900


@given(
    waits=st.lists(st.integers(0, 20_000), min_size=5, max_size=12),
    quantile=st.sampled_from([0.5, 0.8, 0.9, 0.95]),
)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_share_asked_for_was_really_answered_within_what_is_promised(
    timed: Program, company: Company, clock: FixedClock, waits: list[int], quantile: float
) -> None:
    desk = Desk(timed, company, await create_bare_channel(timed, company))
    await desk.measured([float(one) for one in waits], at=clock.now() - timedelta(days=1))
    told = await current(desk, quantile=quantile, maximum_seconds=7 * 86_400)
    promised = told.promise.basis.promised_seconds
    assert promised is not None
    assert sum(one <= promised for one in waits) >= ceil(quantile * len(waits) - 1e-9)
