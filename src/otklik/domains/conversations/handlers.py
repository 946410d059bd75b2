"""What conversations do when delivery or contacts tell of something."""

from otklik.domains.contacts.events import ContactMerged, ContactUnmerged
from otklik.domains.conversations.events import ConversationClosed, MessageAdded
from otklik.domains.conversations.service import (
    alerting,
    changing,
    commanding,
    following,
    foreseeing,
    managing,
    receiving,
    signals,
    tracking,
)
from otklik.domains.delivery.events import (
    BounceReceived,
    ButtonPressed,
    FileArrived,
    MessageDeleted,
    MessageEdited,
    MessageReacted,
    MessageReceived,
    MessagesComing,
    ReachabilityTold,
    StateChanged,
)
from otklik.domains.workspaces.events import (
    ApiTokenRevoked,
    OperatorDeactivated,
    OperatorRoleChanged,
    PasswordChanged,
    SessionsEnded,
    SignedOut,
)
from otklik.platform.context import Ctx
from otklik.platform.events import Event, on


@on(MessagesComing)
async def on_messages_coming(ctx: Ctx, event: MessagesComing) -> None:
    await foreseeing.foresee(ctx, event)


@on(MessageReceived)
async def on_message_received(ctx: Ctx, event: MessageReceived) -> None:
    if not await commanding.obeyed(ctx, event):
        await receiving.receive(ctx, event)


@on(BounceReceived)
async def on_bounce_received(ctx: Ctx, event: BounceReceived) -> None:
    await receiving.bounced(ctx, event)


@on(MessageEdited)
async def on_message_edited(ctx: Ctx, event: MessageEdited) -> None:
    await changing.edited(ctx, event)


@on(MessageDeleted)
async def on_message_deleted(ctx: Ctx, event: MessageDeleted) -> None:
    await changing.deleted(ctx, event)


@on(MessageReacted)
async def on_message_reacted(ctx: Ctx, event: MessageReacted) -> None:
    await changing.reacted(ctx, event)


@on(ButtonPressed)
async def on_button_pressed(ctx: Ctx, event: ButtonPressed) -> None:
    await changing.pressed(ctx, event)


@on(ReachabilityTold)
async def on_reachability_told(ctx: Ctx, event: ReachabilityTold) -> None:
    await changing.reachability(ctx, event)


@on(StateChanged)
async def on_state_changed(ctx: Ctx, event: StateChanged) -> None:
    await tracking.follow(ctx, event)


@on(FileArrived)
async def on_file_arrived(ctx: Ctx, event: FileArrived) -> None:
    await tracking.file_arrived(ctx, event)


@on(MessageAdded)
async def on_message_added(ctx: Ctx, event: MessageAdded) -> None:
    await following.said(ctx, event)
    await alerting.announce(ctx, event)


@on(ConversationClosed)
async def on_conversation_closed(ctx: Ctx, event: ConversationClosed) -> None:
    await following.closed(ctx, event)


@on(OperatorDeactivated)
async def on_operator_deactivated(ctx: Ctx, event: OperatorDeactivated) -> None:
    await managing.release_all_of(ctx, event.operator_id)


@on(ContactMerged)
async def on_contact_merged(ctx: Ctx, event: ContactMerged) -> None:
    await managing.contact_merged(ctx, event)


@on(ContactUnmerged)
async def on_contact_unmerged(ctx: Ctx, event: ContactUnmerged) -> None:
    await managing.contact_unmerged(ctx, event)


@on(SignedOut, SessionsEnded, PasswordChanged, OperatorDeactivated, OperatorRoleChanged, ApiTokenRevoked)
async def on_access_changed(ctx: Ctx, _: Event) -> None:
    await signals.access_changed(ctx)
