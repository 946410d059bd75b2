"""The verbs other domains use: who is in a segment, and being told when that changes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select

from otklik.domains.segments.queries import segments
from otklik.domains.segments.schemas import NewSegment, Segment, SegmentChanges, SegmentRow
from otklik.domains.segments.service import worlds
from otklik.domains.segments.service.editing import SEGMENTS_MAX, archive, change, create, get
from otklik.domains.segments.service.following import unwatch, watch
from otklik.platform.context import Ctx

__all__ = [
    "NewSegment",
    "Segment",
    "SegmentChanges",
    "SegmentRow",
    "archive",
    "change",
    "create",
    "get",
    "holds",
    "listing",
    "members",
    "page",
    "size",
    "unwatch",
    "watch",
]

SIZE_MAX: Final = 5_000_000
"""A count stops there."""
HOLDS_MAX: Final = 5_000
"""People one question may ask about."""
PAGE_MAX: Final = 50_000


async def members(ctx: Ctx, segment_id: UUID, *, at: datetime | None = None) -> Select[Any]:  # Any: a column of ids
    """One SELECT of the ids of its people (roots), right at the moment of asking, in no order; each once.

    For INSERT … SELECT and for walks by id; `at` holds the clock still over a walk of many pages. Raises
    `SegmentNotFound`.
    """
    return await worlds.members(ctx, worlds.whole(await worlds.found(ctx, segment_id)), at=at)


async def page(
    ctx: Ctx, segment_id: UUID, *, after: UUID | None = None, limit: int, at: datetime | None = None
) -> list[UUID]:
    """The next of its people by id after `after`, `limit` or `PAGE_MAX` of them. Raises `SegmentNotFound`."""
    chosen = await members(ctx, segment_id, at=at)
    return await segments.page_of(ctx, chosen, after=after, limit=min(limit, PAGE_MAX))


async def holds(ctx: Ctx, segment_id: UUID, contact_ids: Collection[UUID]) -> set[UUID]:
    """Which of these people (roots), `HOLDS_MAX` at most, are in it now. Raises `SegmentNotFound`."""
    assert len(contact_ids) <= HOLDS_MAX
    if not contact_ids:
        return set()
    people = list(contact_ids)
    rule = worlds.rule_of(await worlds.found(ctx, segment_id))
    if rule is None:
        return set(await segments.listed_of(ctx, segment_id, people))
    return set(await segments.ids_of(ctx, await worlds.members(ctx, rule, only=people)))


async def size(ctx: Ctx, segment_id: UUID) -> int:
    """How many are in it, counted now, `SIZE_MAX` at most; kept for the list. Raises `SegmentNotFound`."""
    found = await segments.count_of(ctx, await members(ctx, segment_id), limit=SIZE_MAX) or 0
    await segments.save_size(ctx, segment_id, size=found, at=ctx.now())
    return found


async def listing(ctx: Ctx, *, archived: bool = False) -> Sequence[SegmentRow]:
    """Every segment by name; sizes as they were last counted."""
    rows = await segments.all_of(ctx, archived=archived, limit=SEGMENTS_MAX)
    watchers = await segments.watchers(ctx, [row.id for row in rows])
    return [
        SegmentRow(
            id=row.id,
            code=row.code,
            name=row.name,
            description=row.description,
            kind="list" if row.kind == "list" else "rule",
            size=row.size,
            sized_at=row.sized_at,
            watchers=watchers.get(row.id, []),
            updated_at=row.updated_at,
            archived_at=row.archived_at,
        )
        for row in rows
    ]
