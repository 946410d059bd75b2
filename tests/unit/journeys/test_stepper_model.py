"""The stepper beside the plain reading of the same rules, on journeys and lives that nobody would think of."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle_journeys import MINUTE, Deed, Fate, Plain, Told, World, until

from otklik.domains.journeys import documents as doc
from otklik.domains.journeys.rules import stepper, timing
from otklik.domains.journeys.rules.state import (
    Answered,
    Ask,
    Due,
    Happened,
    Happening,
    Left,
    Message,
    Person,
    SetOut,
    State,
    spot,
)

HORIZON: Final = timedelta(days=4)
IDS: Final = ("a", "b", "c", "d", "e", "f")
SEGMENT: Final = UUID(int=7)
ZONES: Final = ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
STARTS: Final = (
    datetime(2026, 3, 28, 22, 17, tzinfo=UTC),  # Berlin puts the clock forward in the night
    datetime(2026, 10, 24, 23, 1, tzinfo=UTC),  # and back
    datetime(2026, 3, 8, 5, 59, tzinfo=UTC),  # New York forward
    datetime(2026, 11, 1, 4, 30, tzinfo=UTC),  # and back
    datetime(2026, 10, 3, 14, 0, tzinfo=UTC),  # Lord Howe: by half an hour
    datetime(2026, 6, 10, 9, 0, tzinfo=UTC),
)
EVENTS: Final = ("purchase", "cart_updated", "product_viewed")

targets = st.sampled_from(("", *IDS))
condition = st.builds(
    doc.Condition,
    name=st.sampled_from(("sum", "city")),
    comparison=st.sampled_from(("is", "is_not", "more", "less", "contains", "known", "unknown")),
    value=st.sampled_from((5, 100, "moscow", "tula")),
)
conditions = st.lists(condition, max_size=1).map(tuple)
values = st.fixed_dictionaries(
    {}, optional={"sum": st.sampled_from((5, 50, 500)), "city": st.sampled_from(("moscow", "tula"))}
)
seconds = st.integers(1, 26 * 60).map(lambda minutes: minutes * 60)
clocks = st.sampled_from(("00:00", "01:30", "02:15", "02:30", "03:00", "10:00", "23:59"))
weekdays = st.sets(st.integers(0, 6), max_size=3).map(lambda days: tuple(sorted(days)))
tests = st.one_of(
    st.builds(doc.InSegment, segment_id=st.sampled_from((SEGMENT, UUID(int=8)))),
    st.builds(doc.HasAttribute, condition=condition),
    st.builds(doc.EntryProperty, condition=condition),
    st.builds(
        doc.WasSent,
        node_id=st.sampled_from(IDS),
        deed=st.sampled_from(("sent", "read", "clicked", "bounced", "skipped")),
    ),
)
shares = st.lists(st.builds(doc.JourneyShare, weight=st.integers(1, 9), next=targets), min_size=1, max_size=4).map(
    tuple
)


def node(node_id: str) -> st.SearchStrategy[doc.AnyNode]:
    kind = {"id": st.just(node_id)}
    steps = st.lists(st.builds(doc.CascadeStep, patience_seconds=seconds), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(doc.Send, **kind, ways=st.lists(st.just(doc.JourneyWay()), max_size=3).map(tuple), next=targets),
        st.builds(doc.Cascade, **kind, steps=steps, until=st.sampled_from(("read", "clicked")), next=targets),
        st.builds(doc.Cascade, **kind, steps=steps, until=st.sampled_from(("read", "clicked")), next=targets),
        st.builds(doc.WaitFor, **kind, seconds=seconds, next=targets),
        st.builds(doc.WaitUntil, **kind, at=clocks, weekdays=weekdays, next=targets),
        st.builds(
            doc.WaitEvent,
            **kind,
            event=st.sampled_from(EVENTS),
            conditions=conditions,
            seconds=seconds,
            happened=targets,
            timeout=targets,
        ),
        st.builds(doc.Branch, **kind, test=tests, yes=targets, no=targets),
        st.builds(doc.JourneySplit, **kind, shares=shares),
        st.builds(doc.Goal, **kind, next=targets),
        st.builds(doc.Exit, **kind),
    )


@st.composite
def graphs(draw: st.DrawFn) -> doc.Graph:
    """Forward mostly; a way back only out of a wait for a time, as validation allows."""
    nodes: list[doc.AnyNode] = []
    for at, node_id in enumerate(IDS):
        one = draw(node(node_id))
        if not isinstance(one, doc.WaitFor):
            one = _forward(one, at)
        nodes.append(one)
    goal = draw(
        st.none() | st.builds(doc.GoalEvent, event=st.sampled_from(EVENTS), conditions=conditions, leaves=st.booleans())
    )
    return doc.Graph(
        trigger=doc.ApiTrigger(next="a"),
        nodes=tuple(nodes),
        goal=goal,
        messages_max=draw(st.sampled_from((0, 0, 1, 3))),
    )


def _forward(one: doc.AnyNode, at: int) -> doc.AnyNode:
    def ahead(target: str) -> str:
        return target if target and IDS.index(target) > at else (IDS[at + 1] if at + 1 < len(IDS) else "")

    if isinstance(one, doc.JourneySplit):
        return msgspec.structs.replace(
            one, shares=tuple(msgspec.structs.replace(share, next=ahead(share.next)) for share in one.shares)
        )
    return msgspec.structs.replace(one, **{name: ahead(target) for name, target in doc.outs(one)})


minutes = st.none() | st.integers(0, 3 * 24 * 60)


@st.composite
def fate(draw: st.DrawFn) -> Fate:
    if draw(st.integers(0, 3)) == 0:
        return Fate(refused=draw(st.sampled_from(("no_consent", "unreachable"))))
    put_off = draw(st.sampled_from((0, 0, 90, 700)))
    accepted = draw(st.none() | st.integers(put_off, put_off + 200))
    if accepted is None:
        return Fate(put_off=put_off, accepted=None, failed=draw(st.none() | st.integers(1, 900)))
    after = draw(minutes)
    read = None if after is None else accepted + 1 + after
    clicked = None if read is None or draw(st.booleans()) else read + draw(st.integers(0, 60))
    failed = draw(st.none() | st.integers(accepted + 1, accepted + 300)) if read is None else None
    return Fate(put_off=put_off, accepted=accepted, failed=failed, read=read, clicked=clicked)


@st.composite
def worlds(draw: st.DrawFn, start: datetime) -> World:
    drawn: dict[tuple[str, int, int], Fate] = {}
    pool = draw(st.lists(fate(), min_size=4, max_size=12))

    def fates(node_id: str, way: int, visit: int) -> Fate:
        key = (node_id, way, visit)
        drawn.setdefault(key, pool[(IDS.index(node_id) * 7 + way * 3 + visit) % len(pool)])
        return drawn[key]

    deeds = draw(
        st.lists(
            st.builds(
                Deed,
                at=st.integers(1, int(HORIZON / MINUTE)).map(lambda after: start + after * MINUTE),
                event=st.sampled_from(EVENTS),
                properties=values,
            ),
            max_size=5,
        )
    )
    return World(
        contact_id=UUID(int=draw(st.integers(1, 1 << 64))),
        zone=ZoneInfo(draw(st.sampled_from(ZONES))),
        salt="j",
        entry=draw(values),
        attributes=draw(values),
        segments=draw(st.sampled_from((frozenset(), frozenset({SEGMENT})))),
        deeds=sorted(deeds, key=lambda one: one.at),
        fates=fates,
    )


class Driver:
    """What service/stepping.py does with rows, done with variables."""

    def __init__(self, graph: doc.Graph, world: World, *, start: datetime) -> None:
        self.road, self.world, self.now = stepper.Road(graph), world, start
        self.state = State()
        self.letters: dict[str, tuple[datetime, Fate]] = {}
        self.left: list[str] = []

    def run(self, end: datetime) -> Told:
        self.take(SetOut())
        wakes = sorted({deed.at for deed in self.world.deeds})
        while not self.state.ended:
            moments = [one for one in wakes if one > self.now] + [one for one in self.news() if one > self.now]
            if self.state.due_at is not None:
                moments.append(max(self.state.due_at, self.now))
            if not moments or min(moments) > end:
                break
            self.now = min(moments)
            self.minute()
        lines = [(one.at, one.node, one.what, one.why, one.way) for one in self.state.trail]
        return Told(lines=lines, ended=self.state.ended, goal_at=self.state.goal_at)

    def minute(self) -> None:
        for deed in self.world.deeds:
            if deed.at == self.now:
                self.take(Happened(event=deed.event, properties=deed.properties))
        self.take(Due())

    def news(self) -> list[datetime]:
        afters = [(at, after) for at, fate in self.letters.values() for after in (fate.failed, fate.read, fate.clicked)]
        return [at + after * MINUTE for at, after in afters if after is not None]

    def take(self, happening: Happening) -> None:
        after = stepper.step(self.road, self.state, happening, now=self.now, person=self.person())
        self.state = after.state
        self.left += [one.reason for one in after.effects if isinstance(one, Left)]
        asks = [one for one in after.effects if isinstance(one, Ask)]
        assert len(asks) <= 1
        for ask in asks:
            fate = self.world.fates(ask.node, ask.way, ask.visit)
            self.letters[spot(ask.node, ask.way)] = (self.now, fate)
            self.take(Answered(refused=fate.refused, due_at=self.now + fate.put_off * MINUTE))

    def person(self) -> Person:
        world = self.world
        return Person(
            contact_id=world.contact_id,
            zone=world.zone,
            salt=world.salt,
            entry=world.entry,
            attributes=world.attributes,
            segments=world.segments,
            messages={place: self.message(*sent) for place, sent in self.letters.items()},
        )

    def message(self, planned: datetime, fate: Fate) -> Message:
        if fate.refused:
            return Message(state="skipped", code=fate.refused)
        came = partial(self.came, planned)
        accepted, failed = came(fate.accepted), came(fate.failed)
        state = "failed" if failed else "accepted" if accepted else "planned"
        return Message(state=state, accepted_at=accepted, read_at=came(fate.read), clicked_at=came(fate.clicked))

    def came(self, planned: datetime, after: int | None) -> datetime | None:
        if after is None or planned + after * MINUTE > self.now:
            return None
        return planned + after * MINUTE


@settings(max_examples=60)
@given(data=st.data())
def test_the_stepper_does_what_the_plain_reading_says(data: st.DataObject) -> None:
    _same(data, data.draw(graphs()))


def _same(data: st.DataObject, graph: doc.Graph) -> None:
    start = data.draw(st.sampled_from(STARTS))
    world = data.draw(worlds(start))
    driver = Driver(graph, world, start=start)
    got = driver.run(start + HORIZON)
    said = Plain(graph, world, start=start, end=start + HORIZON).run()
    assert got.lines == said.lines[-len(got.lines) :]
    assert len(got.lines) == min(len(said.lines), 60)
    assert (got.ended, got.goal_at) == (said.ended, said.goal_at)
    assert driver.left == ([said.ended] if said.ended else [])


@st.composite
def cascades(draw: st.DrawFn) -> doc.Graph:
    """What is sold most: a cascade, then a look back at it, then another."""
    steps = st.lists(st.builds(doc.CascadeStep, patience_seconds=seconds), min_size=2, max_size=3).map(tuple)
    until_what = st.sampled_from(("read", "clicked"))
    first = draw(st.builds(doc.Cascade, id=st.just("a"), steps=steps, until=until_what, next=st.just("b")))
    second = draw(st.builds(doc.Cascade, id=st.just("d"), steps=steps, until=until_what, next=st.just("")))
    deed = draw(st.sampled_from(("sent", "read", "clicked", "bounced", "skipped")))
    shares = (
        doc.JourneyShare(weight=draw(st.integers(1, 3)), next="d"),
        doc.JourneyShare(weight=draw(st.integers(1, 3)), next=""),
    )
    nodes = (
        first,
        doc.Branch(id="b", test=doc.WasSent(node_id="a", deed=deed), yes="c", no="d"),
        doc.JourneySplit(id="c", shares=shares),
        second,
    )
    return doc.Graph(trigger=doc.ApiTrigger(next="a"), nodes=nodes, messages_max=draw(st.sampled_from((0, 0, 2))))


@settings(max_examples=60)
@given(data=st.data())
def test_a_cascade_does_what_the_plain_reading_says(data: st.DataObject) -> None:
    _same(data, data.draw(cascades()))


@settings(max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    start=st.sampled_from(STARTS),
    after=st.integers(0, 48 * 60),
    clock=clocks,
    days=weekdays,
)
def test_the_wall_shows_the_hour_when_it_is_said_to(
    zone: str, start: datetime, after: int, clock: str, days: tuple[int, ...]
) -> None:
    now = start + after * MINUTE
    found = timing.next_moment(now, ZoneInfo(zone), clock=timing.clock_of(clock), weekdays=days)
    assert found == until(now, ZoneInfo(zone), clock, days)


@given(values=st.dictionaries(st.sampled_from(IDS), st.integers(0, 3)))
def test_a_state_reads_back_as_it_was_written(values: Mapping[str, Any]) -> None:
    state = State(node="a", visits=values, due_at=STARTS[0])
    assert msgspec.convert(msgspec.to_builtins(state), State) == state
