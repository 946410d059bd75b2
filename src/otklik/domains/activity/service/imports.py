"""A file is taken in: kept, looked at, read by a plan, started, stopped, shown with what was refused."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import islice
from pathlib import PurePath
from typing import Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from litestar.response import Stream

from otklik.domains.activity import filing, headings, models
from otklik.domains.activity.errors import ImportNotFound, ImportState, ImportUnreadable
from otklik.domains.activity.import_schemas import (
    FILE_BYTES_MAX,
    SHOWN_LENGTH,
    SHOWN_ROWS,
    AttributeKind,
    ImportKind,
    ImportOut,
    ImportPlan,
    ImportPreview,
    ImportTrouble,
)
from otklik.domains.activity.import_schemas import ImportState as State
from otklik.domains.activity.queries import importing, naming
from otklik.domains.activity.service import ranking
from otklik.domains.consents import service as consents
from otklik.domains.contacts.service import enrolling
from otklik.domains.workspaces.service import companies
from otklik.platform import keeping, sheets, sheets_read
from otklik.platform.context import Ctx
from otklik.platform.errors import TooLarge
from otklik.platform.files import Files
from otklik.platform.i18n import tr
from otklik.platform.ids import new_id
from otklik.platform.sheets import Kind, Row

TROUBLES_PAGE: Final = 1_000
BUSY: Final = ("waiting", "running")
TAKEN_BACK: Final = ("undoing", "undone")
UNDOABLE: Final = ("agreeing", "done", "cancelled", "failed")


async def upload(ctx: Ctx, *, kind: ImportKind, name: str, data: bytes) -> ImportOut:
    """Keep the file, when it is a table with rows. Raises `ImportUnreadable`, `TooLarge`, `SheetUnreadable`."""
    if len(data) > FILE_BYTES_MAX:
        raise TooLarge(params={"max_bytes": FILE_BYTES_MAX})
    form = Kind.XLSX if data.startswith(b"PK") else Kind.CSV
    if len(await asyncio.to_thread(_head, form, data, 2)) < 2:
        raise ImportUnreadable
    row = models.Import(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        kind=kind,
        state="uploaded",
        file_name=PurePath(name).name[:SHOWN_LENGTH],
        file_key=await keeping.keep(ctx, data),
        format=form.value,
        plan={},
        **dict.fromkeys(("rows", "done", "created", "changed", "skipped", "refused", "kept", "agreeing"), 0),
        loaded=[],
        code="",
        actor_id=ctx.actor.id,
        created_at=ctx.now(),
    )
    ctx.session.add(row)
    await ctx.session.flush()
    return shown(row)


async def preview(ctx: Ctx, import_id: UUID, plan: ImportPlan | None) -> ImportPreview:
    """The first rows, what the columns seem to be, and with a plan how they are read. Raises `ImportPlanInvalid`."""
    row = await found(ctx, import_id)
    kind, form = cast("ImportKind", row.kind), Kind(row.format)
    data = await content(ctx, row)
    head = await asyncio.to_thread(_head, form, data, SHOWN_ROWS + 1)
    encoding, delimiter = await asyncio.to_thread(sheets_read.dialect, data) if form is Kind.CSV else ("", "")
    read: list[Mapping[str, str]] = []
    troubles: list[ImportTrouble] = []
    if plan is not None:
        filing.check(kind, plan)
        reader = await reading(ctx, kind, plan)
        for line, cells in enumerate(head[1:], start=2):
            taken, told = reader.read(line, cells)
            read.append(_said(taken) if taken else {})
            troubles += told
    return ImportPreview(
        encoding=encoding,
        delimiter=delimiter,
        titles=[title[:SHOWN_LENGTH] for title in head[0]],
        rows=[[cell[:SHOWN_LENGTH] for cell in one] for one in head[1:]],
        guess=headings.guess(head[0], kind, head[1:], known=await _known(ctx)),
        read=read,
        troubles=troubles,
    )


async def _known(ctx: Ctx) -> Mapping[str, AttributeKind]:
    """Attributes the company has, by name: a file does not change what they are."""
    return {one.name: cast("AttributeKind", one.kind) for one in await naming.attributes(ctx)}


async def start(ctx: Ctx, import_id: UUID, plan: ImportPlan) -> ImportOut:
    """Let it be loaded in the background. Raises `ImportNotFound`, `ImportState`, `ImportPlanInvalid`.

    Of a plan with consents also `PurposeNotFound`, `WordingMissing`.
    """
    row = await found(ctx, import_id, lock=True)
    _require(row, ("uploaded",))
    filing.check(cast("ImportKind", row.kind), plan)
    if any(column.target == "consent" for column in plan.columns):
        await consents.require_words(ctx, plan.consent.purpose)
    row.plan = msgspec.to_builtins(plan)
    row.state = "waiting"
    await ctx.session.flush()
    push(ctx, row)
    return shown(row)


async def cancel(ctx: Ctx, import_id: UUID) -> ImportOut:
    """Stop it; what was loaded stays until it is undone. Raises `ImportNotFound`, `ImportState`."""
    row = await found(ctx, import_id, lock=True)
    _require(row, BUSY)
    row.state, row.finished_at = "cancelled", ctx.now()
    await ctx.session.flush()
    push(ctx, row)
    return shown(row)


async def undo(ctx: Ctx, import_id: UUID) -> ImportOut:
    """Let all it did be taken back in the background. Raises `ImportNotFound`, `ImportState`."""
    row = await found(ctx, import_id, lock=True)
    _require(row, UNDOABLE)
    row.state = "undoing"
    await ctx.session.flush()
    push(ctx, row)
    return shown(row)


async def get(ctx: Ctx, import_id: UUID) -> ImportOut:
    """Raises `ImportNotFound`."""
    return shown(await found(ctx, import_id))


async def latest(ctx: Ctx, *, before: UUID | None, limit: int) -> list[ImportOut]:
    return [shown(row) for row in await importing.latest(ctx, before=before, limit=limit)]


async def troubles(ctx: Ctx, import_id: UUID, kind: Kind) -> Stream:
    """What was refused or left out and why, as a table. Raises `ImportNotFound`."""
    row = await found(ctx, import_id)
    titles = [tr(ctx.locale, f"activity.troubles.{column}") for column in ("line", "what", "code", "column", "value")]
    name = f"{PurePath(row.file_name).stem} - {tr(ctx.locale, 'activity.troubles')}"
    return await sheets.sheet(kind, name=name, titles=titles, pages=_pages(ctx, import_id), locale=ctx.locale)


async def found(ctx: Ctx, import_id: UUID, *, lock: bool = False) -> models.Import:
    """Raises `ImportNotFound`."""
    row = await importing.by_id(ctx, import_id, lock=lock)
    if row is None:
        raise ImportNotFound
    return row


async def content(ctx: Ctx, row: models.Import) -> bytes:
    """The file. Raises `ImportState` when it was dropped."""
    if row.file_key is None:
        raise ImportState(params={"state": row.state})
    return await ctx.use(Files).read(row.file_key)


async def reading(ctx: Ctx, kind: ImportKind, plan: ImportPlan) -> filing.Reader:
    zone = ZoneInfo((await companies.workspace(ctx)).time_zone)
    speller, currency = await enrolling.speller(ctx), (await ranking.settings(ctx)).currency
    return filing.Reader(kind, plan, speller=speller, zone=zone, currency=currency, now=ctx.now())


def push(ctx: Ctx, row: models.Import) -> None:
    """Whoever looks at imports sees how far it is."""
    ctx.push(f"desk/{ctx.workspace_id}", "import.changed", {"import_id": str(row.id)})


def shown(row: models.Import) -> ImportOut:
    return ImportOut(
        id=row.id,
        kind=cast("ImportKind", row.kind),
        state=cast("State", row.state),
        file_name=row.file_name,
        rows=row.rows,
        done=row.done,
        created=row.created,
        changed=row.changed,
        skipped=row.skipped,
        refused=row.refused,
        agreeing=row.agreeing,
        left=row.kept,
        code=row.code,
        actor_id=row.actor_id,
        created_at=row.created_at,
        finished_at=row.finished_at,
        undone_at=row.undone_at,
        plan=msgspec.convert(row.plan, ImportPlan) if row.plan else None,
    )


def _require(row: models.Import, states: Sequence[str]) -> None:
    if row.state not in states:
        raise ImportState(params={"state": row.state})


def _head(form: Kind, data: bytes, count: int) -> list[list[str]]:
    return list(islice(sheets_read.each_row(form, data), count))


def _said(row: filing.Row) -> dict[str, str]:
    told = {name: value for name, value in msgspec.to_builtins(row).items() if value and name not in {"line", "lines"}}
    return {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode() for name, value in told.items()
    }


async def _pages(ctx: Ctx, import_id: UUID) -> AsyncIterator[Sequence[Row]]:
    after: tuple[int, int] | None = None
    while page := await importing.troubles(ctx, import_id, after=after, limit=TROUBLES_PAGE):
        yield [
            (
                one.line,
                tr(ctx.locale, "activity.troubles.row" if one.refused else "activity.troubles.cell"),
                tr(ctx.locale, one.code),
                one.column,
                one.value,
            )
            for one in page
        ]
        after = (page[-1].line, page[-1].number)
