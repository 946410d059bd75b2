"""A second reading of what a journey does: slow and plain, minute by minute, as one would tell it to a colleague.

It shares the documents with the product and nothing else: no state, no stepper, no timing. A person's road is a
generator that says what it waits for; the clock goes on by one minute and looks whether that has come.
"""

import hashlib
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.journeys import documents
from otklik.domains.journeys.documents import Condition, Graph

MINUTE: Final = timedelta(minutes=1)
Line = tuple[datetime, str, str, str, int]
"""When, at which node, what, why, by which way."""

VISITS_MAX = 20
"""Nobody is written to by one step more often; who comes once more has gone round in a circle and leaves."""


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What the world does with one message, in minutes after it was planned; None: never."""

    refused: str = ""
    put_off: int = 0
    accepted: int | None = 0
    failed: int | None = None
    read: int | None = None
    clicked: int | None = None


@dataclass(frozen=True, kw_only=True)
class Deed:
    at: datetime
    event: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything around one person. `fates` is asked by node, way and visit."""

    contact_id: UUID
    zone: ZoneInfo
    salt: str
    entry: Mapping[str, Any]
    attributes: Mapping[str, Any]
    segments: frozenset[UUID]
    deeds: Sequence[Deed]
    fates: Callable[[str, int, int], Fate]


@dataclass(kw_only=True)
class Letter:
    planned: datetime
    fate: Fate

    def by(self, now: datetime, after: int | None) -> bool:
        return after is not None and self.planned + after * MINUTE <= now


@dataclass(kw_only=True)
class Wait:
    """Until then (None: for ever), or one of these deeds, or news of one of these letters."""

    until: datetime | None = None
    deed: Callable[[Deed], bool] = lambda _: False
    letters: Sequence[Letter] = ()


class Over(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Told:
    """What one is told afterwards."""

    lines: list[Line] = field(default_factory=list[Line])
    ended: str = ""
    goal_at: datetime | None = None


class Plain:
    def __init__(self, graph: Graph, world: World, *, start: datetime, end: datetime) -> None:
        self.graph, self.world, self.now, self.end = graph, world, start, end
        self.nodes = {node.id: node for node in graph.nodes}
        self.told = Told()
        self.letters: dict[tuple[str, int], Letter] = {}
        self.visits: dict[str, int] = {}
        self.sent = 0
        self.at = ""

    def run(self) -> Told:
        road = self._road()
        try:
            wait = next(road)
            while self.now <= self.end:
                wait = self._minute(road, wait)
                self.now += MINUTE
        except Over as over:
            self._tell("ended", over.why)
            self.told.ended = over.why
        return self.told

    def _minute(self, road: Generator[Wait, str, None], wait: Wait) -> Wait:
        for deed in self.world.deeds:
            if deed.at == self.now:
                goal = self.graph.goal
                if goal and goal.event == deed.event and all(true(c, deed.properties) for c in goal.conditions):
                    self._goal()
                    if goal.leaves:
                        raise Over("goal")
                if wait.deed(deed):
                    wait = road.send("deed")
        if (wait.until is not None and self.now >= wait.until) or self._news(wait.letters):
            wait = road.send("time")
        return wait

    def _news(self, letters: Sequence[Letter]) -> bool:
        marks = [
            (one.planned, after) for one in letters for after in (one.fate.failed, one.fate.read, one.fate.clicked)
        ]
        return any(after is not None and planned + after * MINUTE == self.now for planned, after in marks)

    def _road(self) -> Generator[Wait, str, None]:
        self.at = "start"
        self._tell("left", "next")
        target = self.graph.trigger.next
        while True:
            node = self.nodes.get(target)
            if node is None:
                raise Over("end")
            self.at = node.id
            self._tell("entered", "")
            out, target = yield from self._visit(node)
            self._tell("left", out)

    def _visit(self, node: documents.AnyNode) -> Generator[Wait, str, tuple[str, str]]:  # noqa: C901, PLR0912 - plain
        if isinstance(node, documents.Exit):
            raise Over("exit")
        if isinstance(node, documents.Goal):
            self._goal()
            if not node.next:
                raise Over("goal")
            return "next", node.next
        if isinstance(node, documents.Branch):
            return ("yes", node.yes) if self._asks(node.test) else ("no", node.no)
        if isinstance(node, documents.JourneySplit):
            return self._lot(node)
        if isinstance(node, documents.WaitFor):
            yield Wait(until=self.now + timedelta(seconds=node.seconds))
            return "next", node.next
        if isinstance(node, documents.WaitUntil):
            moment = until(self.now, self.world.zone, node.at, node.weekdays)
            if moment > self.now:
                yield Wait(until=moment)
            return "next", node.next
        if isinstance(node, documents.WaitEvent):

            def wanted(deed: Deed) -> bool:
                return deed.event == node.event and all(true(c, deed.properties) for c in node.conditions)

            woken = yield Wait(until=self.now + timedelta(seconds=node.seconds), deed=wanted)
            return ("happened", node.happened) if woken == "deed" else ("timeout", node.timeout)
        self.visits[node.id] = self.visits.get(node.id, 0) + 1
        if self.visits[node.id] > VISITS_MAX:
            raise Over("loop")
        if isinstance(node, documents.Send):
            for way in range(len(node.ways)):
                if self._write(node.id, way):
                    break
            return "next", node.next
        yield from self._cascade(node)
        return "next", node.next

    def _cascade(self, node: documents.Cascade) -> Generator[Wait, str, None]:  # noqa: C901 - plain
        mine: list[Letter] = []
        for way, stage in enumerate(node.steps):
            if not self._write(node.id, way):
                continue
            letter = self.letters[node.id, way]
            mine.append(letter)
            if way + 1 == len(node.steps):
                return
            patience = timedelta(seconds=stage.patience_seconds)
            wait_until = max(self.now, letter.planned + letter.fate.put_off * MINUTE) + patience
            while True:
                yield Wait(until=wait_until, letters=mine)
                if any(self._heard(one, node.until) for one in mine):
                    self._tell("stopped", node.until, way)
                    return
                if letter.by(self.now, letter.fate.failed):
                    break
                if letter.fate.accepted is None or not letter.by(self.now, letter.fate.accepted):
                    if self.now >= wait_until:
                        wait_until = self.now + patience
                    continue
                wait_until = letter.planned + letter.fate.accepted * MINUTE + patience
                if self.now >= wait_until:
                    break

    def _heard(self, letter: Letter, what: str) -> bool:
        if letter.by(self.now, letter.fate.clicked):
            return True
        return what == "read" and letter.by(self.now, letter.fate.read)

    def _write(self, node: str, way: int) -> bool:
        fate = self.world.fates(node, way, self.visits[node])
        refused = fate.refused
        if self.graph.messages_max and self.sent >= self.graph.messages_max:
            refused = "journey_cap"
        if refused:
            if refused != "journey_cap":  # of what the journey itself holds back nobody writes anything down
                self.letters.pop((node, way), None)
            self._tell("skipped", refused, way)
            return False
        self.letters[node, way] = Letter(planned=self.now, fate=fate)
        self.sent += 1
        self._tell("sent", "", way)
        return True

    def _asks(self, test: documents.Test) -> bool:
        if isinstance(test, documents.InSegment):
            return test.segment_id in self.world.segments
        if isinstance(test, documents.HasAttribute):
            return true(test.condition, self.world.attributes)
        if isinstance(test, documents.EntryProperty):
            return true(test.condition, self.world.entry)
        sent = [letter for (node, _), letter in self.letters.items() if node == test.node_id]
        lost = [one for one in sent if one.by(self.now, one.fate.failed)]
        gone = [one for one in sent if one not in lost and one.by(self.now, one.fate.accepted)]
        if test.deed == "sent":
            return bool(gone)
        if test.deed == "bounced":
            return bool(lost)
        if test.deed == "skipped":
            return len(lost) == len(sent)
        return any(self._heard(one, "read" if test.deed == "read" else "clicked") for one in sent)

    def _lot(self, node: documents.JourneySplit) -> tuple[str, str]:
        """A drum with as many tickets as the weights say."""
        tickets = [at for at, share in enumerate(node.shares) for _ in range(share.weight)]
        digest = hashlib.sha256(f"{self.world.salt}/{node.id}/{self.world.contact_id}".encode()).hexdigest()
        drawn = tickets[int(digest[:16], 16) % len(tickets)]
        return f"share_{drawn}", node.shares[drawn].next

    def _goal(self) -> None:
        if self.told.goal_at is None:
            self.told.goal_at = self.now
            self._tell("goal", "")

    def _tell(self, what: str, why: str, way: int = 0) -> None:
        self.told.lines.append((self.now, self.at, what, why, way))


def true(condition: Condition, values: Mapping[str, Any]) -> bool:
    """Of the kinds of values the tests make: numbers and lower-case words."""
    value = values.get(condition.name)
    return {
        "known": value is not None,
        "unknown": value is None,
        "is": value == condition.value,
        "is_not": value != condition.value,
        "contains": value is not None and str(condition.value) in str(value),
        "more": _sorts(value, condition.value),
        "less": _sorts(condition.value, value),
    }[condition.comparison]


def _sorts(left: Any, right: Any) -> bool:  # Any: numbers with numbers, words with words
    return left is not None and right is not None and type(left) is type(right) and left > right


def until(now: datetime, zone: ZoneInfo, clock: str, weekdays: Sequence[int]) -> datetime:
    """Look at the wall every minute of each day until it shows the time."""
    day = now.astimezone(zone).date()
    while True:
        shown = shows(zone, day.isoformat(), clock)
        if shown >= now and (not weekdays or day.weekday() in weekdays):
            return shown
        day += timedelta(days=1)


SHOWN: dict[tuple[str, str, str], datetime] = {}


def shows(zone: ZoneInfo, day: str, clock: str) -> datetime:
    """The first minute at which the wall shows it; where the clock jumps over it, as many minutes after the jump."""
    key = (zone.key, day, clock)
    if key not in SHOWN:
        SHOWN[key] = _shows(zone, day, clock)
    return SHOWN[key]


def _shows(zone: ZoneInfo, day: str, clock: str) -> datetime:
    wanted = f"{day} {clock}"
    minute = datetime.fromisoformat(f"{day} 00:00").replace(tzinfo=UTC) - timedelta(hours=15)
    before = minute.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    while True:
        minute += MINUTE
        wall = minute.astimezone(zone).strftime("%Y-%m-%d %H:%M")
        if wall == wanted:
            return minute
        if before < wanted < wall:
            missed = datetime.fromisoformat(wanted) - datetime.fromisoformat(before)
            return minute - MINUTE + missed
        before = wall
