"""Segments, lists, watches as rows; and the questions a compiled rule is put into."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from sqlalchemy import Select, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from otklik.domains.segments.models import ListedPerson, Segment, Watch
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

NAMED_LEVELS_MAX: Final = 6
_FRESH: Final = {"populate_existing": True}


async def by_id(ctx: Ctx, segment_id: UUID, *, lock: bool = False) -> Segment | None:
    query = scoped(ctx, Segment).where(Segment.id == segment_id)
    return await ctx.session.scalar(query.with_for_update() if lock else query, execution_options=_FRESH)


async def by_ids(ctx: Ctx, ids: Collection[UUID]) -> Sequence[Segment]:
    query = scoped(ctx, Segment).where(Segment.id.in_(ids))
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def by_codes(ctx: Ctx, codes: Collection[str]) -> Sequence[Segment]:
    query = scoped(ctx, Segment).where(Segment.code.in_(codes), Segment.archived_at.is_(None))
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def with_named(ctx: Ctx, ids: Collection[UUID]) -> dict[UUID, Segment]:
    """These segments and those they name, however far."""
    found: dict[UUID, Segment] = {}
    asked = set(ids)
    for _ in range(NAMED_LEVELS_MAX):
        if not asked:
            break
        new = {one.id: one for one in await by_ids(ctx, asked)}
        found |= new
        asked = {one for row in new.values() for one in row.named_ids} - found.keys()
    return found


async def naming(ctx: Ctx, segment_id: UUID) -> Sequence[Segment]:
    """Segments in use whose rule names this one."""
    query = scoped(ctx, Segment).where(Segment.named_ids.contains([segment_id]), Segment.archived_at.is_(None))
    return (await ctx.session.scalars(query)).all()


async def all_of(ctx: Ctx, *, archived: bool, limit: int) -> Sequence[Segment]:
    """By name."""
    query = scoped(ctx, Segment).order_by(func.lower(Segment.name), Segment.id).limit(limit)
    if not archived:
        query = query.where(Segment.archived_at.is_(None))
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def how_many(ctx: Ctx) -> int:
    return await ctx.session.scalar(select(func.count()).select_from(scoped(ctx, Segment).subquery())) or 0


# ---- who is in ----------------------------------------------------------------------------------------


async def ids_of(ctx: Ctx, members: Select[UUID]) -> list[UUID]:
    return list(await ctx.session.scalars(members))


async def page_of(ctx: Ctx, members: Select[UUID], *, after: UUID | None, limit: int) -> list[UUID]:
    """In order of their ids."""
    (person,) = members.selected_columns
    if after is not None:
        members = members.where(person > after)
    return list(await ctx.session.scalars(members.order_by(person).limit(limit)))


async def count_of(
    ctx: Ctx, members: Select[UUID], *, limit: int, within_milliseconds: int | None = None
) -> int | None:
    """How many, `limit` at most; None when the time was not enough."""
    counted = select(func.count()).select_from(members.limit(limit).subquery())
    if within_milliseconds is None:
        return await ctx.session.scalar(counted) or 0
    return await in_time(ctx, counted, within_milliseconds)


async def in_time(ctx: Ctx, query: Select[Any], milliseconds: int) -> Any:  # Any: of the column's type
    """The first value, or None when the statement took longer; the transaction goes on."""
    before = await ctx.session.scalar(text("SELECT current_setting('statement_timeout')"))
    setting = text("SELECT set_config('statement_timeout', :value, true)")
    try:
        async with ctx.session.begin_nested():
            await ctx.session.execute(setting, {"value": str(milliseconds)})
            found = await ctx.session.scalar(query)
            await ctx.session.execute(setting, {"value": before})
            return found
    except OperationalError as error:
        if not isinstance(error.orig, psycopg.errors.QueryCanceled):
            raise
        return None


async def save_size(ctx: Ctx, segment_id: UUID, *, size: int, at: datetime) -> None:
    mine = (Segment.workspace_id == ctx.workspace_id, Segment.id == segment_id)
    await ctx.session.execute(update(Segment).where(*mine).values(size=size, sized_at=at))


# ---- lists --------------------------------------------------------------------------------------------


async def put_on(ctx: Ctx, segment_id: UUID, contact_ids: Collection[UUID], *, source: str, by_id: UUID | None) -> int:
    """How many were not on it."""
    rows = [
        {
            "workspace_id": ctx.workspace_id,
            "segment_id": segment_id,
            "contact_id": one,
            "source": source,
            "added_at": ctx.now(),
            "added_by_id": by_id,
        }
        for one in sorted(contact_ids)
    ]
    if not rows:
        return 0
    new = insert(ListedPerson).values(rows).on_conflict_do_nothing().returning(ListedPerson.contact_id)
    return len((await ctx.session.scalars(new)).all())


async def take_off(ctx: Ctx, segment_id: UUID, card_ids: Collection[UUID]) -> int:
    gone = delete(ListedPerson).where(
        ListedPerson.workspace_id == ctx.workspace_id,
        ListedPerson.segment_id == segment_id,
        ListedPerson.contact_id.in_(card_ids),
    )
    return len((await ctx.session.scalars(gone.returning(ListedPerson.contact_id))).all())


async def listed_count(ctx: Ctx, segment_id: UUID) -> int:
    query = scoped(ctx, ListedPerson).where(ListedPerson.segment_id == segment_id)
    return await ctx.session.scalar(select(func.count()).select_from(query.subquery())) or 0


# ---- watches ------------------------------------------------------------------------------------------


async def add_watch(ctx: Ctx, segment_id: UUID, watcher: str) -> None:
    row = {"workspace_id": ctx.workspace_id, "segment_id": segment_id, "watcher": watcher, "created_at": ctx.now()}
    await ctx.session.execute(insert(Watch).values(row).on_conflict_do_nothing())


async def drop_watch(ctx: Ctx, segment_id: UUID, watcher: str) -> None:
    gone = delete(Watch).where(
        Watch.workspace_id == ctx.workspace_id, Watch.segment_id == segment_id, Watch.watcher == watcher
    )
    await ctx.session.execute(gone)


async def watchers(ctx: Ctx, segment_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    query = scoped(ctx, Watch).where(Watch.segment_id.in_(segment_ids)).order_by(Watch.created_at, Watch.watcher)
    found: dict[UUID, list[str]] = {}
    for one in await ctx.session.scalars(query):
        found.setdefault(one.segment_id, []).append(one.watcher)
    return found


async def followed(ctx: Ctx) -> Sequence[Segment]:
    query = scoped(ctx, Segment).where(Segment.followed != "no").order_by(Segment.id)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()
