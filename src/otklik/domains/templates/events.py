"""What happened to templates."""

from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class TemplatePublished(Event, frozen=True, kw_only=True):
    template_id: UUID
    number: int


class TemplateArchived(Event, frozen=True, kw_only=True):
    """`archived` false: it is in use again."""

    template_id: UUID
    archived: bool


class TemplateBlocksChanged(Event, frozen=True, kw_only=True):
    """A named block says something else, or is there no more: so does every template that names it. Not kept."""

    kept: ClassVar[bool] = False


class TemplateTested(Event, frozen=True, kw_only=True):
    """Somebody sent a draft to themselves."""

    template_id: UUID
    ledger_id: UUID
