"""The rows of the alarms that a unit of work sets and cancels: all of them together, last, in one order.

Whoever changes a row sets its alarms too, and a verb that rings changes rows. Were alarms written as they are set, a
transaction would hold an alarm and wait for a row while another held the row and waited for the alarm. Written when
nothing but the pushes is left to write, and by everybody in the order of their keys, they close no ring.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from psycopg import AsyncCursor

from otklik.platform.context import AlarmWish, Ctx

SET: Final = "otklik_alarms"
"""NOTIFY channel: an alarm rings sooner than the loop looks by itself."""
LOOK_SECONDS: Final = 5.0

_SET = """
INSERT INTO alarms (name, subject_id, workspace_id, due_at)
SELECT name, subject_id, %(workspace)s, due_at
FROM unnest(%(names)s::text[], %(subjects)s::uuid[], %(due)s::timestamptz[])
    WITH ORDINALITY AS wish (name, subject_id, due_at, place)
ORDER BY place
ON CONFLICT (name, subject_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0, failed = false
"""
_END = "DELETE FROM alarms WHERE name = %s AND subject_id = %s AND due_at = coalesce(%s::timestamptz, due_at)"

_Wishes = Sequence[tuple[tuple[str, UUID], AlarmWish]]


async def flush_alarms(ctx: Ctx) -> None:
    """Write what was wished of alarms, and wake the loop when one of them is near."""
    if not ctx.alarms:
        return
    wishes = sorted(ctx.alarms.items())
    ctx.alarms.clear()
    driver = await ctx.driver()
    async with driver.cursor() as cursor:
        for sets, some in groupby(wishes, key=lambda wish: wish[1].at is not None):
            await (_set if sets else _end)(cursor, ctx, list(some))
        if any(_near(wish.at, now=ctx.now()) for _, wish in wishes):
            await cursor.execute("SELECT pg_notify(%s, '')", (SET,))


async def _set(cursor: AsyncCursor[tuple[object, ...]], ctx: Ctx, wishes: _Wishes) -> None:
    columns = {
        "names": [name for (name, _), _ in wishes],
        "subjects": [subject_id for (_, subject_id), _ in wishes],
        "due": [wish.at for _, wish in wishes],
    }
    await cursor.execute(_SET, {"workspace": ctx.workspace_id, **columns})


async def _end(cursor: AsyncCursor[tuple[object, ...]], _: Ctx, wishes: _Wishes) -> None:
    for (name, subject_id), wish in wishes:
        await cursor.execute(_END, (name, subject_id, wish.taken_until))


def _near(at: datetime | None, *, now: datetime) -> bool:
    return at is not None and at < now + timedelta(seconds=LOOK_SECONDS)
