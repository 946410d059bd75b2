"""The audit trail: every kept event of the company, with the name of whoever acted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Row, Select, func, or_, select

from otklik.domains.workspaces.models import ApiToken, Operator
from otklik.platform.context import Ctx
from otklik.platform.tables import EventRow


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    name: str | None = None
    """An event (`workspaces.signed_in`) or a whole domain (`workspaces`)."""
    actor_id: UUID | None = None
    subject_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


async def entries(ctx: Ctx, wanted: Filter, *, before: UUID | None, limit: int) -> Sequence[Row[EventRow, str]]:
    """The newest first."""
    chosen = (
        select(EventRow, func.coalesce(Operator.name, ApiToken.name))
        .join(Operator, Operator.id == EventRow.actor_id, isouter=True)
        .join(ApiToken, ApiToken.id == EventRow.actor_id, isouter=True)
        .where(EventRow.workspace_id == ctx.workspace_id)
        .order_by(EventRow.id.desc())
        .limit(limit)
    )
    if before is not None:
        chosen = chosen.where(EventRow.id < before)
    return (await ctx.session.execute(_filtered(chosen, wanted))).all()


def _filtered(chosen: Select[EventRow, str], wanted: Filter) -> Select[EventRow, str]:
    if wanted.name is not None:
        whole_domain = EventRow.name.startswith(f"{wanted.name}.", autoescape=True)
        chosen = chosen.where(or_(EventRow.name == wanted.name, whole_domain))
    if wanted.actor_id is not None:
        chosen = chosen.where(EventRow.actor_id == wanted.actor_id)
    if wanted.subject_id is not None:
        chosen = chosen.where(EventRow.subject_id == wanted.subject_id)
    if wanted.since is not None:
        chosen = chosen.where(EventRow.at >= wanted.since)
    return chosen if wanted.until is None else chosen.where(EventRow.at < wanted.until)
