"""The verbs of ready replies.

A verb takes `ctx` and keyword arguments, decides with rules.py, reads and writes through queries.py, publishes what
happened and returns a shape; it knows nothing of HTTP and commits nothing.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from otklik.domains.snippets import models, queries, rules
from otklik.domains.snippets.errors import (
    AttachmentUnknown,
    SnippetNotFound,
    SnippetsTooMany,
    TeamUnknown,
)
from otklik.domains.snippets.events import SnippetChanged, SnippetCreated, SnippetDeleted
from otklik.domains.snippets.queries import Place, Sort
from otklik.domains.snippets.schemas import (
    Attachment,
    NewSnippet,
    Snippet,
    SnippetChanges,
)
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

__all__ = [
    "NewSnippet",
    "Place",
    "Snippet",
    "SnippetChanges",
    "add",
    "apply",
    "count_use",
    "create",
    "delete",
    "get",
    "push_many",
    "render",
    "search",
    "update",
    "variable_name",
    "variables",
]

SNIPPETS_MAX: Final = 5_000
"""Ready replies of one company; the search reads them all."""
USES_KEPT: Final = timedelta(days=30)


async def create(ctx: Ctx, *, new: NewSnippet) -> Snippet:
    """Raises `ShortcutTaken`, `SnippetsTooMany`, `TeamUnknown`, `AttachmentUnknown`."""
    if await queries.how_many(ctx) >= SNIPPETS_MAX:
        raise SnippetsTooMany(params={"max": SNIPPETS_MAX})
    await _check_references(ctx, team_id=new.team_id, attachment_ids=new.attachment_ids)
    return await _shown_live(ctx, await add(ctx, new))


async def add(ctx: Ctx, new: NewSnippet) -> models.Snippet:
    """A row whose references were checked; desks are not told. Raises `ShortcutTaken`."""
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
    return snippet


async def update(ctx: Ctx, *, snippet_id: UUID, changes: SnippetChanges) -> Snippet:
    """Raises `SnippetNotFound`, `ShortcutTaken`, `TeamUnknown`, `AttachmentUnknown`."""
    snippet = await _found(ctx, snippet_id)
    await _check_references(
        ctx,
        team_id=None if changes.team_id is UNSET else changes.team_id,
        attachment_ids=() if changes.attachment_ids is UNSET else changes.attachment_ids,
    )
    changed = await apply(ctx, snippet, changes)
    return await (_shown_live if changed else _shape)(ctx, snippet)


async def apply(ctx: Ctx, snippet: models.Snippet, changes: SnippetChanges) -> bool:
    """Whether anything is new; references were checked, desks are not told. Raises `ShortcutTaken`."""
    changed = _apply(snippet, changes)
    if changed:
        snippet.updated_at = ctx.now()
        await ctx.session.flush()
        await publish(ctx, SnippetChanged(snippet_id=snippet.id, fields=changed), subject_id=snippet.id)
    return bool(changed)


async def delete(ctx: Ctx, *, snippet_id: UUID) -> None:
    """Raises `SnippetNotFound`."""
    shortcut = await queries.remove(ctx, snippet_id)
    if shortcut is None:
        raise SnippetNotFound
    await publish(ctx, SnippetDeleted(snippet_id=snippet_id, shortcut=shortcut), subject_id=snippet_id)
    _push(ctx, snippet_id, None)


async def get(ctx: Ctx, *, snippet_id: UUID) -> Snippet:
    """Raises `SnippetNotFound`."""
    return await _shape(ctx, await _found(ctx, snippet_id))


async def search(
    ctx: Ctx,
    *,
    q: str = "",
    for_operator_id: UUID | None = None,
    sort: Sort = "fit",
    after: Place | None = None,
    limit: int,
) -> Sequence[tuple[Snippet, Place]]:
    """Replies that fit what was typed, each with its place in the list.

    With `for_operator_id` only those the operator may want: for everybody and for their teams. Where nothing fits,
    the same keys are read in the other keyboard layout.
    """
    asked = queries.Asked(q=q, for_operator_id=for_operator_id, sort=sort, after=after, limit=limit)
    rows = await queries.fitting(ctx, asked)
    if not rows and q:
        rows = await queries.fitting(ctx, msgspec.structs.replace(asked, q=rules.in_other_layout(q)))
    shapes = await _shapes(ctx, [snippet for snippet, _ in rows])
    return [(shape, place) for shape, (_, place) in zip(shapes, rows, strict=True)]


async def count_use(ctx: Ctx, *, snippet_id: UUID) -> None:
    """Somebody put the reply into a message; told to nobody, for it happens all the time. Raises `SnippetNotFound`."""
    operator_id = ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None
    if not await queries.count_use(ctx, snippet_id, operator_id=operator_id):
        raise SnippetNotFound


def render(text: str, values: Mapping[str, str]) -> str:
    """The text of a reply with `{name}` filled in from `values`; see rules.fill."""
    return rules.fill(text, values)


def variables(text: str) -> list[str]:
    """The names in braces that a text leaves open; see rules.variables."""
    return rules.variables(text)


def variable_name(name: str) -> str:
    """How an attribute of that name is written in braces; see rules.variable_name."""
    return rules.variable_name(name)


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


async def _shown_live(ctx: Ctx, snippet: models.Snippet) -> Snippet:
    shown = await _shape(ctx, snippet)
    _push(ctx, snippet.id, shown)
    return shown


def _push(ctx: Ctx, snippet_id: UUID, shape: Snippet | None) -> None:
    """Tell every open desk; `snippet` null: it is gone."""
    data = {"id": str(snippet_id), "snippet": msgspec.to_builtins(shape)}
    ctx.push(f"desk/{ctx.workspace_id}", "snippet.changed", data)


def push_many(ctx: Ctx) -> None:
    """Many are new at once: desks ask for what they show. `id` null: none of them is meant by itself."""
    ctx.push(f"desk/{ctx.workspace_id}", "snippet.changed", {"id": None, "snippet": None})


async def _shape(ctx: Ctx, snippet: models.Snippet) -> Snippet:
    return (await _shapes(ctx, [snippet]))[0]


async def _shapes(ctx: Ctx, found: Sequence[models.Snippet]) -> list[Snippet]:
    """One more query, however many replies: for the names of their files."""
    files = await queries.files(ctx, {file_id for one in found for file_id in one.attachment_ids})
    return [_shown(one, files) for one in found]


def _shown(snippet: models.Snippet, files: Mapping[UUID, queries.File]) -> Snippet:
    attached = [files[file_id] for file_id in snippet.attachment_ids if file_id in files]
    return Snippet(
        id=snippet.id,
        shortcut=snippet.shortcut,
        title=snippet.title,
        text=snippet.text,
        variables=tuple(rules.variables(snippet.text)),
        team_id=snippet.team_id,
        attachment_ids=tuple(snippet.attachment_ids),
        attachments=tuple(
            Attachment(id=one.id, name=one.name, size=one.size, media_type=one.media_type) for one in attached
        ),
        used_count=snippet.used_count,
        last_used_at=snippet.last_used_at,
        updated_at=snippet.updated_at,
    )
