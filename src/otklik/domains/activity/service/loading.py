"""The loading itself: block by block, a transaction each, to be watched, stopped and carried on after a crash.

People are taken in as the file goes: what it says last of somebody stays. Events are taken apart by person and written
by several at once (docs/adr/0055-imports-by-several.md).
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from functools import partial
from itertools import count, islice
from typing import Final, cast
from uuid import UUID

import msgspec
import structlog
from sqlalchemy.exc import DBAPIError

from otklik.domains.activity import apart, filing, models
from otklik.domains.activity.events import ImportFinished
from otklik.domains.activity.import_schemas import ImportKind, ImportPlan
from otklik.domains.activity.queries import importing
from otklik.domains.activity.service import filling, imports, lanes
from otklik.domains.activity.service.filling import Block
from otklik.domains.consents import service as consents
from otklik.platform import sheets_read, statistics
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database, in_the_way
from otklik.platform.errors import OtklikError
from otklik.platform.events import publish
from otklik.platform.sheets import Kind

BLOCK: Final = 5_000
"""Rows of one transaction: a fraction of a second, so that nobody waits long for whom it holds."""
RING_ATTEMPTS: Final = 5
"""Of a block that PostgreSQL chose against a deadlock."""

log = structlog.get_logger()


class _Overtaken(Exception):
    """The import was stopped, or somebody else wrote the block meanwhile: what this one wrote is taken back."""


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be loaded, and how far it was when this was looked at."""

    import_id: UUID
    kind: ImportKind
    form: Kind
    data: bytes
    plan: ImportPlan
    reader: filing.Reader
    done: int
    loaded: frozenset[int]

    @property
    def in_order(self) -> bool:
        """Of events only what was begun so by an earlier version."""
        return self.kind == "people" or (self.done > 0 and not self.loaded)


class _Door(msgspec.Struct, frozen=True):
    """Where transactions of one company come from."""

    database: Database
    workspace_id: WorkspaceId

    def open(self) -> AbstractAsyncContextManager[Ctx]:
        return self.database.transaction(self.workspace_id)


async def load(parts: Parts, *, workspace_id: WorkspaceId, import_id: UUID) -> None:
    """Load the file, or what is left of it. Safe to run twice and at once: each block is counted under a lock."""
    door = _Door(parts.get(Database), workspace_id)
    try:
        async with door.open() as ctx:
            file = await _opened(ctx, import_id)
        if file is not None:
            await (_in_order if file.in_order else _by_several)(door, file)
            await _look_again(door, file)
    except OtklikError as error:
        async with door.open() as ctx:
            await _failed(ctx, import_id, error.code)


async def _look_again(door: _Door, file: _File) -> None:
    async with door.open() as ctx:
        if (await imports.found(ctx, file.import_id)).rows >= statistics.MANY:
            await importing.look_again(ctx, people=file.kind == "people")


async def _opened(ctx: Ctx, import_id: UUID) -> _File | None:
    row = await imports.found(ctx, import_id, lock=True)
    if row.state not in imports.BUSY:
        return None
    row.state = "running"
    await ctx.session.flush()
    imports.push(ctx, row)
    kind, plan = cast("ImportKind", row.kind), msgspec.convert(row.plan, ImportPlan)
    return _File(
        import_id=row.id,
        kind=kind,
        form=Kind(row.format),
        data=await imports.content(ctx, row),
        plan=plan,
        reader=await imports.reading(ctx, kind, plan),
        done=row.done,
        loaded=frozenset(row.loaded),
    )


async def _in_order(door: _Door, file: _File) -> None:
    rows = await asyncio.to_thread(_counted, file)
    given = sheets_read.each_row(file.form, file.data)
    await asyncio.to_thread(_skip, given, 1 + file.done)
    done = file.done
    async with aclosing(_ahead(_blocks(file, given))) as blocks:
        async for block in blocks:
            async with door.open() as ctx:
                done, going = await _step(ctx, file.import_id, block, done=done, rows=rows)
            if not going:
                break


def _blocks(file: _File, given: Iterator[list[str]]) -> Iterator[Block]:
    """Of the whole file, the last of them not full."""
    line = file.done + 2
    for number in count():
        lines = (apart.Line(line + place, 0, cells) for place, cells in enumerate(islice(given, BLOCK)))
        block = filling.read(file.reader, lines, number=number)
        yield block
        if block.read < BLOCK:
            return
        line += block.read


async def _step(ctx: Ctx, import_id: UUID, block: Block, *, done: int, rows: int) -> tuple[int, bool]:
    """One block; (rows gone through, whether there is more)."""
    row = await imports.found(ctx, import_id, lock=True)
    if row.state != "running" or row.done != done:
        return done, False  # it was stopped, or somebody else carries it on
    await filling.count(ctx, row, block, await filling.take(ctx, row, block))
    await _settle(ctx, row, rows=rows, last=block.read < BLOCK)
    return row.done, row.state == "running"


async def _by_several(door: _Door, file: _File) -> None:
    spread = await asyncio.to_thread(_spread, file)
    async with aclosing(_ahead(_shares(file, spread))) as blocks:
        await lanes.each(blocks, partial(_share, door, file.import_id, spread))


def _spread(file: _File) -> apart.Spread:
    given = sheets_read.each_row(file.form, file.data)
    _skip(given, 1)
    return apart.spread(given, file.plan, size=BLOCK)


def _shares(file: _File, spread: apart.Spread) -> Iterator[Block]:
    """The blocks that are not in yet; the first is said to have the blank rows too."""
    for number, packed in enumerate(spread.blocks):
        if number not in file.loaded:
            blank = spread.blank if number == 0 else 0
            yield filling.read(file.reader, apart.lines(packed), number=number, blank=blank)


async def _share(door: _Door, import_id: UUID, spread: apart.Spread, block: Block) -> bool:
    """Write one block; whether there is more to do."""
    for left in reversed(range(RING_ATTEMPTS)):
        try:
            async with door.open() as ctx:
                return await _written(ctx, import_id, block, spread)
        except _Overtaken:
            break  # the next block sees whether it was stopped
        except DBAPIError as error:
            if not in_the_way(error) or not left:
                raise
    return True


async def _written(ctx: Ctx, import_id: UUID, block: Block, spread: apart.Spread) -> bool:
    """The import is held only to count what came of the block, so that others write theirs meanwhile."""
    row = await imports.found(ctx, import_id)
    if row.state != "running" or block.number in row.loaded:
        return row.state == "running"
    counts = await filling.take(ctx, row, block)
    row = await imports.found(ctx, import_id, lock=True)
    if row.state != "running" or block.number in row.loaded:
        raise _Overtaken
    row.loaded = [*row.loaded, block.number]
    await filling.count(ctx, row, block, counts)
    await _settle(ctx, row, rows=spread.rows, last=len(row.loaded) == len(spread.blocks))
    return row.state == "running"


async def _settle(ctx: Ctx, row: models.Import, *, rows: int, last: bool) -> None:
    row.rows = rows
    if last:
        await _finish(ctx, row)
    await ctx.session.flush()
    imports.push(ctx, row)


async def _ahead(blocks: Iterator[Block]) -> AsyncGenerator[Block]:
    """While one is being written the next is read, in a thread."""
    coming = asyncio.create_task(asyncio.to_thread(next, blocks, None))
    try:
        while (block := await coming) is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, blocks, None))
            yield block
    finally:
        await asyncio.gather(coming, return_exceptions=True)  # no thread goes on with a file that nobody wants


async def write_consents(
    parts: Parts, *, workspace_id: WorkspaceId, import_id: UUID, contact_ids: Sequence[UUID]
) -> None:
    """What the file says that these people agreed to; the last of them makes the import done. Safe to run twice."""
    database = parts.get(Database)
    async with database.transaction(workspace_id) as ctx:
        await _grant(ctx, import_id, contact_ids)
    async with database.transaction(workspace_id) as ctx:  # who undoes holds the import and waits for people's rows
        await settle_consents(ctx, import_id, contact_ids)


async def settle_consents(ctx: Ctx, import_id: UUID, contact_ids: Sequence[UUID], *, code: str = "") -> None:
    """Nobody waits for the agreements of these any more. `code`: why they could not be written."""
    row = await imports.found(ctx, import_id, lock=True)
    row.agreeing -= await importing.agreed(ctx, import_id, contact_ids)
    if code and row.state in {"running", "agreeing", "done"}:
        log.warning("activity.import.failed", import_id=str(import_id), code=code)
        row.state, row.code, row.finished_at = "failed", code, ctx.now()
    elif row.state == "agreeing" and row.agreeing == 0:
        await _finish(ctx, row)
    await ctx.session.flush()
    imports.push(ctx, row)


async def _grant(ctx: Ctx, import_id: UUID, contact_ids: Sequence[UUID]) -> None:
    """Who was merged or erased meanwhile is left out; of a file that is taken back nobody agrees to anything more."""
    row = await imports.found(ctx, import_id)
    if row.state in imports.TAKEN_BACK:
        return
    plan = msgspec.convert(row.plan, ImportPlan)
    for channel in filing.agreed_to(plan):
        said = consents.Said(
            purpose=plan.consent.purpose,
            channel=channel,
            method="import",
            form=row.file_name,
            note=plan.consent.said,
        )
        await consents.grant(ctx, said, contact_ids)


async def _finish(ctx: Ctx, row: models.Import) -> None:
    """All rows are in; done it is once what people agreed to is written too."""
    if row.agreeing:
        row.state = "agreeing"
        return
    row.state, row.finished_at = "done", ctx.now()
    event = ImportFinished(
        import_id=row.id, kind=row.kind, created=row.created, changed=row.changed, refused=row.refused
    )
    await publish(ctx, event, subject_id=row.id)
    ctx.push(f"desk/{ctx.workspace_id}", "contacts.imported", {"import_id": str(row.id)})


async def _failed(ctx: Ctx, import_id: UUID, code: str) -> None:
    row = await imports.found(ctx, import_id, lock=True)
    if row.state in imports.BUSY:
        log.warning("activity.import.failed", import_id=str(import_id), code=code)
        row.state, row.code, row.finished_at = "failed", code, ctx.now()
        await ctx.session.flush()
        imports.push(ctx, row)


def _counted(file: _File) -> int:
    return max(0, sum(1 for _ in sheets_read.each_row(file.form, file.data)) - 1)


def _skip(given: Iterator[list[str]], rows: int) -> None:
    for _ in islice(given, rows):
        pass
