"""What a draft may have overlooked, decided from the words alone: no I/O, no clock, nothing leaves the machine.

A hint is a question to its writer, never a verdict, so each rule would rather be silent than wrong. What each rule sees
and what it passes by stands in tests/unit/hints; how often it speaks over real replies, in docs/how-to/hints.md.
"""

from collections.abc import Callable
from typing import Final

from otklik.domains.hints.rules.brush_offs import brush_off
from otklik.domains.hints.rules.known import asks_known
from otklik.domains.hints.rules.language import wrong_language
from otklik.domains.hints.rules.questions import unanswered
from otklik.domains.hints.rules.shapes import KINDS, Found, Known, Situation
from otklik.domains.hints.rules.wishes import ignores_wish

__all__ = ["KINDS", "Found", "Known", "Situation", "look"]

_RULES: Final[tuple[Callable[[Situation], Found | None], ...]] = (
    unanswered,
    ignores_wish,
    asks_known,
    brush_off,
    wrong_language,
)


def look(situation: Situation) -> list[Found]:
    """At most one hint of a kind, the graver first."""
    if not situation.draft.strip():
        return []
    return [found for rule in _RULES if (found := rule(situation)) is not None]
