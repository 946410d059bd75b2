"""Circles of customers: those who are in the same of a few chosen segments, and what they buy most.

Counted each night and when asked; who is in which circle is asked anew whenever something is sent to them.
"""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select

from otklik.domains.goods import jobs, picks
from otklik.domains.goods.events import CirclesChosen
from otklik.domains.goods.queries import circles
from otklik.domains.goods.schemas import CircleGood, CircleOut, CirclesIn, CirclesOut
from otklik.domains.segments import service as segments
from otklik.domains.segments.errors import SegmentNotFound
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.events import publish
from otklik.platform.jobs import Jobs

BOUGHT_WITHIN: Final = timedelta(days=180)
POPULAR_WITHIN: Final = timedelta(days=90)


async def get(ctx: Ctx) -> CirclesOut:
    """The circles as they were last counted, the largest first."""
    row = await circles.get(ctx)
    if row is None:
        return CirclesOut(segment_ids=[], counted_at=None, counting=False, circles=[], everybody=[])
    kept = {int(circle): int(buyers) for circle, buyers in row.buyers.items()}
    tops = await _tops(ctx, [picks.EVERYBODY, *map(picks.scope_of_circle, kept)])
    found = [
        CircleOut(
            segment_ids=[one for bit, one in enumerate(row.counted_ids) if circle & (1 << bit)],
            buyers=buyers,
            goods=tops.get(picks.scope_of_circle(circle), []),
        )
        for circle, buyers in sorted(kept.items(), key=lambda each: (-each[1], each[0]))
    ]
    return CirclesOut(
        segment_ids=row.segment_ids,
        counted_at=row.counted_at,
        counting=row.asked_at is not None,
        circles=found,
        everybody=tops.get(picks.EVERYBODY, []),
    )


async def choose(ctx: Ctx, given: CirclesIn) -> CirclesOut:
    """By which segments; counted at once, in the background. Raises `SegmentNotFound`."""
    known = {one.id for one in await segments.listing(ctx)}
    wanted = list(dict.fromkeys(given.segment_ids))
    if not known.issuperset(wanted):
        raise SegmentNotFound
    await circles.save(ctx, {"segment_ids": wanted})
    await publish(ctx, CirclesChosen(segments=len(wanted)))
    return await ask(ctx)


async def ask(ctx: Ctx) -> CirclesOut:
    """Let them be counted now, in the background."""
    await circles.save(ctx, {"asked_at": ctx.now()})
    await ctx.use(Jobs).defer(ctx, jobs.count_circles, arguments={}, once=f"goods.circles:{ctx.workspace_id}")
    return await get(ctx)


async def count(ctx: Ctx) -> None:
    """Every circle anew. A segment that is gone tells nobody apart any more."""
    await circles.hold(ctx)
    row = await circles.get(ctx)
    counted, members = list[UUID](), list[Select[Any]]()  # Any: a column of ids
    for one in row.segment_ids if row else ():
        try:
            members.append(await segments.members(ctx, one))
        except SegmentNotFound:
            continue
        counted.append(one)
    now = ctx.now()
    buyers = await circles.count(ctx, members, since=now - BOUGHT_WITHIN, lately=now - POPULAR_WITHIN)
    kept = {str(circle): number for circle, number in buyers.items()}
    await circles.save(ctx, {"counted_ids": counted, "buyers": kept, "counted_at": now, "asked_at": None})
    ctx.push(f"desk/{ctx.workspace_id}", "goods.circles_counted", {"circles": len(kept)})


async def count_one(parts: Parts, *, workspace_id: WorkspaceId) -> None:
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await count(ctx)


async def count_everywhere(parts: Parts) -> None:
    """Each company that has goods, in a transaction of its own; one that cannot be counted is told of."""
    database = parts.get(Database)
    async with database.system() as session:
        found = await circles.companies(session)
    await database.in_each(found, count, fell="goods.circles.not_counted")


async def placed(ctx: Ctx, roots: Collection[UUID]) -> dict[UUID, int]:
    """The circle of each, by the segments of the last count; empty where there are none."""
    row = await circles.get(ctx)
    found = dict.fromkeys(roots, 0) if row is not None and row.counted_ids else {}
    for bit, one in enumerate(row.counted_ids if row else ()):
        for who in await _held(ctx, one, roots):
            found[who] |= 1 << bit
    return found


async def _held(ctx: Ctx, segment_id: UUID, roots: Collection[UUID]) -> Collection[UUID]:
    try:
        return await segments.holds(ctx, segment_id, roots)
    except SegmentNotFound:
        return ()


async def _tops(ctx: Ctx, scopes: list[str]) -> Mapping[str, list[CircleGood]]:
    found: dict[str, list[CircleGood]] = {}
    for one in await circles.shown(ctx, scopes):
        good = CircleGood(product=one.product, title=one.title, buyers=one.buyers)
        found.setdefault(one.scope, []).append(good)
    return found
