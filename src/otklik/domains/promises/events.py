"""What becomes of promises."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class PromiseMade(Event, frozen=True, kw_only=True):
    """A customer who waits was told by when. Not kept: the promise itself is the record."""

    kept: ClassVar[bool] = False

    promise_id: UUID
    conversation_id: UUID
    channel_id: UUID
    due_at: datetime


class PromiseAtRisk(Event, frozen=True, kw_only=True):
    """So much of the time is gone (`percent`) and nobody has answered.

    `act`: what the company wants done: warn_assignee, warn_team, warn_supervisors or reassign.
    """

    promise_id: UUID
    conversation_id: UUID
    due_at: datetime
    percent: int
    act: str


class PromiseKept(Event, frozen=True, kw_only=True):
    """A person's answer was accepted in time. Not kept in history: the promise itself is the record."""

    kept: ClassVar[bool] = False

    promise_id: UUID
    conversation_id: UUID
    operator_id: UUID
    answered_at: datetime


class PromiseBroken(Event, frozen=True, kw_only=True):
    """`reason`: late (the time came and nobody had answered) or closed (closed without an answer)."""

    promise_id: UUID
    conversation_id: UUID
    due_at: datetime
    reason: str
