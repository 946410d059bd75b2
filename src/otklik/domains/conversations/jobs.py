"""What conversations do by the clock, at a moment and beside the transaction."""

from uuid import UUID

from otklik.domains.conversations.queries import counting
from otklik.domains.conversations.service import alerting, labels, planning, showing_read, snoozing
from otklik.domains.conversations.service.counting import PARTS_MAX
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.jobs import errand, job, periodic


@job()
async def plan_rings(ctx: Ctx, *, message_id: str) -> None:
    await alerting.plan_rings(ctx, UUID(message_id))


@job()
async def ring(ctx: Ctx, *, message_id: str, operator_id: str) -> None:
    await alerting.ring(ctx, message_id=UUID(message_id), operator_id=UUID(operator_id))


@errand(queue="reading", attempts_max=1)
async def show_read(parts: Parts, *, workspace_id: WorkspaceId, conversation_id: str) -> None:
    await showing_read.show(parts, workspace_id=workspace_id, conversation_id=UUID(conversation_id))


@alarm
async def snooze_ends(ctx: Ctx, conversation_id: UUID) -> None:
    await snoozing.wake_in_time(ctx, conversation_id)


@alarm
async def take_off_label(ctx: Ctx, label_id: UUID) -> None:
    await labels.take_off_everywhere(ctx, label_id)


@alarm
async def send_planned(ctx: Ctx, planned_id: UUID) -> None:
    await planning.ring(ctx, planned_id)


@periodic("* * * * *")
async def put_counts_together(parts: Parts) -> None:
    async with parts.get(Database).system() as session:
        crowded = await counting.crowded(session, parts_max=PARTS_MAX)
    for workspace_id in crowded:
        async with parts.get(Database).transaction(workspace_id) as ctx:
            await counting.put_together(ctx)
