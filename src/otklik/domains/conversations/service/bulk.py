"""One change made to many conversations: each succeeds or fails by itself, and each outcome is told."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

from otklik.domains.conversations import errors, schemas
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import labelling, managing, snoozing, views
from otklik.platform.context import Ctx
from otklik.platform.errors import OtklikError

Verb = Callable[[Ctx, UUID, schemas.BulkIn], Awaitable[Conversation]]

READ: Final = "read"
NEEDS: Final[Mapping[str, str]] = {
    "label": "label_id",
    "unlabel": "label_id",
    "snooze": "until",
    "priority": "priority",
}


async def change(ctx: Ctx, wanted: schemas.BulkIn) -> list[schemas.BulkOutcome]:
    """BulkOutcomes in the order of the ids. Raises `BulkIncomplete` when the action lacks what it needs."""
    missing = _missing(wanted)
    if missing:
        raise errors.BulkIncomplete(params={"field": missing})
    if wanted.action != READ:
        ctx.require("conversations.write")
    verb = VERBS[wanted.action]
    outcomes = {one: await _one(ctx, one, verb, wanted) for one in sorted(set(wanted.conversation_ids))}
    return [outcomes[one] for one in wanted.conversation_ids]


async def _one(ctx: Ctx, conversation_id: UUID, verb: Verb, wanted: schemas.BulkIn) -> schemas.BulkOutcome:
    """What fails takes nothing of the others with it."""
    try:
        async with ctx.attempt():
            changed = await verb(ctx, conversation_id, wanted)
            await ctx.session.flush()
            return schemas.BulkOutcome(code="", row=await views.row(ctx, changed))
    except OtklikError as error:
        return schemas.BulkOutcome(code=error.code, row=None)


def _missing(wanted: schemas.BulkIn) -> str:
    field = NEEDS.get(wanted.action, "")
    return field if field and getattr(wanted, field) is None else ""


async def _close(ctx: Ctx, conversation_id: UUID, _: schemas.BulkIn) -> Conversation:
    return await managing.close(ctx, conversation_id)


async def _reopen(ctx: Ctx, conversation_id: UUID, _: schemas.BulkIn) -> Conversation:
    return await managing.reopen(ctx, conversation_id)


async def _assign(ctx: Ctx, conversation_id: UUID, wanted: schemas.BulkIn) -> Conversation:
    return await managing.assign(ctx, conversation_id, operator_id=wanted.operator_id, team_id=wanted.team_id)


async def _label(ctx: Ctx, conversation_id: UUID, wanted: schemas.BulkIn) -> Conversation:
    assert wanted.label_id is not None
    return await labelling.add(ctx, conversation_id, wanted.label_id)


async def _unlabel(ctx: Ctx, conversation_id: UUID, wanted: schemas.BulkIn) -> Conversation:
    assert wanted.label_id is not None
    return await labelling.remove(ctx, conversation_id, wanted.label_id)


async def _snooze(ctx: Ctx, conversation_id: UUID, wanted: schemas.BulkIn) -> Conversation:
    assert wanted.until is not None
    return await snoozing.snooze(ctx, conversation_id, until=wanted.until)


async def _wake(ctx: Ctx, conversation_id: UUID, _: schemas.BulkIn) -> Conversation:
    return await snoozing.wake(ctx, conversation_id)


async def _prioritise(ctx: Ctx, conversation_id: UUID, wanted: schemas.BulkIn) -> Conversation:
    assert wanted.priority is not None
    return await labelling.prioritise(ctx, conversation_id, priority=wanted.priority)


async def _read(ctx: Ctx, conversation_id: UUID, _: schemas.BulkIn) -> Conversation:
    return await managing.read(ctx, conversation_id)


VERBS: Final[Mapping[schemas.BulkAction, Verb]] = {
    "close": _close,
    "reopen": _reopen,
    "assign": _assign,
    "label": _label,
    "unlabel": _unlabel,
    "snooze": _snooze,
    "wake": _wake,
    "priority": _prioritise,
    "read": _read,
}
