"""What happened to journeys."""

from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class JourneyChanged(Event, frozen=True, kw_only=True):
    """`change`: created, saved, published, paused, resumed, stopped, deleted."""

    journey_id: UUID
    change: str


class JourneyEntered(Event, frozen=True, kw_only=True):
    """A block of people came in; not kept, for their rows are."""

    kept: ClassVar[bool] = False
    journey_id: UUID
    version: int
    contact_ids: tuple[UUID, ...]


class JourneyGoalReached(Event, frozen=True, kw_only=True):
    kept: ClassVar[bool] = False
    journey_id: UUID
    version: int
    contact_ids: tuple[UUID, ...]


class JourneyEnded(Event, frozen=True, kw_only=True):
    """`ended`: person and reason."""

    kept: ClassVar[bool] = False
    journey_id: UUID
    version: int
    ended: tuple[tuple[UUID, str], ...]
