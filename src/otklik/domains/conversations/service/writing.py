"""What we say: answers, notes, first words; each answer is one row of the ledger."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.channels import contract
from otklik.channels.contract import Button
from otklik.channels.registry import Registry
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import errors, queries, rules
from otklik.domains.conversations.models import Conversation, Message, MessageFile
from otklik.domains.conversations.queries import searching
from otklik.domains.conversations.service import holding_rules, live, mentioning, receiving
from otklik.domains.conversations.service.locking import locked
from otklik.domains.delivery.errors import FileNotFound
from otklik.domains.delivery.service import channels, files, ledger, prepared
from otklik.domains.delivery.service.prepared import PreparedUse
from otklik.domains.workspaces.service import operators
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.idempotency import KeyReused
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings

ANSWER: Final = "answer"
AUTOMATIC: Final = "automatic"
QUESTION: Final = "question"
REFERENCES_MAX: Final = 20
NOBODY: Final = mentioning.Mentioned()


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What is said. `client_key`: the same key is the same message, however often it is sent."""

    text: str = ""
    attachment_ids: Sequence[UUID] = ()
    reply_to_id: UUID | None = None
    subject: str = ""
    buttons: tuple[Button, ...] = ()
    client_key: str | None = None
    automatic: bool = False
    holding: bool = False
    """It only asks to wait; where this is not said, the company's rules look at the text."""
    prepared: PreparedUse | None = None
    """Say this instead of `text`."""
    question: bool = False
    """It asks something the person did not come for: how we helped."""
    unseen: str = ""
    """What only the customer sees, after the text: a link that is theirs alone."""


async def reply(ctx: Ctx, conversation_id: UUID, words: Words) -> Message:
    """Answer the customer; the message is planned here and handed to the provider after the commit.

    Raises `ConversationNotFound`, `MessageEmpty`, `AttachmentUnknown`, `delivery.PreparedNotFound`, and
    `delivery.Refused` at the gate.
    """
    words = await _worded(ctx, words)
    earlier = await _said_already(ctx, conversation_id, words)
    if earlier is not None:
        return earlier
    conversation = await locked(ctx, conversation_id)
    message = await _say(ctx, conversation, words, kind="message")
    if message.author_kind == "operator":  # machines stop no clock anyway
        message.holding = words.holding or await holding_rules.recognises(
            ctx, conversation, words.text, words.attachment_ids
        )
    await ctx.session.flush()
    await ledger.plan(ctx, await _draft(ctx, conversation, message, words))
    message.state, message.state_at = "planned", ctx.now()
    await _finish(ctx, conversation, message)
    return message


async def note(ctx: Ctx, conversation_id: UUID, words: Words, *, mentioned: mentioning.Mentioned = NOBODY) -> Message:
    """A note for colleagues, never sent anywhere; whoever it calls by name is told. Raises `MentionUnknown`."""
    earlier = await _said_already(ctx, conversation_id, words)
    if earlier is not None:
        return earlier
    conversation = await locked(ctx, conversation_id)
    mentions = await mentioning.meant(ctx, mentioned, text=words.text)
    message = await _say(ctx, conversation, words, kind="note")
    if mentions:
        message.extra = {**message.extra, "mentions": mentioning.kept(mentions)}
    await _finish(ctx, conversation, message)
    await mentioning.tell(ctx, conversation, mentions)
    return message


async def start(ctx: Ctx, *, channel_id: UUID, address: str, words: Words) -> Message:
    """Write first, where the channel allows it. Raises `ChannelCannotStart` and as `reply`."""
    channel = await channels.get(ctx, channel_id)
    manifest = channels.manifest(ctx, channel.kind)
    can = manifest.capabilities
    if not (can.starts_conversation or (can.prepared and words.prepared is not None)):
        raise errors.ChannelCannotStart(params={"kind": channel.kind})
    await contacts.require_address(ctx, address_kind=manifest.address_kind, address=address)
    person = await contacts.identify(ctx, channel_id=channel_id, address_kind=manifest.address_kind, address=address)
    conversation = await receiving.open_conversation(
        ctx,
        channel_id=channel_id,
        thread_id=await _first_thread(ctx, channel.kind, person, words),
        contact_id=person.contact_id,
        identity_id=person.identity_id,
        subject=words.subject,
    )
    kept = await queries.kept(ctx, conversation)
    return await reply(ctx, kept.id, words)


async def _first_thread(ctx: Ctx, kind: str, person: contacts.IdentifiedContact, words: Words) -> str:
    """Where all that is said with an address is one thread, the answer comes back to it."""
    provider = ctx.use(Registry).get(kind)
    address = (await contacts.reach(ctx, identity_id=person.identity_id)).address
    if isinstance(provider, contract.NamesThreads):
        return provider.thread_of(address)
    return address if provider.manifest.threads_by_address else f"start:{words.client_key or new_id()}"


async def send_again(ctx: Ctx, message_id: UUID) -> Message:
    """Repeat a message that failed, was skipped or may not have gone. Raises `MessageNotFound`, `RetryRefused`."""
    message = await queries.message(ctx, message_id, lock=True)
    if message is None:
        raise errors.MessageNotFound
    await ledger.send_again(ctx, subject_id=message_id)
    message.state, message.state_code, message.state_at = "planned", "", ctx.now()
    await live.message_changed(ctx, message)
    return message


async def event_line(ctx: Ctx, conversation: Conversation, *, code: str, params: dict[str, Any]) -> Message:
    """A quiet line in the thread: assigned, closed, reopened. Any: parameters are plain JSON values."""
    message = _message(ctx, conversation, Words(), kind="event")
    message.extra = {"event": {"code": code, "params": params}}
    ctx.session.add(message)
    await live.message_added(ctx, conversation, message)
    return message


async def _worded(ctx: Ctx, words: Words) -> Words:
    """A prepared message reads as its provider keeps it, whatever else was typed."""
    if words.prepared is None:
        return words
    return msgspec.structs.replace(words, text=await prepared.worded(ctx, words.prepared), buttons=())


async def _said_already(ctx: Ctx, conversation_id: UUID, words: Words) -> Message | None:
    """Raises `KeyReused` when the key belongs to words said elsewhere, or to other words."""
    earlier = await queries.message_by_client_key(ctx, words.client_key) if words.client_key else None
    if earlier is None:
        return None
    if earlier.conversation_id != conversation_id or earlier.text != rules.trimmed(words.text):
        raise KeyReused
    return earlier


async def _say(ctx: Ctx, conversation: Conversation, words: Words, *, kind: str) -> Message:
    if not words.text.strip() and not words.attachment_ids:
        raise errors.MessageEmpty
    await _check_quoted(ctx, conversation, words)
    message = _message(ctx, conversation, words, kind=kind)
    message.extra = {"buttons": msgspec.to_builtins(words.buttons)} if words.buttons else {}
    if words.prepared is not None:
        message.extra = await _prepared_shown(ctx, words.prepared)
    ctx.session.add(message)
    await _attach(ctx, message, words.attachment_ids)
    return message


async def _prepared_shown(ctx: Ctx, use: PreparedUse) -> dict[str, Any]:
    """What the thread shows of it besides the text. Any: a JSON document."""
    message = (await prepared.get(ctx, use.prepared_id)).message
    buttons = [{"title": one.title, "url": one.url} for one in message.buttons]
    return {"prepared": {"name": message.name, "language": message.language}, "buttons": buttons}


async def _check_quoted(ctx: Ctx, conversation: Conversation, words: Words) -> None:
    """Only what was said here is replied to here: another customer's words are not for this one."""
    if words.reply_to_id is None:
        return
    quoted = await queries.message(ctx, words.reply_to_id)
    if quoted is None or quoted.conversation_id != conversation.id:
        raise errors.MessageNotFound


def _message(ctx: Ctx, conversation: Conversation, words: Words, *, kind: str) -> Message:
    is_operator = ctx.actor.kind is ActorKind.OPERATOR and not words.automatic
    unattended = "bot" if words.automatic else "system"
    return Message(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        conversation_id=conversation.id,
        channel_id=conversation.channel_id,
        kind=kind,
        direction="out" if kind == "message" else "none",
        author_kind="operator" if is_operator else unattended,
        author_id=ctx.actor.id if is_operator else None,
        text=rules.trimmed(words.text),
        visible_text=rules.trimmed(words.text),
        html="",
        subject=words.subject,
        sent_at=ctx.now(),
        stored_at=ctx.now(),
        reply_to_id=words.reply_to_id,
        client_key=words.client_key,
        automatic=words.automatic,
        holding=False,
        extra={},
    )


async def _attach(ctx: Ctx, message: Message, file_ids: Sequence[UUID]) -> None:
    for position, file_id in enumerate(file_ids):
        try:
            await files.get(ctx, file_id)
        except FileNotFound as error:
            raise errors.AttachmentUnknown(params={"file_id": str(file_id)}) from error
        ctx.session.add(
            MessageFile(workspace_id=ctx.workspace_id, message_id=message.id, position=position, file_id=file_id)
        )


async def _draft(ctx: Ctx, conversation: Conversation, message: Message, words: Words) -> ledger.Draft:
    channel = await channels.get(ctx, conversation.channel_id)
    can = channels.manifest(ctx, channel.kind).capabilities
    reach = await contacts.reach(ctx, identity_id=conversation.identity_id) if conversation.identity_id else None
    return ledger.Draft(
        channel_id=conversation.channel_id,
        lane=conversation.id,
        subject_id=message.id,
        key=f"message:{message.id}",
        purpose=QUESTION if words.question else AUTOMATIC if words.automatic else ANSWER,
        to_address=reach.address if reach else "",
        thread_id=conversation.thread_id,
        identity_id=conversation.identity_id,
        window_closes_at=rules.window_closes_at(can, wrote_at=conversation.wrote_at or conversation.last_inbound_at),
        asked_at=conversation.last_inbound_at,
        content=await _content(ctx, conversation, message, words),
    )


async def _content(ctx: Ctx, conversation: Conversation, message: Message, words: Words) -> ledger.Content:
    name, photo = await _signature(ctx, message)
    last = await queries.last_external_ids(ctx, conversation.id, limit=REFERENCES_MAX)
    quoted = await queries.message(ctx, words.reply_to_id) if words.reply_to_id else None
    return ledger.Content(
        text=words.text + words.unseen,
        subject=words.subject or rules.reply_subject(conversation.subject),
        attachment_ids=tuple(words.attachment_ids),
        buttons=words.buttons,
        reply_to_id=(quoted.external_id or "") if quoted else "",
        references=tuple(last),
        author_name=name,
        author_avatar_url=photo,
        automatic=words.automatic,
        language=ctx.locale,
        reply_token=conversation.reply_token,
        prepared=words.prepared,
    )


async def _signature(ctx: Ctx, message: Message) -> tuple[str, str]:
    """The real name and photo of whoever writes (CHAT-3); none for a machine."""
    if message.author_kind != "operator" or message.author_id is None:
        return "", ""
    colleague = (await operators.operators_by_id(ctx, [message.author_id])).get(message.author_id)
    if colleague is None:
        return "", ""
    photo = f"{ctx.use(Settings).base_url()}{colleague.photo_url}" if colleague.photo_url else ""
    return colleague.name, photo


async def _finish(ctx: Ctx, conversation: Conversation, message: Message) -> None:
    if message.kind == "message" and not message.automatic:  # what the customer said is what the list must show
        conversation.last_message_at = message.sent_at
        conversation.preview = rules.preview(message.text)
        conversation.preview_author = message.author_kind
    await ctx.session.flush()
    if message.text:
        await searching.index_message(ctx, message, words=message.text[: rules.SEARCH_TEXT_LENGTH_MAX])
    await live.announce(ctx, conversation, message)
