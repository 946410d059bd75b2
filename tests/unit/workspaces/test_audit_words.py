"""The audit trail speaks to people: whatever is written into history has words in both languages."""

import json
from pathlib import Path

from otklik import discovery
from otklik.platform.events import Event

CATALOGUES = Path(__file__).parents[3] / "web/src/shared/i18n"


def kept(base: type[Event] = Event) -> set[str]:
    found = {one.name() for one in base.__subclasses__() if one.kept and one.__module__.startswith("otklik.")}
    return found.union(*(kept(one) for one in base.__subclasses__()))


def test_every_event_of_the_history_has_words_in_both_languages() -> None:
    modules = list(discovery.modules("events"))
    assert modules
    for language in ("ru", "en"):
        words = json.loads((CATALOGUES / f"{language}.json").read_text())
        assert sorted(name for name in kept() if f"happened.{name}" not in words) == []
