"""Named blocks of the company."""

from collections.abc import Sequence
from typing import Final

from otklik.domains.templates import queries, schemas
from otklik.domains.templates.errors import BlockInvalid, BlockNotFound, BlocksTooMany
from otklik.domains.templates.language import variables
from otklik.platform.context import Ctx

BLOCKS_MAX: Final = 200


async def listing(ctx: Ctx) -> Sequence[schemas.BlockOut]:
    return [
        schemas.BlockOut(code=one.code, source=one.source, updated_at=one.updated_at)
        for one in await queries.blocks(ctx)
    ]


async def save(ctx: Ctx, *, code: str, source: str) -> None:
    """Every template that names it changes with its next rendering. Raises `BlockInvalid`, `BlocksTooMany`."""
    known = await queries.block_sources(ctx)
    if code not in known and len(known) >= BLOCKS_MAX:
        raise BlocksTooMany(params={"max": BLOCKS_MAX})
    wrong = variables.problems(source, part="block", declared=(), blocks=())
    if wrong:
        raise BlockInvalid(params={"line": wrong[0].line, "found": wrong[0].found, "suggestion": wrong[0].suggestion})
    await queries.save_block(ctx, code=code, source=source)
    _tell(ctx)


async def remove(ctx: Ctx, *, code: str) -> None:
    """Raises `BlockNotFound`."""
    if not await queries.remove_block(ctx, code):
        raise BlockNotFound(params={"code": code})
    _tell(ctx)


def _tell(ctx: Ctx) -> None:
    ctx.push(f"desk/{ctx.workspace_id}", "template.changed", {"id": None, "revision": 0})
