"""Every question targets ask of the database while waits run; `reporting` holds those of the report and the board."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.conversations.models import Conversation, Label
from otklik.domains.delivery.models import Channel
from otklik.domains.targets.models import Target, TargetSettings, TargetWait
from otklik.domains.workspaces.models import Operator, Team, TeamMember
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

SUPERVISORS: Final = ("supervisor",)
MANAGERS: Final = ("owner", "administrator")
_FRESH: Final = {"populate_existing": True}
"""What was read before the lock was taken may have changed meanwhile."""
RETIMED_MAX: Final = 500
"""Running waits of one contact that are looked at when their tier changes."""


async def targets(ctx: Ctx) -> Sequence[Target]:
    """All of the company's, the oldest first; one question a transaction."""
    known: Sequence[Target] | None = ctx.session.info.get("targets")
    if known is None:
        known = (await ctx.session.scalars(scoped(ctx, Target).order_by(Target.created_at, Target.id))).all()
        ctx.session.info["targets"] = known
    return known


def forget_targets(ctx: Ctx) -> None:
    """Ask again within this transaction: they were changed in it."""
    ctx.session.info.pop("targets", None)


async def target(ctx: Ctx, target_id: UUID) -> Target | None:
    return await ctx.session.scalar(scoped(ctx, Target).where(Target.id == target_id))


async def remove(ctx: Ctx, target_id: UUID) -> None:
    await ctx.session.execute(delete(Target).where(Target.workspace_id == ctx.workspace_id, Target.id == target_id))


async def tier_attribute(ctx: Ctx) -> str:
    query = scoped(ctx, TargetSettings).with_only_columns(TargetSettings.tier_attribute)
    return await ctx.session.scalar(query) or "tier"


async def set_tier_attribute(ctx: Ctx, name: str) -> None:
    row = insert(TargetSettings).values(workspace_id=ctx.workspace_id, tier_attribute=name)
    await ctx.session.execute(row.on_conflict_do_update(index_elements=["workspace_id"], set_={"tier_attribute": name}))


async def conversation(ctx: Ctx, conversation_id: UUID) -> Conversation | None:
    """As it stands in this transaction, also where it was not yet written to the database."""
    found = await ctx.session.get(Conversation, conversation_id)
    return found if found is not None and found.workspace_id == ctx.workspace_id else None


async def locked_conversation(ctx: Ctx, conversation_id: UUID) -> Conversation | None:
    query = scoped(ctx, Conversation).where(Conversation.id == conversation_id).with_for_update(key_share=True)
    return await ctx.session.scalar(query, execution_options=_FRESH)


async def running(ctx: Ctx, conversation_id: UUID, *, solving: bool = False) -> TargetWait | None:
    query = _of(ctx, conversation_id, solving=solving).where(TargetWait.ended_at.is_(None))
    return await ctx.session.scalar(query.with_for_update())


async def last_solving(ctx: Ctx, conversation_id: UUID) -> TargetWait | None:
    """The latest wait for a solution that ended."""
    query = _of(ctx, conversation_id, solving=True).where(TargetWait.ended_at.is_not(None))
    return await ctx.session.scalar(query.order_by(TargetWait.ended_at.desc()).limit(1).with_for_update())


def _of(ctx: Ctx, conversation_id: UUID, *, solving: bool) -> Select[TargetWait]:
    return scoped(ctx, TargetWait).where(TargetWait.conversation_id == conversation_id, TargetWait.solving.is_(solving))


async def wait(ctx: Ctx, wait_id: UUID, *, lock: bool = False) -> TargetWait | None:
    query = scoped(ctx, TargetWait).where(TargetWait.id == wait_id)
    if not lock:
        return await ctx.session.scalar(query)
    return await ctx.session.scalar(query.with_for_update(), execution_options=_FRESH)


async def waiting_conversations_of(ctx: Ctx, contact_id: UUID) -> Sequence[UUID]:
    """Conversations of a person in which a wait runs under a target."""
    running_ = scoped(ctx, TargetWait).where(TargetWait.ended_at.is_(None))
    query = scoped(ctx, Conversation).where(
        Conversation.contact_id == contact_id,
        Conversation.id.in_(running_.with_only_columns(TargetWait.conversation_id)),
    )
    return (await ctx.session.scalars(query.with_only_columns(Conversation.id).limit(RETIMED_MAX))).all()


async def channel_exists(ctx: Ctx, channel_id: UUID) -> bool:
    query = scoped(ctx, Channel).where(Channel.id == channel_id, Channel.deleted_at.is_(None))
    return await ctx.session.scalar(query.with_only_columns(Channel.id)) is not None


async def team_exists(ctx: Ctx, team_id: UUID) -> bool:
    return await ctx.session.scalar(scoped(ctx, Team).where(Team.id == team_id)) is not None


async def label_exists(ctx: Ctx, label_id: UUID) -> bool:
    query = scoped(ctx, Label).where(Label.id == label_id, Label.deleted_at.is_(None))
    return await ctx.session.scalar(query.with_only_columns(Label.id)) is not None


async def members(ctx: Ctx, team_id: UUID) -> Sequence[UUID]:
    """Operators at work in the team."""
    query = (
        scoped(ctx, Operator)
        .join(TeamMember, TeamMember.operator_id == Operator.id)
        .where(TeamMember.team_id == team_id, Operator.deactivated_at.is_(None))
        .with_only_columns(Operator.id)
    )
    return (await ctx.session.scalars(query)).all()


async def supervisors(ctx: Ctx) -> Sequence[UUID]:
    """Whoever is called when it gets late; in a company without supervisors those who run it."""
    at_work = scoped(ctx, Operator).where(Operator.deactivated_at.is_(None))
    for roles in (SUPERVISORS, MANAGERS):
        query = at_work.where(Operator.role.in_(roles)).with_only_columns(Operator.id)
        found = (await ctx.session.scalars(query)).all()
        if found:
            return found
    return []


async def how_many(ctx: Ctx) -> int:
    return int(await ctx.session.scalar(select(func.count()).select_from(scoped(ctx, Target).subquery())) or 0)
