"""How many conversations lie where: read from sums that a trigger keeps, never from the conversations."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.conversations.models import ConversationCount
from otklik.platform.context import Ctx, WorkspaceId
from otklik.platform.db import scoped

_KIND = (
    ConversationCount.shelf,
    ConversationCount.waiting,
    ConversationCount.assignee_id,
    ConversationCount.team_id,
)


class Sum(NamedTuple):
    """`many` conversations lie on this shelf, wait or do not, and belong to these."""

    shelf: str
    waiting: bool
    assignee_id: UUID | None
    team_id: UUID | None
    many: int


async def stored_sums(ctx: Ctx) -> list[Sum]:
    """One for each kind of conversation the company has: some hundred rows, however many conversations."""
    query = scoped(ctx, ConversationCount).with_only_columns(*_KIND, func.sum(ConversationCount.many))
    rows = (await ctx.session.execute(query.group_by(*_KIND))).all()
    return [Sum(*row[:4], many=int(row[4])) for row in rows]


async def crowded(session: AsyncSession, *, parts_max: int) -> list[WorkspaceId]:
    """Companies of all whose sums lie in so many more parts than kinds that reading them is worth shortening."""
    spare = func.count() - func.count(tuple_(*_KIND).distinct())
    query = select(ConversationCount.workspace_id).group_by(ConversationCount.workspace_id).having(spare > parts_max)
    return list((await session.scalars(query)).all())


_PUT_TOGETHER = text("""
WITH taken AS (
    DELETE FROM conversation_counts WHERE workspace_id = :workspace
    RETURNING shelf, waiting, assignee_id, team_id, many
)
INSERT INTO conversation_counts (workspace_id, shelf, waiting, assignee_id, team_id, many)
SELECT :workspace, shelf, waiting, assignee_id, team_id, sum(many)
FROM taken GROUP BY shelf, waiting, assignee_id, team_id HAVING sum(many) <> 0
""")


async def put_together(ctx: Ctx) -> None:
    """One part for each kind. What others add meanwhile stays; who reads sees all of it before or all of it after."""
    await ctx.session.execute(_PUT_TOGETHER, {"workspace": ctx.workspace_id})
