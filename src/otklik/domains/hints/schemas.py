"""Wire shapes of hints."""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

DRAFT_LENGTH_MAX = 20_000

HintKind = Literal["unanswered_question", "ignored_wish", "known_data", "brush_off", "wrong_language"]


class DraftIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is being written; looked at and forgotten."""

    text: Annotated[str, Meta(max_length=DRAFT_LENGTH_MAX)]


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """What the draft may have overlooked. `excerpt`: the words that led to it."""

    kind: HintKind
    what: str
    excerpt: str


class Hints(msgspec.Struct, frozen=True, kw_only=True):
    items: Sequence[Hint]
    """At most one of a kind."""
