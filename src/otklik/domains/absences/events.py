"""What happened to absences."""

from uuid import UUID

from otklik.platform.events import Event


class AbsencePlanned(Event, frozen=True, kw_only=True):
    absence_id: UUID
    operator_id: UUID


class AbsenceChanged(Event, frozen=True, kw_only=True):
    """`fields` names what was changed."""

    absence_id: UUID
    operator_id: UUID
    fields: tuple[str, ...]


class AbsenceCancelled(Event, frozen=True, kw_only=True):
    absence_id: UUID
    operator_id: UUID


class AbsenceBegan(Event, frozen=True, kw_only=True):
    absence_id: UUID
    operator_id: UUID


class AbsenceEnded(Event, frozen=True, kw_only=True):
    absence_id: UUID
    operator_id: UUID
