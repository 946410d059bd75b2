"""HTTP of ready replies: each handler is one verb."""

import re
from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter, QueryParameter
from litestar.response import Stream

from otklik.domains.snippets import service
from otklik.domains.snippets.queries import Place, Sort
from otklik.domains.snippets.schemas import (
    NewSnippet,
    Snippet,
    SnippetChanges,
    SnippetImport,
    SnippetsImported,
    SnippetUsage,
)
from otklik.domains.snippets.service import exchanging, usage
from otklik.platform.context import Ctx
from otklik.platform.sheets import Kind
from otklik.platform.web import API, CursorInvalid, Page, decode_cursor, encode_cursor, page_size

SEARCH_LENGTH_MAX: Final = 200
COUNTED: Final = re.compile(r"-?\d{1,18}")
"""The key of a place in every order but that by title."""

Query = Annotated[str, Parameter(max_length=SEARCH_LENGTH_MAX, description="What was typed: a shortcut or words")]
Format = Annotated[Kind, QueryParameter(name="format", required=False)]


@get(f"{API}/snippets", permission="snippets.read")
async def list_snippets(
    ctx: NamedDependency[Ctx],
    *,
    q: Query = "",
    mine: bool = False,
    sort: Sort = "fit",
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[Snippet]:
    """Ready replies that fit `q`; `mine`: only those for everybody and for the caller's teams.

    `sort`: how well they fit (by shortcut where nothing was typed), by title, the most used or the last changed first.
    """
    size = page_size(limit)
    mine_only = ctx.actor.id if mine else None
    rows = await service.search(
        ctx, q=q, for_operator_id=mine_only, sort=sort, after=_place(cursor, sort), limit=size + 1
    )
    last = rows[size - 1][1] if len(rows) > size else None
    return Page(
        items=[snippet for snippet, _ in rows[:size]],
        next_cursor=encode_cursor(sort, str(last.key), last.shortcut) if last else None,
    )


@get(f"{API}/snippets/{{snippet_id:uuid}}", permission="snippets.read")
async def get_snippet(ctx: NamedDependency[Ctx], *, snippet_id: UUID) -> Snippet:
    """One ready reply."""
    return await service.get(ctx, snippet_id=snippet_id)


@post(f"{API}/snippets", permission="snippets.write")
async def create_snippet(ctx: NamedDependency[Ctx], *, data: NewSnippet) -> Snippet:
    """Write a new ready reply."""
    return await service.create(ctx, new=data)


@patch(f"{API}/snippets/{{snippet_id:uuid}}", permission="snippets.write")
async def change_snippet(ctx: NamedDependency[Ctx], *, snippet_id: UUID, data: SnippetChanges) -> Snippet:
    """Change a ready reply."""
    return await service.update(ctx, snippet_id=snippet_id, changes=data)


@delete(f"{API}/snippets/{{snippet_id:uuid}}", permission="snippets.write")
async def delete_snippet(ctx: NamedDependency[Ctx], *, snippet_id: UUID) -> None:
    """Delete a ready reply; messages written with it stay as they are."""
    await service.delete(ctx, snippet_id=snippet_id)


@post(f"{API}/snippets/{{snippet_id:uuid}}/uses", permission="snippets.read", status_code=204)
async def use_snippet(ctx: NamedDependency[Ctx], *, snippet_id: UUID) -> None:
    """Say that the reply was put into a message."""
    await service.count_use(ctx, snippet_id=snippet_id)


@get(f"{API}/snippets/usage", permission="snippets.read")
async def get_snippet_usage(ctx: NamedDependency[Ctx], *, team_id: UUID | None = None) -> SnippetUsage:
    """Which replies were used over the last 30 days, by whom and how often; with a team by its members alone."""
    return await usage.usage(ctx, team_id=team_id)


@get(f"{API}/snippets/export", permission="snippets.read")
async def export_snippets(ctx: NamedDependency[Ctx], *, kind: Format = Kind.CSV) -> Stream:
    """All ready replies as a table for a spreadsheet."""
    return await exchanging.export(ctx, kind)


@post(f"{API}/snippets/imports", permission="snippets.write", status_code=200)
async def import_snippets(ctx: NamedDependency[Ctx], *, data: SnippetImport) -> SnippetsImported:
    """Take in the replies of a table, or only say what would become of each of its lines."""
    return await exchanging.take_in(ctx, data)


def _place(cursor: str | None, sort: Sort) -> Place | None:
    values = decode_cursor(cursor, length=3)
    if values is None:
        return None
    kept, key, shortcut = values
    if kept != sort or (sort != "title" and not COUNTED.fullmatch(key)):
        raise CursorInvalid
    return Place(key if sort == "title" else int(key), shortcut)


routes: Sequence[HTTPRouteHandler] = [
    list_snippets,
    get_snippet,
    create_snippet,
    change_snippet,
    delete_snippet,
    use_snippet,
    get_snippet_usage,
    export_snippets,
    import_snippets,
]
