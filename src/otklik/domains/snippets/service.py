"""The verbs of ready replies.

A verb takes `ctx` and keyword arguments, decides with rules.py, reads and writes through queries.py, publishes what
happened and returns a shape; it knows nothing of HTTP and commits nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from otklik.domains.snippets import models, queries, rules
from otklik.domains.snippets.errors import AttachmentUnknown, SnippetNotFound, SnippetsTooMany, TeamUnknown
from otklik.domains.snippets.events import SnippetChanged, SnippetCreated, SnippetDeleted
from otklik.domains.snippets.queries import Place
from otklik.domains.snippets.schemas import NewSnippet, Snippet, SnippetChanges
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

__all__ = [
    "NewSnippet",
    "Place",
    "Snippet",
    "SnippetChanges",
    "count_use",
    "create",
    "delete",
    "get",
    "render",
    "search",
    "update",
]

SNIPPETS_MAX: Final = 5_000
"""Ready replies of one company; the search reads them all."""


async def create(ctx: Ctx, *, new: NewSnippet) -> Snippet:
    """Raises `ShortcutTaken`, `SnippetsTooMany`, `TeamUnknown`, `AttachmentUnknown`."""
    if await queries.how_many(ctx) >= SNIPPETS_MAX:
        raise SnippetsTooMany(params={"max": SNIPPETS_MAX})
    await _check_references(ctx, team_id=new.team_id, attachment_ids=new.attachment_ids)
    snippet = models.Snippet(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        shortcut=new.shortcut,
        title=new.title,
        text=new.text,
        team_id=new.team_id,
        attachment_ids=list(new.attachment_ids),
        used_count=0,
        created_at=ctx.now(),
        updated_at=ctx.now(),
    )
    ctx.session.add(snippet)
    await ctx.session.flush()
    await publish(ctx, SnippetCreated(snippet_id=snippet.id, shortcut=snippet.shortcut), subject_id=snippet.id)
    return _shown_live(ctx, snippet)


async def update(ctx: Ctx, *, snippet_id: UUID, changes: SnippetChanges) -> Snippet:
    """Raises `SnippetNotFound`, `ShortcutTaken`, `TeamUnknown`, `AttachmentUnknown`."""
    snippet = await _found(ctx, snippet_id)
    await _check_references(
        ctx,
        team_id=None if changes.team_id is UNSET else changes.team_id,
        attachment_ids=() if changes.attachment_ids is UNSET else changes.attachment_ids,
    )
    changed = _apply(snippet, changes)
    if not changed:
        return _shape(snippet)
    snippet.updated_at = ctx.now()
    await ctx.session.flush()
    await publish(ctx, SnippetChanged(snippet_id=snippet.id, fields=changed), subject_id=snippet.id)
    return _shown_live(ctx, snippet)


async def delete(ctx: Ctx, *, snippet_id: UUID) -> None:
    """Raises `SnippetNotFound`."""
    shortcut = await queries.remove(ctx, snippet_id)
    if shortcut is None:
        raise SnippetNotFound
    await publish(ctx, SnippetDeleted(snippet_id=snippet_id, shortcut=shortcut), subject_id=snippet_id)
    _push(ctx, snippet_id, None)


async def get(ctx: Ctx, *, snippet_id: UUID) -> Snippet:
    """Raises `SnippetNotFound`."""
    return _shape(await _found(ctx, snippet_id))


async def search(
    ctx: Ctx, *, q: str = "", for_operator_id: UUID | None = None, after: Place | None = None, limit: int
) -> Sequence[tuple[Snippet, Place]]:
    """Replies that fit what was typed, the best first, each with its place in the list.

    With `for_operator_id` only those the operator may want: for everybody and for their teams.
    """
    rows = await queries.fitting(ctx, q=q, for_operator_id=for_operator_id, after=after, limit=limit)
    return [(_shape(snippet), place) for snippet, place in rows]


async def count_use(ctx: Ctx, *, snippet_id: UUID) -> None:
    """Somebody put the reply into a message; told to nobody, for it happens all the time. Raises `SnippetNotFound`."""
    if not await queries.count_use(ctx, snippet_id):
        raise SnippetNotFound


def render(text: str, values: Mapping[str, str]) -> str:
    """The text of a reply with `{name}` filled in from `values`; see rules.fill."""
    return rules.fill(text, values)


async def _found(ctx: Ctx, snippet_id: UUID) -> models.Snippet:
    snippet = await queries.by_id(ctx, snippet_id)
    if snippet is None:
        raise SnippetNotFound
    return snippet


async def _check_references(ctx: Ctx, *, team_id: UUID | None, attachment_ids: Sequence[UUID]) -> None:
    """A foreign key would accept another company's row; these look only at our own."""
    if team_id is not None and not await queries.team_exists(ctx, team_id):
        raise TeamUnknown(params={"team_id": str(team_id)})
    unknown = set(attachment_ids) - await queries.known_files(ctx, attachment_ids) if attachment_ids else set[UUID]()
    if unknown:
        raise AttachmentUnknown(params={"file_id": str(min(unknown))})


def _apply(snippet: models.Snippet, changes: SnippetChanges) -> tuple[str, ...]:
    """Names of the fields whose values are new."""
    given = {field: value for field, value in msgspec.structs.asdict(changes).items() if value is not UNSET}
    if "attachment_ids" in given:
        given["attachment_ids"] = list(given["attachment_ids"])
    changed = tuple(field for field, value in given.items() if getattr(snippet, field) != value)
    for field in changed:
        setattr(snippet, field, given[field])
    return changed


def _shown_live(ctx: Ctx, snippet: models.Snippet) -> Snippet:
    shape = _shape(snippet)
    _push(ctx, snippet.id, shape)
    return shape


def _push(ctx: Ctx, snippet_id: UUID, shape: Snippet | None) -> None:
    """Tell every open desk; `snippet` null: it is gone."""
    data = {"id": str(snippet_id), "snippet": msgspec.to_builtins(shape)}
    ctx.push(f"desk/{ctx.workspace_id}", "snippet.changed", data)


def _shape(snippet: models.Snippet) -> Snippet:
    return Snippet(
        id=snippet.id,
        shortcut=snippet.shortcut,
        title=snippet.title,
        text=snippet.text,
        variables=tuple(rules.variables(snippet.text)),
        team_id=snippet.team_id,
        attachment_ids=tuple(snippet.attachment_ids),
        used_count=snippet.used_count,
        updated_at=snippet.updated_at,
    )
