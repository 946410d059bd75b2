"""Ready replies to a spreadsheet and back. Nothing of a file is written before somebody saw what would become of it."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from uuid import UUID

from litestar.response import Stream

from otklik.domains.snippets import queries, schemas, service, table
from otklik.platform import sheets, sheets_read
from otklik.platform.context import Ctx
from otklik.platform.i18n import LOCALES, tr
from otklik.platform.sheets import Kind, Row

PAGE = 500


async def export(ctx: Ctx, kind: Kind) -> Stream:
    """All replies of the company, by shortcut."""
    titles = [_title(ctx.locale, column) for column in table.COLUMNS]
    name = tr(ctx.locale, "snippets.export")
    return await sheets.sheet(kind, name=name, titles=titles, pages=_pages(ctx), locale=ctx.locale)


async def take_in(ctx: Ctx, given: schemas.SnippetImport) -> schemas.SnippetsImported:
    """What becomes of each line of a file; unless it is only a preview, what is not refused is written.

    Raises `SheetUnreadable`, `SheetTooLong`, `ImportUnreadable`, `ImportTooLong`, and `ShortcutTaken` when somebody
    took a shortcut this very moment: then nothing is written.
    """
    rows = await asyncio.to_thread(sheets_read.rows, given.format, given.content, rows_max=table.LINES_MAX + 1)
    there = {one.id: one for one in await queries.every(ctx, limit=service.SNIPPETS_MAX)}
    company = table.Company(
        known={one.shortcut.lower(): one.id for one in there.values()},
        teams={name.casefold(): team_id for team_id, name in (await queries.team_names(ctx)).items()},
        replies_max=service.SNIPPETS_MAX,
    )
    verdicts = table.judge(table.lines(rows, titles=_columns()), company, replace=given.replace)
    if not given.preview:
        await _write(ctx, verdicts, there)
    return _told(verdicts)


async def _write(ctx: Ctx, verdicts: Sequence[table.Verdict], there: Mapping[UUID, queries.Snippet]) -> None:
    written = False
    for one in verdicts:
        if one.fate == "refused":
            continue
        written = True
        if one.snippet_id is None:
            await service.add(ctx, _new(one))
        else:
            await service.apply(ctx, there[one.snippet_id], _changes(one))
    if written:
        service.push_many(ctx)


def _new(one: table.Verdict) -> schemas.NewSnippet:
    line = one.line
    return schemas.NewSnippet(shortcut=line.shortcut, title=line.title, text=line.text, team_id=one.team_id)


def _changes(one: table.Verdict) -> schemas.SnippetChanges:
    """The files that go with it stay."""
    line = one.line
    return schemas.SnippetChanges(shortcut=line.shortcut, title=line.title, text=line.text, team_id=one.team_id)


def _told(verdicts: Sequence[table.Verdict]) -> schemas.SnippetsImported:
    fates = [one.fate for one in verdicts]
    return schemas.SnippetsImported(
        created=fates.count("new"),
        changed=fates.count("changed"),
        refused=fates.count("refused"),
        lines=tuple(
            schemas.ImportedLine(
                line=one.line.number,
                fate=one.fate,
                code=one.code,
                shortcut=one.line.shortcut[: schemas.SHOWN_LENGTH],
                title=one.line.title[: schemas.SHOWN_LENGTH],
                team=one.line.team[: schemas.SHOWN_LENGTH],
                files=one.line.files[: schemas.SHOWN_LENGTH],
            )
            for one in verdicts
        ),
    )


async def _pages(ctx: Ctx) -> AsyncIterator[Sequence[Row]]:
    teams = await queries.team_names(ctx)
    found = await queries.every(ctx, limit=service.SNIPPETS_MAX)
    for start in range(0, len(found), PAGE):
        yield await _rows(ctx, found[start : start + PAGE], teams)


async def _rows(ctx: Ctx, found: Sequence[queries.Snippet], teams: Mapping[UUID, str]) -> list[Row]:
    files = await queries.files(ctx, {file_id for one in found for file_id in one.attachment_ids})
    return [
        (
            one.shortcut,
            one.title,
            one.text,
            teams.get(one.team_id, "") if one.team_id else "",
            ", ".join(files[file_id].name for file_id in one.attachment_ids if file_id in files),
        )
        for one in found
    ]


def _title(locale: str, column: str) -> str:
    return tr(locale, f"snippets.export.{column}")


def _columns() -> dict[str, str]:
    """The column of a title: its name, or what any language calls it."""
    said = {_title(locale, column).lower(): column for locale in LOCALES for column in table.COLUMNS}
    return said | {column: column for column in table.COLUMNS}
