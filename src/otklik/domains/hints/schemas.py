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


class HintChoices(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the company wants drafts looked at, and what the caller does not want to be told."""

    enabled: bool
    hidden: Sequence[HintKind]


class HintSwitchIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    enabled: bool


class HiddenHintsIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All kinds to hide; those not named are shown again."""

    kinds: Annotated[frozenset[HintKind], Meta(max_length=20)]
