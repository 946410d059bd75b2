"""Background work of journeys: taking in those who were in a segment before, and those whose day is near."""

from uuid import UUID

from otklik.domains.journeys.queries import keeping
from otklik.domains.journeys.service import entering
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import BULK, Jobs, job, periodic


@job(queue=BULK)
async def enrol(ctx: Ctx, *, journey_id: str) -> None:
    """One page; the next is a job of its own."""
    if await entering.enrol_page(ctx, UUID(journey_id)):
        await ctx.use(Jobs).defer(ctx, enrol, arguments={"journey_id": journey_id})


@job(queue=BULK)
async def enrol_dates_of(ctx: Ctx, *, journey_id: str) -> None:
    await entering.enrol_dates(ctx, UUID(journey_id))


@periodic("17 */4 * * *")
async def enrol_dates(parts: Parts) -> None:
    """Often enough that whoever was put in today is found before their morning."""
    database = parts.get(Database)
    async with database.system() as session:
        journeys = await keeping.of_dates(session)
    for workspace_id, journey_id in journeys:
        async with database.transaction(WorkspaceId(workspace_id)) as ctx:
            await entering.enrol_dates(ctx, journey_id)
