"""HTTP of imports, and of the names of events and attributes."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, Parameter, QueryParameter
from litestar.response import Stream

from otklik.domains.activity import jobs
from otklik.domains.activity.import_schemas import (
    AttributeIn,
    AttributeOut,
    FactNameIn,
    FactNameOut,
    ImportKind,
    ImportOut,
    ImportPlan,
    ImportPreview,
)
from otklik.domains.activity.service import imports, naming
from otklik.platform.context import Ctx
from otklik.platform.jobs import Jobs
from otklik.platform.sheets import Kind
from otklik.platform.web import API, Page, as_uuid, decode_cursor, encode_cursor, page_size

Format = Annotated[Kind, QueryParameter(name="format", required=False)]
Name = Annotated[str, Parameter(min_length=1, max_length=100)]


@post(f"{API}/imports", permission="activity.write")
async def upload_import(
    ctx: NamedDependency[Ctx],
    *,
    kind: ImportKind,
    data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> ImportOut:
    """Keep a CSV or XLSX file to be looked at; nothing is loaded yet."""
    return await imports.upload(ctx, kind=kind, name=data.filename, data=await data.read())


@get(f"{API}/imports", permission="activity.read")
async def list_imports(
    ctx: NamedDependency[Ctx], *, cursor: str | None = None, limit: int | None = None
) -> Page[ImportOut]:
    """Imports, the latest first."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=1)
    before = as_uuid(values[0], field="cursor") if values else None
    rows = await imports.latest(ctx, before=before, limit=size + 1)
    return Page(items=rows[:size], next_cursor=encode_cursor(str(rows[size - 1].id)) if len(rows) > size else None)


@get(f"{API}/imports/{{import_id:uuid}}", permission="activity.read")
async def get_import(ctx: NamedDependency[Ctx], *, import_id: UUID) -> ImportOut:
    """How far it is and what came of it."""
    return await imports.get(ctx, import_id)


@get(f"{API}/imports/{{import_id:uuid}}/preview", permission="activity.write")
async def get_import_preview(ctx: NamedDependency[Ctx], *, import_id: UUID) -> ImportPreview:
    """The first rows of the file, and what its columns seem to be."""
    return await imports.preview(ctx, import_id, None)


@post(f"{API}/imports/{{import_id:uuid}}/preview", permission="activity.write", status_code=200)
async def try_import_plan(ctx: NamedDependency[Ctx], *, import_id: UUID, data: ImportPlan) -> ImportPreview:
    """How the first rows would be read by the plan; nothing is kept."""
    return await imports.preview(ctx, import_id, data)


@put(f"{API}/imports/{{import_id:uuid}}/run", permission="activity.write")
async def run_import(ctx: NamedDependency[Ctx], *, import_id: UUID, data: ImportPlan) -> ImportOut:
    """Load the file by the plan, in the background."""
    started = await imports.start(ctx, import_id, data)
    await ctx.use(Jobs).defer(ctx, jobs.load_import, arguments={"import_id": import_id})
    return started


@put(f"{API}/imports/{{import_id:uuid}}/cancellation", permission="activity.write")
async def cancel_import(ctx: NamedDependency[Ctx], *, import_id: UUID) -> ImportOut:
    """Stop loading; what was loaded stays until the import is undone."""
    return await imports.cancel(ctx, import_id)


@put(f"{API}/imports/{{import_id:uuid}}/undoing", permission="activity.write")
async def undo_import(ctx: NamedDependency[Ctx], *, import_id: UUID) -> ImportOut:
    """Take back all the import did, in the background."""
    started = await imports.undo(ctx, import_id)
    await ctx.use(Jobs).defer(ctx, jobs.undo_import, arguments={"import_id": import_id})
    return started


@get(f"{API}/imports/{{import_id:uuid}}/errors", permission="activity.read")
async def export_import_errors(ctx: NamedDependency[Ctx], *, import_id: UUID, kind: Format = Kind.CSV) -> Stream:
    """Rows that were refused and cells that were left out, and why, as a table."""
    return await imports.troubles(ctx, import_id, kind)


@get(f"{API}/fact-names", permission="activity.read")
async def list_fact_names(ctx: NamedDependency[Ctx]) -> Page[FactNameOut]:
    """Names of events seen, the commonest first; never more than 1,000."""
    return Page(items=await naming.fact_names(ctx))


@put(f"{API}/fact-names/{{fact_name:str}}", permission="activity.write", status_code=204)
async def describe_fact_name(ctx: NamedDependency[Ctx], *, fact_name: Name, data: FactNameIn) -> None:
    """Say what an event means."""
    await naming.describe_fact_name(ctx, fact_name, data)


@delete(f"{API}/fact-names/{{fact_name:str}}", permission="activity.write", status_code=202)
async def forget_fact_name(ctx: NamedDependency[Ctx], *, fact_name: Name) -> None:
    """Delete all events of the name, in the background."""
    await naming.require_fact_name(ctx, fact_name)
    await ctx.use(Jobs).defer(ctx, jobs.forget_facts, arguments={"name": fact_name})


@get(f"{API}/attributes", permission="activity.read")
async def list_attributes(ctx: NamedDependency[Ctx]) -> Page[AttributeOut]:
    """Attributes of people, by name; never more than 1,000."""
    return Page(items=await naming.attributes(ctx))


@put(f"{API}/attributes/{{attribute_name:str}}", permission="activity.write", status_code=204)
async def save_attribute(ctx: NamedDependency[Ctx], *, attribute_name: Name, data: AttributeIn) -> None:
    """Say what type an attribute is and what it means."""
    await naming.save_attribute(ctx, attribute_name, data)


@delete(f"{API}/attributes/{{attribute_name:str}}", permission="activity.write", status_code=204)
async def forget_attribute(ctx: NamedDependency[Ctx], *, attribute_name: Name) -> None:
    """Take an attribute off every card."""
    await naming.forget_attribute(ctx, attribute_name)


routes: Sequence[HTTPRouteHandler] = [
    upload_import,
    list_imports,
    get_import,
    get_import_preview,
    try_import_plan,
    run_import,
    cancel_import,
    undo_import,
    export_import_errors,
    list_fact_names,
    describe_fact_name,
    forget_fact_name,
    list_attributes,
    save_attribute,
    forget_attribute,
]
