"""Every question ready replies ask of the database, each named for what it answers.

A company has hundreds of them, not millions: a search reads them all by workspace and needs no index of its own.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from otklik.domains.delivery.models import File
from otklik.domains.snippets.models import Snippet, SnippetUse
from otklik.domains.workspaces.models import Team, TeamMember
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

_FRESH: Final = {"populate_existing": True}
"""Uses are counted by statement, behind the session's back."""

_NO_FIT: Final = 3


class Place(NamedTuple):
    """Where a row stands in the list: how well it fits what was typed (0 best), then its shortcut in lower case."""

    rank: int
    shortcut: str


async def by_id(ctx: Ctx, snippet_id: UUID) -> Snippet | None:
    return await ctx.session.scalar(scoped(ctx, Snippet).where(Snippet.id == snippet_id), execution_options=_FRESH)


async def fitting(
    ctx: Ctx, *, q: str, for_operator_id: UUID | None, after: Place | None, limit: int
) -> Sequence[tuple[Snippet, Place]]:
    """Replies whose shortcut starts with `q`, then those with `q` in the title, then in the text.

    With `for_operator_id` only those for everybody and for the operator's teams.
    """
    rank, shortcut = _rank(q), func.lower(Snippet.shortcut)
    query = scoped(ctx, Snippet).add_columns(rank, shortcut).where(rank < _NO_FIT)
    if for_operator_id is not None:
        query = query.where(or_(Snippet.team_id.is_(None), Snippet.team_id.in_(_teams_of(ctx, for_operator_id))))
    if after is not None:
        query = query.where(tuple_(rank, shortcut) > tuple_(literal(after.rank), literal(after.shortcut)))
    rows = await ctx.session.execute(query.order_by(rank, shortcut).limit(limit), execution_options=_FRESH)
    return [(row[0], Place(row[1], row[2])) for row in rows]


async def how_many(ctx: Ctx) -> int:
    return await ctx.session.scalar(select(func.count()).select_from(scoped(ctx, Snippet).subquery())) or 0


async def count_use(ctx: Ctx, snippet_id: UUID, *, operator_id: UUID | None) -> bool:
    """False when there is no such reply. Uses by the program itself are counted for nobody."""
    one = scoped(ctx, Snippet).where(Snippet.id == snippet_id).with_only_columns(Snippet.id)
    counted = update(Snippet).where(Snippet.id.in_(one))
    counted = counted.values(used_count=Snippet.used_count + 1, last_used_at=ctx.now())
    if await ctx.session.scalar(counted.returning(Snippet.id)) is None:
        return False
    if operator_id is not None:
        await _count_for(ctx, snippet_id, operator_id)
    return True


async def _count_for(ctx: Ctx, snippet_id: UUID, operator_id: UUID) -> None:
    row = {"snippet_id": snippet_id, "operator_id": operator_id, "day": ctx.now().date(), "count": 1}
    statement = insert(SnippetUse).values(workspace_id=ctx.workspace_id, **row)
    again = {"count": SnippetUse.count + 1}
    await ctx.session.execute(
        statement.on_conflict_do_update(index_elements=["snippet_id", "operator_id", "day"], set_=again)
    )


async def uses_since(ctx: Ctx, day: date, *, limit: int) -> Sequence[tuple[UUID, UUID, int]]:
    """Reply, operator and how often, the most used first."""
    total = func.sum(SnippetUse.count)
    query = (
        scoped(ctx, SnippetUse)
        .where(SnippetUse.day >= day)
        .with_only_columns(SnippetUse.snippet_id, SnippetUse.operator_id, total)
        .group_by(SnippetUse.snippet_id, SnippetUse.operator_id)
    )
    rows = await ctx.session.execute(query.order_by(total.desc(), SnippetUse.snippet_id).limit(limit))
    return [(row[0], row[1], int(row[2])) for row in rows]


async def forget_uses(session: AsyncSession, *, before: date) -> None:
    await session.execute(delete(SnippetUse).where(SnippetUse.day < before))


async def every(ctx: Ctx, *, limit: int) -> Sequence[Snippet]:
    query = scoped(ctx, Snippet).order_by(func.lower(Snippet.shortcut)).limit(limit)
    return (await ctx.session.scalars(query, execution_options=_FRESH)).all()


async def team_names(ctx: Ctx) -> dict[UUID, str]:
    rows = await ctx.session.execute(scoped(ctx, Team).with_only_columns(Team.id, Team.name))
    return {row[0]: row[1] for row in rows}


async def files(ctx: Ctx, file_ids: Collection[UUID]) -> dict[UUID, File]:
    if not file_ids:
        return {}
    found = await ctx.session.scalars(scoped(ctx, File).where(File.id.in_(file_ids)))
    return {one.id: one for one in found}


async def remove(ctx: Ctx, snippet_id: UUID) -> str | None:
    """Delete it; returns its shortcut, or None when there is no such reply."""
    one = scoped(ctx, Snippet).where(Snippet.id == snippet_id).with_only_columns(Snippet.id)
    return await ctx.session.scalar(delete(Snippet).where(Snippet.id.in_(one)).returning(Snippet.shortcut))


async def team_exists(ctx: Ctx, team_id: UUID) -> bool:
    return await ctx.session.scalar(scoped(ctx, Team).where(Team.id == team_id)) is not None


async def known_files(ctx: Ctx, file_ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are the company's files."""
    query = scoped(ctx, File).where(File.id.in_(file_ids)).with_only_columns(File.id)
    return set((await ctx.session.scalars(query)).all())


def _rank(q: str) -> ColumnElement[int]:
    typed = q.lower().replace("ё", "е")
    if not typed:
        return literal(0)
    return case(
        (_folded(Snippet.shortcut).startswith(typed, autoescape=True), 0),
        (_folded(Snippet.title).contains(typed, autoescape=True), 1),
        (_folded(Snippet.text).contains(typed, autoescape=True), 2),
        else_=_NO_FIT,
    )


def _teams_of(ctx: Ctx, operator_id: UUID) -> Select[UUID]:
    return scoped(ctx, TeamMember).where(TeamMember.operator_id == operator_id).with_only_columns(TeamMember.team_id)


def _folded(column: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """Lower case, with `ё` as `е`: people type both."""
    return func.translate(func.lower(column), "ё", "е")
