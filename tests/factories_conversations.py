"""Conversations for tests, where no customer need write through a channel."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert
from tests.factories import Company, unique, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_delivery import create_channel

from otklik.domains.conversations import queries
from otklik.domains.conversations.models import Conversation, Message, MessageSearch
from otklik.domains.conversations.service import receiving
from otklik.domains.delivery.models import Channel
from otklik.platform.ids import new_id
from otklik.program import Program

MAILBOX: Final = {"address": "shop@example.ru", "password": "x", "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1"}


async def create_mailbox(program: Program, company: Company) -> Channel:
    """A mail channel that nobody looks into."""
    return await create_channel(program, company, kind="email", config=MAILBOX)


async def open_conversation(
    program: Program,
    company: Company,
    channel: Channel,
    *,
    said_at: datetime | None = None,
    waits: bool = True,
    name: str = "Анна Ким",
) -> UUID:
    """A conversation with somebody new, last spoken in at `said_at`."""
    person = await create_contact(
        program, company, name=name, address_kind="email", address=f"{unique('anna')}@example.ru"
    )
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


async def say_many(program: Program, company: Company, conversation_id: UUID, *, count: int) -> list[UUID]:
    """A long talk written at once, past every rule: message `n` says `Сообщение n`, one a minute."""
    async with unit_of_work(program, company) as ctx:
        found = await queries.conversation(ctx, conversation_id)
        assert found is not None
        began = ctx.now() - timedelta(minutes=count)
        said = [_said(found, at=at, sent_at=began + timedelta(minutes=at)) for at in range(count)]
        await ctx.session.execute(insert(Message), said)
        words = [
            {"message_id": one["id"], "tenant_id": company.id, "sent_at": one["sent_at"], "words": one["text"]}
            for one in said
        ]
        await ctx.session.execute(insert(MessageSearch), words)
        found.last_message_at = said[-1]["sent_at"]
    return [one["id"] for one in said]


def _said(conversation: Conversation, *, at: int, sent_at: datetime) -> dict[str, Any]:
    """Short and long ones by turns, of both sides, three in a row of one; read long ago."""
    inbound = at // 3 % 2 == 0
    text = f"Сообщение {at}. " + "Ещё несколько слов о заказе. " * (at * 7 % 23)
    return {
        "id": new_id(),
        "workspace_id": conversation.workspace_id,
        "conversation_id": conversation.id,
        "channel_id": conversation.channel_id,
        "kind": "message",
        "direction": "in" if inbound else "out",
        "author_kind": "contact" if inbound else "system",
        "author_id": conversation.contact_id if inbound else None,
        "text": text.strip(),
        "visible_text": text.strip(),
        "html": "",
        "subject": "",
        "sent_at": sent_at,
        "stored_at": sent_at,
        "shown_at": sent_at,
        "seen_at": sent_at,
    }


async def read_conversation(program: Program, company: Company, conversation_id: UUID) -> Conversation:
    async with unit_of_work(program, company) as ctx:
        found = await queries.conversation(ctx, conversation_id)
    assert found is not None
    return found
