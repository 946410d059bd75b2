"""Handing a conversation over with words for whoever takes it; they are told."""

from collections.abc import Collection
from uuid import UUID

from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import managing, writing
from otklik.domains.notifications import service as notifications
from otklik.domains.workspaces.service import teams
from otklik.platform.context import Ctx


async def transfer(
    ctx: Ctx, conversation_id: UUID, *, operator_id: UUID | None, team_id: UUID | None, note: str
) -> Conversation:
    """Give it to an operator or a team, leave the note in the thread, tell them.

    Raises `AssigneeUnknown`, for nobody too, and `ConversationNotFound`.
    """
    conversation = await managing.assign(ctx, conversation_id, operator_id=operator_id, team_id=team_id, someone=True)
    if note.strip():
        await writing.note(ctx, conversation_id, writing.Words(text=note))
    await notifications.tell(
        ctx,
        await _takers(ctx, operator_id=operator_id, team_id=team_id),
        code="transferred",
        params={"number": str(conversation.number)},
        subject=notifications.Subject(kind="conversation", id=conversation_id),
    )
    return conversation


async def _takers(ctx: Ctx, *, operator_id: UUID | None, team_id: UUID | None) -> Collection[UUID]:
    """The operator named, else the whole team; nobody is told of what they did themselves."""
    if operator_id is not None:
        takers = {operator_id}
    else:
        takers = set((await teams.team(ctx, team_id)).member_ids) if team_id is not None else set[UUID]()
    return {one for one in takers if one != ctx.actor.id}
