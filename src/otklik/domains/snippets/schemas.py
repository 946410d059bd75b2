"""Wire shapes of ready replies. What comes in is bounded here, so that no verb meets a field it cannot store."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from otklik.platform.sheets import Kind

ATTACHMENTS_MAX = 10
IMPORT_BYTES_MAX = 2_000_000
SHOWN_LENGTH = 200
"""Of a file's cell, where its line is told of."""

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


class PersonUses(Shape, frozen=True, kw_only=True):
    operator_id: UUID
    count: int


class SnippetUses(Shape, frozen=True, kw_only=True):
    """How often one reply was used, and by whom; whoever used it most stands first."""

    snippet_id: UUID
    shortcut: str
    title: str
    team_id: UUID | None
    count: int
    people: tuple[PersonUses, ...]


class TeamUses(Shape, frozen=True, kw_only=True):
    """How often members of one team used any reply; who is of two teams counts in both."""

    team_id: UUID
    count: int


class SnippetUsage(Shape, frozen=True, kw_only=True):
    """Uses of ready replies by operators over the last 30 days (UTC)."""

    since: str
    """The first day, `2026-11-25`."""
    total: int
    """Of all replies, shown here or not."""
    replies: tuple[SnippetUses, ...]
    """The most used first, 200 at most."""
    teams: tuple[TeamUses, ...]


class SnippetImport(Shape, frozen=True, kw_only=True):
    """A table of replies: columns by their titles, as the export writes them; shortcut and text must be there."""

    format: Kind
    content: Annotated[bytes, Meta(max_length=IMPORT_BYTES_MAX)]
    """The file itself, in base64."""
    replace: bool = False
    """Whether a reply whose shortcut is taken replaces the one that is there; else it is left out."""
    preview: bool = False
    """Only say what would become of each line."""


class ImportedLine(Shape, frozen=True, kw_only=True):
    """What became of a line: it is a new reply, changed one, or was refused, and `code` says why."""

    line: int
    fate: Literal["new", "changed", "refused"]
    code: str
    shortcut: str
    title: str
    team: str
    files: str
    """Names of files that the table says go with it: they are not taken in, somebody is to add them."""


class SnippetsImported(Shape, frozen=True, kw_only=True):
    created: int
    changed: int
    refused: int
    lines: tuple[ImportedLine, ...]
