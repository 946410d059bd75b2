"""What an absence does: moves conversations to whoever covers, brings them back, sends on what is given meanwhile.

A conversation is moved by `conversations.assign` with a reason; whatever a person chooses by hand afterwards holds.
"""

from typing import Final
from uuid import UUID

from otklik.domains.absences import events, jobs, queries
from otklik.domains.absences.models import Absence
from otklik.domains.absences.rules import BEGAN, CHOSEN_BY_HAND, RETURNED, Cover
from otklik.domains.absences.service import shown, standing
from otklik.domains.conversations.errors import ConversationMerged
from otklik.domains.conversations.events import ConversationAssigned, MessageAdded
from otklik.domains.conversations.service import locking, managing
from otklik.domains.notifications import service as notifications
from otklik.domains.workspaces.service import operators
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish

BLOCK: Final = 200
"""Conversations moved in one transaction; the rest in the next ones, at once."""


async def begin(ctx: Ctx, absence_id: UUID) -> None:
    """Its moment has come: move what is open. Safe to call again, also to go on with what was left."""
    absence = await queries.by_id(ctx, absence_id, lock=True)
    if absence is None or absence.state == "ended" or absence.starts_at > ctx.now():
        return
    if absence.state == "planned":
        await _announce_begin(ctx, absence)
    moved = await _move_block(ctx, absence)
    if moved == BLOCK:
        await set_alarm(ctx, jobs.begin, absence_id, at=ctx.now())


async def end(ctx: Ctx, absence_id: UUID) -> None:
    """The person is back: give back what is still open and was not touched by choice."""
    absence = await queries.by_id(ctx, absence_id, lock=True)
    if absence is None or absence.state == "ended" or absence.ends_at > ctx.now():
        return
    absence.state = "ended"
    await cancel_alarm(ctx, jobs.begin, absence_id)
    await ctx.session.flush()
    standing.forget(ctx)
    await shown.changed(ctx, absence)
    await give_back(ctx, absence_id)
    await notifications.tell(ctx, [absence.operator_id], code="absences.ended")
    ended = events.AbsenceEnded(absence_id=absence_id, operator_id=absence.operator_id)
    await publish(ctx, ended, subject_id=absence_id)


async def give_back(ctx: Ctx, absence_id: UUID) -> None:
    """A block of moved conversations; what was closed meanwhile stays where it was closed."""
    rows = await queries.moves(ctx, absence_id, after=None, limit=BLOCK)
    for row in rows:
        still_open = await _is_open(ctx, row.conversation_id)
        await queries.forget_moves(ctx, conversation_id=row.conversation_id, since=row.moved_at)
        if still_open:
            await managing.assign(
                ctx,
                row.conversation_id,
                operator_id=row.operator_id,
                team_id=row.team_id,
                reason=managing.Reason(code=RETURNED),
            )
    if len(rows) == BLOCK:
        await set_alarm(ctx, jobs.give_back, absence_id, at=ctx.now())


async def recover(ctx: Ctx, absence: Absence) -> None:
    """Another deputy was named while the absence is in force: what the first one holds untouched goes to them."""
    standing.forget(ctx)
    cover = await standing.cover_of(ctx, absence.operator_id) or Cover()
    after: UUID | None = None
    while rows := await queries.moves(ctx, absence.id, after=after, limit=BLOCK):
        for row in rows:
            if await _is_open(ctx, row.conversation_id):
                await _give(ctx, absence.operator_id, row.conversation_id, team_id=row.team_id, cover=cover)
        after = rows[-1].conversation_id


async def assigned(ctx: Ctx, told: ConversationAssigned) -> None:
    """A choice by hand holds; but whatever is given to somebody absent, save by themselves, goes to whoever covers."""
    if told.reason == CHOSEN_BY_HAND:
        await queries.forget_moves(ctx, conversation_id=told.conversation_id)
    if told.operator_id is not None and told.reason != BEGAN and told.operator_id != ctx.actor.id:
        await _send_on(ctx, told.conversation_id, operator_id=told.operator_id)


async def reopened(ctx: Ctx, conversation_id: UUID) -> None:
    """The customer wrote again to somebody who is absent."""
    if not await standing.begun(ctx):
        return
    conversation = await queries.conversation(ctx, conversation_id)
    if conversation is not None and conversation.assignee_id is not None:
        await _send_on(ctx, conversation_id, operator_id=conversation.assignee_id)


async def copy(ctx: Ctx, told: MessageAdded) -> None:
    """Tell whoever covers of what is written to the absent person elsewhere; once for each wait, not for each line."""
    absences = await standing.begun(ctx)
    if not absences or (told.direction, told.kind, told.automatic) != ("in", "message", False):
        return
    conversation = await queries.conversation(ctx, told.conversation_id)
    if conversation is None or conversation.waiting_since != told.sent_at:
        return
    owners = {conversation.assignee_id, *await queries.owners(ctx, conversation.id)}
    for absence in (absences[one] for one in owners if one is not None and one in absences):
        if absence.copies:
            await _tell_cover(ctx, absence, conversation_id=conversation.id, but=conversation.assignee_id)


async def left(ctx: Ctx, operator_id: UUID) -> None:
    """Whoever left the company is neither absent nor anybody's deputy any more."""
    for absence in await queries.concerning(ctx, operator_id):
        if absence.operator_id == operator_id:
            await queries.forget_moves_of(ctx, absence.id)
            absence.state = "ended"
            await cancel_alarm(ctx, jobs.begin, absence.id)
            await cancel_alarm(ctx, jobs.end, absence.id)
        else:
            absence.deputy_operator_id = None
            await notifications.tell(ctx, [absence.operator_id], code="absences.deputy_left")
        await ctx.session.flush()
        standing.forget(ctx)
        await shown.changed(ctx, absence)


async def _announce_begin(ctx: Ctx, absence: Absence) -> None:
    absence.state = "begun"
    await set_alarm(ctx, jobs.end, absence.id, at=absence.ends_at)
    await ctx.session.flush()
    standing.forget(ctx)
    await shown.changed(ctx, absence)
    name = await _name(ctx, absence.operator_id)
    await notifications.tell(
        ctx, await _covering(ctx, absence.operator_id), code="absences.began", params={"name": name}
    )
    began = events.AbsenceBegan(absence_id=absence.id, operator_id=absence.operator_id)
    await publish(ctx, began, subject_id=absence.id)


async def _move_block(ctx: Ctx, absence: Absence) -> int:
    held = await queries.held_by(ctx, absence.operator_id, limit=BLOCK)
    for one in held:
        await _send_on(ctx, one.conversation_id, operator_id=absence.operator_id)
    return len(held)


async def _send_on(ctx: Ctx, conversation_id: UUID, *, operator_id: UUID) -> None:
    """To whoever covers for the operator, remembered so that it comes back; nothing when the operator is here."""
    absence = (await standing.begun(ctx)).get(operator_id)
    if absence is None:
        return
    if not await _is_open(ctx, conversation_id):
        return
    conversation = await queries.conversation(ctx, conversation_id)
    if conversation is None or conversation.assignee_id != operator_id:
        return
    await queries.note_move(
        ctx,
        absence_id=absence.id,
        conversation_id=conversation_id,
        operator_id=operator_id,
        team_id=conversation.team_id,
    )
    cover = await standing.cover_of(ctx, operator_id) or Cover()
    await _give(ctx, operator_id, conversation_id, team_id=conversation.team_id, cover=cover)


async def _is_open(ctx: Ctx, conversation_id: UUID) -> bool:
    """Locked from here on; what was merged away is open no more."""
    try:
        return (await locking.locked(ctx, conversation_id)).state == "open"
    except ConversationMerged:
        return False


async def _give(ctx: Ctx, absent_id: UUID, conversation_id: UUID, *, team_id: UUID | None, cover: Cover) -> None:
    reason = managing.Reason(code=BEGAN, params={"absent": await _name(ctx, absent_id)})
    team = cover.team_id or team_id
    await managing.assign(ctx, conversation_id, operator_id=cover.operator_id, team_id=team, reason=reason)


async def _tell_cover(ctx: Ctx, absence: Absence, *, conversation_id: UUID, but: UUID | None) -> None:
    told = [one for one in await _covering(ctx, absence.operator_id) if one != but]
    subject = notifications.Subject(kind="conversation", id=conversation_id)
    name = await _name(ctx, absence.operator_id)
    await notifications.tell(ctx, told, code="absences.copy", params={"name": name}, subject=subject)


async def _covering(ctx: Ctx, operator_id: UUID) -> list[UUID]:
    cover = await standing.cover_of(ctx, operator_id) or Cover()
    if cover.operator_id is not None:
        return [cover.operator_id]
    members = await queries.members(ctx, cover.team_id) if cover.team_id is not None else ()
    return [one for one in members if one != operator_id]


async def _name(ctx: Ctx, operator_id: UUID) -> str:
    known = (await operators.operators_by_id(ctx, [operator_id])).get(operator_id)
    return known.name if known else ""
