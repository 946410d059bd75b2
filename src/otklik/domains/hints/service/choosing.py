"""Who wants hints: the company as a whole, and of which kinds a person."""

from collections.abc import Set as AbstractSet
from typing import cast
from uuid import UUID

from otklik.domains.hints import queries, schemas
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.errors import Forbidden


async def get(ctx: Ctx) -> schemas.HintChoices:
    """What holds for the caller; a program has no taste and hides nothing."""
    kinds = await queries.hidden(ctx, ctx.actor.id) if _is_person(ctx) and ctx.actor.id else []
    return schemas.HintChoices(
        enabled=await queries.enabled(ctx), hidden=[cast("schemas.HintKind", one) for one in kinds]
    )


async def switch(ctx: Ctx, *, enabled: bool) -> None:
    """For everybody in the company."""
    await queries.save_enabled(ctx, value=enabled)


async def hide(ctx: Ctx, *, kinds: AbstractSet[schemas.HintKind]) -> None:
    """For the caller alone. Raises `Forbidden` for whoever is nobody."""
    await queries.save_hidden(ctx, _caller(ctx), kinds=sorted(kinds))


def _caller(ctx: Ctx) -> UUID:
    if not _is_person(ctx) or ctx.actor.id is None:
        raise Forbidden
    return ctx.actor.id


def _is_person(ctx: Ctx) -> bool:
    return ctx.actor.kind is ActorKind.OPERATOR
