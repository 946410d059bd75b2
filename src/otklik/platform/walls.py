"""Wall clocks and their jumps: when a clock of a time zone shows a time (PEP 495)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def first_moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first moment (UTC) a clock shows that naive time; if it never does, the moment it jumps over it."""
    return shown(wall, zone, fold=0) or jump_over(wall, zone)


def shown(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime | None:
    """The first (fold 0) or the second (fold 1) moment the clock shows that time; None when it is jumped over."""
    moment = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall else None


def jump_over(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clock was put forward over `wall`. PEP 495: read with fold 1 it is before the jump, with 0 after."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
