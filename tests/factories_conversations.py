"""Conversations for tests, where no customer need write through a channel."""

from datetime import datetime
from typing import Final
from uuid import UUID

from tests.factories import Company, unique, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_delivery import create_channel

from otklik.domains.conversations import queries
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import receiving
from otklik.domains.delivery.models import Channel
from otklik.program import Program

MAILBOX: Final = {"address": "shop@example.ru", "password": "x", "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1"}


async def create_mailbox(program: Program, company: Company) -> Channel:
    """A mail channel that nobody looks into."""
    return await create_channel(program, company, kind="email", config=MAILBOX)


async def open_conversation(
    program: Program, company: Company, channel: Channel, *, said_at: datetime | None = None, waits: bool = True
) -> UUID:
    """A conversation with somebody new, last spoken in at `said_at`."""
    person = await create_contact(program, company, address_kind="email", address=f"{unique('anna')}@example.ru")
    async with unit_of_work(program, company) as ctx:
        conversation = await receiving.open_conversation(
            ctx,
            channel_id=channel.id,
            thread_id=unique("thread"),
            contact_id=person.contact_id,
            identity_id=person.identity_id,
            subject="",
        )
        conversation.last_message_at = said_at or ctx.now()
        conversation.waiting_since = conversation.last_message_at if waits else None
        return conversation.id


async def read_conversation(program: Program, company: Company, conversation_id: UUID) -> Conversation:
    async with unit_of_work(program, company) as ctx:
        found = await queries.conversation(ctx, conversation_id)
    assert found is not None
    return found
