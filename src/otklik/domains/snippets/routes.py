"""HTTP of ready replies: each handler is one verb."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal
from uuid import UUID

from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from otklik.domains.snippets import service
from otklik.domains.snippets.queries import Place
from otklik.domains.snippets.schemas import (
    NewSnippet,
    Snippet,
    SnippetChanges,
    SnippetFile,
    SnippetImport,
    SnippetsImported,
    SnippetUses,
)
from otklik.platform.context import Ctx
from otklik.platform.web import API, CursorInvalid, Page, decode_cursor, encode_cursor, page_size

SEARCH_LENGTH_MAX: Final = 200
RANKS: Final = ("0", "1", "2")

Query = Annotated[str, Parameter(max_length=SEARCH_LENGTH_MAX, description="What was typed: a shortcut or words")]


@get(f"{API}/snippets", permission="snippets.read")
async def list_snippets(
    ctx: NamedDependency[Ctx], *, q: Query = "", mine: bool = False, cursor: str | None = None, limit: int | None = None
) -> Page[Snippet]:
    """Ready replies that fit `q`, the best first; `mine`: only those for everybody and for the caller's teams."""
    size = page_size(limit)
    rows = await service.search(
        ctx, q=q, for_operator_id=ctx.actor.id if mine else None, after=_place(cursor), limit=size + 1
    )
    last = rows[size - 1][1] if len(rows) > size else None
    return Page(
        items=[snippet for snippet, _ in rows[:size]],
        next_cursor=encode_cursor(str(last.rank), last.shortcut) if last else None,
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


@get(f"{API}/snippets/uses", permission="snippets.read")
async def list_snippet_uses(ctx: NamedDependency[Ctx]) -> Sequence[SnippetUses]:
    """Who used which reply how often over the last 30 days."""
    return await service.uses(ctx)


@get(f"{API}/snippets/file", permission="snippets.read")
async def export_snippets(ctx: NamedDependency[Ctx], *, file_format: Literal["csv", "json"] = "csv") -> SnippetFile:
    """All ready replies as the text of one file."""
    return await service.export(ctx, file_format=file_format)


@post(f"{API}/snippets/imports", permission="snippets.write", status_code=200)
async def import_snippets(ctx: NamedDependency[Ctx], *, data: SnippetImport) -> SnippetsImported:
    """Take in the replies of a file that was exported here or written by hand."""
    return await service.take_in(ctx, given=data)


def _place(cursor: str | None) -> Place | None:
    values = decode_cursor(cursor, length=2)
    if values is None:
        return None
    if values[0] not in RANKS:
        raise CursorInvalid
    return Place(int(values[0]), values[1])


routes: Sequence[HTTPRouteHandler] = [
    list_snippets,
    get_snippet,
    create_snippet,
    change_snippet,
    delete_snippet,
    use_snippet,
    list_snippet_uses,
    export_snippets,
    import_snippets,
]
