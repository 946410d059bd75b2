"""The verbs of templates: written, published, restored, put away. Others ask for `published` to send by."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final, cast
from uuid import UUID

import msgspec
from msgspec import UNSET

from otklik.domains.templates import models, queries, schemas, starters, starters_goods
from otklik.domains.templates.documents import Kind, Purpose, TemplateBody, Wording
from otklik.domains.templates.errors import (
    Archived,
    DraftChanged,
    NotReady,
    TemplateNotFound,
    TemplatesTooMany,
    TooHeavy,
    VersionNotFound,
)
from otklik.domains.templates.events import TemplateArchived, TemplatePublished
from otklik.domains.templates.service import previewing, rendering
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish as tell
from otklik.platform.ids import new_id

TEMPLATES_MAX: Final = 5_000
VERSIONS_KEPT: Final = 200
BODY_BYTES_MAX: Final = 1_000_000
FIRST: Final = 1


async def create(ctx: Ctx, new: schemas.NewTemplate) -> schemas.TemplateOut:
    """Raises `TemplatesTooMany`, `TooHeavy`."""
    if await queries.how_many(ctx) >= TEMPLATES_MAX:
        raise TemplatesTooMany(params={"max": TEMPLATES_MAX})
    row = models.Template(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        name=new.name.strip(),
        kind=new.kind,
        purpose=new.purpose,
        folder=new.folder.strip(),
        draft=_kept(new.body or await _empty(ctx)),
        revision=FIRST,
        created_at=ctx.now(),
        updated_at=ctx.now(),
        updated_by_id=_operator(ctx),
    )
    ctx.session.add(row)
    await ctx.session.flush()
    return _told(ctx, row)


async def get(ctx: Ctx, template_id: UUID) -> schemas.TemplateOut:
    """Raises `TemplateNotFound`."""
    return shown(await found(ctx, template_id))


async def listing(
    ctx: Ctx,
    *,
    q: str = "",
    kind: Kind | None = None,
    folder: str | None = None,
    archived: bool = False,
    after: tuple[datetime, UUID] | None = None,
    limit: int,
) -> list[schemas.TemplateRow]:
    rows = await queries.page(ctx, q=q, kind=kind, folder=folder, archived=archived, after=after, limit=limit)
    return [_row(one) for one in rows]


async def change(ctx: Ctx, template_id: UUID, changes: schemas.TemplateChanges) -> schemas.TemplateOut:
    """Raises `TemplateNotFound`."""
    row = await found(ctx, template_id, lock=True)
    for field, value in msgspec.structs.asdict(changes).items():
        if value is not UNSET:
            setattr(row, field, value.strip())
    return _touched(ctx, row)


async def save(ctx: Ctx, template_id: UUID, draft: schemas.TemplateDraftIn) -> schemas.SavedDraft:
    """Kept even where something is wrong with it, and told what. Raises `DraftChanged`, `Archived`, `TooHeavy`."""
    row = await found(ctx, template_id, lock=True)
    if row.archived_at is not None:
        raise Archived
    if row.revision != draft.revision:
        raise DraftChanged(params={"revision": row.revision})
    row.draft = _kept(draft.body)
    row.revision += 1
    return schemas.SavedDraft(
        template=_touched(ctx, row), problems=await previewing.problems(ctx, kind_of(row), draft.body)
    )


async def publish(ctx: Ctx, template_id: UUID) -> schemas.TemplateOut:
    """The draft as it is becomes the next version. Raises `NotReady` where a finding forbids it, `Archived`."""
    row = await found(ctx, template_id, lock=True)
    if row.archived_at is not None:
        raise Archived
    body = body_of(row)
    checked = await previewing.check(ctx, kind=kind_of(row), purpose=purpose_of(row), body=body)
    if not checked.ready:
        grave = [one for many in checked.findings.values() for one in many if one.severity == "error"]
        raise NotReady(params={"count": len(grave), "first": grave[0].code})
    number = (row.published_number or 0) + 1
    row.published_number, row.published_at, row.published_revision = number, ctx.now(), row.revision
    ctx.session.add(_version(ctx, row, number))
    await queries.forget_versions(ctx, row.id, through=number - VERSIONS_KEPT)
    await tell(ctx, TemplatePublished(template_id=row.id, number=number), subject_id=row.id)
    return _touched(ctx, row)


async def versions(ctx: Ctx, template_id: UUID) -> list[schemas.TemplateVersionOut]:
    """The newest first. Raises `TemplateNotFound`."""
    await found(ctx, template_id)
    return [
        schemas.TemplateVersionOut(
            id=one.id,
            number=one.number,
            published_at=one.published_at,
            published_by_id=one.published_by_id,
            languages=sorted(one.body["wordings"]),
        )
        for one in await queries.versions(ctx, template_id, limit=VERSIONS_KEPT)
    ]


async def restore(ctx: Ctx, template_id: UUID, *, version_id: UUID) -> schemas.TemplateOut:
    """The draft says again what that version said; nothing is published by it. Raises `VersionNotFound`."""
    row = await found(ctx, template_id, lock=True)
    if row.archived_at is not None:
        raise Archived
    version = await queries.version_by_id(ctx, template_id, version_id)
    if version is None:
        raise VersionNotFound
    row.draft = version.body
    row.revision += 1
    return _touched(ctx, row)


async def put_away(ctx: Ctx, template_id: UUID, *, archived: bool) -> schemas.TemplateOut:
    """What was planned by a version goes on; nothing new is. Raises `TemplateNotFound`."""
    row = await found(ctx, template_id, lock=True)
    if (row.archived_at is not None) == archived:
        return shown(row)
    row.archived_at = ctx.now() if archived else None
    await tell(ctx, TemplateArchived(template_id=row.id, archived=archived), subject_id=row.id)
    return _touched(ctx, row)


async def published(ctx: Ctx, template_id: UUID, *, number: int | None = None) -> tuple[int, TemplateBody]:
    """What is to be sent: the number and the body of a version, of the last where none is named.

    Compile its wordings once by `rendering.compile_wording(rendering.read(…))`. Raises `VersionNotFound`, `Archived`.
    """
    row = await found(ctx, template_id)
    if row.archived_at is not None:
        raise Archived
    wanted = number or row.published_number
    version = await queries.version(ctx, template_id, wanted) if wanted else None
    if version is None:
        raise VersionNotFound(params={"number": wanted or 0})
    return version.number, msgspec.convert(version.body, TemplateBody)


async def compiled(
    ctx: Ctx, template_id: UUID, *, number: int | None = None
) -> tuple[int, Mapping[str, rendering.CompiledWording]]:
    """A version made ready for joining, by language. Raises as `published`."""
    row = await found(ctx, template_id)
    number, body = await published(ctx, template_id, number=number)
    blocks = await queries.block_sources(ctx)
    return number, {
        language: rendering.compile_wording(rendering.read(kind_of(row), body, language, blocks=blocks), language)
        for language in body.wordings
    }


def starting(ctx: Ctx) -> Sequence[schemas.TemplateStarter]:
    """What to begin with, in the caller's language where it is spoken."""
    return [
        msgspec.structs.replace(one, body=msgspec.structs.replace(one.body, language=ctx.locale))
        if ctx.locale in one.body.wordings
        else one
        for one in (*starters.STARTERS, *starters_goods.STARTERS)
    ]


async def begin(ctx: Ctx, starter: str, *, name: str) -> UUID:
    """A template that says what the starter does, published where nothing hinders that. Raises `TemplatesTooMany`."""
    said = next(one for one in starting(ctx) if one.code == starter)
    new = schemas.NewTemplate(name=name, kind=said.kind, purpose=said.purpose, body=said.body)
    made = await create(ctx, new)
    with suppress(NotReady):
        await publish(ctx, made.id)
    return made.id


async def folders(ctx: Ctx) -> Sequence[str]:
    return await queries.folders(ctx)


async def found(ctx: Ctx, template_id: UUID, *, lock: bool = False) -> models.Template:
    """Raises `TemplateNotFound`."""
    row = await queries.by_id(ctx, template_id, lock=lock)
    if row is None:
        raise TemplateNotFound
    return row


def body_of(row: models.Template) -> TemplateBody:
    return msgspec.convert(row.draft, TemplateBody)


def kind_of(row: models.Template) -> Kind:
    return cast("Kind", row.kind)


def purpose_of(row: models.Template) -> Purpose:
    return cast("Purpose", row.purpose)


def shown(row: models.Template) -> schemas.TemplateOut:
    about = msgspec.structs.asdict(_row(row))
    return schemas.TemplateOut(**about, revision=row.revision, body=body_of(row))


def _row(row: models.Template) -> schemas.TemplateRow:
    return schemas.TemplateRow(
        id=row.id,
        name=row.name,
        kind=kind_of(row),
        purpose=purpose_of(row),
        folder=row.folder,
        languages=sorted(row.draft["wordings"]),
        published_number=row.published_number,
        published_at=row.published_at,
        changed=row.published_revision != row.revision,
        archived=row.archived_at is not None,
        updated_at=row.updated_at,
        updated_by_id=row.updated_by_id,
    )


def _version(ctx: Ctx, row: models.Template, number: int) -> models.TemplateVersion:
    return models.TemplateVersion(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        template_id=row.id,
        number=number,
        body=row.draft,
        published_at=ctx.now(),
        published_by_id=_operator(ctx),
    )


def _touched(ctx: Ctx, row: models.Template) -> schemas.TemplateOut:
    row.updated_at, row.updated_by_id = ctx.now(), _operator(ctx)
    return _told(ctx, row)


def _told(ctx: Ctx, row: models.Template) -> schemas.TemplateOut:
    """Every open desk hears that it is new; it asks for what it shows, for a body is long."""
    ctx.push(f"desk/{ctx.workspace_id}", "template.changed", {"id": str(row.id), "revision": row.revision})
    return shown(row)


def _kept(body: TemplateBody) -> dict[str, object]:
    kept = msgspec.to_builtins(body)
    if len(msgspec.json.encode(body)) > BODY_BYTES_MAX:
        raise TooHeavy(params={"max": BODY_BYTES_MAX})
    return cast("dict[str, object]", kept)


async def _empty(ctx: Ctx) -> TemplateBody:
    locale = (await workspaces.workspace(ctx)).locale
    return TemplateBody(wordings={locale: Wording()}, language=locale)


def _operator(ctx: Ctx) -> UUID | None:
    return ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None
