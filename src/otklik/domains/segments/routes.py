"""HTTP of segments: each handler is one verb."""

from collections.abc import Sequence
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from otklik.domains.segments import schemas, service
from otklik.domains.segments.queries import segments
from otklik.domains.segments.rules import tree
from otklik.domains.segments.service import editing, explaining, peopling
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, as_uuid, decode_cursor, encode_cursor, page_size

URL: Final = f"{API}/segments"
ONE: Final = f"{URL}/{{segment_id:uuid}}"
Query = Annotated[str, Parameter(max_length=200, description="Part of a product's name or number")]


@get(URL, permission="segments.read")
async def list_segments(ctx: NamedDependency[Ctx], *, archived: bool = False) -> Sequence[schemas.SegmentRow]:
    """Segments by name, `archived` ones too; sizes as they were last counted."""
    return await service.listing(ctx, archived=archived)


@post(URL, permission="segments.write")
async def create_segment(ctx: NamedDependency[Ctx], *, data: schemas.NewSegment) -> schemas.Segment:
    """Make a segment by a rule, or an empty list."""
    return await editing.create(ctx, data)


@get(ONE, permission="segments.read")
async def get_segment(ctx: NamedDependency[Ctx], *, segment_id: UUID) -> schemas.Segment:
    """One segment with its rule and who needs it."""
    return await editing.get(ctx, segment_id)


@patch(ONE, permission="segments.write")
async def change_segment(
    ctx: NamedDependency[Ctx], *, segment_id: UUID, data: schemas.SegmentChanges
) -> schemas.Segment:
    """Change its name, code, description or rule as they are in this revision."""
    return await editing.change(ctx, segment_id, data)


@post(f"{ONE}/copies", permission="segments.write")
async def copy_segment(ctx: NamedDependency[Ctx], *, segment_id: UUID) -> schemas.Segment:
    """Make another by the same rule; of a list an empty one."""
    return await editing.duplicate(ctx, segment_id)


@put(f"{ONE}/archive", permission="segments.write")
async def archive_segment(ctx: NamedDependency[Ctx], *, segment_id: UUID) -> schemas.Segment:
    """Put it away; refused while other segments or watchers need it."""
    return await editing.archive(ctx, segment_id, archived=True)


@delete(f"{ONE}/archive", permission="segments.write", status_code=200)
async def restore_segment(ctx: NamedDependency[Ctx], *, segment_id: UUID) -> schemas.Segment:
    """Take it back into use."""
    return await editing.archive(ctx, segment_id, archived=False)


@post(f"{ONE}/size", permission="segments.read", status_code=200)
async def count_segment(ctx: NamedDependency[Ctx], *, segment_id: UUID) -> schemas.Segment:
    """Count who is in it now."""
    await service.size(ctx, segment_id)
    return await editing.get(ctx, segment_id)


@get(f"{ONE}/members", permission="segments.read")
async def list_segment_members(
    ctx: NamedDependency[Ctx], *, segment_id: UUID, cursor: str | None = None, limit: int | None = None
) -> Page[schemas.SegmentMember]:
    """Who is in it now."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=1)
    after = as_uuid(values[0], field="cursor") if values else None
    rows = await peopling.members(ctx, segment_id, after=after, limit=size + 1)
    more = encode_cursor(str(rows[size - 1].contact_id)) if len(rows) > size else None
    return Page(items=rows[:size], next_cursor=more)


@post(f"{ONE}/people", permission="segments.write", status_code=200)
async def add_segment_people(
    ctx: NamedDependency[Ctx], *, segment_id: UUID, data: schemas.SegmentPeopleIn
) -> schemas.SegmentPeopleAdded:
    """Put people on a list: chosen ones, by pasted addresses, everybody of an import."""
    return await peopling.put_on(ctx, segment_id, data)


@delete(f"{ONE}/people/{{contact_id:uuid}}", permission="segments.write")
async def remove_segment_person(ctx: NamedDependency[Ctx], *, segment_id: UUID, contact_id: UUID) -> None:
    """Take somebody off a list."""
    await peopling.take_off(ctx, segment_id, contact_id)


@get(f"{ONE}/explanations/{{contact_id:uuid}}", permission="segments.read")
async def explain_segment(
    ctx: NamedDependency[Ctx], *, segment_id: UUID, contact_id: UUID
) -> schemas.SegmentExplanation:
    """Why a person is in it or not, condition by condition."""
    return await explaining.explain(ctx, segment_id, contact_id)


@post(f"{URL}/counts", permission="segments.read", status_code=200)
async def count_rule(ctx: NamedDependency[Ctx], *, data: schemas.RuleToCount) -> schemas.SegmentCount:
    """How many fit a rule that is not saved yet, and some of them."""
    return await peopling.count(ctx, data.rule, segment_id=data.segment_id)


@post(f"{URL}/explanations", permission="segments.read", status_code=200)
async def explain_rule(ctx: NamedDependency[Ctx], *, data: schemas.RuleToExplain) -> schemas.SegmentExplanation:
    """Why a person fits a rule that is not saved yet, or does not."""
    return await explaining.explain_document(ctx, data.rule, data.contact_id)


@get(f"{URL}/bought", permission="segments.read")
async def list_bought_names(ctx: NamedDependency[Ctx], *, q: Query = "") -> schemas.BoughtNames:
    """Products and categories bought lately."""
    found = await segments.products(ctx, q=q)
    return schemas.BoughtNames(
        products=[schemas.ProductName(product=product, title=title) for product, title in found],
        categories=await segments.categories(ctx),
    )


@get(f"{URL}/rule-schema", permission="segments.read")
async def get_rule_schema(ctx: NamedDependency[Ctx]) -> dict[str, Any]:  # noqa: ARG001 - says who asks; Any: JSON Schema
    """What a rule may say, as JSON Schema."""
    return msgspec.json.schema(tree.Rule)


@get(f"{API}/contacts/{{contact_id:uuid}}/segments", permission="segments.read")
async def list_segments_of_person(
    ctx: NamedDependency[Ctx], *, contact_id: UUID, cursor: str | None = None
) -> schemas.PersonSegments:
    """In which segments a person is now, asked by name, some at once."""
    values = decode_cursor(cursor, length=1)
    asked = await explaining.of_person(ctx, contact_id, after=as_uuid(values[0], field="cursor") if values else None)
    more = encode_cursor(str(asked.last_id)) if asked.last_id else None
    return schemas.PersonSegments(items=asked.held, next_cursor=more, left=asked.left)


routes: Sequence[HTTPRouteHandler] = [
    list_segments,
    create_segment,
    get_segment,
    change_segment,
    copy_segment,
    archive_segment,
    restore_segment,
    count_segment,
    list_segment_members,
    add_segment_people,
    remove_segment_person,
    explain_segment,
    count_rule,
    explain_rule,
    list_bought_names,
    get_rule_schema,
    list_segments_of_person,
]
