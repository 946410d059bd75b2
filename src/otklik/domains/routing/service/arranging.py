"""Rules and profiles: how conversations are given out, and what operators can do."""

from collections.abc import Mapping, Sequence
from typing import Final, cast
from uuid import UUID

import msgspec

from otklik.domains.routing import errors, events, queries, rules
from otklik.domains.routing.models import RoutingProfile, RoutingRule
from otklik.domains.routing.schemas import ProfileIn, ProfileOut, RuleIn, RuleOut, Topic, Way
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

CHANGED: Final = "routing.changed"
_RULES: Final = "routing_rules"


async def in_force(ctx: Ctx) -> Sequence[RoutingRule]:
    """All rules of the company. Asked once a transaction."""
    known: Sequence[RoutingRule] | None = ctx.session.info.get(_RULES)
    if known is None:
        known = ctx.session.info[_RULES] = await queries.rules(ctx)
    return known


async def rule_for(ctx: Ctx, *, channel_id: UUID, team_id: UUID | None) -> RoutingRule | None:
    """The team's, else the channel's, else the company's; None where conversations are given by hand."""
    known = {(one.team_id, one.channel_id): one for one in await in_force(ctx)}
    scopes: list[tuple[UUID | None, UUID | None]] = [(None, channel_id), (None, None)]
    if team_id is not None:
        scopes.insert(0, (team_id, None))
    found = next((known[scope] for scope in scopes if scope in known), None)
    return None if found is None or found.way == rules.BY_HAND else found


async def automatic(ctx: Ctx) -> bool:
    """Whether anything in the company is given out by itself."""
    return any(one.way != rules.BY_HAND for one in await in_force(ctx))


async def listing(ctx: Ctx) -> list[RuleOut]:
    return [_rule(one) for one in await in_force(ctx)]


async def save(ctx: Ctx, new: RuleIn, *, team_id: UUID | None = None, channel_id: UUID | None = None) -> None:
    """Raises `TeamUnknown`, `ChannelUnknown`, `LabelUnknown`."""
    await _require_scope(ctx, team_id=new.gives_team_id, channel_id=channel_id)
    named = {label_id for one in new.topics for label_id in one.label_ids}
    if named and await queries.known_labels(ctx, named) != named:
        raise errors.LabelUnknown
    await _require_scope(ctx, team_id=team_id, channel_id=None)
    values = msgspec.structs.asdict(new) | {
        "gives_team_id": None if team_id else new.gives_team_id,
        "skills": _clean(new.skills),
        "topics": [_stored(one) for one in new.topics],
    }
    await queries.save_rule(ctx, rule_id=new_id(), team_id=team_id, channel_id=channel_id, values=values)
    ctx.session.info.pop(_RULES, None)
    await publish(ctx, events.RuleChanged(team_id=team_id, channel_id=channel_id, way=new.way))
    _push(ctx)


async def remove(ctx: Ctx, *, team_id: UUID | None = None, channel_id: UUID | None = None) -> None:
    """The next wider rule is in force again; harmless when there is none. Raises `TeamUnknown`, `ChannelUnknown`."""
    await _require_scope(ctx, team_id=team_id, channel_id=channel_id)
    if await queries.remove_rule(ctx, team_id=team_id, channel_id=channel_id):
        ctx.session.info.pop(_RULES, None)
        await publish(ctx, events.RuleRemoved(team_id=team_id, channel_id=channel_id))
        _push(ctx)


async def profiles(ctx: Ctx) -> list[ProfileOut]:
    """Of everybody whose role may answer, by name."""
    counts = await open_by_operator(ctx)
    return [_profile(one, open_count=counts.get(one.operator_id, 0)) for one in await queries.people(ctx)]


async def save_profile(ctx: Ctx, operator_id: UUID, new: ProfileIn) -> ProfileOut:
    """Raises `OperatorUnknown`."""
    if not await queries.people(ctx, only=operator_id):
        raise errors.OperatorUnknown
    values = {"skills": _clean(new.skills), "languages": _clean(new.languages), "capacity": new.capacity}
    await queries.save_profile(ctx, operator_id, values=values)
    await publish(ctx, events.ProfileChanged(operator_id=operator_id), subject_id=operator_id)
    _push(ctx)
    counts = await open_by_operator(ctx)
    (found,) = await queries.people(ctx, only=operator_id)
    return _profile(found, open_count=counts.get(operator_id, 0))


async def open_by_operator(ctx: Ctx) -> Mapping[UUID, int]:
    found: dict[UUID, int] = {}
    for (operator_id, _), count in (await queries.open_counts(ctx)).items():
        found[operator_id] = found.get(operator_id, 0) + count
    return found


def capacity_of(profile: RoutingProfile | None) -> int:
    return profile.capacity if profile else rules.CAPACITY_DEFAULT


def topics_of(rule: RoutingRule) -> list[rules.Asking]:
    return [
        rules.Asking(one.skill, one.words, frozenset(one.label_ids))
        for one in msgspec.convert(rule.topics, list[Topic])
    ]


async def asks_labels(ctx: Ctx) -> bool:
    """Whether a label asks for a skill anywhere in the company."""
    return any(one.label_ids for rule in await in_force(ctx) for one in topics_of(rule))


async def _require_scope(ctx: Ctx, *, team_id: UUID | None, channel_id: UUID | None) -> None:
    if team_id is not None and not await queries.team_exists(ctx, team_id):
        raise errors.TeamUnknown
    if channel_id is not None and not await queries.channel_exists(ctx, channel_id):
        raise errors.ChannelUnknown


def _clean(words: Sequence[str]) -> list[str]:
    """One form for one skill, however it was typed."""
    return list(dict.fromkeys(" ".join(one.lower().split()) for one in words))


def _stored(topic: Topic) -> dict[str, object]:
    """Without labels where there are none: so a version that knows no labels reads it too."""
    kept: dict[str, object] = {"skill": _clean([topic.skill])[0], "words": list(topic.words)}
    return kept | ({"label_ids": [str(one) for one in topic.label_ids]} if topic.label_ids else {})


def _push(ctx: Ctx) -> None:
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, {})


def _rule(one: RoutingRule) -> RuleOut:
    return RuleOut(
        team_id=one.team_id,
        channel_id=one.channel_id,
        way=cast("Way", one.way),
        gives_team_id=one.gives_team_id,
        last_operator_days=one.last_operator_days,
        skills=tuple(one.skills),
        topics=msgspec.convert(one.topics, tuple[Topic, ...]),
        priority=one.priority,
        weight_percent=one.weight_percent,
    )


def _profile(one: queries.Able, *, open_count: int) -> ProfileOut:
    profile = one.profile
    return ProfileOut(
        operator_id=one.operator_id,
        skills=tuple(profile.skills) if profile else (),
        languages=tuple(profile.languages) if profile else (),
        capacity=capacity_of(profile),
        open_count=open_count,
    )
