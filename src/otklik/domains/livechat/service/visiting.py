"""What the desk shows of a visitor: the page, the device, whether they are still there."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.domains.conversations.errors import ConversationNotFound
from otklik.domains.livechat import queries, rules, schemas
from otklik.domains.livechat.service import visitors
from otklik.platform.context import Ctx

NOWHERE: Final[Mapping[str, object]] = {}


def kept(page: schemas.PageIn, *, before: Mapping[str, Any] = NOWHERE) -> dict[str, Any]:  # Any: what a page tells
    """As the database keeps it: a token the address brought lies apart, until the visitor says something."""
    url, start = rules.came_by(page.url)
    start = start or str(before.get(rules.START) or "")
    known: dict[str, Any] = {**msgspec.to_builtins(page), "url": url}  # Any: as above
    for name in ("type", "facts"):  # a frame's own, and a key that is kept beside
        known.pop(name, None)
    return {**known, rules.START: start} if start else known


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
        page={name: value for name, value in row.page.items() if name != rules.START},
        email=row.email or None,
    )
