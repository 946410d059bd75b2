"""The loading itself: block by block, a transaction each, to be watched, stopped and carried on after a crash."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from itertools import chain, islice
from typing import Final, cast
from uuid import UUID

import msgspec
import structlog

from otklik.domains.activity import cells, filing, gathering, models
from otklik.domains.activity.events import ImportFinished
from otklik.domains.activity.import_schemas import ImportKind, ImportPlan, ImportTrouble
from otklik.domains.activity.queries import importing, naming
from otklik.domains.activity.service import imports, recording
from otklik.domains.consents import service as consents
from otklik.domains.contacts.service import enrolling
from otklik.domains.contacts.service import importing as people
from otklik.platform import sheets_read
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.errors import OtklikError
from otklik.platform.events import publish
from otklik.platform.ids import new_id, new_ids
from otklik.platform.jobs import Jobs
from otklik.platform.sheets import Kind

BLOCK: Final = 5_000
"""Rows of one transaction: a fraction of a second, so that nobody waits long for whom it holds."""
CONSENTS_AT_ONCE: Final = 500
"""People of one transaction: a chain each, and a lock on it."""
TROUBLES_MAX: Final = 20_000
"""Written down of one import; a file with more is not the file that was meant."""
RACE_ATTEMPTS: Final = 3

log = structlog.get_logger()


class Counts(msgspec.Struct, kw_only=True):
    """What came of one block."""

    created: int = 0
    changed: int = 0
    skipped: int = 0
    refused: int = 0


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """Rows read, where they end, and what was wrong."""

    rows: Sequence[filing.Row]
    read: int
    """Rows gone through, empty ones too."""
    refused: int
    troubles: Sequence[ImportTrouble]


async def load(parts: Parts, *, workspace_id: WorkspaceId, import_id: UUID) -> None:
    """Load the file, or what is left of it. Safe to run twice and at once: each block is counted under a lock."""
    database = parts.get(Database)
    try:
        async with database.transaction(workspace_id) as ctx:
            opened = await _opened(ctx, import_id)
        if opened is None:
            return
        row, reader, data = opened
        rows = await asyncio.to_thread(_counted, Kind(row.format), data)
        given = sheets_read.each_row(Kind(row.format), data)
        await asyncio.to_thread(_skip, given, 1 + row.done)
        done = row.done
        async with aclosing(_blocks(reader, given, done=done)) as blocks:
            async for block in blocks:
                async with database.transaction(workspace_id) as ctx:
                    done, going = await _step(ctx, import_id, block, done=done, rows=rows)
                if not going:
                    break
    except OtklikError as error:
        async with database.transaction(workspace_id) as ctx:
            await _failed(ctx, import_id, error.code)


async def _opened(ctx: Ctx, import_id: UUID) -> tuple[models.Import, filing.Reader, bytes] | None:
    row = await imports.found(ctx, import_id, lock=True)
    if row.state not in imports.BUSY:
        return None
    row.state = "running"
    await ctx.session.flush()
    imports.push(ctx, row)
    reader = await imports.reading(ctx, cast("ImportKind", row.kind), msgspec.convert(row.plan, ImportPlan))
    return row, reader, await imports.content(ctx, row)


async def _blocks(reader: filing.Reader, given: Iterator[list[str]], *, done: int) -> AsyncGenerator[Block]:
    """Of the whole file, the last of them not full; while one is being written the next is read."""
    coming = asyncio.create_task(asyncio.to_thread(_read, reader, given, done + 2))
    try:
        while (block := await coming).read == BLOCK:
            done += block.read
            coming = asyncio.create_task(asyncio.to_thread(_read, reader, given, done + 2))
            yield block
        yield block
    finally:
        await asyncio.gather(coming, return_exceptions=True)  # no thread goes on with a file that nobody wants


async def _step(ctx: Ctx, import_id: UUID, block: Block, *, done: int, rows: int) -> tuple[int, bool]:
    """One block; (rows gone through, whether there is more)."""
    row = await imports.found(ctx, import_id, lock=True)
    if row.state != "running" or row.done != done:
        return done, False  # it was stopped, or somebody else carries it on
    if row.kind == "people":
        counts = await _people(ctx, row, msgspec.convert(row.plan, ImportPlan), block.rows)
    else:
        counts = await _facts(ctx, row, block.rows, purchases=row.kind == "purchases")
    counts.refused += block.refused
    await _note_troubles(ctx, row, block.troubles)
    _count(row, counts, done=done + block.read, rows=rows)
    if block.read < BLOCK:
        await _finish(ctx, row)
    await ctx.session.flush()
    imports.push(ctx, row)
    return row.done, row.state == "running"


async def _people(ctx: Ctx, row: models.Import, plan: ImportPlan, rows: Sequence[filing.Row]) -> Counts:
    await enrolling.hold_people(ctx)
    counts = Counts()
    for some in filing.rounds(rows):
        taken = await people.take(ctx, [_person(one) for one in some], update=plan.duplicates == "update")
        counts.created += taken.created
        counts.changed += taken.changed
        await importing.note_changes(ctx, row.id, taken=people.TAKEN)
        await _consents(ctx, row, plan)
    counts.skipped = len(rows) - counts.created - counts.changed
    await naming.see_attributes(
        ctx, {one.name: one.kind for one in plan.columns if one.target == "attribute"}, at=ctx.now()
    )
    return counts


async def _consents(ctx: Ctx, row: models.Import, plan: ImportPlan) -> None:
    """Each is one more link of the person's chain: written in the background, for nobody waits for it."""
    if not any(column.target == "consent" for column in plan.columns):
        return
    from otklik.domains.activity import jobs  # noqa: PLC0415 - jobs call verbs of this package

    who = await importing.consented(ctx, row.id, taken=people.TAKEN)
    row.agreeing += len(who)
    for first in range(0, len(who), CONSENTS_AT_ONCE):
        ids = ",".join(map(str, who[first : first + CONSENTS_AT_ONCE]))
        arguments = {"import_id": row.id, "contact_ids": ids}
        await ctx.use(Jobs).defer(ctx, jobs.write_consents, arguments=arguments)


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


async def _facts(ctx: Ctx, row: models.Import, rows: Sequence[filing.Row], *, purchases: bool) -> Counts:
    await enrolling.hold_people(ctx)
    facts = filing.orders(rows) if purchases else list(rows)
    whose = await _whose(ctx, row.id, facts)
    written = await importing.load(ctx, list(map(_given, new_ids(len(facts)), facts, whose)), import_id=row.id)
    await recording.tell(ctx, written, imported=True)
    if written:
        gathering.push(ctx, {one.root_id for one in written})
    return Counts(created=len(written), skipped=len(facts) - len(written))


async def _whose(ctx: Ctx, import_id: UUID, facts: Sequence[filing.Row]) -> list[tuple[UUID, UUID]]:
    """Whose each is, (card, root); who is not known gets a card."""
    keys = [one.addresses for one in facts]
    wanted = set(chain.from_iterable(keys))
    held = await enrolling.holders(ctx, wanted)
    for _ in range(RACE_ATTEMPTS):
        unknown = {own[0]: one for one, own in zip(facts, keys, strict=True) if held.keys().isdisjoint(own)}
        if not unknown:
            break
        cards = [
            enrolling.NewCard(id=new_id(), addresses=some.addresses)
            for some in next(filing.rounds(list(unknown.values())))
        ]
        await importing.note_new_people(ctx, import_id, list(await enrolling.enrol(ctx, cards, tell=False)))
        held = await enrolling.holders(ctx, wanted)
    return [next(held[key] for key in own if key in held) for own in keys]


async def _note_troubles(ctx: Ctx, row: models.Import, troubles: Sequence[ImportTrouble]) -> None:
    if not troubles:
        return
    room = TROUBLES_MAX - await importing.troubles_count(ctx, row.id)
    told = [{"number": number, **msgspec.to_builtins(one)} for number, one in enumerate(troubles[: max(room, 0)])]
    if told:
        await importing.note_troubles(ctx, row.id, msgspec.json.encode(told).decode())


def _count(row: models.Import, counts: Counts, *, done: int, rows: int) -> None:
    row.created += counts.created
    row.changed += counts.changed
    row.skipped += counts.skipped
    row.refused += counts.refused
    row.done, row.rows = done, rows


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


def _counted(form: Kind, data: bytes) -> int:
    return max(0, sum(1 for _ in sheets_read.each_row(form, data)) - 1)


def _skip(given: Iterator[list[str]], count: int) -> None:
    for _ in islice(given, count):
        pass


def _read(reader: filing.Reader, given: Iterator[list[str]], line: int) -> Block:
    """In a thread: a phone takes longer to read than a row to be written."""
    rows: list[filing.Row] = []
    troubles: list[ImportTrouble] = []
    read = refused = 0
    for found in islice(given, BLOCK):
        read += 1
        if not any(cell.strip() for cell in found):
            continue
        row, told = reader.read(line + read - 1, found)
        troubles += told
        if row is None:
            refused += 1
        else:
            rows.append(row)
    return Block(rows=rows, read=read, refused=refused, troubles=troubles)


def _person(row: filing.Row) -> people.PersonRow:
    return people.PersonRow(
        line=row.line,
        external=row.external,
        email=row.email,
        phone=row.phone,
        name=row.name,
        locale=row.locale,
        attributes=row.attributes,
        consented=row.consented,
    )


def _given(fact_id: UUID, row: filing.Row, whose: tuple[UUID, UUID]) -> importing.Given:
    assert row.at is not None  # an event without its moment was refused
    return importing.Given(
        id=fact_id,
        contact_id=whose[0],
        name=row.fact_name,
        at=row.at,
        source="import",
        key=row.key,
        amount_minor=row.amount_minor,
        currency=row.currency,
        properties=_properties(row),
        lines=msgspec.json.encode(row.lines).decode() if row.lines else None,
        root_id=whose[1],
    )


def _properties(row: filing.Row) -> str:
    if not row.properties:
        return "{}"
    return msgspec.json.encode({name: _typed(value) for name, value in row.properties.items()}).decode()


def _typed(value: str) -> object:
    """Numbers are numbers, so that they can be compared; a code with a leading zero stays a text."""
    if not value[:1].isdigit() or (value.startswith("0") and value[1:2].isdigit()):
        return value
    found = cells.whole(value)
    return value if found is None else found
