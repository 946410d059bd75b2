"""What happened to macros and automations."""

from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class MacroChanged(Event, frozen=True, kw_only=True):
    """`change` is `created`, `changed` or `deleted`."""

    macro_id: UUID
    title: str
    change: str


class AutomationChanged(Event, frozen=True, kw_only=True):
    """`change` is `created`, `changed`, `deleted` or `ordered`."""

    automation_id: UUID | None
    title: str
    change: str


class MacroRan(Event, frozen=True, kw_only=True):
    """Too frequent for history: the line in the thread is the record."""

    kept: ClassVar[bool] = False

    macro_id: UUID
    conversation_id: UUID
    done: int
    failed: int


class AutomationFired(Event, frozen=True, kw_only=True):
    """Too frequent for history: the automation's own log is the record."""

    kept: ClassVar[bool] = False

    automation_id: UUID
    conversation_id: UUID
    trigger: str
