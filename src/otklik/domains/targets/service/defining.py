"""Targets as the company sets them."""

from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET

from otklik.domains.targets import events, queries, rules, schemas
from otklik.domains.targets.errors import ConditionUnknown, TargetNotFound, TargetsTooMany
from otklik.domains.targets.models import Target
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

TARGETS_MAX: Final = 200
"""Of one company; every wait looks at all of them."""
CHANGED: Final = "target.changed"
_NAMED: Final = {
    "channel_id": queries.channel_exists,
    "team_id": queries.team_exists,
    "label_id": queries.label_exists,
    "escalate_team_id": queries.team_exists,
}
"""What a target names, and whether the company has it."""


async def listing(ctx: Ctx) -> list[schemas.TargetOut]:
    """All of them, the most specific first: the order in which they win."""
    rows = sorted(await queries.targets(ctx), key=lambda row: rules.order(rule(row)))
    return [shape(row) for row in rows]


async def create(ctx: Ctx, *, new: schemas.TargetIn) -> schemas.TargetOut:
    """Raises `TargetsTooMany`, `TargetTwice`, `TargetEmpty`, `ConditionUnknown`."""
    if await queries.how_many(ctx) >= TARGETS_MAX:
        raise TargetsTooMany(params={"max": TARGETS_MAX})
    given = _clean(msgspec.structs.asdict(new))
    await _check(ctx, given)
    row = Target(id=new_id(), workspace_id=ctx.workspace_id, created_at=ctx.now(), updated_at=ctx.now(), **given)
    ctx.session.add(row)
    await _saved(ctx)
    await publish(ctx, events.TargetCreated(target_id=row.id), subject_id=row.id)
    return shape(row)


async def change(ctx: Ctx, target_id: UUID, *, changes: schemas.TargetChanges) -> schemas.TargetOut:
    """Raises `TargetNotFound` and as `create`. Waits that run keep the terms they began under (ADR 13)."""
    row = await _found(ctx, target_id)
    given = _clean({name: value for name, value in msgspec.structs.asdict(changes).items() if value is not UNSET})
    await _check(ctx, given)
    fields = tuple(name for name, value in given.items() if getattr(row, name) != value)
    for name in fields:
        setattr(row, name, given[name])
    if fields:
        row.updated_at = ctx.now()
        await _saved(ctx)
        await publish(ctx, events.TargetChanged(target_id=row.id, fields=fields), subject_id=row.id)
    return shape(row)


async def delete(ctx: Ctx, target_id: UUID) -> None:
    """Raises `TargetNotFound`. Waits that run keep the terms they began under."""
    row = await _found(ctx, target_id)
    await publish(ctx, events.TargetDeleted(target_id=row.id, title=row.name), subject_id=row.id)
    await ctx.session.flush()
    await queries.remove(ctx, target_id)
    ctx.session.expunge(row)
    _changed(ctx)


async def settings(ctx: Ctx) -> schemas.TargetSettings:
    return schemas.TargetSettings(tier_attribute=await queries.tier_attribute(ctx))


async def set_settings(ctx: Ctx, *, wanted: schemas.TargetSettings) -> schemas.TargetSettings:
    """Say which attribute of a contact is the tier."""
    await queries.set_tier_attribute(ctx, wanted.tier_attribute.strip())
    _changed(ctx)
    return await settings(ctx)


def rule(row: Target) -> rules.Rule:
    """The target as rules choose by it."""
    return rules.Rule(**{name: getattr(row, name) for name in rules.Rule.__struct_fields__})


def shape(row: Target) -> schemas.TargetOut:
    given = {name: getattr(row, name) for name in schemas.TargetOut.__struct_fields__ if name != "conditions"}
    return schemas.TargetOut(**given, conditions=rules.conditions(rule(row)))


async def _saved(ctx: Ctx) -> None:
    await ctx.session.flush()
    _changed(ctx)


def _changed(ctx: Ctx) -> None:
    queries.forget_targets(ctx)
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, {})


async def _found(ctx: Ctx, target_id: UUID) -> Target:
    row = await queries.target(ctx, target_id)
    if row is None:
        raise TargetNotFound
    return row


def _clean(given: dict[str, object]) -> dict[str, object]:
    """Without spaces round what people type; an empty tier is no condition."""
    trimmed = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    return {**trimmed, "tier": trimmed["tier"] or None} if "tier" in trimmed else trimmed


async def _check(ctx: Ctx, given: dict[str, object]) -> None:
    """A foreign key would accept another company's row; these look only at our own."""
    for field, exists in _NAMED.items():
        wanted = given.get(field)
        if isinstance(wanted, UUID) and not await exists(ctx, wanted):
            raise ConditionUnknown(params={"field": field})
