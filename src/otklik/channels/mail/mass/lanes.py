"""Mails that wait, by recipient's domain: whose turn it is, and when the next one's will be."""

import heapq
from collections import deque
from collections.abc import Iterator
from typing import Final

from otklik.channels.mail.mass.mails import Mail, Outcome
from otklik.channels.mail.mass.pacing import Pace, Plan

LANES_MAX: Final = 20_000
"""Domains remembered; over this many, those that nothing is known of are forgotten."""


class _Lane:
    __slots__ = ("listed", "pace", "waiting")

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.waiting: deque[Mail] = deque()
        self.listed = False
        """Stands among the ready or the sleeping; else whoever lands or comes wakes it."""


class Lanes:
    """Domains take turns, so a slow one holds nobody up."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._lanes: dict[str, _Lane] = {}
        self._ready: deque[_Lane] = deque()
        self._sleeping: list[tuple[float, int, _Lane]] = []
        self._count = 0
        self._serial = 0

    def __len__(self) -> int:
        return self._count

    def put(self, mail: Mail, now: float, *, first: bool = False) -> None:
        """`first`: it had its turn and was not begun."""
        lane = self._lanes.get(mail.domain)
        if lane is None:
            self._forget_unneeded()
            lane = self._lanes[mail.domain] = _Lane(Pace(self._plan.of(mail.domain), now))
        (lane.waiting.appendleft if first else lane.waiting.append)(mail)
        self._count += 1
        self._list(lane)

    def next(self, now: float) -> Mail | None:
        """The mail whose turn it is; None when none may go now."""
        self._wake(now)
        while self._ready:
            lane = self._ready.popleft()
            lane.listed = False
            if not lane.waiting or lane.pace.crowded or lane.pace.spent:
                continue
            wait = lane.pace.wait(now)
            if wait > 0:
                lane.listed = True
                self._serial += 1
                heapq.heappush(self._sleeping, (now + wait, self._serial, lane))
                continue
            mail = lane.waiting.popleft()
            self._count -= 1
            lane.pace.take()
            self._list(lane)
            return mail
        return None

    def landed(self, outcome: Outcome, now: float) -> None:
        """What became of a mail that `next` gave."""
        lane = self._lanes[outcome.mail.domain]
        lane.pace.landed(outcome, now)
        self._list(lane)

    @property
    def next_at(self) -> float | None:
        """When a sleeping domain wakes; None when none sleeps."""
        return self._sleeping[0][0] if self._sleeping else None

    def spent(self) -> Iterator[Mail]:
        """Takes out what waits for a domain whose day's limit is used up."""
        for lane in self._lanes.values():
            while lane.waiting and lane.pace.spent and not lane.pace.flying:
                self._count -= 1
                yield lane.waiting.popleft()

    def drain(self) -> Iterator[Mail]:
        """Takes out everything that waits."""
        for lane in self._lanes.values():
            while lane.waiting:
                self._count -= 1
                yield lane.waiting.popleft()

    def _forget_unneeded(self) -> None:
        if len(self._lanes) >= LANES_MAX:
            kept = self._lanes.items()
            self._lanes = {name: one for name, one in kept if one.waiting or one.listed or one.pace.remembers}

    def _list(self, lane: _Lane) -> None:
        if lane.waiting and not lane.listed:
            lane.listed = True
            self._ready.append(lane)

    def _wake(self, now: float) -> None:
        while self._sleeping and self._sleeping[0][0] <= now:
            self._ready.append(heapq.heappop(self._sleeping)[2])
