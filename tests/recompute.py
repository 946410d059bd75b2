"""The speed figures counted a second time, past the product: from journal, ledger, messages and hours alone.

Nothing here comes from `otklik.domains.speed`: a wait begins when the provider says the first unanswered message was
written (or when it came, where the provider's time cannot be believed), and ends when the provider accepted a person's
answer, or the holding answer that it followed within the company's minutes.
"""

import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Rows = Callable[..., Awaitable[list[tuple[Any, ...]]]]  # Any: columns of any type
"""Asks the database past the product: a query with `%s` and its values."""

OFFICE_WEEK = [[{"opens": "09:00", "closes": "18:00"}]] * 5 + [[], []]
HOLDING_MINUTES = 10

_ASKED = """
WITH raw AS (
    SELECT j.id, c.kind, j.received_at,
           CASE WHEN c.kind = 'email' THEN NULL ELSE convert_from(j.body, 'UTF8')::jsonb END AS json,
           substring(convert_from(j.body, 'LATIN1') FROM '(?n)^Date: (.*)$') AS mail_date
    FROM journal j JOIN channels c ON c.id = j.channel_id
)
SELECT m.conversation_id, m.stored_at, raw.received_at, CASE raw.kind
           WHEN 'telegram' THEN to_timestamp((raw.json->'message'->>'date')::bigint)
           WHEN 'email' THEN raw.mail_date::timestamptz
           WHEN 'whatsapp' THEN
               to_timestamp((raw.json #>> '{entry,0,changes,0,value,messages,0,timestamp}')::bigint)
           ELSE (raw.json->>'sent_at')::timestamptz
       END
FROM raw JOIN messages m ON m.journal_id = raw.id AND m.direction = 'in' AND m.kind = 'message'
"""
_ANSWERED = """
SELECT m.conversation_id, m.stored_at, m.sent_at, l.accepted_at, m.holding, m.author_id, l.channel_id, m.id
FROM ledger l JOIN messages m ON m.id = l.subject_id
WHERE l.purpose = 'answer' AND l.accepted_at IS NOT NULL AND m.author_kind = 'operator'
"""
_EVENTS = """
SELECT conversation_id, stored_at, extra->'event'->>'code', extra->'event'->'params'->>'team_id'
FROM messages WHERE kind = 'event'
"""


@dataclass(frozen=True)
class Answer:
    """One answer, as counted here."""

    message_id: str
    channel: str
    operator: str
    team: str
    first: bool
    since: datetime
    at: datetime
    in_hours: bool
    seconds: int
    working_seconds: int
    full_working_seconds: float
    """Up to the answer itself, whatever holding one stands before it; not rounded."""


@dataclass(frozen=True)
class Figures:
    count: int
    within: int
    median: float | None
    p90: float | None


@dataclass(frozen=True)
class _Said:
    """Something that happened in a conversation, at our own time."""

    at: datetime
    what: str
    when: datetime | None = None
    """Of a question: by the provider's clock. Of an answer: its acceptance."""
    wrote_at: datetime | None = None
    holding: bool = False
    operator: str = ""
    channel: str = ""
    team: str = ""
    message_id: str = ""


async def answers(rows: Rows) -> list[Answer]:
    """Every answer that ended a wait, of all the companies that `rows` sees."""
    lanes = await _lanes(rows)
    hours = {(str(one[0]), str(one[1]) if one[1] else ""): one[2] for one in await rows(_HOURS)}
    zones = {str(one[0]): (str(one[1]), one[2]) for one in await rows(_ZONES)}
    memberships = await rows("SELECT operator_id, team_id FROM team_members")
    teams: dict[str, list[str]] = {}
    for operator, team in memberships:
        teams.setdefault(str(operator), []).append(str(team))
    companies = {str(one[0]): str(one[1]) for one in await rows("SELECT id, workspace_id FROM channels")}
    found: list[Answer] = []
    for happened in lanes.values():
        company = next((companies[one.channel] for one in happened if one.channel), "")
        zone, minutes = zones.get(company, ("UTC", HOLDING_MINUTES))
        for since, at, first, said, team in _waits(happened, timedelta(minutes=minutes)):
            week = (
                hours.get((company, said.channel))
                or hours.get((company, ""))
                or {"time_zone": zone, "week": OFFICE_WEEK}
            )
            only = teams.get(said.operator, [])
            found.append(
                Answer(
                    message_id=said.message_id,
                    channel=said.channel,
                    operator=said.operator,
                    team=team or (only[0] if len(only) == 1 else ""),
                    first=first,
                    since=since,
                    at=at,
                    in_hours=_open(week, since, since + timedelta(microseconds=1)) > 0,
                    seconds=_whole((at - since).total_seconds()),
                    working_seconds=_whole(_open(week, since, at)),
                    full_working_seconds=_open(week, since, max(said.when or at, at)),
                )
            )
    return found


_HOURS = "SELECT workspace_id, channel_id, document FROM hours"
_ZONES = f"""
SELECT w.id, w.time_zone, coalesce(h.follow_minutes, {HOLDING_MINUTES})
FROM workspaces w LEFT JOIN holding_rules h ON h.workspace_id = w.id
"""


def figures(found: Iterable[Answer], *, target_seconds: int = 60, working: bool = False) -> Figures:
    """Count, share within the target, median and ninth decile, as a spreadsheet would."""
    waits = sorted(one.working_seconds if working else one.seconds for one in found)
    within = sum(1 for one in waits if one <= target_seconds)
    return Figures(count=len(waits), within=within, median=percentile(waits, 50), p90=percentile(waits, 90))


def hour_of_week(answer: Answer, zone: str) -> int:
    """When the customer wrote, on the company's clock; 0 is Monday's midnight."""
    there = answer.since.astimezone(ZoneInfo(zone))
    return there.weekday() * 24 + there.hour


async def _lanes(rows: Rows) -> dict[str, list[_Said]]:
    lanes: dict[str, list[_Said]] = {}
    for lane, stored_at, received_at, told in await rows(_ASKED):
        wrong = told > received_at or told < received_at - timedelta(days=7)
        lanes.setdefault(str(lane), []).append(_Said(stored_at, "asked", when=received_at if wrong else told))
    for lane, stored_at, sent_at, accepted_at, holding, author, channel, message in await rows(_ANSWERED):
        said = _Said(stored_at, "answered", accepted_at, sent_at, holding, str(author), str(channel), "", str(message))
        lanes.setdefault(str(lane), []).append(said)
    for lane, stored_at, code, team in await rows(_EVENTS):
        lanes.setdefault(str(lane), []).append(_Said(stored_at, code, team=team or ""))
    return {lane: sorted(happened, key=lambda one: one.at) for lane, happened in lanes.items()}


def _waits(happened: Sequence[_Said], within: timedelta) -> Iterable[tuple[datetime, datetime, bool, _Said, str]]:
    """Each ended wait: since when, until when, whether the first, the answer, the conversation's team at its end."""
    waiting: datetime | None = None
    first, closed = True, False
    held: list[_Said] = []
    for said in happened:
        if said.what == "asked" and said.when:
            if closed:
                first, closed = True, False
            waiting = said.when if waiting is None else min(waiting, said.when)
        elif said.what == "closed":
            waiting, closed = None, True
        elif said.what == "reopened":
            closed = False
        elif said.what == "answered" and said.holding:
            held.append(said)
        elif (
            said.what == "answered" and said.when and said.wrote_at and waiting is not None and said.wrote_at >= waiting
        ):
            yield waiting, _ended(said, held, waiting, within), first, said, _team_at(happened, said.when)
            waiting, first = None, False


def _ended(said: _Said, held: Sequence[_Said], waiting: datetime, within: timedelta) -> datetime:
    accepted = said.when or said.at
    soon = [
        one.when
        for one in held
        if one.when and one.wrote_at and one.wrote_at >= waiting and accepted - within <= one.when <= accepted
    ]
    return max(min([*soon, accepted]), waiting)


def _team_at(happened: Sequence[_Said], moment: datetime) -> str:
    given = [one.team for one in happened if one.what == "assigned" and one.at <= moment]
    return given[-1] if given else ""


def _open(hours: dict[str, Any], start: datetime, end: datetime) -> float:  # Any: the hours' own document
    """Open seconds between two moments, day by day on the wall clock."""
    zone = ZoneInfo(str(hours["time_zone"]))
    replaced = {one["date"]: one["intervals"] for one in hours.get("exceptions", [])}
    day = start.astimezone(zone).date() - timedelta(days=1)
    total = 0.0
    while day <= end.astimezone(zone).date():
        for one in replaced.get(day.isoformat(), hours["week"][day.weekday()]):
            opens, closes = _wall(day, one["opens"], zone), _wall(day, one["closes"], zone)
            if closes <= opens:
                closes = _wall(day + timedelta(days=1), one["closes"], zone)
            total += max(0.0, (min(closes, end) - max(opens, start)).total_seconds())
        day += timedelta(days=1)
    return total


def _wall(day: date, clock: str, zone: ZoneInfo) -> datetime:
    hour, minute = map(int, clock.split(":"))
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)


def _whole(seconds: float) -> int:
    return math.floor(seconds + 0.5)


def percentile(waits: Sequence[int], share: int) -> float | None:
    """Of waits in their order, by the whole percent, as a spreadsheet's PERCENTILE.INC."""
    if not waits:
        return None
    place, rest = divmod((len(waits) - 1) * share, 100)
    upper = waits[min(place + 1, len(waits) - 1)]
    return waits[place] + (upper - waits[place]) * rest / 100
