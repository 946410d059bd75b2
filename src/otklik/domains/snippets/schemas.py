"""Wire shapes of ready replies. What comes in is bounded here, so that no verb meets a field it cannot store."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

ATTACHMENTS_MAX = 10
IMPORT_LENGTH_MAX = 2_000_000

Shortcut = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[\w-]+$(?!\n)", examples=["цена"])]
"""What is typed after `/`: letters of any alphabet, digits, `_` and `-`."""
Title = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(max_length=20_000)]
AttachmentIds = Annotated[tuple[UUID, ...], Meta(max_length=ATTACHMENTS_MAX)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class Attachment(Shape, frozen=True, kw_only=True):
    """A file that goes with a reply: a price list, a photo, a specification."""

    id: UUID
    name: str
    size: int
    media_type: str


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
    attachments: tuple[Attachment, ...]
    used_count: int
    last_used_at: datetime | None
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


class SnippetUses(Shape, frozen=True, kw_only=True):
    """How often one operator used one reply over the last 30 days."""

    snippet_id: UUID
    operator_id: UUID
    count: int


class SnippetFile(Shape, frozen=True, kw_only=True):
    """All ready replies as one file, to be kept, edited or taken elsewhere. Files that go with replies stay here."""

    format: Literal["csv", "json"]
    text: Annotated[str, Meta(max_length=IMPORT_LENGTH_MAX)]


class SnippetImport(SnippetFile, frozen=True, kw_only=True):
    replace: bool = False
    """Whether a reply whose shortcut is taken replaces the one that is there; else it is left out."""


class ImportedLine(Shape, frozen=True, kw_only=True):
    """A line that was not taken in: `code` says why."""

    line: int
    code: str
    shortcut: str


class SnippetsImported(Shape, frozen=True, kw_only=True):
    created: int
    changed: int
    refused: tuple[ImportedLine, ...]
