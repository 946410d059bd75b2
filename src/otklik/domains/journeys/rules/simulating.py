"""A road walked without anybody being written to: the same stepper on a clock of its own."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from otklik.domains.journeys import documents
from otklik.domains.journeys.rules import stepper
from otklik.domains.journeys.rules.state import (
    Answered,
    Ask,
    Due,
    Effect,
    Happened,
    Happening,
    Message,
    Person,
    SetOut,
    State,
    spot,
)
from otklik.domains.journeys.rules.stepper import Road

STEPS_MAX: Final = 2_000
HORIZON: Final = timedelta(days=400)
"""Nobody is followed for longer."""
READ_AFTER: Final = timedelta(minutes=30)
"""When a message that is supposed to be read is."""


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """Something the person did."""

    at: datetime
    event: str
    properties: dict[str, Any]  # Any: JSON of the event


class Supposed(msgspec.Struct, frozen=True, kw_only=True):
    """What is supposed to become of a message."""

    refused: str = ""
    read: bool = False


class Walked(msgspec.Struct, frozen=True, kw_only=True):
    """Where they came to, everything the stepper said, and what was planned."""

    state: State
    effects: tuple[Effect, ...]
    sent: tuple[Ask, ...]


Fates = Callable[[Ask], Supposed]


def walk(road: Road, person: Person, *, start: datetime, deeds: Sequence[Deed], fates: Fates) -> Walked:
    """From coming in to leaving; `deeds` in their order."""
    return _Dream(road, person, start, fates).run([one for one in deeds if _counts(road, one, start)])


def _counts(road: Road, deed: Deed, start: datetime) -> bool:
    """What was done since, but for what brought them in."""
    trigger = road.graph.trigger
    began = isinstance(trigger, documents.EventTrigger) and trigger.event == deed.event
    return deed.at > start or (deed.at == start and not began)


class _Dream:
    def __init__(self, road: Road, person: Person, start: datetime, fates: Fates) -> None:
        self._road, self._person, self._now, self._fates = road, person, start, fates
        self._end = start + HORIZON
        self._state = State()
        self._messages: dict[str, Message] = {}
        self._reads: list[tuple[datetime, str]] = []
        self._effects: list[Effect] = []
        self._sent: list[Ask] = []

    def run(self, deeds: Sequence[Deed]) -> Walked:
        ahead = list(deeds)
        self._take(SetOut())
        for _ in range(STEPS_MAX):
            moment = self._next(ahead)
            if self._state.ended or moment is None or moment > self._end:
                break
            self._now = max(self._now, moment)
            while ahead and ahead[0].at <= self._now:
                deed = ahead.pop(0)
                self._take(Happened(event=deed.event, properties=deed.properties))
            self._read()
            self._take(Due())
        return Walked(state=self._state, effects=tuple(self._effects), sent=tuple(self._sent))

    def _next(self, ahead: Sequence[Deed]) -> datetime | None:
        moments = [at for at, _ in self._reads]
        if self._state.due_at is not None:
            moments.append(self._state.due_at)
        if ahead:
            moments.append(ahead[0].at)
        return min(moments, default=None)

    def _read(self) -> None:
        for at, place in self._reads:
            if at <= self._now:
                self._messages[place] = msgspec.structs.replace(self._messages[place], read_at=at)
        self._reads = [one for one in self._reads if one[0] > self._now]

    def _take(self, happening: Happening) -> None:
        waiting = [happening]
        while waiting:
            person = msgspec.structs.replace(self._person, messages=self._messages)
            stepped = stepper.step(self._road, self._state, waiting.pop(), now=self._now, person=person)
            self._state = stepped.state
            self._effects += stepped.effects
            waiting = [self._answer(one) for one in stepped.effects if isinstance(one, Ask)]

    def _answer(self, ask: Ask) -> Answered:
        fate = self._fates(ask)
        place = spot(ask.node, ask.way)
        if fate.refused:
            self._messages[place] = Message(state="skipped", code=fate.refused)
            return Answered(refused=fate.refused)
        self._sent.append(ask)
        self._messages[place] = Message(state="accepted", accepted_at=self._now)
        if fate.read:
            self._reads.append((self._now + READ_AFTER, place))
        return Answered(due_at=self._now)
