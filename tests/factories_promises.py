"""Customers who wait and answers that are accepted, on a clock that the test moves."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from tests.factories import Company, acting, unique, unit_of_work

from otklik.channels.contract import InboundAutoReply, InboundMessage, Sender
from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.conversations.service import writing
from otklik.domains.delivery.events import MessageReceived
from otklik.domains.delivery.models import LedgerRow
from otklik.domains.delivery.service import ledger
from otklik.domains.promises.models import Promise
from otklik.domains.speed.models import Response
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.events import publish
from otklik.platform.ids import new_id
from otklik.program import Program


class Desk:
    """One channel of a company on the test's clock: who writes, who answers, what was promised."""

    def __init__(self, program: Program, company: Company, channel_id: UUID) -> None:
        self.program = program
        self.company = company
        self.channel_id = channel_id

    async def write(
        self, text: str = "Вопрос", *, who: str = "customer-1", machine: bool = False, in_group: bool = False
    ) -> UUID:
        """A message of a customer; returns the conversation."""
        async with unit_of_work(self.program, self.company) as ctx:
            said: dict[str, Any] = {  # Any: fields of one struct or of the other
                "external_id": unique("message"),
                "thread_id": who,
                "sender": Sender(id=who, name="Мария", language="ru"),
                "sent_at": ctx.now(),
                "text": text,
                "in_group": in_group,
            }
            told = MessageReceived(
                channel_id=self.channel_id,
                journal_id=new_id(),
                received_at=ctx.now(),
                address_kind="telegram",
                address_verified=True,
                message=InboundAutoReply(**said) if machine else InboundMessage(**said),
            )
            await publish(ctx, told)
            await ctx.session.flush()
            found = await ctx.session.scalar(
                select(Conversation.id).where(
                    Conversation.workspace_id == self.company.id, Conversation.thread_id == who
                )
            )
            assert found is not None
            return found

    async def answer(
        self, conversation_id: UUID, by: OperatorData, text: str = "Ответ", *, accept: bool = True
    ) -> None:
        async with unit_of_work(self.program, self.company, actor=acting(by)) as ctx:
            await writing.reply(ctx, conversation_id, writing.Words(text=text))
        if accept:
            await self.accept(conversation_id)

    async def accept(self, conversation_id: UUID) -> None:
        """The provider takes what was planned, machines' words too."""
        async with unit_of_work(self.program, self.company) as ctx:
            planned = select(LedgerRow).where(
                LedgerRow.workspace_id == self.company.id,
                LedgerRow.lane == conversation_id,
                LedgerRow.state.in_(("planned", "handed")),
            )
            for row in (await ctx.session.scalars(planned.order_by(LedgerRow.id))).all():
                if row.state == "planned":
                    await ledger.move(ctx, row, state="handed", at=ctx.now())
                row.external_id = unique("sent")
                await ledger.move(ctx, row, state="accepted", at=ctx.now())

    async def promises(self) -> list[Promise]:
        async with unit_of_work(self.program, self.company) as ctx:
            rows = await ctx.session.scalars(
                select(Promise).where(Promise.workspace_id == self.company.id).order_by(Promise.id)
            )
            return list(rows.all())

    async def promise(self) -> Promise:
        (one,) = await self.promises()
        return one

    async def due_shown(self, conversation_id: UUID) -> datetime | None:
        async with unit_of_work(self.program, self.company) as ctx:
            return (await ctx.session.get_one(Conversation, conversation_id)).promise_due_at

    async def said(self, conversation_id: UUID) -> list[str]:
        """What machines of ours said to the customer, in order."""
        async with unit_of_work(self.program, self.company) as ctx:
            return await automatic_words(ctx.session, conversation_id)

    async def measured(
        self, seconds: list[float], *, at: datetime, in_hours: bool = True, channel_id: UUID | None = None
    ) -> None:
        """Answers given before, each `seconds` of working time after it was asked at about `at`."""
        conversation_id = await self.write(who=unique("earlier"))
        async with unit_of_work(self.program, self.company) as ctx:
            message_id = await last_message_id(ctx.session, conversation_id)
            for number, one in enumerate(seconds):
                asked = at + timedelta(seconds=number)
                ctx.session.add(
                    Response(
                        id=new_id(),
                        workspace_id=self.company.id,
                        conversation_id=conversation_id,
                        channel_id=channel_id or self.channel_id,
                        operator_id=self.company.owner.id,
                        message_id=await copy_of_message(ctx.session, message_id),
                        first=True,
                        waiting_since=asked,
                        answered_at=asked + timedelta(seconds=one),
                        in_hours=in_hours,
                        working_seconds=one,
                    )
                )
            conversation = await ctx.session.get_one(Conversation, conversation_id)
            conversation.waiting_since = None


async def automatic_words(session: AsyncSession, conversation_id: UUID) -> list[str]:
    query = select(Message.text).where(Message.conversation_id == conversation_id, Message.automatic)
    return list((await session.scalars(query.where(Message.direction == "out").order_by(Message.id))).all())


async def last_message_id(session: AsyncSession, conversation_id: UUID) -> UUID:
    query = select(Message.id).where(Message.conversation_id == conversation_id).order_by(Message.id.desc()).limit(1)
    return (await session.scalars(query)).one()


async def copy_of_message(session: AsyncSession, message_id: UUID) -> UUID:
    """A response belongs to a message of its own."""
    one = await session.get_one(Message, message_id)
    columns = {column.name: getattr(one, column.name) for column in Message.__table__.columns}
    copied = Message(**columns | {"id": new_id(), "external_id": None, "client_key": None})
    session.add(copied)
    await session.flush()
    return copied.id
