"""Why a person is in a segment or not, condition by condition; and in which segments somebody is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.service import enrolling
from otklik.domains.segments import models
from otklik.domains.segments.errors import PersonUnknown
from otklik.domains.segments.queries import compiling, segments
from otklik.domains.segments.rules import checking, tree
from otklik.domains.segments.schemas import ExplainedPart, PersonSegment, SegmentExplanation
from otklik.domains.segments.service import worlds
from otklik.platform.context import Ctx

AT_ONCE: Final = 40
"""Segments asked about one person by one statement."""
ASKED_MAX: Final = 100
"""Segments a card asks at once: each costs about five milliseconds, and a company may have a thousand."""


class Profile(NamedTuple):
    """What a person's card shows."""

    name: str
    locale: str
    attributes: Mapping[str, str | float | bool | list[str]]


class Asked(NamedTuple):
    """`left`: segments that come after `last_id` and were not asked yet."""

    held: Sequence[PersonSegment]
    last_id: UUID | None
    left: int


class Membership:
    """Fills the templates' port: in which of the segments named by code a person is."""

    async def held(self, ctx: Ctx, *, contact_id: UUID, codes: Iterable[str]) -> frozenset[str]:
        rows = await segments.by_codes(ctx, set(codes))
        inside = await _inside(ctx, await _root(ctx, contact_id), rows) if rows else set()
        return frozenset(row.code for row in rows if row.id in inside)


async def of_person(ctx: Ctx, contact_id: UUID, *, after: UUID | None = None) -> Asked:
    """Of the next segments in use by name: which the person is in now. Raises `PersonUnknown`, `SegmentNotFound`."""
    root_id = await _root(ctx, contact_id)
    last = await worlds.found(ctx, after) if after else None
    rows = await segments.in_use_after(ctx, last, limit=ASKED_MAX)
    inside = await _inside(ctx, root_id, rows)
    left = await segments.in_use_count_after(ctx, rows[-1]) if len(rows) == ASKED_MAX else 0
    held = [
        PersonSegment(id=row.id, code=row.code, name=row.name, kind="list" if row.kind == "list" else "rule")
        for row in rows
        if row.id in inside
    ]
    return Asked(held=held, last_id=rows[-1].id if left else None, left=left)


async def explain(ctx: Ctx, segment_id: UUID, contact_id: UUID) -> SegmentExplanation:
    """Raises `SegmentNotFound`, `PersonUnknown`."""
    rule = worlds.whole(await worlds.found(ctx, segment_id))
    return await explain_rule(ctx, rule, contact_id)


async def explain_document(ctx: Ctx, document: object, contact_id: UUID) -> SegmentExplanation:
    """Of a rule that is still being written. Raises what `checking.read` does, `SegmentUnknown`, `PersonUnknown`."""
    rule = checking.read(document)
    await worlds.check_named(ctx, rule, own_id=None)
    return await explain_rule(ctx, rule, contact_id)


async def explain_rule(ctx: Ctx, rule: tree.Rule, contact_id: UUID) -> SegmentExplanation:
    root_id = await _root(ctx, contact_id)
    world = await worlds.world(ctx, rule, only=[root_id])
    leaves = tree.leaves(rule)
    answers = await segments.answers(ctx, compiling.explained(world, leaves))
    if answers is None:
        raise PersonUnknown
    card = (await contacts.profiles(ctx, [root_id]))[root_id]
    profile = Profile(card.name, card.locale, card.attributes)
    told = iter(zip(leaves, answers, strict=True))
    nodes: list[ExplainedPart] = []
    holds = _walk(rule, "", told, nodes, profile)
    return SegmentExplanation(contact_id=root_id, name=profile.name, inside=holds, nodes=nodes)


def _walk(
    rule: tree.Rule,
    path: str,
    told: "Iterable[tuple[tree.Leaf, compiling.Answer]]",
    nodes: list[ExplainedPart],
    profile: Profile,
) -> bool:
    """Whether this part holds; it and what stands in it are added in the order they are read."""
    place = len(nodes)
    if not isinstance(rule, tree.AllOf | tree.AnyOf | tree.NotOf):
        leaf, answer = next(iter(told))
        kind, value = _shown(leaf, answer, profile)
        nodes.append(ExplainedPart(path=path, holds=answer.holds, found_kind=kind, found=value))
        return answer.holds
    inner = [
        _walk(part, f"{path}.{number}" if path else str(number), told, nodes, profile)
        for number, part in enumerate(tree.parts(rule))
    ]
    holds = not inner[0] if isinstance(rule, tree.NotOf) else all(inner) if isinstance(rule, tree.AllOf) else any(inner)
    nodes.insert(place, ExplainedPart(path=path, holds=holds, found_kind="", found=""))
    return holds


def _shown(leaf: tree.Leaf, answer: compiling.Answer, profile: Profile) -> tuple[str, str]:
    if isinstance(leaf, tree.AttributeLeaf):
        value = profile.attributes.get(leaf.name)
        return ("value", ", ".join(value) if isinstance(value, list) else "" if value is None else str(value))
    if isinstance(leaf, tree.PersonName | tree.Language):
        return ("value", profile.name if isinstance(leaf, tree.PersonName) else profile.locale)
    found = answer.found
    return (answer.kind, "" if found is None else found.isoformat() if isinstance(found, datetime) else str(found))


async def _inside(ctx: Ctx, root_id: UUID, rows: Sequence[models.Segment]) -> set[UUID]:
    """Which of these segments hold the person."""
    found: set[UUID] = set()
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        rules = [worlds.whole(row) for row in some]
        world = await worlds.world(ctx, tree.AnyOf(of=tuple(rules)), only=[root_id])
        answers = await segments.flags(ctx, compiling.flags(world, rules))
        found |= {row.id for row, holds in zip(some, answers, strict=True) if holds}
    return found


async def _root(ctx: Ctx, contact_id: UUID) -> UUID:
    found = await enrolling.roots(ctx, [contact_id])
    if contact_id not in found:
        raise PersonUnknown
    return found[contact_id]
