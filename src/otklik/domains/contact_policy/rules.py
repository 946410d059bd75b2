"""Caps and quiet hours: decisions without I/O, clock or session.

A day is a calendar day of the company's time zone; a week is it and the 6 days before, a month it and the 29 before.
Hours are those of the person's own wall clock, and hold through its jumps.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from otklik.platform import walls

ASKS_MAX: Final = 1_000
LEVELS_MAX: Final = 11
CAP_MAX: Final = 100
"""Messages a window; whoever needs more wants no cap."""
CHANNELS_MAX: Final = 60
DAY_MINUTES: Final = 24 * 60
WEEK_DAYS: Final = 7
KEPT_DAYS: Final = 30
KEPT_MAX: Final = 300
"""Messages remembered of one person: the highest cap fits three times."""
PUT_OFF_MAX: Final = timedelta(days=7)
"""What would wait longer for its turn is refused: news are news for a week."""
ANY_CHANNEL: Final = ""

CAPPED: Final = "frequency_cap"
QUIET: Final = "quiet_hours"
UNKNOWN: Final = "person_unknown"

_DAY: Final = timedelta(days=1)


class OnCap(StrEnum):
    """What becomes of a message that is one too many."""

    REFUSE = "refuse"
    PUT_OFF = "put_off"


class Cap(msgspec.Struct, frozen=True, kw_only=True):
    """Messages a window; null: as many as there are; 0: none."""

    day: int | None = None
    week: int | None = None
    month: int | None = None

    def windows(self) -> Iterator[tuple[int, int]]:
        """(days, messages) of those that are limited."""
        for days, most in ((1, self.day), (WEEK_DAYS, self.week), (KEPT_DAYS, self.month)):
            if most is not None:
                yield days, most


class Span(msgspec.Struct, frozen=True):
    """When a day allows to write: minutes from midnight, `closes` up to 1440."""

    opens: int
    closes: int


Week = Sequence[Span | None]
"""Seven days, Monday first; null: silent the whole day."""
ALWAYS: Final[Week] = (Span(0, DAY_MINUTES),) * WEEK_DAYS
DAYTIME: Final[Week] = (Span(9 * 60, 21 * 60),) * WEEK_DAYS
DAYTIME_OF_PHONES: Final[Week] = (Span(9 * 60, 21 * 60),) * 5 + (Span(10 * 60, 20 * 60),) * 2

CAPS_FIRST: Final[Mapping[int, Cap]] = {0: Cap(day=3, week=5, month=12), 1: Cap(day=3, week=8, month=20)}
WEEKS_FIRST: Final[Mapping[str, Week]] = {ANY_CHANNEL: DAYTIME, "email": ALWAYS, "sms": DAYTIME_OF_PHONES}
"""Until a company says otherwise: nobody is woken by its first campaign, and a letter wakes nobody."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """Caps by level of loyalty (0: below the first), hours by kind of channel."""

    caps: Mapping[int, Cap]
    weeks: Mapping[str, Week]
    on_cap: OnCap
    zone: str
    """The company's."""

    def cap_of(self, level: int) -> Cap:
        """The level's own, else that of the nearest below."""
        return self.caps[max((one for one in self.caps if one <= level), default=0)]

    def week_of(self, channel: str) -> Week:
        return self.weeks.get(channel) or self.weeks[ANY_CHANNEL]

    def today(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`refused`: a stable code, empty when it may go; then not before that moment, null: at once.

    `delayed` says why it waits: `quiet_hours` or `frequency_cap`.
    """

    refused: str = ""
    not_before: datetime | None = None
    delayed: str = ""

    @property
    def goes(self) -> bool:
        """Now."""
        return not self.refused and self.not_before is None


class Person(msgspec.Struct, kw_only=True):
    """What is known of one person when they are judged. `zone` null: no hours of theirs are asked about."""

    level: int
    days: list[date]
    zone: ZoneInfo | None


def answer(policy: Policy, person: Person, *, channel: str, at: datetime, counted: bool = False) -> Answer:
    """Whether a message of a kind of channel may go at that moment. `counted`: it was before, only hours matter."""
    today = policy.today(at)
    frees = today if counted else frees_on(person.days, policy.cap_of(person.level), today=today)
    if frees is None or (frees > today and not _worth_waiting(policy, frees, today)):
        return Answer(refused=CAPPED)
    since = at if frees == today else local_moment(ZoneInfo(policy.zone), frees, time())
    goes_at = _within_hours(policy.week_of(channel), person.zone, since)
    if goes_at == at:
        return Answer()
    return Answer(not_before=goes_at, delayed=CAPPED if frees > today else QUIET)


def frees_on(days: Sequence[date], cap: Cap, *, today: date) -> date | None:
    """The first day on which one more message is within the cap; None: never."""
    found = today
    for length, most in cap.windows():
        recent = sorted(day for day in days if day > today - length * _DAY)
        if most == 0:
            return None
        if len(recent) >= most:
            found = max(found, recent[len(recent) - most] + length * _DAY)
    return found


def allows(week: Week, wall: datetime) -> bool:
    """Whether that time on a wall clock is within the hours."""
    span, minute = week[wall.weekday()], wall.hour * 60 + wall.minute
    return span is not None and span.opens <= minute < span.closes


def next_allowed(week: Week, zone: ZoneInfo, at: datetime) -> datetime:
    """That moment, or the first one after it that is within the hours. A week has some (`Policy` is checked)."""
    if allows(week, at.astimezone(zone)):
        return at
    today = at.astimezone(zone).date()
    found = [moment for moment in _openings(week, zone, today) if moment > at and allows(week, moment.astimezone(zone))]
    return min(found, default=at)


def local_moment(zone: ZoneInfo, day: date, clock: time) -> datetime:
    """When the wall clock of a zone shows that time, UTC: the first of two, and of a time jumped over the jump."""
    return walls.first_moment(datetime.combine(day, clock), zone)


def zone_of(name: object) -> ZoneInfo | None:
    """A zone by its IANA name; None when it is none."""
    if not isinstance(name, str) or not name.strip() or len(name) > 64:
        return None
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def nearest_zone(names: Sequence[str], *, company: ZoneInfo, at: datetime) -> ZoneInfo | None:
    """The zone of a phone number by those its range is used in.

    The company's own when it is among them, for most customers live near; else the middle one, which is the least
    wrong. None when nobody knows.
    """
    known = [zone for name in names if (zone := zone_of(name)) is not None]
    if company.key in {zone.key for zone in known}:
        return company
    ordered = sorted(known, key=lambda zone: (at.astimezone(zone).utcoffset() or timedelta(), zone.key))
    return ordered[len(ordered) // 2] if ordered else None


def open_minutes(week: Week) -> int:
    """How much of a week is within the hours."""
    return sum(span.closes - span.opens for span in week if span is not None)


def is_always(week: Week) -> bool:
    return open_minutes(week) == WEEK_DAYS * DAY_MINUTES


def _worth_waiting(policy: Policy, frees: date, today: date) -> bool:
    return policy.on_cap is OnCap.PUT_OFF and frees - today <= PUT_OFF_MAX


def _within_hours(week: Week, zone: ZoneInfo | None, at: datetime) -> datetime:
    return at if zone is None or is_always(week) else next_allowed(week, zone, at)


def _openings(week: Week, zone: ZoneInfo, today: date) -> Iterator[datetime]:
    """Moments at which hours may begin, over two weeks: where a clock is put back, a beginning comes twice."""
    for number in range(2 * WEEK_DAYS + 1):
        day = today + number * _DAY
        span = week[day.weekday()]
        if span is None:
            continue
        wall = datetime.combine(day, time()) + timedelta(minutes=span.opens)
        yield walls.first_moment(wall, zone)
        yield wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
