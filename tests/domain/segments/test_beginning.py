"""A rule of deeds begins with those who did them: the company's people are read only where their cards are asked."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.dialects import postgresql

from otklik.domains.segments.queries import compiling
from otklik.domains.segments.rules import tree
from otklik.platform.context import WorkspaceId
from otklik.platform.ids import new_id

WEEK = tree.Last(amount=7)
ROLLED_UP = (
    tree.Event(name="page_viewed", count=10),
    tree.Event(name="page_viewed", window=WEEK),
    tree.EventEdge(name="page_viewed", edge="last", window=WEEK),
    tree.EventSum(name="order_paid", op="at_least", value=1.0),
    tree.Purchases(measure="sum", value=100),
    tree.Rhythm(at_least=1.5, at_most=4.0),
)


def compiled(rule: tree.Rule) -> str:
    world = compiling.World(
        workspace_id=WorkspaceId(new_id()),
        now=datetime(2026, 3, 2, 9, tzinfo=UTC),
        zone=ZoneInfo("Europe/Moscow"),
        currency="RUB",
    )
    return str(compiling.members(world, rule).compile(dialect=postgresql.dialect()))


@pytest.mark.parametrize("leaf", ROLLED_UP, ids=lambda leaf: type(leaf).__name__)
def test_what_roll_ups_answer_is_read_from_them_alone(leaf: tree.Leaf) -> None:
    sql = compiled(tree.AllOf(of=(leaf, tree.NotOf(of=tree.Event(name="mail_opened")), tree.Rfm(levels=(1,)))))
    assert "fact_totals" in sql
    assert "contacts" not in sql
    assert "facts " not in sql


@pytest.mark.parametrize(
    "other",
    [
        tree.AttributeFlag(name="vip", value=True),
        tree.NotOf(of=tree.AnyOf(of=(tree.Seen(edge="last", window=WEEK), tree.Language(languages=("ru",))))),
    ],
    ids=["attribute", "deep within"],
)
def test_where_cards_are_asked_it_begins_with_people(other: tree.Rule) -> None:
    assert "FROM contacts AS person" in compiled(tree.AllOf(of=(ROLLED_UP[0], other)))


@pytest.mark.parametrize(
    "rule",
    [
        tree.Event(name="page_viewed", op="at_most", count=3),
        tree.NotOf(of=ROLLED_UP[0]),
        tree.AnyOf(of=ROLLED_UP),
        tree.Purchases(measure="sum", op="at_least", value=0),
        tree.AllOf(),
    ],
    ids=["at most", "not", "any", "nothing is enough", "everybody"],
)
def test_who_did_nothing_is_not_left_out(rule: tree.Rule) -> None:
    assert "FROM contacts AS person" in compiled(rule)
