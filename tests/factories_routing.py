"""Customers who write, by hand and on the test's clock: what the rooms above conversations share."""

from uuid import UUID

from tests.factories import Company, unique, unit_of_work

from otklik.channels.contract import InboundMessage, Sender
from otklik.domains.conversations.service import receiving
from otklik.domains.delivery.events import MessageReceived
from otklik.domains.delivery.models import Channel
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.schemas import OperatorData
from otklik.domains.workspaces.service import attending
from otklik.platform.ids import new_id
from otklik.program import Program

NODE = "test"


async def write(
    program: Program,
    company: Company,
    channel: Channel,
    *,
    who: str | None = None,
    text: str = "Где мой заказ?",
    language: str = "ru",
) -> UUID:
    """One message of a customer; the same `who` goes on in the same conversation. Returns the conversation's id."""
    person = who or unique("customer")
    async with unit_of_work(program, company) as ctx:
        said = InboundMessage(
            external_id=unique("message"),
            thread_id=person,
            sender=Sender(id=person, name="Мария", language=language),
            sent_at=ctx.now(),
            text=text,
            visible_text=text,
        )
        told = MessageReceived(
            channel_id=channel.id,
            journal_id=new_id(),
            received_at=ctx.now(),
            message=said,
            address_kind="visitor",
            address_verified=False,
        )
        message = await receiving.receive(ctx, told)
        assert message is not None
        return message.conversation_id


async def come(program: Program, company: Company, *operators: OperatorData) -> None:
    """They open the desk."""
    for one in operators:
        async with unit_of_work(program, company) as ctx:
            await attending.connected(ctx, one.id, node_id=NODE)


async def leave(program: Program, company: Company, *operators: OperatorData) -> None:
    for one in operators:
        async with unit_of_work(program, company) as ctx:
            await attending.disconnected(ctx, one.id, node_id=NODE)


async def stay(program: Program, company: Company, *operators: OperatorData) -> None:
    """Their sockets still beat and they still do something, however far the clock was moved."""
    for one in operators:
        async with unit_of_work(program, company) as ctx:
            await workspaces.heartbeat(ctx, one.id, node_id=NODE)
            await attending.active(ctx, one.id)
