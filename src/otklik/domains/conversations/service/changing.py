"""What customers do to what was said: edit, delete, react, press a button, block us."""

from uuid import UUID

from otklik.channels.contract import InboundMessage
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import events, queries, rules
from otklik.domains.conversations.models import Message
from otklik.domains.conversations.queries import searching
from otklik.domains.conversations.service import live, receiving
from otklik.domains.delivery.events import (
    ButtonPressed,
    MessageDeleted,
    MessageEdited,
    MessageReacted,
    MessageReceived,
    ReachabilityTold,
)
from otklik.domains.delivery.service import channels
from otklik.platform.context import Ctx
from otklik.platform.events import publish


async def edited(ctx: Ctx, event: MessageEdited) -> None:
    """The text changes; what it was stays in the journal."""
    message = await queries.message_in_thread(
        ctx, channel_id=event.channel_id, thread_id=event.told.thread_id, external_id=event.told.external_id
    )
    if message is None:
        return
    message.text = rules.trimmed(event.told.text)
    message.visible_text = rules.trimmed(event.told.visible_text or event.told.text)
    message.edited_at = event.told.sent_at
    if message.visible_text:
        await searching.index_message(ctx, message, words=message.visible_text[: rules.SEARCH_TEXT_LENGTH_MAX])
    await _changed(ctx, message)


async def deleted(ctx: Ctx, event: MessageDeleted) -> None:
    message = await queries.message_in_thread(
        ctx, channel_id=event.channel_id, thread_id=event.told.thread_id, external_id=event.told.external_id
    )
    if message is not None:
        message.deleted_at = event.told.sent_at or event.received_at
        await _changed(ctx, message)


async def reacted(ctx: Ctx, event: MessageReacted) -> None:
    """One reaction a person; an empty one takes it away."""
    message = await queries.message_in_thread(
        ctx, channel_id=event.channel_id, thread_id=event.told.thread_id, external_id=event.told.external_id
    )
    if message is None:
        return
    by = event.told.sender.id
    kept = [one for one in message.extra.get("reactions", []) if one["by"] != by]
    if event.told.emoji:
        kept.append({"by": by, "emoji": event.told.emoji})
    message.extra = {**message.extra, "reactions": kept}
    await _changed(ctx, message)


async def pressed(ctx: Ctx, event: ButtonPressed) -> None:
    """A pressed button is the customer's answer in our words, unless its data is another domain's own."""
    press = event.told
    if press.data.startswith(rules.OURS):
        return
    manifest = channels.manifest(ctx, (await channels.get(ctx, event.channel_id)).kind)
    said = InboundMessage(
        external_id=f"press:{press.external_id}",
        thread_id=press.thread_id,
        sender=press.sender,
        sent_at=press.sent_at,
        text=press.data,
        visible_text=press.data,
        quick_payload=press.data,
    )
    await receiving.receive(
        ctx,
        MessageReceived(
            channel_id=event.channel_id,
            journal_id=event.journal_id,
            received_at=event.received_at,
            message=said,
            address_kind=manifest.address_kind,
            address_verified=manifest.address_verified,
        ),
    )


async def show_chosen(ctx: Ctx, message_id: UUID, *, data: str) -> None:
    """Let the button with this data, of a message of ours, be seen as the one the customer chose."""
    message = await queries.message(ctx, message_id, lock=True)
    if message is None:
        return
    buttons = [{**one, "chosen": one.get("data") == data} for one in message.extra.get("buttons", [])]
    if buttons:
        message.extra = {**message.extra, "buttons": buttons}
        await _changed(ctx, message)


async def reachability(ctx: Ctx, event: ReachabilityTold) -> None:
    manifest = channels.manifest(ctx, (await channels.get(ctx, event.channel_id)).kind)
    address = rules.address_of(event.told.sender, address_kind=manifest.address_kind)
    known = await contacts.find(ctx, address_kind=manifest.address_kind, address=address)
    if known is not None:
        code = "" if event.told.reachable else "blocked_by_person"
        await contacts.set_reachable(ctx, identity_id=known.identity_id, reachable=event.told.reachable, code=code)


async def _changed(ctx: Ctx, message: Message) -> None:
    await live.message_changed(ctx, message)
    changed = events.MessageChanged(message_id=message.id, conversation_id=message.conversation_id, state=message.state)
    await publish(ctx, changed)
