"""What happened to segments, and who came into a watched one or left it."""

from uuid import UUID

from otklik.platform.events import Event


class SegmentEntered(Event, frozen=True, kw_only=True):
    """People who were not in the segment are now. A block of a few hundred; not kept, for there may be millions."""

    kept = False
    segment_id: UUID
    contact_ids: tuple[UUID, ...]


class SegmentLeft(Event, frozen=True, kw_only=True):
    """People who were in the segment are not any more, or are no person of their own since they were joined."""

    kept = False
    segment_id: UUID
    contact_ids: tuple[UUID, ...]


class SegmentCreated(Event, frozen=True, kw_only=True):
    segment_id: UUID
    code: str
    kind: str


class SegmentChanged(Event, frozen=True, kw_only=True):
    """`fields` names what was changed."""

    segment_id: UUID
    fields: tuple[str, ...]


class SegmentArchived(Event, frozen=True, kw_only=True):
    """Or, with `archived` false, taken back into use."""

    segment_id: UUID
    archived: bool


class ListChanged(Event, frozen=True, kw_only=True):
    """People were put on a list by hand or from a file, or taken off."""

    segment_id: UUID
    added: int
    removed: int
