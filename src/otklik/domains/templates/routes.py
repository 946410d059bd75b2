"""HTTP of templates: each handler is one verb."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from otklik.domains.templates import schemas, service
from otklik.domains.templates.documents import Kind
from otklik.domains.templates.service import blocks, previewing, testing
from otklik.platform.context import Ctx
from otklik.platform.web import API, CursorInvalid, Page, decode_cursor, encode_cursor, page_size

URL: Final = f"{API}/templates"
ONE: Final = f"{URL}/{{template_id:uuid}}"
Query = Annotated[str, Parameter(max_length=200, description="Words of the name")]
Folder = Annotated[str | None, Parameter(max_length=80)]


@get(URL, permission="templates.read")
async def list_templates(
    ctx: NamedDependency[Ctx],
    *,
    q: Query = "",
    kind: Kind | None = None,
    folder: Folder = None,
    archived: bool = False,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[schemas.TemplateRow]:
    """Templates, the last changed first; put away ones apart."""
    size = page_size(limit)
    rows = await service.listing(
        ctx, q=q, kind=kind, folder=folder, archived=archived, after=_place(cursor), limit=size + 1
    )
    last = rows[size - 1] if len(rows) > size else None
    return Page(
        items=rows[:size], next_cursor=encode_cursor(last.updated_at.isoformat(), str(last.id)) if last else None
    )


@post(URL, permission="templates.write")
async def create_template(ctx: NamedDependency[Ctx], *, data: schemas.NewTemplate) -> schemas.TemplateOut:
    """Begin a template; nothing is published by it."""
    return await service.create(ctx, data)


@get(ONE, permission="templates.read")
async def get_template(ctx: NamedDependency[Ctx], *, template_id: UUID) -> schemas.TemplateOut:
    """One template with its draft."""
    return await service.get(ctx, template_id)


@patch(ONE, permission="templates.write")
async def change_template(
    ctx: NamedDependency[Ctx], *, template_id: UUID, data: schemas.TemplateChanges
) -> schemas.TemplateOut:
    """Rename it, lay it into a folder, say what it is for."""
    return await service.change(ctx, template_id, data)


@put(f"{ONE}/draft", permission="templates.write")
async def save_draft(
    ctx: NamedDependency[Ctx], *, template_id: UUID, data: schemas.TemplateDraftIn
) -> schemas.SavedDraft:
    """Save the draft, and hear at once of unknown names and mistakes, with their places."""
    return await service.save(ctx, template_id, data)


@get(f"{ONE}/versions", permission="templates.read")
async def list_template_versions(ctx: NamedDependency[Ctx], *, template_id: UUID) -> list[schemas.TemplateVersionOut]:
    """What was published, when and by whom; the newest first."""
    return await service.versions(ctx, template_id)


@post(f"{ONE}/versions", permission="templates.write")
async def publish_template(ctx: NamedDependency[Ctx], *, template_id: UUID) -> schemas.TemplateOut:
    """Publish the draft; refused while a finding forbids it."""
    return await service.publish(ctx, template_id)


@put(f"{ONE}/versions/{{version_id:uuid}}/restoration", permission="templates.write")
async def restore_template(ctx: NamedDependency[Ctx], *, template_id: UUID, version_id: UUID) -> schemas.TemplateOut:
    """Take a version back into the draft."""
    return await service.restore(ctx, template_id, version_id=version_id)


@put(f"{ONE}/archiving", permission="templates.write")
async def archive_template(ctx: NamedDependency[Ctx], *, template_id: UUID) -> schemas.TemplateOut:
    """Put it away: nothing new is sent by it."""
    return await service.put_away(ctx, template_id, archived=True)


@delete(f"{ONE}/archiving", permission="templates.write", status_code=200)
async def unarchive_template(ctx: NamedDependency[Ctx], *, template_id: UUID) -> schemas.TemplateOut:
    """Take it out again."""
    return await service.put_away(ctx, template_id, archived=False)


@post(f"{ONE}/tests", permission="templates.write", status_code=202)
async def test_template(
    ctx: NamedDependency[Ctx], *, template_id: UUID, data: schemas.TemplateTestIn
) -> schemas.TemplateTestOut:
    """Send the saved draft to oneself."""
    return await testing.send(ctx, template_id, data)


@post(f"{URL}/previews", permission="templates.read", status_code=200)
async def preview_template(ctx: NamedDependency[Ctx], *, data: schemas.TemplateAsked) -> schemas.TemplatePreview:
    """What a person would get of a body, saved or not, and what the checks say of it."""
    return await previewing.preview(ctx, data)


@post(f"{URL}/checks", permission="templates.read", status_code=200)
async def check_template(ctx: NamedDependency[Ctx], *, data: schemas.TemplateCheckIn) -> schemas.TemplateChecked:
    """What the checks say of a body in every language."""
    return await previewing.check(ctx, kind=data.kind, purpose=data.purpose, body=data.body)


@post(f"{URL}/markup", permission="templates.read", status_code=200)
async def template_markup(
    ctx: NamedDependency[Ctx],  # noqa: ARG001 - it lets colleagues in
    *,
    data: schemas.TemplateMarkupAsked,
) -> schemas.TemplateMarkup:
    """The blocks of a letter as MJML, to go on in code."""
    return previewing.as_mjml(data)


@get(f"{URL}/starters", permission="templates.read")
async def list_template_starters(ctx: NamedDependency[Ctx]) -> Sequence[schemas.TemplateStarter]:
    """Templates to begin with, in Russian and English."""
    return service.starting(ctx)


@get(f"{URL}/folders", permission="templates.read")
async def list_template_folders(ctx: NamedDependency[Ctx]) -> Sequence[str]:
    """Names of the folders in use."""
    return await service.folders(ctx)


@get(f"{API}/template-blocks", permission="templates.read")
async def list_template_blocks(ctx: NamedDependency[Ctx]) -> Sequence[schemas.TemplateBlockOut]:
    """The company's named blocks."""
    return await blocks.listing(ctx)


@post(f"{API}/template-blocks", permission="templates.write")
async def create_template_block(
    ctx: NamedDependency[Ctx], *, data: schemas.TemplateBlockIn
) -> schemas.TemplateBlockOut:
    """Write a new block."""
    return await blocks.create(ctx, data)


@put(f"{API}/template-blocks/{{block_id:uuid}}", permission="templates.write")
async def save_template_block(
    ctx: NamedDependency[Ctx], *, block_id: UUID, data: schemas.TemplateBlockIn
) -> schemas.TemplateBlockOut:
    """Change a block, and with it every template that names it."""
    return await blocks.save(ctx, block_id, data)


@delete(f"{API}/template-blocks/{{block_id:uuid}}", permission="templates.write")
async def delete_template_block(ctx: NamedDependency[Ctx], *, block_id: UUID) -> None:
    """Delete a block; templates that name it can no longer be published."""
    await blocks.remove(ctx, block_id)


def _place(cursor: str | None) -> tuple[datetime, UUID] | None:
    values = decode_cursor(cursor, length=2)
    if values is None:
        return None
    try:
        moment = datetime.fromisoformat(values[0])
        place = (moment, UUID(values[1]))
    except ValueError as error:
        raise CursorInvalid from error
    if moment.tzinfo is None:
        raise CursorInvalid
    return place


routes: Sequence[HTTPRouteHandler] = [
    list_templates,
    create_template,
    get_template,
    change_template,
    save_draft,
    list_template_versions,
    publish_template,
    restore_template,
    archive_template,
    unarchive_template,
    test_template,
    preview_template,
    check_template,
    template_markup,
    list_template_starters,
    list_template_folders,
    list_template_blocks,
    create_template_block,
    save_template_block,
    delete_template_block,
]
