"""The company's policy: shown, changed, tried on somebody, and read by the gate."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from otklik.channels import contract
from otklik.channels.registry import Registry
from otklik.domains.activity.service import ranking
from otklik.domains.consents import service as consents
from otklik.domains.contact_policy import errors, events, queries, rules, schemas
from otklik.platform.context import Ctx
from otklik.platform.events import publish

CHANGED: Final = "contact_policy.changed"
VISITOR: Final = "visitor"
DAYS_IN_YEAR: Final = 365
TRIED_WITHIN: Final = timedelta(days=100 * DAYS_IN_YEAR)
"""Of now: a policy is tried on moments people live in."""


class Current(msgspec.Struct, frozen=True, kw_only=True):
    """What holds now."""

    rules: rules.Policy
    attribute: str


async def current(ctx: Ctx) -> Current:
    """By one question; what the company did not choose is what Otklik starts from."""
    found = await queries.chosen(ctx)
    chosen = _read(found)
    return Current(rules=_as_rules(chosen, found.time_zone), attribute=chosen.time_zone_attribute)


async def shown(ctx: Ctx) -> schemas.PolicyOut:
    found = await queries.chosen(ctx)
    return schemas.PolicyOut(
        policy=_read(found),
        own=found.document is not None,
        time_zone=found.time_zone,
        levels=await level_names(ctx),
        channels=sorted(channels(ctx)),
    )


async def save(ctx: Ctx, given: schemas.ContactPolicy) -> schemas.PolicyOut:
    """Raises `CapsInvalid`, `HoursInvalid`."""
    _check(ctx, given)
    await queries.save(ctx, msgspec.to_builtins(given))
    await publish(ctx, events.PolicyChanged())
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, {})
    return await shown(ctx)


async def tried(ctx: Ctx, given: schemas.ExampleIn) -> schemas.ExampleOut:
    """What a policy, saved or not, would mean for a person. Raises as `save`, `TimeZoneUnknown`, `MomentTooFar`."""
    _check(ctx, given.policy)
    zone = rules.zone_of(given.time_zone)
    if zone is None:
        raise errors.TimeZoneUnknown(params={"time_zone": given.time_zone})
    policy = _as_rules(given.policy, (await queries.chosen(ctx)).time_zone)
    at = given.at or ctx.now()
    if abs(at - ctx.now()) > TRIED_WITHIN:
        raise errors.MomentTooFar(params={"years": TRIED_WITHIN.days // DAYS_IN_YEAR})
    today = policy.today(at)
    days = [today - timedelta(days=ago) for ago, count in enumerate(given.got) for _ in range(count)]
    person = rules.Person(level=given.level, days=sorted(days), zone=zone)
    return schemas.ExampleOut(
        at=at,
        cap=cap_out(policy, given.level),
        channels=[answered(policy, person, channel=one, at=at) for one in sorted(channels(ctx))],
    )


def answered(policy: rules.Policy, person: rules.Person, *, channel: str, at: datetime) -> schemas.ChannelAnswer:
    """What becomes of a message by that kind of channel."""
    answer = rules.answer(policy, person, channel=channel, at=at)
    goes_at = None if answer.refused else answer.not_before or at
    return schemas.ChannelAnswer(channel=channel, refused=answer.refused, delayed=answer.delayed, at=goes_at)


def cap_out(policy: rules.Policy, level: int) -> schemas.LevelCap:
    cap = policy.cap_of(level)
    return schemas.LevelCap(level=level, day=cap.day, week=cap.week, month=cap.month)


async def level_names(ctx: Ctx) -> list[str]:
    """By number; the first is empty: whoever is below the first level."""
    return ["", *(one.name for one in (await ranking.settings(ctx)).levels)]


def channels(ctx: Ctx) -> dict[str, str]:
    """Kinds of channel that people are written to by first, with the kind of address each takes."""
    manifests = [one.manifest for one in ctx.use(Registry).all() if isinstance(one, contract.Sends)]
    return {consents.channel_of(one): one.address_kind for one in manifests if one.address_kind != VISITOR}


def first() -> schemas.ContactPolicy:
    """What Otklik starts from."""
    return schemas.ContactPolicy(
        caps=tuple(
            schemas.LevelCap(level=level, day=cap.day, week=cap.week, month=cap.month)
            for level, cap in rules.CAPS_FIRST.items()
        ),
        hours=tuple(
            schemas.ChannelHours(channel=name, week=_week_out(week)) for name, week in rules.WEEKS_FIRST.items()
        ),
    )


def _read(found: queries.Chosen) -> schemas.ContactPolicy:
    return first() if found.document is None else msgspec.convert(found.document, schemas.ContactPolicy)


def _as_rules(chosen: schemas.ContactPolicy, time_zone: str) -> rules.Policy:
    return rules.Policy(
        caps={one.level: rules.Cap(day=one.day, week=one.week, month=one.month) for one in chosen.caps},
        weeks={one.channel: _week(one.week) for one in chosen.hours},
        on_cap=rules.OnCap(chosen.on_cap),
        zone=ZoneInfo(time_zone).key,
    )


def _week(week: Sequence[schemas.OpenSpan | None]) -> rules.Week:
    return tuple(rules.Span(one.opens, one.closes) if one is not None else None for one in week)


def _week_out(week: rules.Week) -> tuple[schemas.OpenSpan | None, ...]:
    return tuple(schemas.OpenSpan(opens=one.opens, closes=one.closes) if one is not None else None for one in week)


def _check(ctx: Ctx, given: schemas.ContactPolicy) -> None:
    levels = [one.level for one in given.caps]
    if 0 not in levels:
        raise errors.CapsInvalid(params={"reason": "first"})
    if len(set(levels)) < len(levels):
        raise errors.CapsInvalid(params={"reason": "twice"})
    for one in given.caps:
        most = [value for value in (one.day, one.week, one.month) if value is not None]
        if any(longer < shorter for shorter, longer in pairwise(most)):
            raise errors.CapsInvalid(params={"reason": "order", "level": one.level})
    _check_hours(ctx, given.hours)


def _check_hours(ctx: Ctx, hours: Sequence[schemas.ChannelHours]) -> None:
    known = {rules.ANY_CHANNEL, *channels(ctx)}
    seen = [one.channel for one in hours]
    for one in hours:
        if one.channel not in known or seen.count(one.channel) > 1:
            raise errors.HoursInvalid(params={"reason": "channel", "channel": one.channel})
        if any(span is not None and span.opens >= span.closes for span in one.week):
            raise errors.HoursInvalid(params={"reason": "empty", "channel": one.channel})
        if not rules.open_minutes(_week(one.week)):
            raise errors.HoursInvalid(params={"reason": "never", "channel": one.channel})
    if rules.ANY_CHANNEL not in seen:
        raise errors.HoursInvalid(params={"reason": "channel", "channel": ""})
