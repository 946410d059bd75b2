"""Named blocks of the company."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.templates import queries, schemas
from otklik.domains.templates.errors import BlockInvalid, BlockNotFound, BlocksTooMany
from otklik.domains.templates.events import TemplateBlocksChanged
from otklik.domains.templates.language import variables
from otklik.domains.templates.models import TemplateBlock
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

BLOCKS_MAX: Final = 200


async def listing(ctx: Ctx) -> Sequence[schemas.TemplateBlockOut]:
    return [_shown(one) for one in await queries.blocks(ctx)]


async def create(ctx: Ctx, new: schemas.TemplateBlockIn) -> schemas.TemplateBlockOut:
    """Raises `BlockInvalid`, `BlockCodeTaken`, `BlocksTooMany`."""
    if len(await queries.block_sources(ctx)) >= BLOCKS_MAX:
        raise BlocksTooMany(params={"max": BLOCKS_MAX})
    row = TemplateBlock(id=new_id(), workspace_id=ctx.workspace_id)
    ctx.session.add(row)
    return await _written(ctx, row, new)


async def save(ctx: Ctx, block_id: UUID, changed: schemas.TemplateBlockIn) -> schemas.TemplateBlockOut:
    """Every template that names it changes with its next rendering. Raises `BlockNotFound`, and as `create`."""
    row = await queries.block(ctx, block_id)
    if row is None:
        raise BlockNotFound
    return await _written(ctx, row, changed)


async def remove(ctx: Ctx, block_id: UUID) -> None:
    """Raises `BlockNotFound`."""
    if not await queries.remove_block(ctx, block_id):
        raise BlockNotFound
    await _tell(ctx)


async def _written(ctx: Ctx, row: TemplateBlock, given: schemas.TemplateBlockIn) -> schemas.TemplateBlockOut:
    wrong = variables.problems(given.source, part="block", declared=(), blocks=())
    if wrong:
        raise BlockInvalid(params={"line": wrong[0].line, "found": wrong[0].found, "suggestion": wrong[0].suggestion})
    row.code, row.source, row.updated_at = given.code, given.source, ctx.now()
    await ctx.session.flush()
    await _tell(ctx)
    return _shown(row)


def _shown(row: TemplateBlock) -> schemas.TemplateBlockOut:
    return schemas.TemplateBlockOut(id=row.id, code=row.code, source=row.source, updated_at=row.updated_at)


async def _tell(ctx: Ctx) -> None:
    await publish(ctx, TemplateBlocksChanged())
    ctx.push(f"desk/{ctx.workspace_id}", "template.changed", {"id": None, "revision": 0})
