"""Whoever sends events as the docs say gets journeys that begin: recipes, docs and words name the same events."""

import json
import re
from pathlib import Path
from typing import Final

import pytest

from otklik.domains.journeys import documents as doc
from otklik.domains.journeys import recipes

ROOT: Final = Path(__file__).parents[3]
HOW_TO: Final = ROOT / "docs/how-to"


def listed() -> set[str]:
    """Of the table in docs/how-to/facts.md."""
    part = (HOW_TO / "facts.md").read_text().partition("## Well-known events")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))


def waited_for(graph: doc.Graph) -> set[str]:
    names = {node.event for node in graph.nodes if isinstance(node, doc.WaitEvent)}
    names |= {graph.trigger.event} if isinstance(graph.trigger, doc.EventTrigger) else set()
    return names | ({graph.goal.event} if graph.goal else set())


@pytest.mark.parametrize("code", list(recipes.BOOK))
def test_a_recipe_waits_for_events_that_the_docs_tell_of(code: str) -> None:
    assert waited_for(recipes.graph(code, "en")) <= listed()


@pytest.mark.parametrize("page", sorted(HOW_TO.glob("*.md")), ids=lambda page: page.stem)
def test_examples_of_the_docs_track_well_known_events(page: Path) -> None:
    assert set(re.findall(r"track\(\"(\w+)\"", page.read_text())) <= listed()


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_well_known_events_are_called_in_words(locale: str) -> None:
    words = json.loads((ROOT / f"web/src/shared/i18n/{locale}.json").read_text())
    assert {name for name in listed() if f"fact.{name}" not in words} == set()
