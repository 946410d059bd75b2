"""The leader board counted a second time, past the product: from the answers of `tests.recompute` and what was said.

Nothing here comes from `otklik.domains.bonus`; the rules are as `docs/explanation` tells them. Money, ratings and
reopened conversations are left out: they take a place away and are told by the board itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from tests import recompute
from tests.recompute import Answer, Rows

NORM_DAYS: Final = 90
NORM_ENOUGH: Final = 20
NORM_SECONDS_MIN: Final = 5
LOAD_MOST: Final = 2.0
SCORE_MAX: Final = 10_000

_SAID = """
SELECT m.id, c.contact_id, m.visible_text, EXISTS (SELECT 1 FROM message_files f WHERE f.message_id = m.id)
FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE m.author_kind = 'operator'
"""


@dataclass(frozen=True)
class Line:
    """One operator's month: working seconds to the millisecond, hundredths of a point."""

    answers: int
    first_median: float | None
    any_median: float | None
    score: int


@dataclass(frozen=True)
class _Usual:
    """What was usual in the days before the month."""

    by_hour: Mapping[tuple[str, int], Sequence[float]]
    by_channel: Mapping[str, Sequence[float]]
    load_by_hour: Mapping[int, float]


async def lines(rows: Rows, *, start: datetime, end: datetime, zone: str, terms: Mapping[str, Any]) -> dict[str, Line]:
    """By the operator's id; of who counted no answer in full, none. `terms` are the company's own figures."""
    every = [one for one in await recompute.answers(rows) if one.in_hours]
    usual = _usual([one for one in every if start - timedelta(days=NORM_DAYS) <= one.at < start], ZoneInfo(zone))
    found = sorted((one for one in every if start <= one.at < end), key=lambda one: one.since)
    clean = await _clean(rows, found, ZoneInfo(zone), terms)
    loads = _loads(clean, usual, ZoneInfo(zone))
    kinds = {str(one[0]): str(one[1]) for one in await rows("SELECT id, kind FROM channels")}
    shares: dict[str, list[tuple[Answer, float]]] = {}
    marked: dict[str, list[tuple[Answer, float]]] = {}
    for one in found:
        norm = _norm(one, usual, ZoneInfo(zone), terms, mail=kinds[one.channel] == "email")
        share = one.full_working_seconds / (norm * loads.get(_hour(one, ZoneInfo(zone)), 1.0))
        (shares if one in clean else marked).setdefault(one.operator, []).append((one, share))
    return {operator: _line(some, marked.get(operator, []), terms) for operator, some in shares.items()}


async def _clean(rows: Rows, found: Iterable[Answer], zone: ZoneInfo, terms: Mapping[str, Any]) -> set[Answer]:
    """Those that say enough, at most so many a day to one person."""
    said = {str(one[0]): one[1:] for one in await rows(_SAID)}
    told: Counter[tuple[str, str, str]] = Counter()
    clean: set[Answer] = set()
    for one in found:
        contact, words, has_file = said[one.message_id]
        if sum(sign.isalnum() for sign in words) < terms["letters_min"] and not has_file:
            continue
        day = (one.operator, str(contact), f"{one.since.astimezone(zone):%Y-%m-%d}")
        told[day] += 1
        if told[day] <= terms["contact_day_max"]:
            clean.add(one)
    return clean


def _usual(before: Sequence[Answer], zone: ZoneInfo) -> _Usual:
    by_hour: dict[tuple[str, int], list[float]] = {}
    by_channel: dict[str, list[float]] = {}
    for one in before:
        by_hour.setdefault((one.channel, one.since.astimezone(zone).hour), []).append(one.full_working_seconds)
        by_channel.setdefault(one.channel, []).append(one.full_working_seconds)
    each = _people_by_hour(before, zone)
    answers, people = Counter[int](), Counter[int]()
    for hour, (count, some) in each.items():
        answers[hour.hour] += count
        people[hour.hour] += len(some)
    return _Usual(by_hour, by_channel, {hour: answers[hour] / people[hour] for hour in answers})


def _loads(clean: Iterable[Answer], usual: _Usual, zone: ZoneInfo) -> dict[datetime, float]:
    """How much more than usual each hour asked of whoever answered in it."""
    return {
        hour: min(LOAD_MOST, max(1.0, count / len(people) / usual.load_by_hour[hour.hour]))
        for hour, (count, people) in _people_by_hour(clean, zone).items()
        if hour.hour in usual.load_by_hour
    }


def _people_by_hour(some: Iterable[Answer], zone: ZoneInfo) -> dict[datetime, tuple[int, set[str]]]:
    found: dict[datetime, tuple[int, set[str]]] = {}
    for one in some:
        count, people = found.get(_hour(one, zone), (0, set[str]()))
        found[_hour(one, zone)] = (count + 1, {*people, one.operator})
    return found


def _hour(one: Answer, zone: ZoneInfo) -> datetime:
    return one.since.astimezone(zone).replace(minute=0, second=0, microsecond=0)


def _norm(one: Answer, usual: _Usual, zone: ZoneInfo, terms: Mapping[str, Any], *, mail: bool) -> float:
    hour = usual.by_hour.get((one.channel, one.since.astimezone(zone).hour), [])
    for known in (hour, usual.by_channel.get(one.channel, [])):
        if len(known) >= NORM_ENOUGH:
            return max(NORM_SECONDS_MIN, median(known))
    return float(terms["mail_norm_seconds" if mail else "norm_seconds"])


def _line(
    clean: Sequence[tuple[Answer, float]], marked: Sequence[tuple[Answer, float]], terms: Mapping[str, Any]
) -> Line:
    firsts = [(one, share) for one, share in clean if one.first]
    slow = [(one, share) for one, share in marked if one.first]
    of_any = _worst([share for _, share in clean], [share for _, share in marked])
    first = _worst([share for _, share in firsts], [share for _, share in slow]) if firsts else of_any
    percent = terms["first_percent"]
    points = SCORE_MAX / (1 + first) * percent + SCORE_MAX / (1 + of_any) * (100 - percent)
    return Line(len(clean), _seconds(firsts), _seconds(clean), int(points / 100))


def _seconds(some: Sequence[tuple[Answer, float]]) -> float | None:
    return round(median(one.full_working_seconds for one, _ in some), 3) if some else None


def _worst(clean: Sequence[float], marked: Sequence[float]) -> float:
    """The worst median that any of the marked, left in or out, can give: a mark never flatters."""
    slowest = sorted(marked, reverse=True)
    return max(median([*clean, *slowest[:count]]) for count in range(len(slowest) + 1))
