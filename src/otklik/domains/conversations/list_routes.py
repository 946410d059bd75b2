"""HTTP of the inbox's list side: what sorts conversations, puts them off, hands them over, joins them; saved views."""

from collections.abc import Sequence
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.handlers import HTTPRouteHandler

from otklik.domains.conversations import schemas
from otklik.domains.conversations.service import (
    bulk,
    following,
    labelling,
    labels,
    merging,
    saved_views,
    snoozing,
    transferring,
    views,
)
from otklik.platform.context import Ctx
from otklik.platform.web import API

ONE = f"{API}/conversations/{{conversation_id:uuid}}"


@post(f"{API}/conversations/changes", permission="conversations.read", status_code=200)
async def change_conversations(ctx: Ctx, data: schemas.BulkIn) -> schemas.BulkOutcomes:
    """Make one change to up to 200 conversations. One that fails keeps the others; all but `read` need to write."""
    return schemas.BulkOutcomes(outcomes=await bulk.change(ctx, data))


@put(f"{ONE}/labels/{{label_id:uuid}}", permission="conversations.write")
async def label_conversation(ctx: Ctx, conversation_id: UUID, label_id: UUID) -> schemas.ConversationRow:
    return await views.row(ctx, await labelling.add(ctx, conversation_id, label_id))


@delete(f"{ONE}/labels/{{label_id:uuid}}", permission="conversations.write", status_code=200)
async def unlabel_conversation(ctx: Ctx, conversation_id: UUID, label_id: UUID) -> schemas.ConversationRow:
    return await views.row(ctx, await labelling.remove(ctx, conversation_id, label_id))


@put(f"{ONE}/priority", permission="conversations.write")
async def prioritise_conversation(ctx: Ctx, conversation_id: UUID, data: schemas.PriorityIn) -> schemas.ConversationRow:
    return await views.row(ctx, await labelling.prioritise(ctx, conversation_id, priority=data.priority))


@put(f"{ONE}/snooze", permission="conversations.write")
async def snooze_conversation(ctx: Ctx, conversation_id: UUID, data: schemas.SnoozeIn) -> schemas.ConversationRow:
    """Out of the lists until a moment, or until the customer writes. The customer's wait goes on."""
    return await views.row(ctx, await snoozing.snooze(ctx, conversation_id, until=data.until))


@delete(f"{ONE}/snooze", permission="conversations.write", status_code=200)
async def wake_conversation(ctx: Ctx, conversation_id: UUID) -> schemas.ConversationRow:
    return await views.row(ctx, await snoozing.wake(ctx, conversation_id))


@put(f"{ONE}/following", permission="conversations.read")
async def follow_conversation(ctx: Ctx, conversation_id: UUID) -> schemas.ConversationRow:
    """Be told of news here, once until you look."""
    return await views.row(ctx, await following.follow(ctx, conversation_id))


@delete(f"{ONE}/following", permission="conversations.read", status_code=200)
async def unfollow_conversation(ctx: Ctx, conversation_id: UUID) -> schemas.ConversationRow:
    return await views.row(ctx, await following.unfollow(ctx, conversation_id))


@post(f"{ONE}/transfers", permission="conversations.write", status_code=200)
async def transfer_conversation(ctx: Ctx, conversation_id: UUID, data: schemas.TransferIn) -> schemas.ConversationRow:
    """Hand it over with a note; whoever takes it is told."""
    given = await transferring.transfer(
        ctx, conversation_id, operator_id=data.operator_id, team_id=data.team_id, note=data.note
    )
    return await views.row(ctx, given)


@put(f"{ONE}/merge", permission="conversations.write")
async def merge_conversation(ctx: Ctx, conversation_id: UUID, data: schemas.MergeIn) -> schemas.ConversationRow:
    """Join it into another of the same contact; answers the one that is kept."""
    return await views.row(ctx, await merging.merge(ctx, conversation_id, into_id=data.into_id))


@delete(f"{ONE}/merge", permission="conversations.write", status_code=200)
async def unmerge_conversation(ctx: Ctx, conversation_id: UUID) -> schemas.ConversationRow:
    """Make two of one again; answers the one that had been merged."""
    return await views.row(ctx, await merging.undo(ctx, conversation_id))


@get(f"{API}/labels", permission="conversations.read")
async def list_labels(ctx: Ctx) -> list[schemas.LabelOut]:
    """All of the company's, by name."""
    return await labels.listing(ctx)


@post(f"{API}/labels", permission="labels.write")
async def create_label(ctx: Ctx, data: schemas.LabelIn) -> schemas.LabelOut:
    return await labels.create(ctx, data)


@patch(f"{API}/labels/{{label_id:uuid}}", permission="labels.write")
async def change_label(ctx: Ctx, label_id: UUID, data: schemas.LabelChanges) -> schemas.LabelOut:
    return await labels.change(ctx, label_id, data)


@delete(f"{API}/labels/{{label_id:uuid}}", permission="labels.write")
async def delete_label(ctx: Ctx, label_id: UUID) -> None:
    """Take it away everywhere; conversations stay."""
    await labels.delete(ctx, label_id)


@get(f"{API}/saved-views", permission="conversations.read")
async def list_saved_views(ctx: Ctx) -> list[schemas.SavedView]:
    """The company's, then the caller's own."""
    return await saved_views.visible(ctx)


@post(f"{API}/saved-views", permission="conversations.read")
async def create_saved_view(ctx: Ctx, data: schemas.SavedViewIn) -> schemas.SavedView:
    """Give a filter a name; sharing it with the company needs `views.write`."""
    return await saved_views.create(ctx, data)


@patch(f"{API}/saved-views/{{view_id:uuid}}", permission="conversations.read")
async def change_saved_view(ctx: Ctx, view_id: UUID, data: schemas.SavedViewChanges) -> schemas.SavedView:
    return await saved_views.change(ctx, view_id, data)


@delete(f"{API}/saved-views/{{view_id:uuid}}", permission="conversations.read")
async def delete_saved_view(ctx: Ctx, view_id: UUID) -> None:
    await saved_views.delete(ctx, view_id)


@put(f"{API}/saved-views/order", permission="conversations.read")
async def order_saved_views(ctx: Ctx, data: schemas.OrderIn) -> list[schemas.SavedView]:
    """Put the views named into that order among each other."""
    return await saved_views.reorder(ctx, data.view_ids)


routes: Sequence[HTTPRouteHandler] = [
    change_conversations,
    label_conversation,
    unlabel_conversation,
    prioritise_conversation,
    snooze_conversation,
    wake_conversation,
    follow_conversation,
    unfollow_conversation,
    transfer_conversation,
    merge_conversation,
    unmerge_conversation,
    list_labels,
    create_label,
    change_label,
    delete_label,
    list_saved_views,
    create_saved_view,
    change_saved_view,
    delete_saved_view,
    order_saved_views,
]
