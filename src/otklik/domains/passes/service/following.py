"""What a card shows changed: bonuses, a name, a level, the company's colours. Phones that hold it are told."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.passes import jobs, queries, rules
from otklik.domains.passes.models import Pass
from otklik.domains.passes.service import issuing
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import Jobs

SOON: Final = timedelta(seconds=10)
"""What is changed bit by bit is told of once."""
BLOCK_MAX: Final = 200


async def person_changed(ctx: Ctx, contact_ids: Sequence[UUID]) -> None:
    """Look at their cards soon, where they have any."""
    for row in await queries.of_people(ctx, contact_ids):
        at, once = ctx.now() + SOON, f"pass-look:{row.id}"
        await ctx.use(Jobs).defer(ctx, jobs.look, arguments={"pass_id": row.id}, at=at, once=once)


async def everybody_changed(ctx: Ctx) -> None:
    """Many may have changed at once, or what is the same on all cards."""
    if await queries.any_held(ctx):
        once = f"passes-look:{ctx.workspace_id}"
        await ctx.use(Jobs).defer(ctx, jobs.look_at_all, arguments={}, at=ctx.now() + SOON, once=once)


async def look(ctx: Ctx, pass_id: UUID) -> None:
    """At one card."""
    row = await queries.one(ctx, pass_id, lock=True)
    if row is not None:
        await _compare(ctx, [row])


async def look_at_all(parts: Parts, *, workspace_id: WorkspaceId) -> None:
    """At every card that a phone holds, block by block."""
    after: UUID | None = None
    while True:
        async with parts.get(Database).transaction(workspace_id) as ctx:
            rows = await queries.held(ctx, after=after, limit=BLOCK_MAX)
            await _compare(ctx, rows)
        if len(rows) < BLOCK_MAX:
            return
        after = rows[-1].id


async def _compare(ctx: Ctx, rows: Sequence[Pass]) -> None:
    """Cards that look otherwise than phones were told are newer from now on."""
    for channel_id in sorted({one.channel_id for one in rows}):
        channel = await queries.channel(ctx, channel_id)
        if channel is None:
            continue
        mine = [one for one in rows if one.channel_id == channel_id]
        made = await issuing.made_by(ctx, await issuing.issuer(ctx, channel), mine)
        for row, now in zip(mine, made, strict=True):
            if row.looks != now.looks:
                row.looks, row.updated_at = now.looks, rules.changed_at(row.updated_at, ctx.now())
                once = f"pass-refresh:{row.id}"
                await ctx.use(Jobs).defer(ctx, jobs.refresh, arguments={"pass_id": row.id}, once=once)
