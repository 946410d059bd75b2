"""What the gate asks: may this person be written to first now; and the count of those that go."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from otklik.domains.contact_policy import queries, rules
from otklik.domains.contact_policy.service import choosing, living
from otklik.platform.context import Ctx


class PolicyAsk(msgspec.Struct, frozen=True, kw_only=True):
    """One message that asks something of a person. Answers, notices and promises are not asked about."""

    contact_id: UUID
    """Any card of the person."""
    channel: str
    """A kind of channel as people agree to it: `consents.channel_of`."""
    key: UUID
    """The message: asked about again, by a retry or by another gate on its way, it is counted once."""


async def judge(ctx: Ctx, asks: Sequence[PolicyAsk], *, at: datetime) -> list[rules.Answer]:
    """What would become of messages at that moment, in the order asked, `ASKS_MAX` at most.

    Counts nothing and holds nobody: for plans, prices and audiences. Each is judged as if it were the only one.
    """
    assert len(asks) <= rules.ASKS_MAX
    if not asks:
        return []
    current = await choosing.current(ctx)
    return [_answer(current.rules, one, at=at) for one in await _asked(ctx, current, asks, at=at)]


async def use(ctx: Ctx, asks: Sequence[PolicyAsk], *, at: datetime) -> list[rules.Answer]:
    """The messages are about to go: judged one after another under a lock, and those that go are counted.

    Only an answer that `goes` may be sent. Until the transaction ends nobody else counts for these people, so two
    senders never pass a cap together. Ask once a transaction: locks are taken in one order within one call.
    """
    assert len(asks) <= rules.ASKS_MAX
    if not asks:
        return []
    await queries.hold(ctx, [one.contact_id for one in asks])
    current = await choosing.current(ctx)
    answers = list[rules.Answer]()
    counted = list[tuple[UUID, UUID]]()
    today = current.rules.today(at)
    for one in await _asked(ctx, current, asks, at=at):
        answer = _answer(current.rules, one, at=at)
        answers.append(answer)
        if one.paced is not None and answer.goes and one.key not in one.paced.keys:
            one.paced.keys.add(one.key)
            one.paced.days.append(today)
            counted.append((one.paced.root_id, one.key))
    await queries.count(ctx, counted, today=today)
    return answers


class _Paced(msgspec.Struct, kw_only=True):
    """What one person got; shared by all asks about them, so that a block counts as it goes."""

    root_id: UUID
    level: int
    days: list[date]
    keys: set[UUID]


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    key: UUID
    channel: str
    paced: _Paced | None
    """None: there is no such person any more."""
    zone: ZoneInfo | None


async def _asked(ctx: Ctx, current: choosing.Current, asks: Sequence[PolicyAsk], *, at: datetime) -> list[_Asked]:
    """The asks with all that is known of their people: a statement for paces, and one for zones where hours need it."""
    policy = current.rules
    found = await queries.paces(ctx, [one.contact_id for one in asks], today=policy.today(at))
    people = dict[UUID, _Paced]()
    for one in found.values():
        people.setdefault(
            one.root_id, _Paced(root_id=one.root_id, level=one.level, days=list(one.days), keys=set(one.keys))
        )
    timed = {one.contact_id for one in asks if not rules.is_always(policy.week_of(one.channel))}
    lives = await living.lives(ctx, current, list(timed))
    return [
        _Asked(
            key=one.key,
            channel=one.channel,
            paced=people[found[one.contact_id].root_id] if one.contact_id in found else None,
            zone=lives[one.contact_id].zone if one.contact_id in lives else None,
        )
        for one in asks
    ]


def _answer(policy: rules.Policy, asked: _Asked, *, at: datetime) -> rules.Answer:
    if asked.paced is None:
        return rules.Answer(refused=rules.UNKNOWN)
    person = rules.Person(level=asked.paced.level, days=asked.paced.days, zone=asked.zone)
    return rules.answer(policy, person, channel=asked.channel, at=at, counted=asked.key in asked.paced.keys)
