"""Every question speed asks: what to keep, the answers behind a figure, names."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.conversations.models import Conversation
from otklik.domains.delivery.models import Channel
from otklik.domains.speed.models import GoneTeam, Response
from otklik.domains.speed.queries.figures import Narrow, condition, values
from otklik.domains.speed.rules import Period
from otklik.domains.workspaces.models import Team
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

_COMPUTED = {column.name for column in Response.__table__.columns if column.computed is not None}


async def record(ctx: Ctx, response: Response) -> None:
    """Write the answer once, however often it is told."""
    names = [column.name for column in Response.__table__.columns if column.name not in _COMPUTED]
    columns = {name: getattr(response, name) for name in names}
    await ctx.session.execute(
        insert(Response).values(**columns).on_conflict_do_nothing(constraint="uq_responses_message_id")
    )


async def waiting_now(ctx: Ctx) -> tuple[int, datetime | None]:
    query = select(func.count(), func.min(Conversation.waiting_since)).where(
        Conversation.workspace_id == ctx.workspace_id, Conversation.waiting_since.is_not(None)
    )
    row = (await ctx.session.execute(query)).one()
    return row[0], row[1]


def _narrowed(ctx: Ctx, period: Period, narrow: Narrow) -> Select[Response]:
    bound = {name: value for name, value in values(ctx, period, narrow).items() if f":{name}" in condition(narrow)}
    return scoped(ctx, Response).where(text(condition(narrow)).bindparams(**bound))


async def responses(
    ctx: Ctx, period: Period, narrow: Narrow, *, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[tuple[Response, int, UUID]]:
    """The answers behind a figure, latest first: (answer, conversation's number, contact)."""
    query = (
        _narrowed(ctx, period, narrow)
        .join(Conversation, Conversation.id == Response.conversation_id)
        .add_columns(Conversation.number, Conversation.contact_id)
    )
    if before is not None:
        query = query.where(tuple_(Response.answered_at, Response.id) < before)
    rows = await ctx.session.execute(query.order_by(Response.answered_at.desc(), Response.id.desc()).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


async def how_many(ctx: Ctx, period: Period, narrow: Narrow) -> int:
    query = _narrowed(ctx, period, narrow).with_only_columns(func.count())
    return await ctx.session.scalar(query) or 0


async def channel_names(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """(kind, name) by channel, deleted ones too: their answers still count."""
    query = select(Channel.id, Channel.kind, Channel.name).where(
        and_(Channel.workspace_id == ctx.workspace_id, Channel.id.in_(ids))
    )
    return {row[0]: (row[1], row[2]) for row in await ctx.session.execute(query)}


async def team_names(ctx: Ctx, ids: Sequence[UUID]) -> dict[UUID, str]:
    """As teams are called now; those that are gone, as they were called last."""
    gone = scoped(ctx, GoneTeam).where(GoneTeam.team_id.in_(ids)).with_only_columns(GoneTeam.team_id, GoneTeam.name)
    here = scoped(ctx, Team).where(Team.id.in_(ids)).with_only_columns(Team.id, Team.name)
    return {row[0]: row[1] for query in (gone, here) for row in await ctx.session.execute(query)}


async def keep_team_name(ctx: Ctx, team_id: UUID, *, name: str) -> None:
    new = insert(GoneTeam).values(workspace_id=ctx.workspace_id, team_id=team_id, name=name)
    await ctx.session.execute(new.on_conflict_do_nothing())
