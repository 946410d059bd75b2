"""What a rule is asked against: the company's time zone, currency, kinds of channel, and the segments it names."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select

from otklik.domains.activity.service import ranking
from otklik.domains.consents.service import reaching
from otklik.domains.segments import models
from otklik.domains.segments.errors import SegmentNotFound
from otklik.domains.segments.queries import compiling, segments
from otklik.domains.segments.queries.compiling import World
from otklik.domains.segments.rules import checking, tree
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import Ctx


async def world(ctx: Ctx, rule: tree.Rule, *, only: Sequence[UUID] | None = None, at: datetime | None = None) -> World:
    """As things stand now, or would at another moment of the clock."""
    named = await segments.with_named(ctx, checking.named(rule))
    return World(
        workspace_id=ctx.workspace_id,
        now=at or ctx.now(),
        zone=ZoneInfo((await workspaces.workspace(ctx)).time_zone),
        currency=(await ranking.settings(ctx)).currency,
        address_kinds=reaching.address_kinds(ctx),
        rules={segment_id: rule_of(row) for segment_id, row in named.items()},
        only=only,
    )


async def members(
    ctx: Ctx, rule: tree.Rule, *, only: Sequence[UUID] | None = None, at: datetime | None = None
) -> Select[Any]:  # Any: one column of ids
    """The rule as one SELECT of people."""
    return compiling.members(await world(ctx, rule, only=only, at=at), rule)


async def found(ctx: Ctx, segment_id: UUID, *, lock: bool = False) -> models.Segment:
    """Raises `SegmentNotFound`."""
    row = await segments.by_id(ctx, segment_id, lock=lock)
    if row is None:
        raise SegmentNotFound
    return row


def rule_of(row: models.Segment) -> tree.Rule | None:
    """None: a list."""
    return checking.kept(row.rule) if row.kind == "rule" else None


def whole(row: models.Segment) -> tree.Rule:
    """A rule that asks for the segment, whichever kind it is of."""
    return rule_of(row) or tree.InSegment(segment_id=row.id)


async def check_named(ctx: Ctx, rule: tree.Rule, *, own_id: UUID | None) -> None:
    """Raises `SegmentUnknown`, `SegmentCycle`, `RuleTooLarge`."""
    known = await segments.with_named(ctx, checking.named(rule))
    live = {one.id: rule_of(one) for one in known.values() if one.archived_at is None}
    checking.check_named(rule, own_id=own_id, known=live)


async def check_above(ctx: Ctx, row: models.Segment) -> None:
    """That those who name it, as it is written by now, do not become too deep or too large by it.

    Raises `SegmentCycle`, `RuleTooLarge`.
    """
    above = [row, *await segments.all_above(ctx, row.id, levels=checking.SEGMENTS_DEPTH_MAX + 1)]
    known = {one.id: rule_of(one) for one in (await segments.with_named(ctx, [one.id for one in above])).values()}
    for one in above:
        if (rule := known[one.id]) is not None:
            checking.check_named(rule, own_id=one.id, known=known)
