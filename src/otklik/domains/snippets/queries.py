"""Every question ready replies ask of the database, each named for what it answers.

A company has hundreds of them, not millions: a search reads them all by workspace and needs no index of its own.
"""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute

from otklik.domains.delivery.models import File
from otklik.domains.snippets.models import Snippet
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


async def count_use(ctx: Ctx, snippet_id: UUID) -> bool:
    """False when there is no such reply."""
    one = scoped(ctx, Snippet).where(Snippet.id == snippet_id).with_only_columns(Snippet.id)
    counted = update(Snippet).where(Snippet.id.in_(one)).values(used_count=Snippet.used_count + 1)
    return await ctx.session.scalar(counted.returning(Snippet.id)) is not None


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
