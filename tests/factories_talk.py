"""A customer and operators who talk by a test's own clock: no provider, only what providers tell."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from tests.factories import Company, acting, unique, unit_of_work
from tests.factories_schedule import create_bare_channel

from otklik.channels.contract import InboundMessage, Sender
from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.conversations.service import managing, receiving, tracking, writing
from otklik.domains.delivery.events import MessageReceived, StateChanged
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.alarms import ring_due
from otklik.platform.clock import FixedClock
from otklik.platform.ids import new_id
from otklik.program import Program


@dataclass
class Talk:
    """One customer's conversation with the company."""

    program: Program
    company: Company
    clock: FixedClock
    channel_id: UUID
    person: str = field(default_factory=lambda: unique("person"))
    conversation_id: UUID = field(default_factory=new_id)

    async def customer_writes(self, text: str = "Вопрос", *, ago: timedelta = timedelta()) -> Message:
        async with unit_of_work(self.program, self.company) as ctx:
            message = await receiving.receive(
                ctx,
                MessageReceived(
                    channel_id=self.channel_id,
                    journal_id=new_id(),
                    received_at=ctx.now(),
                    message=InboundMessage(
                        external_id=unique("m"),
                        thread_id=self.person,
                        sender=Sender(id=self.person, name="Мария"),
                        sent_at=ctx.now() - ago,
                        text=text,
                        visible_text=text,
                    ),
                    address_kind="telegram",
                    address_verified=True,
                ),
            )
        assert message is not None
        self.conversation_id = message.conversation_id
        return message

    async def says(self, operator: OperatorData, text: str = "Ответ") -> Message:
        """Written, not yet taken by the provider."""
        async with unit_of_work(self.program, self.company, actor=acting(operator)) as ctx:
            return await writing.reply(ctx, self.conversation_id, writing.Words(text=text))

    async def settled(self, message: Message, *, state: str = "accepted", code: str = "") -> None:
        """What the ledger tells of a message of ours."""
        async with unit_of_work(self.program, self.company) as ctx:
            await tracking.follow(
                ctx,
                StateChanged(
                    ledger_id=new_id(),
                    subject_id=message.id,
                    channel_id=self.channel_id,
                    lane=self.conversation_id,
                    state=state,
                    code=code,
                    at=ctx.now(),
                    planned_at=message.stored_at,
                    purpose=writing.ANSWER,
                ),
            )

    async def answers(self, operator: OperatorData, text: str = "Ответ") -> Message:
        """Written and taken by the provider at once."""
        message = await self.says(operator, text)
        await self.settled(message)
        return message

    async def given_to(self, operator: OperatorData | None, *, team_id: UUID | None = None) -> None:
        async with unit_of_work(self.program, self.company) as ctx:
            owner = operator.id if operator else None
            await managing.assign(ctx, self.conversation_id, operator_id=owner, team_id=team_id)

    async def closed_by(self, operator: OperatorData) -> None:
        async with unit_of_work(self.program, self.company, actor=acting(operator)) as ctx:
            await managing.close(ctx, self.conversation_id)

    async def row(self) -> Conversation:
        async with unit_of_work(self.program, self.company) as ctx:
            found = await ctx.session.get(Conversation, self.conversation_id)
        assert found is not None
        return found

    async def passes(self, time: timedelta) -> None:
        """Time goes by and every alarm of it rings."""
        self.clock.move(time)
        while await ring_due(self.program.parts, workspace_id=self.company.id):
            pass


async def new_talk(program: Program, company: Company, clock: FixedClock, *, channel_id: UUID | None = None) -> Talk:
    chosen = channel_id or await create_bare_channel(program, company)
    return Talk(program, company, clock, chosen)
