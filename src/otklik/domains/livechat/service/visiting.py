"""What the desk shows of a visitor: the page, the device, whether they are still there."""

from uuid import UUID

from otklik.domains.conversations.errors import ConversationNotFound
from otklik.domains.livechat import queries, rules, schemas
from otklik.domains.livechat.service import visitors
from otklik.platform.context import Ctx


async def shown(ctx: Ctx, conversation_id: UUID) -> schemas.VisitorOut:
    """Raises `ConversationNotFound`, also for a conversation of another channel."""
    visitor = await visitors.of_conversation(ctx, conversation_id)
    row = await queries.visitor(ctx, visitor.id) if visitor else None
    if row is None:
        raise ConversationNotFound
    return schemas.VisitorOut(
        id=row.id,
        here=row.last_seen_at > ctx.now() - rules.HERE,
        first_seen_at=row.first_seen_at,
        last_seen_at=row.last_seen_at,
        language=row.language,
        device=row.device,
        page=row.page,
        email=row.email or None,
    )
