"""Whether people can be written to: addresses, channels, agreement, suppression."""

from sqlalchemy import FromClause, and_, exists, false, literal_column, not_, or_, select, tuple_

from otklik.domains.consents.models import Purpose, State, Suppression
from otklik.domains.contacts.models import Contact, Identity
from otklik.domains.segments.queries.compiling.world import (
    ROOT,
    Condition,
    World,
    among,
    any_id,
    any_word,
    rooted,
    table,
)
from otklik.domains.segments.rules import tree

DEAD = ("blocked", "hard_bounce")
"""Reasons for which nothing at all reaches an address; the others forbid only some messages (consents' rules)."""


def address(world: World, leaf: tree.Address, person: FromClause) -> Condition:
    held = table(Identity)
    where = [held.c.workspace_id == world.workspace_id, held.c.address_kind == leaf.kind]
    if leaf.state == "proven":
        where.append(held.c.verified)
    elif leaf.state != "any":
        where.append(held.c.reachable if leaf.state == "reachable" else not_(held.c.reachable))
    return among(person, rooted(world, held, held.c.contact_id, *where))


def reachable(world: World, leaf: tree.Reachable, person: FromClause) -> Condition:
    kind = world.address_kinds.get(leaf.channel)
    if kind is None:
        return false()
    held, dead = table(Identity), table(Suppression)
    closed = exists(
        select(literal_column("1"))
        .where(
            dead.c.workspace_id == world.workspace_id,
            dead.c.lifted_at.is_(None),
            dead.c.address_kind == held.c.address_kind,
            dead.c.address == held.c.address,
            any_word(dead.c.channel, ["", leaf.channel]),
            any_word(dead.c.reason, DEAD),
        )
        .correlate(held)
    )
    where = (held.c.workspace_id == world.workspace_id, held.c.address_kind == kind, held.c.reachable, not_(closed))
    return among(person, rooted(world, held, held.c.contact_id, *where))


def consent(world: World, leaf: tree.Consent, person: FromClause) -> Condition:
    """What was said last decides, by whichever of the person's cards and addresses.

    Said, and nothing else said since: two joins that PostgreSQL begins from whichever side is smaller. The last word
    of each would be found for all the company, though a rule may be about a few.
    """
    said, since, card, other = table(State), table(State), table(Contact), table(Contact)
    otherwise = (
        select(literal_column("1"))
        .select_from(since.join(other, other.c.id == since.c.contact_id))
        .where(other.c.root_id == card.c.root_id, *_said(world, leaf, since), since.c.status != leaf.status)
        .where(tuple_(since.c.at, since.c.record_id) > tuple_(said.c.at, said.c.record_id))
    )
    where = (*_said(world, leaf, said), said.c.status == leaf.status, not_(exists(otherwise.correlate(said, card))))
    query = select(card.c.root_id.label(ROOT)).select_from(said.join(card, card.c.id == said.c.contact_id))
    if world.only is not None:
        query = query.where(any_id(card.c.root_id, world.only))
    return among(person, query.where(*where))


def _said(world: World, leaf: tree.Consent, said: FromClause) -> list[Condition]:
    """The purpose is looked up first: joined, it made PostgreSQL expect a handful of people."""
    purpose = table(Purpose)
    named = select(purpose.c.id).where(purpose.c.workspace_id == world.workspace_id, purpose.c.code == leaf.purpose)
    return [
        said.c.workspace_id == world.workspace_id,
        said.c.purpose_id == named.scalar_subquery(),
        any_word(said.c.channel, ["", leaf.channel]),
    ]


def suppressed(world: World, leaf: tree.Suppressed, person: FromClause) -> Condition:
    left_alone, held = table(Suppression), table(Identity)
    same = and_(
        held.c.workspace_id == left_alone.c.workspace_id,
        held.c.address_kind == left_alone.c.address_kind,
        held.c.address == left_alone.c.address,
    )
    where = [left_alone.c.workspace_id == world.workspace_id, left_alone.c.lifted_at.is_(None)]
    if leaf.channel:
        where.append(or_(left_alone.c.channel == "", left_alone.c.channel == leaf.channel))
    if leaf.reasons:
        where.append(any_word(left_alone.c.reason, leaf.reasons))
    return among(person, rooted(world, left_alone.join(held, same), held.c.contact_id, *where))
