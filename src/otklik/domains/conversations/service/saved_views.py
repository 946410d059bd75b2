"""Saved views: a filter with a name, somebody's own or shared with the company."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from otklik.domains.conversations import errors, models, schemas
from otklik.domains.conversations.queries import listing, viewing
from otklik.domains.conversations.queries.counting import Sum
from otklik.domains.conversations.service import counting, live
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id

VIEWS_MAX: Final = 20
"""Of one operator, and as many of the company: each is counted whenever the counts are asked for."""
SHARING: Final = "views.write"


async def visible(ctx: Ctx) -> list[schemas.SavedView]:
    """The company's, then the caller's own."""
    return [_shape(one) for one in await viewing.views_for(ctx, ctx.actor.id)]


async def create(ctx: Ctx, new: schemas.SavedViewIn) -> schemas.SavedView:
    """Raises `ViewsTooMany`, `FilterUnknown`, `Forbidden` when sharing is not for the caller."""
    if new.shared or ctx.actor.id is None:
        ctx.require(SHARING)
    owner_id = None if new.shared else ctx.actor.id
    await _check(ctx, new.filter)
    count, position = await viewing.next_position(ctx, owner_id=owner_id)
    if count >= VIEWS_MAX:
        raise errors.ViewsTooMany(params={"max": VIEWS_MAX})
    view = models.SavedView(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        owner_id=owner_id,
        name=new.name.strip(),
        filter=msgspec.to_builtins(new.filter),
        position=position,
        created_at=ctx.now(),
    )
    ctx.session.add(view)
    return _changed(ctx, view)


async def change(ctx: Ctx, view_id: UUID, changes: schemas.SavedViewChanges) -> schemas.SavedView:
    """Raises `ViewNotFound`, for another's own view too, `FilterUnknown`, `Forbidden`."""
    view = await _own(ctx, view_id)
    if changes.name is not UNSET:
        view.name = changes.name.strip()
    if changes.filter is not UNSET:
        await _check(ctx, changes.filter)
        view.filter = msgspec.to_builtins(changes.filter)
    return _changed(ctx, view)


async def delete(ctx: Ctx, view_id: UUID) -> None:
    """Raises `ViewNotFound`, `Forbidden`."""
    view = await _own(ctx, view_id)
    _changed(ctx, view)
    await ctx.session.delete(view)


async def reorder(ctx: Ctx, ids: Sequence[UUID]) -> list[schemas.SavedView]:
    """Put the views named into that order among each other. Raises `ViewNotFound`, `Forbidden`."""
    views = [await _own(ctx, view_id) for view_id in dict.fromkeys(ids)]
    places = sorted(one.position for one in views)
    for view, position in zip(views, places, strict=True):
        view.position = position
        _changed(ctx, view)
    await ctx.session.flush()
    return await visible(ctx)


async def counts(ctx: Ctx, sums: Sequence[Sum]) -> Mapping[str, int]:
    """How many each visible view holds, by its id; see `counting.counts` for where they stop."""
    views = await viewing.views_for(ctx, ctx.actor.id)
    wanted = [as_filter(_filter(one), operator_id=ctx.actor.id) for one in views]
    found = await counting.counts(ctx, wanted, sums)
    return {str(view.id): count for view, count in zip(views, found, strict=True)}


def as_filter(chosen: schemas.ViewFilter, *, operator_id: UUID | None) -> listing.Filter:
    return listing.Filter(
        view=chosen.view,
        operator_id=operator_id,
        channel_id=chosen.channel_id,
        team_id=chosen.team_id,
        assignee_id=chosen.assignee_id,
        label_id=chosen.label_id,
        priority=chosen.priority,
    )


async def _own(ctx: Ctx, view_id: UUID) -> models.SavedView:
    view = await viewing.view(ctx, view_id)
    if view is None or (view.owner_id is not None and view.owner_id != ctx.actor.id):
        raise errors.ViewNotFound
    if view.owner_id is None:
        ctx.require(SHARING)
    return view


async def _check(ctx: Ctx, chosen: schemas.ViewFilter) -> None:
    for field in ("channel_id", "team_id", "assignee_id", "label_id"):
        value: UUID | None = getattr(chosen, field)
        if value is not None and not await viewing.exists(ctx, field, value):
            raise errors.FilterUnknown(params={"field": field})


def _changed(ctx: Ctx, view: models.SavedView) -> schemas.SavedView:
    """Open desks fetch their views anew; whose it is stays untold."""
    ctx.push(live.desk_stream(ctx), "saved_view.changed", {"id": str(view.id)})
    return _shape(view)


def _shape(view: models.SavedView) -> schemas.SavedView:
    return schemas.SavedView(id=view.id, name=view.name, shared=view.owner_id is None, filter=_filter(view))


def _filter(view: models.SavedView) -> schemas.ViewFilter:
    return msgspec.convert(view.filter, schemas.ViewFilter)
