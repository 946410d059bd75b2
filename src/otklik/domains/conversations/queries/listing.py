"""The inbox's lists and counts: every list is one walk through one index, however many conversations there are.

A list by channel, team, operator, priority or label has an index of its own in the list's order. Where several are
combined, the database walks the one that leaves the fewest.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Label, Select, bindparam, exists, func, literal, select, text, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute

from otklik.domains.conversations.models import Conversation, ConversationLabel
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

COUNT_MAX: Final = 1_000
"""No list narrowed by label, channel or priority is counted further; the rest is counted as it changes (`counting`)."""

View = Literal["mine", "unassigned", "waiting", "open", "snoozed", "closed", "all"]
Priority = Literal["low", "normal", "high", "urgent"]

SHELVES: Final[dict[str, tuple[str, ...]]] = {
    "mine": ("open",),
    "unassigned": ("open",),
    "open": ("open",),
    "snoozed": ("snoozed",),
    "closed": ("closed",),
    "all": ("open", "snoozed", "closed"),
}
"""Which shelves a view shows; `waiting` goes by who waits, wherever it stands."""

_PLAN_AFRESH = text("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")

Position = tuple[datetime, UUID]


class Filter(NamedTuple):
    """What a list of conversations is narrowed by."""

    view: View = "all"
    operator_id: UUID | None = None
    """Who asks: `mine` is theirs."""
    channel_id: UUID | None = None
    team_id: UUID | None = None
    assignee_id: UUID | None = None
    label_id: UUID | None = None
    priority: Priority | None = None
    contact_id: UUID | None = None


async def listed(ctx: Ctx, chosen: Filter, *, after: Position | None, limit: int) -> Sequence[Conversation]:
    """`waiting`: who waits longest first; `snoozed`: what wakes soonest first; else the latest first."""
    if _crossed(chosen):
        await ctx.session.execute(_PLAN_AFRESH)
    return (await ctx.session.scalars(statement(ctx, chosen, after=after, limit=limit))).all()


def statement(ctx: Ctx, chosen: Filter, *, after: Position | None, limit: int) -> Select[Conversation]:
    """What the database is asked for one page."""
    if chosen.view == "waiting":
        return _ascending(ctx, chosen, Conversation.waiting_since, after=after).limit(limit)
    if chosen.view == "snoozed":
        return _ascending(ctx, chosen, Conversation.snoozed_until, after=after).limit(limit)
    return _latest(ctx, chosen, after=after, limit=limit).limit(limit)


async def counts(ctx: Ctx, chosen: Sequence[Filter], *, count_max: int = COUNT_MAX) -> list[int]:
    """How many each filter leaves, by walking an index no further than `count_max`; one statement."""
    if not chosen:
        return []
    if any(_crossed(one) for one in chosen):
        await ctx.session.execute(_PLAN_AFRESH)
    each: list[Label[int]] = []
    for number, one in enumerate(chosen):
        some = _ids(ctx, one).limit(count_max).subquery()
        each.append(select(func.count()).select_from(some).scalar_subquery().label(f"n{number}"))
    return [int(found) for found in (await ctx.session.execute(select(*each))).one()]


def _crossed(chosen: Filter) -> bool:
    """Whether several conditions meet: which index is the best then depends on the very values."""
    mine = chosen.operator_id if chosen.view == "mine" else None
    given = (chosen.channel_id, chosen.team_id, chosen.assignee_id, chosen.label_id, chosen.priority, mine)
    return sum(one is not None for one in given) + (chosen.view == "waiting") > 1


def _ascending(
    ctx: Ctx, chosen: Filter, moment: InstrumentedAttribute[datetime | None], *, after: Position | None
) -> Select[Conversation]:
    query = scoped(ctx, Conversation).where(*_view(chosen), *_conditions(chosen), *_labelled(chosen))
    if after is not None:
        query = query.where(tuple_(moment, Conversation.id) > after)
    return query.order_by(moment, Conversation.id)


def _latest(ctx: Ctx, chosen: Filter, *, after: Position | None, limit: int) -> Select[Conversation]:
    """Each shelf is read in its order; `all` puts three such readings together, which no index could do at once."""
    shelves = [_shelf(ctx, chosen, shelf, after=after, limit=limit) for shelf in SHELVES[chosen.view]]
    found = union_all(*(select(one.subquery()) for one in shelves)).subquery() if shelves[1:] else shelves[0].subquery()
    query = scoped(ctx, Conversation).join(found, found.c.id == Conversation.id)
    return query.order_by(found.c.at.desc(), found.c.id.desc())


def _shelf(ctx: Ctx, chosen: Filter, shelf: str, *, after: Position | None, limit: int) -> Select[UUID, datetime]:
    """Ids and places of one shelf, the latest first: from the label's own rows where a label is asked for."""
    conditions = [*_assigned(chosen), *_conditions(chosen)]
    at: ColumnElement[datetime] | InstrumentedAttribute[datetime]
    if chosen.label_id is None:
        row_id, at = Conversation.id, Conversation.last_message_at
        query = scoped(ctx, Conversation).where(Conversation.shelf == shelf, *conditions)
    else:
        row_id, at = ConversationLabel.conversation_id, ConversationLabel.last_message_at
        query = scoped(ctx, ConversationLabel).where(
            ConversationLabel.label_id == chosen.label_id, ConversationLabel.shelf == shelf
        )
        if conditions:
            query = query.join(Conversation, Conversation.id == row_id).where(*conditions)
    if after is not None:
        query = query.where(tuple_(at, row_id) < after)
    columns = query.with_only_columns(row_id.label("id"), at.label("at"))
    return columns.order_by(at.desc(), row_id.desc()).limit(limit)


def _ids(ctx: Ctx, chosen: Filter) -> Select[UUID]:
    """What a count counts, in no order."""
    if chosen.label_id is None or chosen.view == "waiting":
        query = scoped(ctx, Conversation).where(*_view(chosen), *_conditions(chosen), *_labelled(chosen))
        return query.with_only_columns(Conversation.id)
    query = scoped(ctx, ConversationLabel).where(
        ConversationLabel.label_id == chosen.label_id, ConversationLabel.shelf.in_(SHELVES[chosen.view])
    )
    conditions = [*_assigned(chosen), *_conditions(chosen)]
    if conditions:
        query = query.join(Conversation, Conversation.id == ConversationLabel.conversation_id).where(*conditions)
    return query.with_only_columns(ConversationLabel.conversation_id)


def _view(chosen: Filter) -> list[ColumnElement[bool]]:
    if chosen.view == "waiting":
        return [Conversation.waiting_since.is_not(None)]
    where: list[ColumnElement[bool]] = [Conversation.shelf.in_(SHELVES[chosen.view]), *_assigned(chosen)]
    if chosen.view == "snoozed":
        where.append(Conversation.snoozed_until.is_not(None))
    return where


def _assigned(chosen: Filter) -> list[ColumnElement[bool]]:
    if chosen.view == "mine":
        return [Conversation.assignee_id == chosen.operator_id]
    return [Conversation.assignee_id.is_(None)] if chosen.view == "unassigned" else []


def _conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (Conversation.channel_id, chosen.channel_id),
            (Conversation.team_id, chosen.team_id),
            (Conversation.assignee_id, chosen.assignee_id),
            (Conversation.contact_id, chosen.contact_id),
        )
        if value is not None
    ]
    if chosen.priority is not None:  # said in words, for only then the index of the unusual ones may be used
        where.append(Conversation.priority == bindparam(None, chosen.priority, literal_execute=True))
    return where


def _labelled(chosen: Filter) -> list[ColumnElement[bool]]:
    if chosen.label_id is None:
        return []
    on_it = exists(literal(1)).where(
        ConversationLabel.conversation_id == Conversation.id, ConversationLabel.label_id == chosen.label_id
    )
    return [on_it]
