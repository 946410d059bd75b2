"""Every question ready replies ask of the database, each named for what it answers.

A company has hundreds of them, not millions: a search reads them all by workspace and needs no index of its own.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)
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


Sort = Literal["fit", "title", "used", "changed"]
"""How well it fits what was typed; by title; the most used first; the last changed first."""


class Place(NamedTuple):
    """Where a row stands in the list: by what it is sorted (the smallest first), then its shortcut in lower case."""

    key: int | str
    shortcut: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which replies. With `for_operator_id` only those for everybody and for the operator's teams."""

    q: str
    for_operator_id: UUID | None
    sort: Sort
    after: Place | None
    limit: int


async def by_id(ctx: Ctx, snippet_id: UUID) -> Snippet | None:
    return await ctx.session.scalar(scoped(ctx, Snippet).where(Snippet.id == snippet_id), execution_options=_FRESH)


async def fitting(ctx: Ctx, asked: Asked) -> Sequence[tuple[Snippet, Place]]:
    """Replies whose shortcut starts with `q` (these fit best), or with `q` in the title, or in the text."""
    rank, shortcut = _rank(asked.q), func.lower(Snippet.shortcut)
    key = _key(asked.sort, rank).label("key")
    query = scoped(ctx, Snippet).add_columns(key, shortcut).where(rank < _NO_FIT)
    if asked.for_operator_id is not None:
        query = query.where(or_(Snippet.team_id.is_(None), Snippet.team_id.in_(_teams_of(ctx, asked.for_operator_id))))
    if asked.after is not None:
        query = query.where(tuple_(key, shortcut) > tuple_(literal(asked.after.key), literal(asked.after.shortcut)))
    rows = await ctx.session.execute(query.order_by(key, shortcut).limit(asked.limit), execution_options=_FRESH)
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


class Used(NamedTuple):
    """A reply and how often it was used; `total` is of all replies together."""

    snippet_id: UUID
    shortcut: str
    title: str
    team_id: UUID | None
    times: int
    total: int


async def most_used(ctx: Ctx, narrow: ColumnElement[bool], *, limit: int) -> Sequence[Used]:
    """The most used first; see `used_since` for `narrow`."""
    count = func.sum(SnippetUse.count)
    query = (
        scoped(ctx, SnippetUse)
        .join(Snippet, Snippet.id == SnippetUse.snippet_id)
        .where(narrow)
        .with_only_columns(Snippet.id, Snippet.shortcut, Snippet.title, Snippet.team_id, count, func.sum(count).over())
        .group_by(Snippet.id)
        .order_by(count.desc(), func.lower(Snippet.shortcut))
    )
    rows = await ctx.session.execute(query.limit(limit))
    return [Used(row[0], row[1], row[2], row[3], int(row[4]), int(row[5])) for row in rows]


async def users(
    ctx: Ctx, narrow: ColumnElement[bool], *, snippet_ids: Collection[UUID]
) -> Sequence[tuple[UUID, UUID, int]]:
    """Of each of the replies: operator and how often, whoever used it most first."""
    count = func.sum(SnippetUse.count)
    query = (
        scoped(ctx, SnippetUse)
        .where(narrow, SnippetUse.snippet_id.in_(snippet_ids))
        .with_only_columns(SnippetUse.snippet_id, SnippetUse.operator_id, count)
        .group_by(SnippetUse.snippet_id, SnippetUse.operator_id)
    )
    rows = await ctx.session.execute(query.order_by(count.desc(), SnippetUse.operator_id))
    return [(row[0], row[1], int(row[2])) for row in rows]


async def used_by_teams(ctx: Ctx, narrow: ColumnElement[bool]) -> Sequence[tuple[UUID, int]]:
    """Of each team: how often its members used any. Who is of two teams counts in both."""
    count = func.sum(SnippetUse.count)
    query = (
        scoped(ctx, SnippetUse)
        .join(TeamMember, TeamMember.operator_id == SnippetUse.operator_id)
        .where(narrow)
        .with_only_columns(TeamMember.team_id, count)
        .group_by(TeamMember.team_id)
    )
    rows = await ctx.session.execute(query.order_by(count.desc(), TeamMember.team_id))
    return [(row[0], int(row[1])) for row in rows]


def used_since(ctx: Ctx, day: date, *, team_id: UUID | None) -> ColumnElement[bool]:
    """Uses from that day on, of the team's members where a team is named."""
    since = SnippetUse.day >= day
    if team_id is None:
        return since
    members = scoped(ctx, TeamMember).where(TeamMember.team_id == team_id).with_only_columns(TeamMember.operator_id)
    return and_(since, SnippetUse.operator_id.in_(members))


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


def _key(sort: Sort, rank: ColumnElement[int]) -> ColumnElement[int] | ColumnElement[str]:
    """What a list is sorted by, turned so that the smallest comes first."""
    if sort == "title":
        return _folded(Snippet.title)
    if sort == "used":
        return -Snippet.used_count
    if sort == "changed":
        return -cast(func.extract("epoch", Snippet.updated_at) * 1_000_000, BigInteger)
    return rank


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
