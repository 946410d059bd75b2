"""What holding answers ask of the database."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.conversations.models import HoldingRulesRow, Message
from otklik.domains.delivery.models import LedgerRow
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def rules(ctx: Ctx) -> HoldingRulesRow | None:
    return await ctx.session.scalar(scoped(ctx, HoldingRulesRow), execution_options={"populate_existing": True})


async def save_rules(ctx: Ctx, *, recognise: bool, phrases: list[str], follow_minutes: int) -> None:
    values = {"recognise": recognise, "phrases": phrases, "follow_minutes": follow_minutes}
    new = insert(HoldingRulesRow).values(workspace_id=ctx.workspace_id, **values)
    await ctx.session.execute(new.on_conflict_do_update(index_elements=["workspace_id"], set_=values))


async def earliest_accepted(
    ctx: Ctx, conversation_id: UUID, *, written_from: datetime, accepted_from: datetime, accepted_until: datetime
) -> tuple[Message, datetime] | None:
    """The first holding answer to this wait that the provider accepted in the span, and when it did."""
    query = (
        select(Message, LedgerRow.accepted_at)
        .join(LedgerRow, LedgerRow.subject_id == Message.id)
        .where(Message.workspace_id == ctx.workspace_id, LedgerRow.workspace_id == ctx.workspace_id)
        .where(Message.conversation_id == conversation_id, Message.holding, Message.author_kind == "operator")
        .where(Message.sent_at >= written_from)
        .where(LedgerRow.accepted_at >= accepted_from, LedgerRow.accepted_at <= accepted_until)
        .order_by(LedgerRow.accepted_at)
        .limit(1)
    )
    for message, accepted_at in await ctx.session.execute(query):
        if accepted_at is not None:
            return message, accepted_at
    return None
