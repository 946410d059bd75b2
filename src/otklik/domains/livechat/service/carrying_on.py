"""Answers follow a visitor who has left: by mail, once, from the company's mailbox, and back into the same thread."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.channels import contract
from otklik.channels.registry import Registry
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import threads, views, writing
from otklik.domains.delivery.errors import Refused
from otklik.domains.delivery.events import MessageReceived, StateChanged
from otklik.domains.delivery.service import channels, ledger
from otklik.domains.livechat import queries, rules
from otklik.domains.livechat.errors import EmailInvalid, EmailNotOffered
from otklik.domains.livechat.models import VisitorSession
from otklik.domains.livechat.queries import Conversation, Message
from otklik.domains.livechat.service.visitors import Visitor
from otklik.domains.workspaces import service as workspaces
from otklik.platform import i18n
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id

EMAIL: Final = "email"
"""The kind of address, not a provider."""
PURPOSE: Final = "carry_on"
MESSAGES_MAX: Final = 20
FILES_MAX: Final = 20
REFERENCES_MAX: Final = 20
FAILED: Final = ("failed", "skipped", "unknown")


async def ask_for(ctx: Ctx, visitor: Visitor, email: str) -> None:
    """Where answers go when the visitor has left. The address is only said to be theirs until they answer from it.

    Raises `EmailInvalid`, `EmailNotOffered`.
    """
    address = email.strip()
    if not rules.is_email(address):
        raise EmailInvalid
    if visitor.config.get("offer_email") is False or await _mailbox(ctx) is None:
        raise EmailNotOffered
    row = await queries.visitor(ctx, visitor.id, lock=True)
    assert row is not None
    row.email, row.mail_due_at = address, ctx.now() + rules.HERE
    if visitor.conversation_id is not None:
        await note_address(ctx, visitor.conversation_id, address)


async def note_address(ctx: Ctx, conversation_id: UUID, email: str) -> None:
    """Put the address on the person's card, as unproven."""
    conversation = await queries.conversation(ctx, conversation_id)
    if conversation is not None:
        await contacts.add_address(
            ctx, contact_id=conversation.contact_id, address_kind=EMAIL, address=email, verified=False
        )


async def look(parts: Parts, *, visitor_id: UUID, workspace_id: WorkspaceId) -> None:
    """Send what no page of the visitor took, if they have left; look again later if they are still there."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        row = await queries.visitor(ctx, visitor_id, lock=True)
        if row is None or row.mail_due_at is None or row.mail_due_at > ctx.now():
            return
        conversation = await queries.conversation_of_thread(ctx, channel_id=row.channel_id, thread_id=str(row.id))
        left = await _undelivered(ctx, row, conversation)
        if conversation is None or not left:
            row.mail_due_at = None
        elif row.last_seen_at > ctx.now() - rules.HERE:
            row.mail_due_at = row.last_seen_at + rules.HERE
        else:
            await _send(ctx, row, conversation, left)


async def follow(ctx: Ctx, told: StateChanged) -> None:
    """Once the mail is on its way, an answer to it belongs here; colleagues see that it went, or that it did not."""
    conversation = await queries.conversation(ctx, told.lane)
    if conversation is None:
        return
    if told.state == "accepted" and told.external_id:
        await threads.bind(ctx, conversation_id=conversation.id, channel_id=told.channel_id, thread_id=told.external_id)
        await writing.event_line(ctx, conversation, code="carried_on_by_email", params={})
    elif told.state in FAILED:
        await writing.event_line(ctx, conversation, code="carry_on_failed", params={"code": told.code})


async def answered(ctx: Ctx, told: MessageReceived) -> None:
    """An answer from the very address the visitor gave, to a mail only that address had: the address is theirs."""
    said = told.message
    if not said.references and not any("+" in one for one in said.recipients):
        return
    found = await queries.conversation_of_message(ctx, channel_id=told.channel_id, external_id=said.external_id)
    visitor_id = _visitor_id(found)
    row = await queries.visitor(ctx, visitor_id) if visitor_id else None
    if found is None or row is None or not row.email or row.email.casefold() != said.sender.address.casefold():
        return
    await contacts.add_address(ctx, contact_id=found.contact_id, address_kind=EMAIL, address=row.email, verified=True)


async def _undelivered(ctx: Ctx, row: VisitorSession, conversation: Conversation | None) -> list[Message]:
    if conversation is None or not row.email:
        return []
    return await queries.undelivered(ctx, conversation, after_id=row.mailed_id, limit=MESSAGES_MAX)


async def _send(ctx: Ctx, row: VisitorSession, conversation: Conversation, left: Sequence[Message]) -> None:
    """One mail for all of them; the key makes it one however often this runs."""
    row.mail_due_at, row.mailed_id = None, left[-1].id
    mailbox = await _mailbox(ctx)
    if mailbox is None:
        return
    draft = ledger.Draft(
        channel_id=mailbox.id,
        lane=conversation.id,
        subject_id=new_id(),
        key=f"carry-on:{left[-1].id}",
        purpose=PURPOSE,
        to_address=row.email,
        thread_id="",
        content=await _content(ctx, row, conversation, left),
        asked_at=conversation.last_inbound_at,
    )
    try:
        await ledger.plan(ctx, draft)
    except Refused as refused:
        code = str(refused.params.get("reason", ""))
        await writing.event_line(ctx, conversation, code="carry_on_failed", params={"code": code})


async def _content(
    ctx: Ctx, row: VisitorSession, conversation: Conversation, left: Sequence[Message]
) -> ledger.Content:
    company = (await workspaces.workspace(ctx)).name
    seen = await views.messages(ctx, left)
    locale = row.language if row.language in i18n.LOCALES else ctx.locale
    files = [one.id for message in seen for one in message.attachments if one.state == "ready"]
    return ledger.Content(
        text=_text(locale, company, [message.text for message in seen if message.text]),
        subject=i18n.tr(locale, "livechat.carry_on.subject", {"company": company}),
        attachment_ids=tuple(files[:FILES_MAX]),
        references=tuple(await queries.mail_ids(ctx, conversation.id, purpose=PURPOSE, limit=REFERENCES_MAX)),
        author_name=seen[-1].author.name,
        language=locale,
        reply_token=conversation.reply_token,
    )


def _text(locale: str, company: str, texts: Sequence[str]) -> str:
    foot = i18n.tr(locale, "livechat.carry_on.foot", {"company": company})
    return "\n\n".join([*texts, foot])


async def _mailbox(ctx: Ctx) -> queries.Channel | None:
    """The company's first mailbox that may write first."""
    for channel in await channels.listing(ctx):
        provider = ctx.use(Registry).get(channel.kind)
        can = provider.manifest.capabilities
        mails = provider.manifest.address_kind == EMAIL and can.starts_conversation
        if channel.enabled and mails and isinstance(provider, contract.Sends):
            return channel
    return None


def _visitor_id(conversation: Conversation | None) -> UUID | None:
    try:
        return UUID(conversation.thread_id) if conversation else None
    except ValueError:
        return None
