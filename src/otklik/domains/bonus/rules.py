"""Decisions of the bonus: which answers count, with what each is compared, how an operator stands. No I/O, no clock.

An answer is told as a share of the time that is usual in its channel at its hour: 0.5 is twice as quick, 2 twice as
slow. Whoever answers letters at night is so compared with letters at night. Figures are medians of those shares.

What could be done for the figure's sake is never thrown away, for throwing away is a gain too: it is *marked*. Marked
answers count only where they make the figure worse (`guarded_median`). So no act can be worth doing for the figure
alone, and no honest "ok" costs anything.
"""

import re
from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final, Literal, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.bonus.errors import MonthInvalid

SCORE_MAX: Final = 10_000
"""Hundredths of a point: an answer in no time at all. What is usual scores half of it."""
NORM_SECONDS_MIN: Final = 5
"""Nothing is usual in less: a channel answered at once by habit would make any second a defeat."""
NORM_ENOUGH: Final = 20
"""So many answers of the time before make a norm; of fewer the wider one is taken."""
NORM_DAYS: Final = 90
"""Norms are of so many days before the month: known when it begins, and nobody's doing within it."""
LOAD_MOST: Final = 2.0
"""However busy an hour was, an answer in it is allowed at most so many times what is usual."""
GATE_ENOUGH: Final = 5
"""Fewer ratings or closings than this decide nothing."""
FOLLOWED_WITHIN: Final = timedelta(hours=2)
"""A real answer that comes so soon after a few letters ends the wait that those letters seemed to end."""
LEFT_OUT_MAX: Final = 500
CHANNELS_MAX: Final = 500
PLACES_MAX: Final = 20
POOL_MAX: Final = 10**12

_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
Channel = UUID
Percent = Annotated[int, Meta(ge=0, le=100)]


class ChannelWeight(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    channel_id: UUID
    weight: Annotated[int, Meta(ge=1, le=20)]
    """How much work an answer there is, beside 1 of an ordinary one."""


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The company's rules of the bonus."""

    pool_minor: Annotated[int, Meta(ge=0, le=POOL_MAX)] = 0
    """A month's money in the currency's smallest unit, kopecks say; 0: a board without money."""
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] = "RUB"
    split: Literal["score_and_work", "score", "places"] = "score_and_work"
    place_percents: Annotated[tuple[Percent, ...], Meta(min_length=1, max_length=PLACES_MAX)] = (50, 30, 20)
    """What the first, second, … place gets of the pool; 100 together."""
    first_percent: Percent = 70
    """How much of the score is the first answer; the rest is any answer."""
    answers_min: Annotated[int, Meta(ge=1, le=10_000)] = 30
    """Whoever counts fewer answers in the month is not ranked."""
    letters_min: Annotated[int, Meta(ge=0, le=200)] = 15
    """An answer of fewer letters and digits, without a file, is marked as tiny."""
    contact_day_max: Annotated[int, Meta(ge=1, le=1000)] = 5
    """So many answers of one operator to one person a day count in full; the rest are marked."""
    rating_min: Annotated[float, Meta(ge=0, le=5)] = 4.0
    """Whoever is rated lower on average has no share; 0: ratings decide nothing."""
    reopened_percent_max: Percent = 30
    """Nor has whoever's closed conversations customers opened again more often; 100: it decides nothing."""
    reopened_within_hours: Annotated[int, Meta(ge=1, le=720)] = 48
    norm_seconds: Annotated[int, Meta(ge=NORM_SECONDS_MIN, le=30 * 86_400)] = 300
    """What is usual where there is no history yet, in working time."""
    mail_norm_seconds: Annotated[int, Meta(ge=NORM_SECONDS_MIN, le=30 * 86_400)] = 14_400
    """The same for letters."""
    channel_weights: Annotated[tuple[ChannelWeight, ...], Meta(max_length=CHANNELS_MAX)] = ()
    left_out_ids: Annotated[tuple[UUID, ...], Meta(max_length=LEFT_OUT_MAX)] = ()
    """Operators who do not take part: their answers make no place and no share."""
    shown: Literal["own", "places", "everything"] = "places"
    """What operators see of each other: nothing, places and scores, or all that supervisors see."""


class Mark(StrEnum):
    """Why an answer counts only where it makes the figure worse."""

    OWN = "own"
    """To a person who has a colleague's address."""
    TINY = "tiny"
    MANY = "many"
    """More than `contact_day_max` to one person on one day."""
    CLOSED = "closed"
    """No answer at all: closed while the customer waited."""


class Answer(NamedTuple):
    """One answer to somebody who wrote in working hours, or a closing in place of one."""

    operator_id: UUID
    channel_id: UUID
    contact_id: UUID
    first: bool
    asked_at: datetime
    """On the company's clock."""
    seconds: float
    """Of working time, up to the answer itself: a holding one before it stops nothing here."""
    enough_said: bool
    closing: bool = False


class Norms(NamedTuple):
    """What was usual before: (answers, median seconds) by channel and hour of the day, and by channel alone."""

    by_hour: Mapping[tuple[Channel, int], tuple[int, float]]
    by_channel: Mapping[Channel, tuple[int, float]]
    load_by_hour: Mapping[int, float]
    """Answers an operator gave in that hour of the day, of those who answered in it."""
    mail: frozenset[Channel]


class Weighed(NamedTuple):
    answer: Answer
    mark: Mark | None
    usual: float
    """Seconds that are usual in that channel at that hour."""
    load: float
    """How many times that the load of that very hour allows."""

    @property
    def share(self) -> float:
        return self.answer.seconds / (self.usual * self.load)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """First answers, or any."""

    answers: int
    """Counted in full."""
    slow_marked: int
    """Marked ones that count, for they are slower than the rest."""
    median_seconds: float | None
    """Working seconds, of those counted in full."""
    usual_seconds: float | None
    """The median of what was usual for the same answers."""
    share: float | None
    """The guarded median of the shares; null: no answers."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One operator's month."""

    operator_id: UUID
    first: Part
    any: Part
    score: int | None
    """Hundredths; null where nothing was counted."""
    work: int
    """Answers counted in full, each by its channel's weight."""
    load: float
    """What the load of the hours allowed on average; 1: they were as usual."""
    marks: Mapping[str, int]


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate looks at."""

    rated: int = 0
    rating_average: float | None = None
    closings: int = 0
    reopened: int = 0


def month(text: str) -> date:
    """The first day of `2026-11`. Raises `MonthInvalid`."""
    if not _MONTH.fullmatch(text) or text.startswith("0000"):
        raise MonthInvalid(params={"reason": "unreadable"})
    return date(int(text[:4]), int(text[5:]), 1)


def next_month(first: date) -> date:
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def marked(
    answers: Iterable[Answer], *, terms: Terms, colleagues: Collection[UUID]
) -> list[tuple[Answer, Mark | None]]:
    """Each with the reason it is marked for; in the order in which customers asked, which no operator can change."""
    told: Counter[tuple[UUID, UUID, date]] = Counter()
    found: list[tuple[Answer, Mark | None]] = []
    for one in sorted(answers, key=lambda one: one.asked_at):
        mark = _mark(one, colleagues=colleagues)
        day = (one.operator_id, one.contact_id, one.asked_at.date())
        if mark is None:
            told[day] += 1
            mark = Mark.MANY if told[day] > terms.contact_day_max else None
        found.append((one, mark))
    return found


def weighed(answers: Sequence[tuple[Answer, Mark | None]], *, norms: Norms, terms: Terms) -> list[Weighed]:
    """Each beside what was usual in its channel at its hour, and what the load of that very hour allows."""
    loads = _loads([one for one, mark in answers if mark is None], norms)
    return [
        Weighed(one, mark, norm(one, norms=norms, terms=terms), loads.get(_hour(one), 1.0)) for one, mark in answers
    ]


def norm(answer: Answer, *, norms: Norms, terms: Terms) -> float:
    """Usual seconds: of the channel at that hour, of the channel, or what the company says where it knows neither."""
    hour = norms.by_hour.get((answer.channel_id, answer.asked_at.hour))
    for known in (hour, norms.by_channel.get(answer.channel_id)):
        if known is not None and known[0] >= NORM_ENOUGH:
            return max(NORM_SECONDS_MIN, known[1])
    return terms.mail_norm_seconds if answer.channel_id in norms.mail else terms.norm_seconds


def standings(found: Iterable[Weighed], *, terms: Terms) -> list[Standing]:
    """How each operator stands, in no particular order."""
    by_operator: dict[UUID, list[Weighed]] = {}
    for one in found:
        by_operator.setdefault(one.answer.operator_id, []).append(one)
    weights = {one.channel_id: one.weight for one in terms.channel_weights}
    return [_standing(operator_id, some, terms, weights) for operator_id, some in by_operator.items()]


def guarded_median(clean: Sequence[float], marked_ones: Sequence[float]) -> float | None:
    """The worst median that leaving out any of the marked ones can give; None where nothing is clean.

    It is never better than the clean ones' own, never better for one more marked one, and never worse for a quicker
    answer of either kind: it is the greatest of medians each of which has these properties.
    """
    return median(_guarded(clean, marked_ones)) if clean else None


def median(values: Sequence[float]) -> float:
    """Of sorted values."""
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def score(first: float | None, of_any: float | None, *, first_percent: int) -> int | None:
    """Hundredths of a point from the two shares: 5000 is as usual, quicker is more. Null: nothing was counted."""
    if of_any is None:
        return None
    points = [SCORE_MAX / (1 + share) for share in (of_any if first is None else first, of_any)]
    return int((points[0] * first_percent + points[1] * (100 - first_percent)) / 100)


def refusal(standing: Standing, quality: Quality, *, terms: Terms) -> str:
    """Why the operator has no place: left_out, too_few, rating or reopened; empty: they have one."""
    if standing.operator_id in terms.left_out_ids:
        return "left_out"
    if standing.score is None or standing.any.answers < terms.answers_min:
        return "too_few"
    average = quality.rating_average
    if quality.rated >= GATE_ENOUGH and average is not None and average < terms.rating_min:
        return "rating"
    if quality.closings >= GATE_ENOUGH and quality.reopened * 100 > quality.closings * terms.reopened_percent_max:
        return "reopened"
    return ""


def places(scores: Sequence[int]) -> list[int]:
    """The place of each: equal scores share the better one."""
    return [1 + sum(other > one for other in scores) for one in scores]


def _mark(one: Answer, *, colleagues: Collection[UUID]) -> Mark | None:
    if one.closing:
        return Mark.CLOSED
    if one.contact_id in colleagues:
        return Mark.OWN
    return None if one.enough_said else Mark.TINY


def _hour(one: Answer) -> datetime:
    return one.asked_at.replace(minute=0, second=0, microsecond=0)


def _loads(clean: Sequence[Answer], norms: Norms) -> dict[datetime, float]:
    """How much more than usual each hour asked of whoever answered: 1 up to `LOAD_MOST`, never less.

    An hour is the one in which customers wrote, so that how quickly they are answered changes nothing in it.
    """
    answers = Counter(_hour(one) for one in clean)
    people: dict[datetime, set[UUID]] = {}
    for one in clean:
        people.setdefault(_hour(one), set()).add(one.operator_id)
    found: dict[datetime, float] = {}
    for hour, count in answers.items():
        usual = norms.load_by_hour.get(hour.hour, 0)
        found[hour] = min(LOAD_MOST, max(1.0, count / len(people[hour]) / usual)) if usual else 1.0
    return found


def _standing(operator_id: UUID, some: Sequence[Weighed], terms: Terms, weights: Mapping[Channel, int]) -> Standing:
    first = _part([one for one in some if one.answer.first])
    of_any = _part(some)
    clean = [one for one in some if one.mark is None]
    loads = [one.load for one in clean]
    return Standing(
        operator_id=operator_id,
        first=first,
        any=of_any,
        score=score(first.share, of_any.share, first_percent=terms.first_percent),
        work=sum(weights.get(one.answer.channel_id, 1) for one in clean),
        load=sum(loads) / len(loads) if loads else 1.0,
        marks=Counter(one.mark.value for one in some if one.mark is not None),
    )


def _part(some: Sequence[Weighed]) -> Part:
    clean = [one for one in some if one.mark is None]
    if not clean:
        return Part(answers=0, slow_marked=0, median_seconds=None, usual_seconds=None, share=None)
    guarded = _guarded([one.share for one in clean], [one.share for one in some if one.mark is not None])
    return Part(
        answers=len(clean),
        slow_marked=len(guarded) - len(clean),
        median_seconds=median(sorted(one.answer.seconds for one in clean)),
        usual_seconds=median(sorted(one.usual * one.load for one in clean)),
        share=median(guarded),
    )


def _guarded(clean: Sequence[float], marked_ones: Iterable[float]) -> list[float]:
    """The clean ones, and of the marked those that make their median worse, in order."""
    values = sorted(clean)
    for one in sorted(marked_ones, reverse=True):
        if one <= median(values):
            break  # the rest are quicker still and could only flatter
        insort(values, one)
    return values
