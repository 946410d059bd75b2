"""What happened to ready replies."""

from uuid import UUID

from otklik.platform.events import Event


class SnippetCreated(Event, frozen=True, kw_only=True):
    snippet_id: UUID
    shortcut: str


class SnippetChanged(Event, frozen=True, kw_only=True):
    """`fields` names what was changed."""

    snippet_id: UUID
    fields: tuple[str, ...]


class SnippetDeleted(Event, frozen=True, kw_only=True):
    snippet_id: UUID
    shortcut: str
