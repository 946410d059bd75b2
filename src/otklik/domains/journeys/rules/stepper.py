"""The stepper: where a person goes next. Pure: (where they are, what happened, now, what is known) → (where, effects).

A message is asked for by an effect (`Ask`) and the step stops there; whoever plans it tells the answer, and the person
goes on in the same transaction. The slow, plain second reading of the same rules is tests/oracle_journeys.py.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from otklik.domains.journeys import documents
from otklik.domains.journeys.documents import AnyNode, Graph
from otklik.domains.journeys.rules import conditions, state, timing
from otklik.domains.journeys.rules.state import (
    Answered,
    Ask,
    Count,
    Effect,
    GoalReached,
    Happened,
    Happening,
    Left,
    Person,
    SetOut,
    State,
    Stepped,
    Trace,
)

MOVES_MAX: Final = 200
"""Nodes gone through in one step; validation refuses rounds without a wait, so nobody comes near."""
LOT_BYTES: Final = 8


class Road:
    """A graph made ready to be walked by many."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes: Mapping[str, AnyNode] = documents.by_id(graph)
        self.watched = documents.watched(graph)
        self.events = documents.events_named(graph)
        self.segments = documents.segments_named(graph)


def step(road: Road, before: State, happening: Happening, *, now: datetime, person: Person) -> Stepped:
    """One step. What does not concern the person where they are changes nothing."""
    if before.ended:
        return Stepped(state=before)
    walk = _Walk(road, before, now=now, person=person)
    walk.take(happening)
    return Stepped(state=walk.after(), effects=tuple(walk.effects))


def stop(before: State, *, now: datetime, reason: state.Ended) -> Stepped:
    """The company ends it for this person."""
    if before.ended:
        return Stepped(state=before)
    trail = (*before.trail, Trace(at=now, node=before.node, what="ended", why=reason))
    after = msgspec.structs.replace(before, ended=reason, due_at=None, asking=False, trail=trail[-state.TRAIL_MAX :])
    return Stepped(state=after, effects=(Count(node=before.node, what="ended", why=reason), Left(reason=reason)))


def lot(person: Person, node_id: str, *, of: int) -> int:
    """A number from 0 to `of` - 1, the same each time for one person at one node of one journey."""
    text = f"{person.salt}/{node_id}/{person.contact_id}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:LOT_BYTES]) % of


class _Walk:
    """One step being taken."""

    def __init__(self, road: Road, before: State, *, now: datetime, person: Person) -> None:
        self._road = road
        self._now = now
        self._person = person
        self.effects: list[Effect] = []
        self._node, self._since, self._due = before.node, before.since, before.due_at
        self._way, self._asking, self._messages = before.way, before.asking, before.messages
        self._written = before.written
        self._visits = dict(before.visits)
        self._goal_at, self._ended = before.goal_at, before.ended
        self._trail = list(before.trail)
        self._next: str | None = None
        """The node to go into as soon as this one is dealt with; None: stays."""

    def after(self) -> State:
        return State(
            node=self._node,
            since=self._since,
            due_at=None if self._ended else self._due,
            way=self._way,
            written=self._written,
            asking=self._asking,
            visits=self._visits,
            messages=self._messages,
            goal_at=self._goal_at,
            ended=self._ended,
            trail=tuple(self._trail[-state.TRAIL_MAX :]),
        )

    def take(self, happening: Happening) -> None:
        if isinstance(happening, Happened):
            self._happened(happening)
        elif isinstance(happening, Answered):
            self._answered(happening)
        elif isinstance(happening, SetOut):
            self._set_out()
        else:
            self._look()
        self._go()

    # ---- what may happen ----------------------------------------------------------------------------------

    def _set_out(self) -> None:
        if not self._node:
            self._node, self._since = documents.START, self._now
            self._count("entered")
            self._leave("next", self._road.graph.trigger.next)

    def _happened(self, deed: Happened) -> None:
        goal = self._road.graph.goal
        if goal and goal.event == deed.event and conditions.all_hold(goal.conditions, deed.properties):
            self._reach_goal()
            if goal.leaves:
                self._end("goal")
                return
        node = self._road.nodes.get(self._node)
        if (
            isinstance(node, documents.WaitEvent)
            and node.event == deed.event
            and conditions.all_hold(node.conditions, deed.properties)
        ):
            self._leave("happened", node.happened)

    def _answered(self, answer: Answered) -> None:
        node = self._road.nodes.get(self._node)
        if not self._asking or node is None:
            return
        self._asking = False
        if answer.refused:
            self._trace("skipped", answer.refused, way=self._way)
            self._count("skipped", answer.refused)
            self._try_next_way(node)
            return
        self._messages += 1
        self._written = (*self._before(), self._way)
        self._trace("sent", way=self._way)
        self._count("sent")
        last = self._way + 1 >= len(documents.ways(node))
        if isinstance(node, documents.Cascade) and not last:
            self._due = max(self._now, answer.due_at or self._now) + _patience(node, self._way)
        elif isinstance(node, documents.Cascade | documents.Send):
            self._leave("next", node.next)

    def _before(self) -> Sequence[int]:
        """Ways of this visit by which a message went before the present one."""
        return range(self._way) if self._written is None else self._written

    def _look(self) -> None:
        """The time has come, or there is news of a message."""
        node = self._road.nodes.get(self._node)
        if isinstance(node, documents.Cascade) and not self._asking:
            self._look_at_cascade(node)
        elif self._due is None or self._now < self._due:
            return
        elif isinstance(node, documents.WaitEvent):
            self._leave("timeout", node.timeout)
        elif isinstance(node, documents.WaitFor | documents.WaitUntil):
            self._leave("next", node.next)

    def _look_at_cascade(self, node: documents.Cascade) -> None:
        ways = range(self._way + 1) if self._written is None else self._written
        sent = [self._person.messages.get(state.spot(node.id, way)) for way in ways]
        if any(one and _heard(one, node.until) for one in sent):
            self._trace("stopped", node.until, way=self._way)
            self._count("stopped")
            self._leave("next", node.next)
            return
        last = sent[-1] if sent else None
        if last is None or last.state in state.LOST:
            self._try_next_way(node)
            return
        patience = _patience(node, self._way)
        if last.accepted_at is None and last.state not in state.OUT:
            if self._due is None or self._now >= self._due:  # it is not out yet: its hour has not come
                self._due = self._now + patience
            return
        deadline = (last.accepted_at or self._since or self._now) + patience
        if self._now < deadline:
            self._due = deadline
        else:
            self._try_next_way(node)

    # ---- going on -----------------------------------------------------------------------------------------

    def _go(self) -> None:
        for _ in range(MOVES_MAX):
            if self._next is None:
                return
            target, self._next = self._next, None
            self._enter(target)
        self._end("loop")

    def _enter(self, node_id: str) -> None:
        node = self._road.nodes.get(node_id)
        if node is None:
            self._end("end")
            return
        self._node, self._since, self._due, self._way, self._written = node.id, self._now, None, 0, None
        self._count("entered")
        self._trace("entered")
        ENTER[type(node)](self, node)

    def enter_sending(self, node: AnyNode) -> None:
        visits = self._visits.get(node.id, 0) + 1
        if visits > state.VISITS_MAX:
            self._end("loop")
            return
        self._visits[node.id] = visits
        self._way, self._written = -1, ()
        self._try_next_way(node)

    def enter_wait_for(self, node: AnyNode) -> None:
        assert isinstance(node, documents.WaitFor | documents.WaitEvent)
        self._due = self._now + timedelta(seconds=node.seconds)

    def enter_wait_until(self, node: AnyNode) -> None:
        assert isinstance(node, documents.WaitUntil)
        clock = timing.clock_of(node.at)
        self._due = timing.next_moment(self._now, self._person.zone, clock=clock, weekdays=node.weekdays)
        self._look()

    def enter_branch(self, node: AnyNode) -> None:
        assert isinstance(node, documents.Branch)
        held = self._holds(node.test)
        self._leave("yes" if held else "no", node.yes if held else node.no)

    def enter_split(self, node: AnyNode) -> None:
        assert isinstance(node, documents.JourneySplit)
        total = sum(share.weight for share in node.shares)
        drawn = lot(self._person, node.id, of=max(total, 1))
        for at, share in enumerate(node.shares):
            drawn -= share.weight
            if drawn < 0:
                self._leave(f"share_{at}", share.next)
                return
        self._end("end")

    def enter_goal(self, node: AnyNode) -> None:
        assert isinstance(node, documents.Goal)
        self._reach_goal()
        if node.next:
            self._leave("next", node.next)
        else:
            self._end("goal")

    def enter_exit(self, _: AnyNode) -> None:
        self._end("exit")

    def _try_next_way(self, node: AnyNode) -> None:
        self._way += 1
        self._due = None
        if self._way >= len(documents.ways(node)):
            assert isinstance(node, documents.Cascade | documents.Send)
            self._leave("next", node.next)
            return
        self._asking = True
        most = self._road.graph.messages_max
        if most and self._messages >= most:
            self._answered(Answered(refused=state.JOURNEY_CAP))
            return
        self.effects.append(Ask(node=node.id, way=self._way, visit=self._visits[node.id]))

    def _holds(self, test: documents.Test) -> bool:
        if isinstance(test, documents.InSegment):
            return test.segment_id in self._person.segments
        if isinstance(test, documents.HasAttribute):
            return conditions.holds(test.condition, self._person.attributes)
        if isinstance(test, documents.EntryProperty):
            return conditions.holds(test.condition, self._person.entry)
        node = self._road.nodes.get(test.node_id)
        spots = range(len(documents.ways(node))) if node else ()
        sent = [self._person.messages.get(state.spot(test.node_id, way)) for way in spots]
        return _came(test.deed, [one for one in sent if one])

    def _leave(self, out: str, target: str) -> None:
        self._count("left", out)
        self._trace("left", out)
        self._next, self._due, self._way = target, None, 0

    def _reach_goal(self) -> None:
        if self._goal_at is None:
            self._goal_at = self._now
            self._trace("goal")
            self._count("goal")
            self.effects.append(GoalReached(node=self._node))

    def _end(self, reason: state.Ended) -> None:
        self._ended, self._due, self._asking, self._next = reason, None, False, None
        self._trace("ended", reason)
        self._count("ended", reason)
        self.effects.append(Left(reason=reason))

    def _count(self, what: str, why: str = "") -> None:
        self.effects.append(Count(node=self._node, what=what, why=why))

    def _trace(self, what: str, why: str = "", *, way: int = 0) -> None:
        self._trail.append(Trace(at=self._now, node=self._node, what=what, why=why, way=way))


ENTER: Final[Mapping[type[AnyNode], Callable[[_Walk, AnyNode], None]]] = {
    documents.Send: _Walk.enter_sending,
    documents.Cascade: _Walk.enter_sending,
    documents.WaitFor: _Walk.enter_wait_for,
    documents.WaitEvent: _Walk.enter_wait_for,
    documents.WaitUntil: _Walk.enter_wait_until,
    documents.Branch: _Walk.enter_branch,
    documents.JourneySplit: _Walk.enter_split,
    documents.Goal: _Walk.enter_goal,
    documents.Exit: _Walk.enter_exit,
}


def _patience(node: documents.Cascade, way: int) -> timedelta:
    return timedelta(seconds=node.steps[way].patience_seconds)


def _heard(message: state.Message, until: str) -> bool:
    """A click is a human's too, and whoever clicked has read."""
    if message.clicked_at is not None:
        return True
    return until == "read" and message.read_at is not None


def _came(deed: documents.Deed, sent: list[state.Message]) -> bool:
    """Of several messages of one node, whether it came of any."""
    if deed == "read":
        return any(_heard(one, "read") for one in sent)
    if deed == "clicked":
        return any(one.clicked_at is not None for one in sent)
    if deed == "bounced":
        return any(one.state == "failed" for one in sent)
    if deed == "sent":
        return any(one.state in state.OUT for one in sent)
    return not any(one.state not in state.LOST for one in sent)
