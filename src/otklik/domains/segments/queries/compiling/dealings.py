"""What is between the company and a person: conversations, tasks, debts, ratings; and lists of people."""

from sqlalchemy import FromClause, Text, func, literal
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import ARRAY

from otklik.domains.conversations.models import Conversation
from otklik.domains.debts.models import Debt
from otklik.domains.ratings.models import Rating
from otklik.domains.segments.models import ListedPerson
from otklik.domains.segments.queries.compiling.world import (
    Condition,
    World,
    among,
    any_id,
    any_word,
    rooted,
    table,
    within,
)
from otklik.domains.segments.rules import tree
from otklik.domains.tasks.models import Task


def conversation(world: World, leaf: tree.Conversation, person: FromClause) -> Condition:
    talk = table(Conversation)
    where = [talk.c.workspace_id == world.workspace_id, talk.c.merged_into_id.is_(None)]
    if leaf.state == "waiting":
        where.append(talk.c.waiting_since.is_not(None))
    elif leaf.state != "any":
        where.append(talk.c.state == leaf.state)
    if leaf.channel_ids:
        where.append(any_id(talk.c.channel_id, leaf.channel_ids))
    if leaf.label_ids:
        where.append(talk.c.label_ids.overlap(literal(list(leaf.label_ids), ARRAY(UuidType()))))
    if not isinstance(leaf.wrote, tree.Ever):
        where += [talk.c.last_inbound_at.is_not(None), within(talk.c.last_inbound_at, world.bounds(leaf.wrote))]
    return among(person, rooted(world, talk, talk.c.contact_id, *where))


def task(world: World, leaf: tree.Task, person: FromClause) -> Condition:
    """Of a conversation's task the person is whoever the conversation is with now."""
    todo, talk = table(Task), table(Conversation)
    joined = todo.outerjoin(talk, talk.c.id == todo.c.conversation_id)
    where = [todo.c.workspace_id == world.workspace_id, todo.c.state == ("done" if leaf.state == "done" else "open")]
    if leaf.state == "overdue":
        where.append(todo.c.due_at <= world.now)
    return among(person, rooted(world, joined, func.coalesce(talk.c.contact_id, todo.c.contact_id), *where))


def debt(world: World, leaf: tree.Debt, person: FromClause) -> Condition:
    owed, talk, todo = table(Debt), table(Conversation), table(Task)
    joined = owed.outerjoin(talk, talk.c.id == owed.c.conversation_id).outerjoin(
        todo, (owed.c.source_kind == literal("task", Text)) & (todo.c.id == owed.c.source_id)
    )
    where = [owed.c.workspace_id == world.workspace_id, owed.c.state == "open"]
    if leaf.kinds:
        where.append(any_word(owed.c.kind, leaf.kinds))
    return among(person, rooted(world, joined, func.coalesce(talk.c.contact_id, todo.c.contact_id), *where))


def rating(world: World, leaf: tree.Rating, person: FromClause) -> Condition:
    said, talk = table(Rating), table(Conversation)
    joined = said.join(talk, talk.c.id == said.c.conversation_id)
    where = (
        said.c.workspace_id == world.workspace_id,
        said.c.score.between(leaf.low, leaf.high),
        within(said.c.rated_at, world.bounds(leaf.window)),
    )
    return among(person, rooted(world, joined, talk.c.contact_id, *where))


def listed(world: World, leaf: tree.InSegment, person: FromClause) -> Condition:
    """On a list; a segment that goes by a rule is compiled in its place."""
    row = table(ListedPerson)
    where = (row.c.workspace_id == world.workspace_id, row.c.segment_id == leaf.segment_id)
    return among(person, rooted(world, row, row.c.contact_id, *where))
