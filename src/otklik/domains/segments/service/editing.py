"""Make and change segments, and put them away."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from msgspec import UNSET

from otklik.domains.segments import models
from otklik.domains.segments.errors import ChangedMeanwhile, NotByRule, SegmentInUse, SegmentsTooMany
from otklik.domains.segments.events import SegmentArchived, SegmentChanged, SegmentCreated
from otklik.domains.segments.queries import segments
from otklik.domains.segments.rules import checking, coding, tree
from otklik.domains.segments.schemas import NewSegment, Segment, SegmentChanges, SegmentUse
from otklik.domains.segments.service import following, worlds
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

SEGMENTS_MAX = 1_000
"""Of one company, archived ones too."""
COPY = {"ru": "копия", "en": "copy"}


async def create(ctx: Ctx, new: NewSegment) -> Segment:
    """Raises `RuleInvalid`, `RuleTooLarge`, `RuleTooDeep`, `SegmentUnknown`, `CodeTaken`, `SegmentsTooMany`."""
    rows = await segments.all_of(ctx, archived=True, limit=SEGMENTS_MAX)
    if len(rows) >= SEGMENTS_MAX:
        raise SegmentsTooMany(params={"max": SEGMENTS_MAX})
    if new.kind == "list" and new.rule is not None:
        raise NotByRule
    await segments.hold_rules(ctx)
    rule = checking.read(new.rule) if new.rule is not None else tree.EVERYBODY
    await worlds.check_named(ctx, rule, own_id=None)
    row = models.Segment(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        code=new.code or coding.code_of(new.name, taken={one.code for one in rows}),
        name=new.name.strip() or new.name,
        description=new.description,
        kind=new.kind,
        revision=1,
        rule={} if new.kind == "list" else checking.write(rule),
        named_ids=checking.named(rule),
        topics=[],
        followed="no",
        created_at=ctx.now(),
        updated_at=ctx.now(),
        created_by_id=ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    await publish(ctx, SegmentCreated(segment_id=row.id, code=row.code, kind=row.kind), subject_id=row.id)
    tell_desks(ctx, row.id)
    return await shape(ctx, row)


async def get(ctx: Ctx, segment_id: UUID) -> Segment:
    """Raises `SegmentNotFound`."""
    return await shape(ctx, await worlds.found(ctx, segment_id))


async def change(ctx: Ctx, segment_id: UUID, changes: SegmentChanges) -> Segment:
    """Raises `SegmentNotFound`, `ChangedMeanwhile`, `NotByRule`, `SegmentCycle` and what `create` raises."""
    if changes.rule is not UNSET:
        await segments.hold_rules(ctx)
    row = await worlds.found(ctx, segment_id, lock=True)
    if row.revision != changes.revision:
        raise ChangedMeanwhile(params={"revision": row.revision})
    fields = tuple(name for name in ("name", "code", "description") if _put(row, name, getattr(changes, name)))
    if changes.rule is not UNSET:
        fields += await _change_rule(ctx, row, checking.read(changes.rule))
    if fields:
        row.revision += 1
        row.updated_at = ctx.now()
        await ctx.session.flush()
        await publish(ctx, SegmentChanged(segment_id=row.id, fields=fields), subject_id=row.id)
        tell_desks(ctx, row.id)
    return await shape(ctx, row)


async def duplicate(ctx: Ctx, segment_id: UUID) -> Segment:
    """Another by the same rule; of a list an empty one. Raises `SegmentNotFound`, `SegmentsTooMany`."""
    row = await worlds.found(ctx, segment_id)
    word = COPY.get(ctx.locale, COPY["en"])
    name = f"{row.name[: 110 - len(word)]} ({word})"
    rule = row.rule if row.kind == "rule" else None
    kind = "list" if row.kind == "list" else "rule"
    return await create(ctx, NewSegment(name=name, kind=kind, description=row.description, rule=rule))


async def archive(ctx: Ctx, segment_id: UUID, *, archived: bool) -> Segment:
    """Put away, or take back into use. Raises `SegmentNotFound`, `SegmentInUse`, `SegmentCycle`, `RuleTooLarge`."""
    await segments.hold_rules(ctx)
    row = await worlds.found(ctx, segment_id, lock=True)
    if archived and (used := await used_by(ctx, row)):
        raise SegmentInUse(params={"used_by": len(used)})
    if (row.archived_at is not None) is not archived:
        row.archived_at = ctx.now() if archived else None
        await ctx.session.flush()
        if not archived:
            await worlds.check_above(ctx, row)
        await publish(ctx, SegmentArchived(segment_id=row.id, archived=archived), subject_id=row.id)
        tell_desks(ctx, row.id)
    return await shape(ctx, row)


def tell_desks(ctx: Ctx, segment_id: UUID) -> None:
    """What screens show of segments is not fresh any more."""
    ctx.push(f"desk/{ctx.workspace_id}", "segment.changed", {"id": str(segment_id)})


async def used_by(ctx: Ctx, row: models.Segment) -> Sequence[SegmentUse]:
    """Segments that name it, and whoever watches it."""
    naming = [SegmentUse(kind="segment", id=str(one.id), name=one.name) for one in await segments.naming(ctx, row.id)]
    watchers = (await segments.watchers(ctx, [row.id])).get(row.id, [])
    return [*naming, *(SegmentUse(kind="watcher", id=one, name=one) for one in watchers)]


async def shape(ctx: Ctx, row: models.Segment) -> Segment:
    return Segment(
        id=row.id,
        code=row.code,
        name=row.name,
        description=row.description,
        kind="list" if row.kind == "list" else "rule",
        rule=row.rule if row.kind == "rule" else None,
        revision=row.revision,
        size=row.size,
        sized_at=row.sized_at,
        used_by=await used_by(ctx, row),
        created_at=row.created_at,
        updated_at=row.updated_at,
        archived_at=row.archived_at,
    )


async def _change_rule(ctx: Ctx, row: models.Segment, rule: tree.Rule) -> tuple[str, ...]:
    if row.kind == "list":
        raise NotByRule
    document = checking.write(rule)
    if checking.kept(row.rule) == rule:
        return ()
    await worlds.check_named(ctx, rule, own_id=row.id)
    row.rule, row.named_ids = document, checking.named(rule)
    row.size = row.sized_at = None
    await ctx.session.flush()
    await worlds.check_above(ctx, row)
    await following.rule_changed(ctx, row.id)
    return ("rule",)


def _put(row: models.Segment, name: str, value: object) -> bool:
    """Whether it is new."""
    if value is UNSET or getattr(row, name) == value:
        return False
    setattr(row, name, cast("str", value))
    return True
