"""What the visitor's page tells of our messages: taken by it, seen by the person."""

from typing import Final
from uuid import UUID

from otklik.channels.contract import InboundDelivered, InboundRead, InboundReceipt
from otklik.domains.delivery.service import receipts
from otklik.domains.livechat import queries
from otklik.domains.livechat.service.visitors import Visitor
from otklik.platform.context import Parts
from otklik.platform.db import Database

DELIVERED: Final = "delivered"
SEEN: Final = "seen"


async def tell(parts: Parts, visitor: Visitor, *, kind: str, message_id: UUID) -> None:
    """`delivered` or `seen` up to one of our messages. What is not in the visitor's own thread is let go."""
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        if visitor.conversation_id is None:
            return
        last = await queries.named(ctx, visitor.conversation_id, message_id)
        if last is None or last.direction != "out":
            return
        states = ("accepted",) if kind == DELIVERED else ("accepted", "delivered")
        for external_id in await queries.unsettled_up_to(ctx, last, states=states):
            receipt = _receipt(kind, external_id, visitor.thread_id)
            await receipts.apply(ctx, channel_id=visitor.channel_id, receipt=receipt, received_at=ctx.now())


def _receipt(kind: str, external_id: str, thread_id: str) -> InboundReceipt:
    """Seen is by a human: the page reports it only while it is open before somebody (guarantee 10)."""
    if kind == DELIVERED:
        return InboundDelivered(external_id=external_id, thread_id=thread_id)
    return InboundRead(external_id=external_id, thread_id=thread_id, by_machine=False)
