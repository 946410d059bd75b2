"""Who did what and when: reading the events back."""

from typing import cast
from uuid import UUID

from otklik.domains.workspaces import queries
from otklik.domains.workspaces.queries.audit import Filter
from otklik.domains.workspaces.schemas import ActorName, AuditActor, AuditEntry
from otklik.platform.context import Ctx
from otklik.platform.tables import EventRow
from otklik.platform.web import Page, as_uuid, decode_cursor, encode_cursor, page_size


async def audit(ctx: Ctx, wanted: Filter, *, cursor: str | None, limit: int | None) -> Page[AuditEntry]:
    """The newest first."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=1)
    before = as_uuid(values[0], field="cursor") if values else None
    rows = await queries.audit.entries(ctx, wanted, before=before, limit=size + 1)
    items = [_entry(row[0], actor_name=row[1]) for row in rows[:size]]
    more = encode_cursor(str(items[-1].id)) if len(rows) > size else None
    return Page(items=items, next_cursor=more)


def _entry(row: EventRow, *, actor_name: str | None) -> AuditEntry:
    actor_id: UUID | None = row.actor_id
    return AuditEntry(
        id=row.id,
        at=row.at,
        actor=AuditActor(kind=cast("ActorName", row.actor_kind), id=actor_id, name=actor_name),
        name=row.name,
        subject_id=row.subject_id,
        data=row.data,
    )
