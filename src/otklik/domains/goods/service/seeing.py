"""What people looked at: kept as facts come, counted anew where facts went, or whose they are changed.

A company without goods is asked for nothing: what was looked at before its first goods is counted when they come.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.activity.events import RecordedFact
from otklik.domains.contacts.service import enrolling
from otklik.domains.goods import jobs
from otklik.domains.goods.queries import catalogue, seeing
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import Jobs

LOOK_BACK: Final = timedelta(days=365)
BLOCK: Final = 2_000
"""People of one transaction."""
FIRST: Final = UUID(int=0)


async def facts_recorded(ctx: Ctx, facts: Sequence[RecordedFact]) -> None:
    since = ctx.now() - LOOK_BACK
    about = [fact for fact in facts if fact.name in seeing.NAMES and fact.at >= since]
    if about and await catalogue.are_there(ctx):
        await seeing.keep(ctx, [fact.fact_id for fact in about], [fact.contact_id for fact in about])


async def people_changed(ctx: Ctx, root_ids: Collection[UUID]) -> None:
    """These were joined or parted: what a person looked at is by all of their cards."""
    if await catalogue.are_there(ctx):
        await seeing.recount(ctx, root_ids, since=ctx.now() - LOOK_BACK)


async def facts_gone(ctx: Ctx, *, names: Collection[str] = seeing.NAMES) -> None:
    """Facts were deleted: count everybody anew, in the background."""
    if seeing.NAMES.intersection(names) and await catalogue.are_there(ctx):
        await look_back(ctx)


async def look_back(ctx: Ctx) -> None:
    """Let everybody be counted anew, in the background."""
    await ctx.use(Jobs).defer(ctx, jobs.count_seen, arguments={}, once=f"goods.count_seen:{ctx.workspace_id}")


async def count(parts: Parts, *, workspace_id: WorkspaceId) -> None:
    """Everybody, block by block. Safe to run twice."""
    database = parts.get(Database)
    after: UUID | None = FIRST
    while after is not None:
        async with database.transaction(workspace_id) as ctx:
            await enrolling.hold_people_alone(ctx)
            people = await seeing.people_after(ctx, after, limit=BLOCK)
            if people:
                await seeing.recount(ctx, people, since=ctx.now() - LOOK_BACK)
        after = people[-1] if len(people) == BLOCK else None
