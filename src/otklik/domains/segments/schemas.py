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
"""A rule as GET /segments/rule-schema describes it."""


class NewSegment(Shape, frozen=True, kw_only=True):
    """Without a code one is made from the name; `rule` is for kind `rule` only, left out: everybody."""

    name: Title
    kind: Literal["rule", "list"] = "rule"
    code: Code | None = None
    description: Description = ""
    rule: Document | None = None


class SegmentChanges(Shape, frozen=True, kw_only=True):
    """What to change; what is left out stays. `revision`: the one that was looked at, another is not overwritten."""

    revision: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    name: Title | UnsetType = UNSET
    code: Code | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    rule: Document | UnsetType = UNSET


class SegmentUse(Shape, frozen=True, kw_only=True):
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
    revision: int
    size: int | None
    sized_at: datetime | None
    used_by: Sequence[SegmentUse]
    created_at: datetime
    updated_at: datetime
    archived_at: datetime | None


PASTED_MAX = 2_000_000
"""Characters of pasted addresses: some tens of thousands of them."""
CHOSEN_MAX = 1_000


class SegmentPeopleIn(Shape, frozen=True, kw_only=True):
    """Whom to put on a list: people chosen, pasted addresses (mail, phones, own ids), everybody of an import."""

    contact_ids: Annotated[tuple[UUID, ...], Meta(max_length=CHOSEN_MAX)] = ()
    addresses: Annotated[str, Meta(max_length=PASTED_MAX)] = ""
    import_id: UUID | None = None


class SegmentPeopleAdded(Shape, frozen=True, kw_only=True):
    """`unknown`: the first pasted addresses that are nobody's."""

    added: int
    already: int
    unknown: Sequence[str]
    unknown_count: int


class SegmentMember(Shape, frozen=True, kw_only=True):
    contact_id: UUID
    name: str
    avatar_url: str | None


class RuleToCount(Shape, frozen=True, kw_only=True):
    """A rule still being written; `segment_id` of the segment it is written for, which it may not name."""

    rule: Document
    segment_id: UUID | None = None


class SegmentCount(Shape, frozen=True, kw_only=True):
    """`count` null: it takes too long to be counted while editing. `people`: everybody the company knows."""

    count: int | None
    people: int
    sample: Sequence[SegmentMember]


class RuleToExplain(Shape, frozen=True, kw_only=True):
    rule: Document
    contact_id: UUID


class ExplainedPart(Shape, frozen=True, kw_only=True):
    """One group or condition, in the order a rule is read; `path`: `0.1`, the places in its groups; empty: the whole.

    `found_kind` says what `found` is: value, count, money (minor units), moment, group, rhythm; empty: nothing to be
    told. A rhythm is `1814400/4147200`: the usual interval between purchases and the time since the last, in seconds.
    """

    path: str
    holds: bool
    found_kind: str
    found: str


class SegmentExplanation(Shape, frozen=True, kw_only=True):
    """Whether one person is in, and each part's own answer."""

    contact_id: UUID
    name: str
    inside: bool
    nodes: Sequence[ExplainedPart]


class PersonSegment(Shape, frozen=True, kw_only=True):
    id: UUID
    code: str
    name: str
    kind: Literal["rule", "list"]


class PersonSegments(Shape, frozen=True, kw_only=True):
    """Those of the asked ones that a person is in. `left`: so many are not asked yet, the cursor leads on to them."""

    items: Sequence[PersonSegment]
    next_cursor: str | None
    left: int


class ProductName(Shape, frozen=True, kw_only=True):
    product: str
    title: str


class BoughtNames(Shape, frozen=True, kw_only=True):
    """What was bought lately, for the editor's pickers."""

    products: Sequence[ProductName]
    categories: Sequence[str]
