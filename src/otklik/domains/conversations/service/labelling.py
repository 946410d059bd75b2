"""What sorts a conversation among the others: its labels and its priority."""

from uuid import UUID

from otklik.domains.conversations import errors, events
from otklik.domains.conversations.models import LABELS_ON_ONE_MAX, Conversation
from otklik.domains.conversations.queries.listing import Priority
from otklik.domains.conversations.service import labels, managing
from otklik.domains.conversations.service.locking import locked
from otklik.platform.context import Ctx
from otklik.platform.events import publish


async def add(ctx: Ctx, conversation_id: UUID, label_id: UUID) -> Conversation:
    """Put a label on. Raises `LabelNotFound`, `LabelsOnOneTooMany`; one that is on already changes nothing."""
    label = await labels.required(ctx, label_id)
    conversation = await locked(ctx, conversation_id)
    if label_id in conversation.label_ids:
        return conversation
    if len(conversation.label_ids) >= LABELS_ON_ONE_MAX:
        raise errors.LabelsOnOneTooMany(params={"max": LABELS_ON_ONE_MAX})
    conversation.label_ids = [*conversation.label_ids, label_id]
    await managing.record(ctx, conversation, code="labelled", params={"name": label.name})
    labelled = events.ConversationLabelled(conversation_id=conversation_id, label_id=label_id)
    await publish(ctx, labelled, subject_id=conversation.contact_id)
    return conversation


async def remove(ctx: Ctx, conversation_id: UUID, label_id: UUID) -> Conversation:
    """Take a label off. Raises `LabelNotFound`."""
    label = await labels.required(ctx, label_id)
    conversation = await locked(ctx, conversation_id)
    if label_id not in conversation.label_ids:
        return conversation
    conversation.label_ids = [one for one in conversation.label_ids if one != label_id]
    await managing.record(ctx, conversation, code="unlabelled", params={"name": label.name})
    unlabelled = events.ConversationUnlabelled(conversation_id=conversation_id, label_id=label_id)
    await publish(ctx, unlabelled, subject_id=conversation.contact_id)
    return conversation


async def prioritise(ctx: Ctx, conversation_id: UUID, *, priority: Priority) -> Conversation:
    conversation = await locked(ctx, conversation_id)
    if conversation.priority == priority:
        return conversation
    conversation.priority = priority
    await managing.record(ctx, conversation, code=f"priority_{priority}", params={})
    changed = events.ConversationPrioritised(conversation_id=conversation_id, priority=priority)
    await publish(ctx, changed, subject_id=conversation.contact_id)
    return conversation
