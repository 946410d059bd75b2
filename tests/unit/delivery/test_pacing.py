"""A provider's rate is kept without refusing anything."""

from datetime import UTC, datetime, timedelta

from otklik.domains.delivery.pacing import Pacing
from otklik.platform.ids import new_id

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_messages_over_the_rate_get_times_of_their_own_one_after_another() -> None:
    pacing, channel = Pacing(), new_id()
    rows = [new_id() for _ in range(4)]
    times = [pacing.goes_at(row, channel_id=channel, per_second=2, now=NOON) for row in rows]
    assert times == [NOON + timedelta(seconds=at / 2) for at in range(4)]


def test_a_message_that_comes_back_at_its_time_goes() -> None:
    pacing, channel, first, second = Pacing(), new_id(), new_id(), new_id()
    pacing.goes_at(first, channel_id=channel, per_second=1, now=NOON)
    later = pacing.goes_at(second, channel_id=channel, per_second=1, now=NOON)
    assert pacing.goes_at(second, channel_id=channel, per_second=1, now=later) == later


def test_channels_do_not_wait_for_each_other() -> None:
    pacing = Pacing()
    assert {pacing.goes_at(new_id(), channel_id=new_id(), per_second=1, now=NOON) for _ in range(5)} == {NOON}


def test_a_channel_without_a_rate_is_never_put_off() -> None:
    pacing, channel = Pacing(), new_id()
    assert {pacing.goes_at(new_id(), channel_id=channel, per_second=0, now=NOON) for _ in range(5)} == {NOON}
