"""What may not be published, by its stable code."""

from uuid import UUID

import pytest

from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import recipes
from otklik.domains.journeys.rules import validation

WAY = doc.JourneyWay(channel_id=UUID(int=1), template_id=UUID(int=2))
END = doc.Exit(id="end")


def codes(*nodes: doc.AnyNode, first: str = "a") -> set[tuple[str, str]]:
    graph = doc.Graph(trigger=doc.ApiTrigger(next=first), nodes=(*nodes, END))
    return {(one.code, one.node) for one in validation.findings(graph)}


def test_a_whole_journey_has_nothing_wrong() -> None:
    assert not codes(doc.Send(id="a", ways=(WAY,), purpose="offers", next="end"))


@pytest.mark.parametrize(
    ("node", "code"),
    [
        (doc.WaitFor(id="a"), "dead_end"),
        (doc.WaitFor(id="a", next="nowhere"), "target_unknown"),
        (doc.WaitEvent(id="a", happened="end", timeout="end"), "event_missing"),
        (doc.Send(id="a", next="end", purpose="offers"), "way_missing"),
        (doc.Send(id="a", next="end", ways=(WAY,)), "purpose_missing"),
        (doc.Branch(id="a", test=doc.WasSent(node_id="end"), yes="end", no="end"), "message_unknown"),
        (doc.Branch(id="a", test=doc.InSegment(), yes="end", no="end"), "segment_missing"),
        (
            doc.Branch(id="a", test=doc.HasAttribute(condition=doc.Condition()), yes="end", no="end"),
            "condition_unnamed",
        ),
        (
            doc.WaitEvent(id="a", event="purchase", conditions=(doc.Condition(),), happened="end", timeout="end"),
            "condition_unnamed",
        ),
        (doc.JourneySplit(id="a", shares=(doc.JourneyShare(next="end"),)), "shares_too_few"),
    ],
)
def test_what_is_not_whole_is_told_at_its_node(node: doc.AnyNode, code: str) -> None:
    assert (code, "a") in codes(node)


def test_a_goal_without_a_name_is_told_of_the_journey_itself() -> None:
    graph = doc.Graph(trigger=doc.ApiTrigger(next="end"), nodes=(END,), goal=doc.GoalEvent())
    assert ("goal_event_missing", "") in {(one.code, one.node) for one in validation.findings(graph)}


def test_a_round_without_a_wait_is_told_and_one_with_a_wait_is_not() -> None:
    send = doc.Send(id="a", ways=(WAY,), purpose="offers", next="b")
    branch = doc.Branch(id="b", test=doc.WasSent(node_id="a"), yes="end", no="a")
    assert {("loop_without_wait", "a"), ("loop_without_wait", "b")} <= codes(send, branch)
    patient = doc.Branch(id="b", test=doc.WasSent(node_id="a"), yes="end", no="c")
    assert not codes(send, patient, doc.WaitFor(id="c", next="a"))


def test_what_nobody_comes_to_is_told() -> None:
    assert ("unreachable", "lost") in codes(doc.WaitFor(id="a", next="end"), doc.WaitFor(id="lost", next="end"))


@pytest.mark.parametrize("code", list(recipes.BOOK))
@pytest.mark.parametrize("locale", ["ru", "en"])
def test_a_recipe_lacks_only_what_the_company_chooses(code: str, locale: str) -> None:
    found = {one.code for one in validation.findings(recipes.graph(code, locale)) if one.error}
    assert found <= {"channel_missing", "template_missing", "segment_missing"}
