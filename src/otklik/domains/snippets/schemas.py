"""Wire shapes of ready replies. What comes in is bounded here, so that no verb meets a field it cannot store."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

ATTACHMENTS_MAX = 10

Shortcut = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[\w-]+$(?!\n)", examples=["цена"])]
"""What is typed after `/`: letters of any alphabet, digits, `_` and `-`."""
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=20_000)]
AttachmentIds = Annotated[tuple[UUID, ...], Meta(max_length=ATTACHMENTS_MAX)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class Snippet(Shape, frozen=True, kw_only=True):
    """A ready reply. `team_id` null: for everybody."""

    id: UUID
    shortcut: str
    title: str
    text: str
    variables: tuple[str, ...]
    """The names in braces that `text` leaves open, in lower case."""
    team_id: UUID | None
    attachment_ids: tuple[UUID, ...]
    used_count: int
    updated_at: datetime


class NewSnippet(Shape, frozen=True, kw_only=True):
    shortcut: Shortcut
    title: Title
    text: Text
    team_id: UUID | None = None
    attachment_ids: AttachmentIds = ()


class SnippetChanges(Shape, frozen=True, kw_only=True):
    """What to change; what is left out stays."""

    shortcut: Shortcut | UnsetType = UNSET
    title: Title | UnsetType = UNSET
    text: Text | UnsetType = UNSET
    team_id: UUID | UnsetType | None = UNSET
    attachment_ids: AttachmentIds | UnsetType = UNSET
