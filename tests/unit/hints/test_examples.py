"""Every rule against the labelled tables beside this file: what it must see, and what it must pass by."""

from pathlib import Path
from typing import Final

import pytest

from otklik.domains.hints import rules

HERE: Final = Path(__file__).parent
POSITIVE_MIN: Final = 60
NEGATIVE_MIN: Final = 120


def lines(name: str) -> list[list[str]]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [[part.strip() for part in one.split(" | ")] for one in text.splitlines() if one and one[0] != "#"]


def situation(customer: str, draft: str, card: str = "") -> rules.Situation:
    said = tuple(customer.split(" / "))
    pairs = [one.strip().split("=", 1) for one in card.split(";") if one.strip()]
    return rules.Situation(draft=draft, turn=said, said=said, known=rules.Known(**dict(pairs)))


POSITIVE: Final = lines("positive.txt")
NEGATIVE: Final = lines("negative.txt")


@pytest.mark.parametrize("row", POSITIVE, ids=lambda row: f"{row[0]}: {row[2][:40]}")
def test_what_a_draft_overlooked_is_seen(row: list[str]) -> None:
    assert row[0] in {one.kind for one in rules.look(situation(*row[1:]))}


@pytest.mark.parametrize("row", NEGATIVE, ids=lambda row: row[1][:50])
def test_a_good_draft_is_left_alone(row: list[str]) -> None:
    assert rules.look(situation(*row)) == []


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len(POSITIVE) >= POSITIVE_MIN
    assert len(NEGATIVE) >= NEGATIVE_MIN
    assert {row[0] for row in POSITIVE} == set(rules.KINDS)


def test_a_draft_of_any_length_is_looked_at_quickly() -> None:
    """No pattern runs away: the longest draft there may be, of the worst stuff."""
    long = "подскажите " * 2_000 + "а" * 5_000 + " please " * 1_000
    assert rules.look(rules.Situation(draft=long[:20_000], turn=(long[:20_000],), said=(long[:20_000],))) is not None
