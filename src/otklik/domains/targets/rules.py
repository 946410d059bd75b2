"""Which target holds for a wait, and when something happens to it. Pure: working time is counted by `Counting`."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.targets.errors import PeriodInvalid

Counting = Callable[[datetime, float], datetime | None]
"""The moment by which so many seconds have passed since another; None when they never will."""

WEIGHTS: Final = {"tier": 8, "label": 4, "team": 2, "channel": 1}
"""Of two targets with as many conditions the one about the person wins, then about the matter, then the team."""
DEFAULT_PERIOD: Final = timedelta(days=7)
LONGEST_PERIOD: Final = timedelta(days=400)
SAME_MATTER: Final = timedelta(hours=72)
"""A conversation opened again so soon after it was closed was not solved: its time goes on from where it stood."""
ENOUGH: Final = 5
"""A share of fewer waits than this is shown as unsure."""


class Aim(StrEnum):
    """What is wanted by a moment."""

    FIRST = "first"
    ANY = "any"
    SOLUTION = "solution"
    """The conversation closed."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a conversation when its customer begins to wait."""

    channel_id: UUID
    team_id: UUID | None = None
    label_ids: frozenset[UUID] = frozenset()
    tier: str = ""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A target as it is chosen by; None holds for all."""

    id: UUID
    name: str
    channel_id: UUID | None = None
    team_id: UUID | None = None
    label_id: UUID | None = None
    tier: str | None = None
    first_seconds: int | None = None
    any_seconds: int | None = None
    solve_seconds: int | None = None
    working: bool = True
    warn_percent: int | None = None
    reassign_percent: int | None = None
    escalate_percent: int | None = None
    escalate_team_id: UUID | None = None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a wait began under, kept with it."""

    name: str
    seconds: int
    working: bool
    because: tuple[str, ...]
    """The conditions that made it the most specific: tier, label, team, channel; none: it holds for everything."""
    escalate_team_id: UUID | None = None


class Moments(msgspec.Struct, frozen=True, kw_only=True):
    """When something happens to a wait that nobody ends."""

    due_at: datetime
    warn_at: datetime | None
    reassign_at: datetime | None
    escalate_at: datetime | None


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime


def conditions(rule: Rule) -> tuple[str, ...]:
    """The names of what the target asks for, the weightiest first."""
    asked = {"tier": rule.tier, "label": rule.label_id, "team": rule.team_id, "channel": rule.channel_id}
    return tuple(name for name in WEIGHTS if asked[name] is not None)


def fits(rule: Rule, facts: Facts) -> bool:
    return (
        rule.channel_id in {None, facts.channel_id}
        and rule.team_id in {None, facts.team_id}
        and (rule.label_id is None or rule.label_id in facts.label_ids)
        and (rule.tier is None or rule.tier.casefold() == facts.tier.casefold())
    )


def choose(rules: Iterable[Rule], facts: Facts, *, aim: Aim) -> Rule | None:
    """The most specific target that says anything of this aim; for one of two labels the stricter."""
    fitting = [rule for rule in rules if fits(rule, facts) and seconds(rule, aim) is not None]
    return max(fitting, key=lambda rule: (*specificity(rule), -(seconds(rule, aim) or 0)), default=None)


def specificity(rule: Rule) -> tuple[int, int]:
    """More conditions win; of as many, the weightier. Two that fit are equal only by their labels."""
    asked = conditions(rule)
    return len(asked), sum(WEIGHTS[name] for name in asked)


def order(rule: Rule) -> tuple[int, int, int]:
    """Sorts targets as they win: the most specific first, of equal ones the stricter."""
    count, weight = specificity(rule)
    return -count, -weight, rule.any_seconds or rule.first_seconds or rule.solve_seconds or 0


def seconds(rule: Rule, aim: Aim) -> int | None:
    """The time given; a first answer without one of its own is an answer like any."""
    if aim is Aim.SOLUTION:
        return rule.solve_seconds
    return rule.first_seconds if aim is Aim.FIRST and rule.first_seconds is not None else rule.any_seconds


def terms(rule: Rule, *, aim: Aim) -> Terms:
    """Of a target that `choose` found."""
    return Terms(
        name=rule.name,
        seconds=seconds(rule, aim) or 0,
        working=rule.working,
        because=conditions(rule),
        escalate_team_id=rule.escalate_team_id,
    )


def by_the_clock(start: datetime, given: float) -> datetime:
    """`Counting` of time that never pauses."""
    return start + timedelta(seconds=given)


def moments(rule: Rule, *, aim: Aim, start: datetime, count: Counting) -> Moments | None:
    """None when the time would never run out: a company that is always closed."""
    given = seconds(rule, aim) or 0
    due_at = count(start, given)
    if due_at is None:
        return None

    def after(percent: int | None) -> datetime | None:
        return None if percent is None else count(start, given * percent / 100)

    return Moments(
        due_at=due_at,
        warn_at=after(rule.warn_percent),
        reassign_at=after(rule.reassign_percent),
        escalate_at=after(rule.escalate_percent),
    )


def tightened(now_due: datetime, *, from_start: datetime, from_now: datetime, now: datetime) -> datetime | None:
    """The due moment after another target came to hold for a running wait; None: it stays.

    Time is never gained by a transfer, and nobody is handed a breach that others' time made: where the stricter
    target would be over already, its time is given from now.
    """
    wanted = from_start if from_start > now else from_now
    return wanted if wanted < now_due else None


def next_moment(*, due_at: datetime | None, others: Iterable[datetime | None]) -> datetime | None:
    """What the alarm is set to; None: nothing is left to happen."""
    return min((one for one in (due_at, *others) if one is not None), default=None)


def period(start: datetime | None, end: datetime | None, *, now: datetime) -> Period:
    """The period asked for; the last seven days by default. Raises `PeriodInvalid`."""
    chosen_end = end or now
    chosen_start = start or chosen_end - DEFAULT_PERIOD
    if chosen_start.tzinfo is None or chosen_end.tzinfo is None:
        raise PeriodInvalid(params={"reason": "no_time_zone"})
    if chosen_start >= chosen_end:
        raise PeriodInvalid(params={"reason": "empty"})
    if chosen_end - chosen_start > LONGEST_PERIOD:
        raise PeriodInvalid(params={"reason": "too_long"})
    return Period(start=chosen_start, end=chosen_end)
