"""Wire shapes of segments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class SegmentRow(Shape, frozen=True, kw_only=True):
    """A segment in the list. `size` as last counted, null: never yet; `watchers` are told who comes and goes."""

    id: UUID
    code: str
    name: str
    description: str
    kind: Literal["rule", "list"]
    size: int | None
    sized_at: datetime | None
    watchers: Sequence[str]
    updated_at: datetime
    archived_at: datetime | None


Title = Annotated[str, Meta(min_length=1, max_length=120)]
Description = Annotated[str, Meta(max_length=1_000)]
Code = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,60}$(?!\n)")]
Document = dict[str, Any]  # Any: JSON; `tree.Rule` reads it and says what is wrong where
"""A rule as docs/reference/segment-rules.md describes it."""


class NewSegment(Shape, frozen=True, kw_only=True):
    """Without a code one is made from the name; `rule` is for kind `rule` only, left out: everybody."""

    name: Title
    kind: Literal["rule", "list"] = "rule"
    code: Code | None = None
    description: Description = ""
    rule: Document | None = None


class SegmentChanges(Shape, frozen=True, kw_only=True):
    """What to change; what is left out stays."""

    name: Title | UnsetType = UNSET
    code: Code | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    rule: Document | UnsetType = UNSET


class UsedBy(Shape, frozen=True, kw_only=True):
    """Who needs a segment: another segment, or a watcher by its own name, `journey:<id>`."""

    kind: Literal["segment", "watcher"]
    id: str
    name: str


class Segment(Shape, frozen=True, kw_only=True):
    """One segment with its rule (of a list: null) and who needs it."""

    id: UUID
    code: str
    name: str
    description: str
    kind: Literal["rule", "list"]
    rule: Document | None
    size: int | None
    sized_at: datetime | None
    used_by: Sequence[UsedBy]
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None
