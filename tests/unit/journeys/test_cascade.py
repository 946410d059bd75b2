"""Corners of a cascade that chance seldom meets."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.journeys import documents as doc
from otklik.domains.journeys.rules import stepper
from otklik.domains.journeys.rules.state import Answered, Ask, Due, Message, Person, SetOut, State

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
STEPS = (doc.CascadeStep(patience_seconds=3600), doc.CascadeStep(patience_seconds=3600), doc.CascadeStep())
ROAD = stepper.Road(
    doc.Graph(
        trigger=doc.ApiTrigger(next="c"), nodes=(doc.Cascade(id="c", steps=STEPS, next="end"), doc.Exit(id="end"))
    )
)


def person(**messages: Message) -> Person:
    found = {name.replace("_", "."): message for name, message in messages.items()}
    return Person(contact_id=UUID(int=1), zone=ZoneInfo("UTC"), messages=found)


def begun(*, put_off: timedelta = timedelta(0)) -> State:
    state = stepper.step(ROAD, State(), SetOut(), now=NOON, person=person()).state
    return stepper.step(ROAD, state, Answered(due_at=NOON + put_off), now=NOON, person=person()).state


def test_the_letter_read_while_the_push_is_waited_for_stops_the_sms() -> None:
    letter = Message(state="accepted", accepted_at=NOON)
    later = stepper.step(ROAD, begun(), Due(), now=NOON + HOUR, person=person(c_0=letter))
    assert [one.way for one in later.effects if isinstance(one, Ask)] == [1]
    pushed = stepper.step(ROAD, later.state, Answered(), now=NOON + HOUR, person=person(c_0=letter)).state
    read = Message(state="read", accepted_at=NOON, read_at=NOON + 1.5 * HOUR)
    push = Message(state="accepted", accepted_at=NOON + HOUR)
    after = stepper.step(ROAD, pushed, Due(), now=NOON + 1.5 * HOUR, person=person(c_0=read, c_1=push))
    assert after.state.ended == "exit"
    assert not [one for one in after.effects if isinstance(one, Ask)]


def test_patience_begins_when_the_night_is_over() -> None:
    assert begun(put_off=8 * HOUR).due_at == NOON + 9 * HOUR


def test_what_is_not_out_yet_gets_its_patience_once_more() -> None:
    after = stepper.step(ROAD, begun(), Due(), now=NOON + HOUR, person=person(c_0=Message(state="planned")))
    assert (after.state.way, after.state.due_at) == (0, NOON + 2 * HOUR)


def test_the_hour_is_counted_from_when_the_letter_went() -> None:
    went = Message(state="accepted", accepted_at=NOON + HOUR / 2)
    after = stepper.step(ROAD, begun(), Due(), now=NOON + HOUR, person=person(c_0=went))
    assert (after.state.way, after.state.due_at) == (0, NOON + 1.5 * HOUR)


def test_what_was_read_the_last_time_round_does_not_stop_this_time() -> None:
    """The letter is refused now, so that of the last visit is still the last one known of its way."""
    road = stepper.Road(
        doc.Graph(
            trigger=doc.ApiTrigger(next="c"),
            nodes=(doc.Cascade(id="c", steps=STEPS, next="w"), doc.WaitFor(id="w", seconds=3600, next="c")),
        )
    )
    read = Message(state="read", accepted_at=NOON, read_at=NOON + HOUR / 2)
    known = person(c_0=read)
    state, now = State(), NOON
    for happening, after in (
        (SetOut(), 0),
        (Answered(), 0),
        (Due(), 1),
        (Due(), 2),
        (Answered(refused="no_consent"), 2),
    ):
        now = NOON + after * HOUR
        state = stepper.step(road, state, happening, now=now, person=known).state
    assert (state.node, state.way, state.asking) == ("c", 1, True)
    state = stepper.step(road, state, Answered(), now=now, person=known).state
    pushed = person(c_0=read, c_1=Message(state="accepted", accepted_at=now))
    waiting = stepper.step(road, state, Due(), now=now + HOUR / 2, person=pushed)
    assert (waiting.state.node, waiting.state.due_at) == ("c", now + HOUR)


def test_a_person_kept_by_a_version_that_did_not_say_what_went_is_looked_at_as_then() -> None:
    kept = State(node="c", since=NOON, way=0, due_at=NOON + HOUR, visits={"c": 1}, messages=1)
    read = Message(state="read", accepted_at=NOON, read_at=NOON + HOUR / 2)
    assert stepper.step(ROAD, kept, Due(), now=NOON + HOUR / 2, person=person(c_0=read)).state.ended == "exit"
