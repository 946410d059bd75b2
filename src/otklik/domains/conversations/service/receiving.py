"""What a customer sends: whose it is, which conversation it belongs to, and who waits since when."""

from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.contract import InboundAutoReply, InboundMessage
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import AddressInvalid
from otklik.domains.conversations import events, queries, rules
from otklik.domains.conversations.models import Conversation, Message, MessageFile
from otklik.domains.conversations.queries import searching
from otklik.domains.conversations.service import foreseeing, live, remarking
from otklik.domains.delivery.events import BounceReceived, MessageReceived
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id, token

REPLY_TOKEN_BYTES: Final = 12


async def receive(ctx: Ctx, told: MessageReceived) -> Message | None:
    """Put one inbound message into its conversation; None when it is there already (guarantee 3).

    Nothing is flushed here: a block of messages goes to the database at once. Whoever must find them there flushes.
    """
    sender = await person(ctx, told)
    thread = await _conversation(ctx, told, sender)
    conversation = await queries.kept(ctx, thread)
    merged_from_id = thread.id if thread is not conversation else None
    said = told.message
    if await foreseeing.is_here(ctx, conversation, said.external_id, merged_from_id=merged_from_id):
        return None
    message = _message(ctx, told, conversation, sender)
    message.merged_from_id = merged_from_id
    message.reply_to_id = await _replied_to(ctx, message, said.reply_to_id)
    remarking.read(ctx, conversation, message, told)
    ctx.session.add(message)
    _attach(ctx, message, told)
    if not said.outgoing:
        await _customer_wrote(ctx, conversation, message)
    _show_last(conversation, message)
    words = f"{message.subject}\n{message.visible_text}".strip()[: rules.SEARCH_TEXT_LENGTH_MAX]
    if words:
        searching.index_new_message(ctx, message, words=words)
    if told.file_ids:
        await ctx.session.flush()  # the view asks for them
    await live.announce(ctx, conversation, message, in_group=said.in_group, with_files=bool(told.file_ids))
    return message


async def person(ctx: Ctx, told: MessageReceived) -> contacts.IdentifiedContact:
    """Whose message it is: recognised, or made."""
    sender = rules.other_party(told.message)
    known = await contacts.identify(
        ctx,
        channel_id=told.channel_id,
        address_kind=told.address_kind,
        address=rules.address_of(sender, address_kind=told.address_kind),
        name=sender.name,
        username=sender.username,
        language=sender.language,
        verified=told.address_verified,
    )
    if not known.reachable and rules.reaches_us(told.message):
        await contacts.set_reachable(ctx, identity_id=known.identity_id, reachable=True)
    shared = told.message.contact
    if shared is not None and shared.own and shared.phone:
        return await _with_phone(ctx, known, shared.phone)
    return known


async def bounced(ctx: Ctx, told: BounceReceived) -> Message | None:
    """Show a bounce in the conversation whose mail came back; one of nobody's mail opens its own."""
    conversation = None
    if told.subject_id is not None:
        ours = await queries.message(ctx, told.subject_id)
        conversation = await queries.conversation(ctx, ours.conversation_id, lock=True) if ours else None
    if conversation is None:
        conversation = await queries.kept(ctx, await _bounce_conversation(ctx, told))
    if await queries.message_by_external(ctx, conversation_id=conversation.id, external_id=told.external_id):
        return None
    message = _bounce_message(ctx, told, conversation)
    ctx.session.add(message)
    _show_last(conversation, message)
    await live.announce(ctx, conversation, message)
    return message


async def _with_phone(ctx: Ctx, person: contacts.IdentifiedContact, phone: str) -> contacts.IdentifiedContact:
    """The person, joined with whoever has this proven number; a number that cannot be one changes nothing."""
    try:
        joined = await contacts.add_address(
            ctx, contact_id=person.contact_id, address_kind="phone", address=phone, verified=True
        )
    except AddressInvalid:
        return person
    return msgspec.structs.replace(person, contact_id=joined.contact_id)


async def _conversation(ctx: Ctx, told: MessageReceived, person: contacts.IdentifiedContact) -> Conversation:
    said = told.message
    answered = await queries.conversation_of_reply_token(ctx, _tokens(said.recipients))
    if answered is not None:
        await _prove_address(ctx, answered, told)
    thread_id, found = said.thread_id, answered
    if found is None:
        thread_id, found = await _told_thread(ctx, told, person)
    if found is not None:
        if said.references or found.channel_id != told.channel_id:
            await queries.claim_thread(ctx, channel_id=told.channel_id, thread_id=thread_id, conversation_id=found.id)
        return found
    return await open_conversation(
        ctx,
        channel_id=told.channel_id,
        thread_id=thread_id,
        contact_id=person.contact_id,
        identity_id=person.identity_id,
        subject=said.subject,
    )


async def _told_thread(
    ctx: Ctx, told: MessageReceived, person: contacts.IdentifiedContact
) -> tuple[str, Conversation | None]:
    """The thread the message names itself, and its conversation.

    Where the sender writes the name (mail: References), it proves nothing. Answers go to whoever the conversation is
    with, so a stranger who joined it would be answered to somebody else, and somebody else's words to a stranger:
    whoever comes to another's thread by name alone is shown in a conversation of their own.
    """
    said, channel_id = told.message, told.channel_id
    if said.references:
        await ctx.session.flush()  # what is named may have come in this very block
    named = await queries.conversations_of_references(ctx, channel_id=channel_id, references=said.references)
    for conversation_id, contact_id in named.items():
        if await _is_with(ctx, contact_id, told, person):
            return said.thread_id, await queries.conversation(ctx, conversation_id, lock=True)
    found = await foreseeing.conversation_of_thread(ctx, channel_id=channel_id, thread_id=said.thread_id)
    if found is None or await _is_with(ctx, found.contact_id, told, person):
        return said.thread_id, found
    own = f"{said.thread_id}#{person.identity_id}"
    return own, await queries.conversation_of_thread(ctx, channel_id=channel_id, thread_id=own)


async def _is_with(ctx: Ctx, contact_id: UUID, told: MessageReceived, person: contacts.IdentifiedContact) -> bool:
    """Whether the sender is that contact, by an address they wrote from or told us; our own mail belongs anywhere."""
    if told.message.outgoing or told.address_kind != "email" or contact_id == person.contact_id:
        return True
    address = told.message.sender.address.casefold()
    known = (await contacts.get(ctx, contact_id)).identities
    return any((one.address_kind, one.address.casefold()) == (told.address_kind, address) for one in known)


async def _prove_address(ctx: Ctx, conversation: Conversation, told: MessageReceived) -> None:
    """An answer with our token from an address the person had told us proves that it is theirs.

    From any other address it proves nothing: letters are forwarded.
    """
    person = await contacts.get(ctx, conversation.contact_id)
    address = told.message.sender.address.casefold()
    told_before = any(
        one.address_kind == told.address_kind and one.address.casefold() == address and not one.verified
        for one in person.identities
    )
    if address and told_before:
        await contacts.add_address(
            ctx,
            contact_id=conversation.contact_id,
            address_kind=told.address_kind,
            address=address,
            verified=True,
        )


async def open_conversation(
    ctx: Ctx, *, channel_id: UUID, thread_id: str, contact_id: UUID, identity_id: UUID | None, subject: str
) -> Conversation:
    """A new conversation, or the one a simultaneous first message just opened (guarantee 3)."""
    conversation = Conversation(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        number=await queries.next_number(ctx),
        channel_id=channel_id,
        contact_id=contact_id,
        identity_id=identity_id,
        thread_id=thread_id,
        subject=rules.trimmed(subject, length_max=rules.SUBJECT_LENGTH_MAX),
        state="open",
        reply_token=token(size_bytes=REPLY_TOKEN_BYTES).lower(),
        preview="",
        preview_author="system",
        opened_at=ctx.now(),
        last_message_at=ctx.now(),
        inbound_count=0,
        priority="normal",
        label_ids=[],
        follower_ids=[],
        told_ids=[],
    )
    ctx.session.add(conversation)
    await ctx.session.flush()
    if not await queries.claim_thread(ctx, channel_id=channel_id, thread_id=thread_id, conversation_id=conversation.id):
        await ctx.session.delete(conversation)
        await ctx.session.flush()
        winner = await queries.conversation_of_thread(ctx, channel_id=channel_id, thread_id=thread_id)
        assert winner is not None
        return winner
    opened = events.ConversationOpened(conversation_id=conversation.id, channel_id=channel_id, contact_id=contact_id)
    await publish(ctx, opened, subject_id=contact_id)
    return conversation


async def _customer_wrote(ctx: Ctx, conversation: Conversation, message: Message) -> None:
    """Count it, start the wait, wake a closed conversation and one that was put off."""
    conversation.inbound_count += 1
    conversation.last_inbound_at = message.stored_at
    conversation.wrote_at = max(message.sent_at, conversation.wrote_at or message.sent_at)
    if message.kind != "message":
        return
    since = rules.waits_since(conversation.waiting_since, wrote_at=message.sent_at)
    if conversation.snoozed_until is not None:
        conversation.snoozed_until = conversation.snoozed_by_id = None
        woken = events.ConversationWoken(conversation_id=conversation.id, by_customer=True)
        await publish(ctx, woken, subject_id=conversation.contact_id)
    if conversation.state == "closed":
        conversation.state = "open"
        conversation.closed_at = conversation.closed_by_id = None
        conversation.first_answered_at = None
        reopened = events.ConversationReopened(conversation_id=conversation.id, by_customer=True)
        await publish(ctx, reopened, subject_id=conversation.contact_id)
    await live.waits(ctx, conversation, since=since)


def _message(
    ctx: Ctx, told: MessageReceived, conversation: Conversation, person: contacts.IdentifiedContact
) -> Message:
    said = told.message
    automatic = isinstance(said, InboundAutoReply)
    return Message(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        conversation_id=conversation.id,
        channel_id=told.channel_id,
        kind="auto_reply" if automatic else "message",
        direction="out" if said.outgoing else "in",
        author_kind="system" if said.outgoing else "contact",
        author_id=None if said.outgoing else person.contact_id,
        text=rules.trimmed(said.text),
        visible_text=rules.trimmed(said.visible_text or said.text),
        html=rules.trimmed(said.html),
        subject=rules.trimmed(said.subject, length_max=rules.SUBJECT_LENGTH_MAX),
        sent_at=rules.believable(said.sent_at, received_at=told.received_at),
        stored_at=ctx.now(),
        external_id=said.external_id,
        journal_id=told.journal_id,
        automatic=automatic,
        extra=_extra(said),
    )


def _bounce_message(ctx: Ctx, told: BounceReceived, conversation: Conversation) -> Message:
    recipients = [msgspec.to_builtins(one) for one in told.recipients]
    return Message(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        conversation_id=conversation.id,
        channel_id=told.channel_id,
        kind="bounce",
        direction="in",
        author_kind="system",
        text=rules.trimmed(told.text),
        visible_text=rules.trimmed(told.text),
        html="",
        subject=rules.trimmed(told.subject, length_max=rules.SUBJECT_LENGTH_MAX),
        sent_at=rules.believable(told.sent_at, received_at=told.received_at),
        stored_at=ctx.now(),
        external_id=told.external_id,
        journal_id=told.journal_id,
        automatic=True,
        extra={"bounce": {"recipients": recipients, "delayed": told.delayed, "message_id": _text(told.subject_id)}},
    )


async def _bounce_conversation(ctx: Ctx, told: BounceReceived) -> Conversation:
    address = next((one.address for one in told.recipients if one.address), "mailer-daemon")
    person = await contacts.identify(ctx, channel_id=told.channel_id, address_kind="email", address=address)
    found = await queries.conversation_of_thread(ctx, channel_id=told.channel_id, thread_id=told.external_id)
    return found or await open_conversation(
        ctx,
        channel_id=told.channel_id,
        thread_id=told.external_id,
        contact_id=person.contact_id,
        identity_id=person.identity_id,
        subject=told.subject,
    )


def _attach(ctx: Ctx, message: Message, told: MessageReceived) -> None:
    pairs = zip(told.file_ids, told.message.attachments, strict=True)
    for position, (file_id, attachment) in enumerate(pairs):
        ctx.session.add(
            MessageFile(
                workspace_id=ctx.workspace_id,
                message_id=message.id,
                position=position,
                file_id=file_id,
                inline=attachment.inline,
                content_id=attachment.content_id,
                duration_seconds=attachment.duration_seconds,
            )
        )


async def _replied_to(ctx: Ctx, message: Message, external_id: str) -> UUID | None:
    if not external_id:
        return None
    await ctx.session.flush()
    found = await queries.message_by_external(
        ctx,
        conversation_id=message.conversation_id,
        external_id=external_id,
        merged_from_id=message.merged_from_id,
    )
    return found.id if found else None


def _show_last(conversation: Conversation, message: Message) -> None:
    """The list shows the latest message by the provider's time, even when an older one comes in late."""
    if message.sent_at < conversation.last_message_at and conversation.preview:
        return
    conversation.last_message_at = message.sent_at
    conversation.preview = rules.preview(message.visible_text or message.subject)
    conversation.preview_author = "operator" if message.direction == "out" else message.author_kind


def _extra(said: InboundMessage) -> dict[str, object]:
    found: dict[str, object] = {
        "location": said.location and msgspec.to_builtins(said.location),
        "contact": said.contact and msgspec.to_builtins(said.contact),
        "forwarded_from": said.forwarded_from,
        "album": said.group_id,
        "start_payload": said.start_payload,
        "in_group": said.in_group,
    }
    return {name: value for name, value in found.items() if value}


def _tokens(recipients: tuple[str, ...]) -> list[str]:
    """Reply tokens in plus addresses: `support+TOKEN@company.ru`."""
    found = [address.partition("@")[0].partition("+")[2].lower() for address in recipients]
    return [one for one in found if one]


def _text(value: UUID | None) -> str:
    return str(value) if value else ""
