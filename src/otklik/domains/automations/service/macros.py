"""Macros: kept in settings, run by a press on the open conversation."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.automations import errors, events, models, queries
from otklik.domains.automations.actions import Scene
from otklik.domains.automations.schemas import Macro, MacroDocument, MacroRun, NewMacro
from otklik.domains.automations.service import acting, references
from otklik.domains.conversations.service import reading, writing
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

MACROS_MAX: Final = 200


async def listing(ctx: Ctx, *, for_operator_id: UUID | None = None) -> Sequence[Macro]:
    """By name; with `for_operator_id` only those the operator is offered."""
    return [_shape(one) for one in await queries.macros(ctx, for_operator_id=for_operator_id, limit=MACROS_MAX)]


async def create(ctx: Ctx, new: NewMacro) -> Macro:
    """Raises `TooManyOfThem`, `ReferenceUnknown`."""
    if len(await queries.macros(ctx, for_operator_id=None, limit=MACROS_MAX)) >= MACROS_MAX:
        raise errors.TooManyOfThem(params={"max": MACROS_MAX})
    await _check(ctx, new)
    row = models.Macro(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        name=new.name.strip(),
        team_id=new.team_id,
        document=_document(new),
        used_count=0,
        updated_at=ctx.now(),
    )
    ctx.session.add(row)
    return await _changed(ctx, row, change="created")


async def change(ctx: Ctx, macro_id: UUID, new: NewMacro) -> Macro:
    """Raises `MacroNotFound`, `ReferenceUnknown`."""
    row = await _found(ctx, macro_id)
    await _check(ctx, new)
    row.name, row.team_id, row.document, row.updated_at = new.name.strip(), new.team_id, _document(new), ctx.now()
    return await _changed(ctx, row, change="changed")


async def delete(ctx: Ctx, macro_id: UUID) -> None:
    """Raises `MacroNotFound`."""
    row = await _found(ctx, macro_id)
    await ctx.session.delete(row)
    await _changed(ctx, row, change="deleted")


async def run(ctx: Ctx, conversation_id: UUID, *, macro_id: UUID) -> MacroRun:
    """Do it all in this transaction and leave one line in the thread.

    Raises `MacroNotFound`, `ConversationNotFound`; what a single action could not do stands in its outcome.
    """
    row = await _found(ctx, macro_id)
    conversation = await reading.get(ctx, conversation_id)
    scene = Scene(conversation_id=conversation_id, name=row.name)
    actions = msgspec.convert(row.document, MacroDocument).actions
    outcomes = await acting.perform(ctx, actions, scene)
    done = sum(one.state == "done" for one in outcomes)
    left = len(outcomes) - done
    await queries.count_macro_use(ctx, macro_id)
    conversation = await queries.conversation(ctx, conversation_id) or conversation
    params = {"name": row.name, "done": done, "count": len(outcomes)}
    code = "macro_ran" if not left else "macro_ran_partly"
    await writing.event_line(ctx, conversation, code=code, params=params)
    ran = events.MacroRan(macro_id=macro_id, conversation_id=conversation_id, done=done, failed=left)
    await publish(ctx, ran)
    return MacroRun(outcomes=outcomes)


async def _check(ctx: Ctx, new: NewMacro) -> None:
    if new.team_id is not None:
        await workspaces.team(ctx, new.team_id)
    await references.check(ctx, new.actions)


async def _found(ctx: Ctx, macro_id: UUID) -> models.Macro:
    row = await queries.macro(ctx, macro_id)
    if row is None:
        raise errors.MacroNotFound
    return row


async def _changed(ctx: Ctx, row: models.Macro, *, change: str) -> Macro:
    await ctx.session.flush()
    await publish(ctx, events.MacroChanged(macro_id=row.id, title=row.name, change=change), subject_id=row.id)
    ctx.push(f"desk/{ctx.workspace_id}", "macro.changed", {"id": str(row.id)})
    return _shape(row)


def _document(new: NewMacro) -> dict[str, object]:
    return dict(msgspec.to_builtins(MacroDocument(actions=new.actions)))


def _shape(row: models.Macro) -> Macro:
    return Macro(
        id=row.id,
        name=row.name,
        team_id=row.team_id,
        actions=msgspec.convert(row.document, MacroDocument).actions,
        used_count=row.used_count,
        last_used_at=row.last_used_at,
        updated_at=row.updated_at,
    )
