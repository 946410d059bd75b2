"""Every question routing asks of the database."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from otklik.domains.contacts.models import Contact
from otklik.domains.conversations.models import Conversation, ConversationLabel, Label, Message
from otklik.domains.delivery.models import Channel
from otklik.domains.routing.models import QueuedConversation, RoutingProfile, RoutingRule, RoutingTurn
from otklik.domains.workspaces.models import Operator, Team, TeamMember
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

ANSWERING: Final = ("owner", "administrator", "supervisor", "operator")
PEOPLE_MAX: Final = 2_000
QUEUE_MAX: Final = 1_000

_DESK = text("""
INSERT INTO routing_desks (workspace_id, last_turn) VALUES (:workspace, 0)
ON CONFLICT (workspace_id) DO UPDATE SET last_turn = routing_desks.last_turn
RETURNING last_turn
""")


class Queued(NamedTuple):
    """A conversation of the queue as it is now."""

    row: QueuedConversation
    number: int
    channel_id: UUID
    team_id: UUID | None
    assignee_id: UUID | None
    contact_id: UUID
    contact_name: str
    locale: str
    state: str
    priority: str
    waiting_since: datetime | None


class Able(NamedTuple):
    operator_id: UUID
    profile: RoutingProfile | None


# ---- rules and profiles -------------------------------------------------------------------------------


async def rules(ctx: Ctx) -> Sequence[RoutingRule]:
    """All of the company's: no more than it has teams and channels."""
    return (await ctx.session.scalars(scoped(ctx, RoutingRule).order_by(RoutingRule.id))).all()


async def save_rule(
    ctx: Ctx, *, rule_id: UUID, team_id: UUID | None, channel_id: UUID | None, values: Mapping[str, Any]
) -> None:  # Any: column values
    scope = {"workspace_id": ctx.workspace_id, "team_id": team_id, "channel_id": channel_id}
    changed = {**values, "updated_at": ctx.now()}
    statement = insert(RoutingRule).values(id=rule_id, **scope, **changed)
    scope_columns = [RoutingRule.workspace_id, RoutingRule.team_id, RoutingRule.channel_id]
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=scope_columns, set_=changed))


async def remove_rule(ctx: Ctx, *, team_id: UUID | None, channel_id: UUID | None) -> bool:
    gone = (
        delete(RoutingRule)
        .where(
            RoutingRule.workspace_id == ctx.workspace_id,
            RoutingRule.team_id.is_not_distinct_from(team_id),
            RoutingRule.channel_id.is_not_distinct_from(channel_id),
        )
        .returning(RoutingRule.id)
    )
    return (await ctx.session.scalars(gone)).first() is not None


async def team_exists(ctx: Ctx, team_id: UUID) -> bool:
    return await ctx.session.scalar(scoped(ctx, Team).where(Team.id == team_id)) is not None


async def channel_exists(ctx: Ctx, channel_id: UUID) -> bool:
    query = scoped(ctx, Channel).where(Channel.id == channel_id, Channel.deleted_at.is_(None))
    return await ctx.session.scalar(query) is not None


async def known_labels(ctx: Ctx, label_ids: Collection[UUID]) -> set[UUID]:
    query = scoped(ctx, Label).where(Label.id.in_(label_ids), Label.deleted_at.is_(None))
    return set(await ctx.session.scalars(query.with_only_columns(Label.id)))


async def people(ctx: Ctx, *, only: UUID | None = None) -> list[Able]:
    """Everybody at work whose role may answer, with what they can do."""
    query = (
        select(Operator.id, RoutingProfile)
        .outerjoin(RoutingProfile, RoutingProfile.operator_id == Operator.id)
        .where(
            Operator.workspace_id == ctx.workspace_id,
            Operator.role.in_(ANSWERING),
            Operator.deactivated_at.is_(None),
        )
        .order_by(Operator.name, Operator.id)
        .limit(PEOPLE_MAX)
    )
    if only is not None:
        query = query.where(Operator.id == only)
    rows = await ctx.session.execute(query, execution_options={"populate_existing": True})
    return [Able(row[0], row[1]) for row in rows]


async def save_profile(ctx: Ctx, operator_id: UUID, *, values: Mapping[str, Any]) -> None:  # Any: column values
    changed = {**values, "updated_at": ctx.now()}
    statement = insert(RoutingProfile).values(workspace_id=ctx.workspace_id, operator_id=operator_id, **changed)
    await ctx.session.execute(statement.on_conflict_do_update(index_elements=["operator_id"], set_=changed))


async def members(ctx: Ctx) -> Mapping[UUID, frozenset[UUID]]:
    """Operators by team."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    query = select(TeamMember.team_id, TeamMember.operator_id).where(TeamMember.workspace_id == ctx.workspace_id)
    for team_id, operator_id in await ctx.session.execute(query):
        found[team_id].add(operator_id)
    return {team_id: frozenset(ids) for team_id, ids in found.items()}


async def open_counts(ctx: Ctx) -> Mapping[tuple[UUID, UUID], int]:
    """Open conversations by assignee and channel; what sleeps takes nobody's place."""
    query = (
        select(Conversation.assignee_id, Conversation.channel_id, func.count())
        .where(
            Conversation.workspace_id == ctx.workspace_id,
            Conversation.state == "open",
            Conversation.snoozed_until.is_(None),
            Conversation.assignee_id.is_not(None),
        )
        .group_by(Conversation.assignee_id, Conversation.channel_id)
    )
    return {(who, channel): count for who, channel, count in await ctx.session.execute(query) if who is not None}


# ---- turns --------------------------------------------------------------------------------------------


async def lock_desk(ctx: Ctx) -> int:
    """One transaction at a time gives out; returns the number of the last turn."""
    return int(await ctx.session.scalar(_DESK, {"workspace": ctx.workspace_id}) or 0)


async def turns(ctx: Ctx) -> dict[tuple[UUID, UUID], int]:
    query = select(RoutingTurn.rule_id, RoutingTurn.operator_id, RoutingTurn.turn).where(
        RoutingTurn.workspace_id == ctx.workspace_id
    )
    return {(row[0], row[1]): row[2] for row in await ctx.session.execute(query)}


async def save_turn(ctx: Ctx, *, rule_id: UUID, operator_id: UUID, turn: int) -> None:
    row = {"workspace_id": ctx.workspace_id, "rule_id": rule_id, "operator_id": operator_id, "turn": turn}
    statement = insert(RoutingTurn).values(**row)
    await ctx.session.execute(
        statement.on_conflict_do_update(index_elements=["rule_id", "operator_id"], set_={"turn": turn})
    )


async def save_last_turn(ctx: Ctx, turn: int) -> None:
    await ctx.session.execute(
        text("UPDATE routing_desks SET last_turn = :turn WHERE workspace_id = :workspace"),
        {"turn": turn, "workspace": ctx.workspace_id},
    )


# ---- the queue ----------------------------------------------------------------------------------------


async def enter(ctx: Ctx, conversation_id: UUID, *, skipped_id: UUID | None) -> bool:
    """False when it is in the queue already."""
    row = {"workspace_id": ctx.workspace_id, "conversation_id": conversation_id, "skipped_id": skipped_id}
    statement = insert(QueuedConversation).values(entered_at=ctx.now(), **row).on_conflict_do_nothing()
    return await ctx.session.scalar(statement.returning(QueuedConversation.conversation_id)) is not None


async def anybody_queued(ctx: Ctx) -> bool:
    return await ctx.session.scalar(scoped(ctx, QueuedConversation).limit(1)) is not None


async def leave(ctx: Ctx, conversation_ids: Collection[UUID]) -> bool:
    mine = QueuedConversation.workspace_id == ctx.workspace_id
    gone = delete(QueuedConversation).where(mine, QueuedConversation.conversation_id.in_(conversation_ids))
    return (await ctx.session.scalars(gone.returning(QueuedConversation.conversation_id))).first() is not None


async def explain(ctx: Ctx, conversation_id: UUID, *, code: str, params: Mapping[str, str | int]) -> None:
    mine = QueuedConversation.workspace_id == ctx.workspace_id
    one = update(QueuedConversation).where(mine, QueuedConversation.conversation_id == conversation_id)
    await ctx.session.execute(one.values(code=code, params=dict(params)))


async def queued(ctx: Ctx) -> list[Queued]:
    """Whoever waits longest first; those for whom nobody is known to wait last."""
    query = (
        select(
            QueuedConversation,
            Conversation.number,
            Conversation.channel_id,
            Conversation.team_id,
            Conversation.assignee_id,
            Conversation.contact_id,
            Contact.name,
            Contact.locale,
            Conversation.state,
            Conversation.priority,
            Conversation.waiting_since,
        )
        .join(Conversation, Conversation.id == QueuedConversation.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .where(QueuedConversation.workspace_id == ctx.workspace_id)
        .order_by(Conversation.waiting_since.nulls_last(), QueuedConversation.entered_at, Conversation.id)
        .limit(QUEUE_MAX)
    )
    rows = await ctx.session.execute(query, execution_options={"populate_existing": True})
    return [Queued(*row) for row in rows]


async def take(ctx: Ctx, conversation_id: UUID) -> bool:
    """Lock it, unless somebody else has it locked: whoever gives out never waits for a conversation."""
    query = select(Conversation.id).where(Conversation.workspace_id == ctx.workspace_id)
    query = query.where(Conversation.id == conversation_id).with_for_update(skip_locked=True)
    return await ctx.session.scalar(query) is not None


async def conversation(ctx: Ctx, conversation_id: UUID, *, fresh: bool = False) -> Conversation | None:
    """Mostly from the unit of work itself; `fresh`: as it is in the database now."""
    found = await ctx.session.get(Conversation, conversation_id, populate_existing=fresh)
    return found if found is not None and found.workspace_id == ctx.workspace_id else None


async def unassigned_waiting(ctx: Ctx, *, limit: int) -> Sequence[UUID]:
    query = scoped(ctx, Conversation).where(
        Conversation.waiting_since.is_not(None), Conversation.assignee_id.is_(None), Conversation.state == "open"
    )
    ordered = query.order_by(Conversation.waiting_since, Conversation.id).limit(limit)
    return (await ctx.session.scalars(ordered.with_only_columns(Conversation.id))).all()


async def queued_among(ctx: Ctx, conversation_ids: Collection[UUID]) -> bool:
    """Whether any of them waits to be given out."""
    query = scoped(ctx, QueuedConversation).where(QueuedConversation.conversation_id.in_(conversation_ids))
    return await ctx.session.scalar(query.limit(1)) is not None


async def labels(ctx: Ctx, conversation_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """By conversation."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    query = select(ConversationLabel.conversation_id, ConversationLabel.label_id).where(
        ConversationLabel.workspace_id == ctx.workspace_id, ConversationLabel.conversation_id.in_(conversation_ids)
    )
    for conversation_id, label_id in await ctx.session.execute(query):
        found[conversation_id].add(label_id)
    return {conversation_id: frozenset(ids) for conversation_id, ids in found.items()}


async def last_texts(ctx: Ctx, conversation_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """What each customer wrote last, subject and words."""
    if not conversation_ids:
        return {}
    query = (
        select(Message.conversation_id, Message.subject, Message.visible_text)
        .ext(distinct_on(Message.conversation_id))
        .where(
            Message.workspace_id == ctx.workspace_id,
            Message.conversation_id.in_(conversation_ids),
            Message.direction == "in",
            Message.kind == "message",
        )
        .order_by(Message.conversation_id, Message.sent_at.desc(), Message.id.desc())
    )
    return {row[0]: f"{row[1]}\n{row[2]}" for row in await ctx.session.execute(query)}


async def last_operators(
    ctx: Ctx, contact_ids: Collection[UUID], *, since: datetime
) -> Mapping[UUID, tuple[UUID, datetime]]:
    """By contact: who of us wrote to them last, and when."""
    if not contact_ids:
        return {}
    query = (
        select(Conversation.contact_id, Message.author_id, Message.sent_at)
        .ext(distinct_on(Conversation.contact_id))
        .join(Message, Message.conversation_id == Conversation.id)
        .where(
            Conversation.workspace_id == ctx.workspace_id,
            Message.workspace_id == ctx.workspace_id,
            Conversation.contact_id.in_(contact_ids),
            Message.author_kind == "operator",
            Message.direction == "out",
            Message.author_id.is_not(None),
            Message.sent_at >= since,
        )
        .order_by(Conversation.contact_id, Message.sent_at.desc(), Message.id.desc())
    )
    rows = await ctx.session.execute(query)
    return {contact_id: (who, at) for contact_id, who, at in rows if who is not None}
