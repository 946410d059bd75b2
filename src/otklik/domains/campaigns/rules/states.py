"""What a campaign may become from where it is."""

from collections.abc import Mapping
from typing import Final, Literal

State = Literal["draft", "awaiting", "scheduled", "running", "deciding", "paused", "finished", "stopped"]
"""awaiting: another person is to approve. deciding: a human is to choose what the rest gets."""

NEXT: Final[Mapping[str, frozenset[str]]] = {
    "draft": frozenset({"awaiting", "scheduled", "running"}),
    "awaiting": frozenset({"draft", "scheduled", "running"}),
    "scheduled": frozenset({"draft", "running", "stopped"}),
    "running": frozenset({"paused", "stopped", "finished", "deciding"}),
    "deciding": frozenset({"running", "stopped"}),
    "paused": frozenset({"running", "stopped", "deciding"}),
    "finished": frozenset(),
    "stopped": frozenset(),
}
LIVE: Final = frozenset({"running", "paused", "deciding"})
OPEN: Final = frozenset({"planned", "claimed", "handed"})
"""States of messages that still move."""


def may(current: str, wanted: str) -> bool:
    return wanted in NEXT[current]
