"""What was said lately, as far as a hint looks back, and who wants hints at all."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from otklik.domains.conversations.models import Message
from otklik.domains.hints.models import HiddenHints, HintSettings
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def latest(ctx: Ctx, conversation_id: UUID, *, limit: int) -> Sequence[Message]:
    """The latest messages of customer and company, the newest first; no notes, events or machines."""
    query = scoped(ctx, Message).where(
        Message.conversation_id == conversation_id,
        Message.kind == "message",
        ~Message.automatic,
        Message.deleted_at.is_(None),
    )
    return (await ctx.session.scalars(query.order_by(Message.sent_at.desc(), Message.id.desc()).limit(limit))).all()


async def enabled(ctx: Ctx) -> bool:
    """On until somebody turns it off."""
    found = await ctx.session.scalar(scoped(ctx, HintSettings).with_only_columns(HintSettings.enabled))
    return found is not False


async def save_enabled(ctx: Ctx, *, value: bool) -> None:
    row = {"enabled": value, "updated_at": ctx.now()}
    statement = insert(HintSettings).values(workspace_id=ctx.workspace_id, **row)
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["workspace_id"], set_=row))


async def hidden(ctx: Ctx, operator_id: UUID) -> Sequence[str]:
    query = scoped(ctx, HiddenHints).where(HiddenHints.operator_id == operator_id)
    return await ctx.session.scalar(query.with_only_columns(HiddenHints.kinds)) or []


async def save_hidden(ctx: Ctx, operator_id: UUID, *, kinds: Sequence[str]) -> None:
    row = {"kinds": list(kinds), "updated_at": ctx.now()}
    statement = insert(HiddenHints).values(workspace_id=ctx.workspace_id, operator_id=operator_id, **row)
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["operator_id"], set_=row))
