"""What was said lately, as far as a hint looks back."""

from collections.abc import Sequence
from uuid import UUID

from otklik.domains.conversations.models import Message
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
