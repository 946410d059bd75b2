"""Take back a whole import: what it made is removed, what it changed gets its old values unless changed since."""

from typing import Final
from uuid import UUID

from otklik.domains.activity.events import ImportUndone
from otklik.domains.activity.queries import importing, writing
from otklik.domains.activity.service import imports, ranking
from otklik.domains.contacts.service import enrolling
from otklik.domains.contacts.service import importing as people
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.events import publish

PEOPLE: Final = "people"
"""The kind of import that brings no purchases."""
FACTS_BLOCK: Final = 10_000
PEOPLE_BLOCK: Final = 1_000


async def undo(parts: Parts, *, workspace_id: WorkspaceId, import_id: UUID) -> None:
    """In short transactions; safe to run twice."""
    database = parts.get(Database)
    for step in (_facts, _people, _finish):
        more = True
        while more:
            async with database.transaction(workspace_id) as ctx:
                await enrolling.hold_people_alone(ctx)  # before the import, as whoever loads it does
                row = await imports.found(ctx, import_id, lock=True)
                if row.state != "undoing":
                    return
                more = await step(ctx, import_id)


async def _facts(ctx: Ctx, import_id: UUID) -> bool:
    whose = await importing.drop_facts(ctx, import_id, limit=FACTS_BLOCK)
    if whose:
        await writing.recount(ctx, whose)
    return bool(whose)


async def _people(ctx: Ctx, import_id: UUID) -> bool:
    """Cards that carry facts of another source stay: they are customers by now."""
    some = await importing.changes(ctx, import_id, limit=PEOPLE_BLOCK)
    if not some:
        return False
    touched = [one for one in some if one.created or one.before or one.identity_ids]
    used = await importing.with_facts(ctx, [one.contact_id for one in touched if one.created])
    changes = [
        people.Change(
            contact_id=one.contact_id,
            created=one.created,
            before=one.before,
            after=one.after,
            identity_ids=one.identity_ids,
        )
        for one in touched
        if not (one.created and one.contact_id in used)
    ]
    _, left = await people.take_back(ctx, changes)
    await importing.drop_changes(ctx, import_id, [one.contact_id for one in some])
    row = await imports.found(ctx, import_id)
    row.kept += left + len(touched) - len(changes)
    await ctx.session.flush()
    imports.push(ctx, row)
    return True


async def _finish(ctx: Ctx, import_id: UUID) -> bool:
    await writing.recount_names(ctx)
    row = await imports.found(ctx, import_id)
    if row.kind != PEOPLE:
        await ranking.count(ctx)
    row.state, row.undone_at, row.agreeing = "undone", ctx.now(), 0
    await ctx.session.flush()
    await publish(ctx, ImportUndone(import_id=import_id, left=row.kept), subject_id=import_id)
    imports.push(ctx, row)
    ctx.push(f"desk/{ctx.workspace_id}", "contacts.imported", {"import_id": str(import_id)})
    return False
