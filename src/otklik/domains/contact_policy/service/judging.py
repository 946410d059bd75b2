"""What the gate asks: may this person be written to first now; and the count of those that go."""

from collections import defaultdict
from collections.abc import Collection, Sequence
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
    alike = _Alike(current.rules, at)
    return [alike.answer(one) or _answer(current.rules, one, at=at) for one in await _asked(ctx, current, asks)]


async def use(ctx: Ctx, asks: Sequence[PolicyAsk], *, at: datetime) -> list[rules.Answer]:
    """The messages are about to go: judged one after another under a lock, and those that go are counted.

    Only an answer that `goes` may be sent. Until the transaction ends nobody else counts for these people, so two
    senders never pass a cap together. Ask once a transaction: locks are taken in one order within one call.
    """
    assert len(asks) <= rules.ASKS_MAX
    if not asks:
        return []
    current = await choosing.current(ctx)
    answers = dict[int, rules.Answer]()
    left = list(range(len(asks)))
    while left:  # again for those whose first message another sender counted at this moment
        asked = await _asked(ctx, current, [asks[place] for place in left], hold=True)
        found, counted = _used(current.rules, asked, at=at)
        answers |= dict(zip(left, found, strict=True))
        late = await queries.count(ctx, counted, today=current.rules.today(at))
        left = [
            place
            for place, one in zip(left, asked, strict=True)
            if one.person is not None and one.person.root_id in late
        ]
    return [answers[place] for place in range(len(asks))]


async def take_back(ctx: Ctx, messages: Sequence[tuple[UUID, UUID]]) -> None:
    """Messages, by (any card, key), that do not go after all: in the transaction in which `use` let them."""
    if messages:
        await queries.take_back(ctx, messages)


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    key: UUID
    channel: str
    person: queries.Paced | None
    """None: there is no such person any more."""
    zone: ZoneInfo | None


class _Alike:
    """Who got nothing lately is answered as all such people are."""

    def __init__(self, policy: rules.Policy, at: datetime) -> None:
        self._policy, self._at = policy, at
        self._found = dict[tuple[int, str, ZoneInfo | None], rules.Answer]()

    def answer(self, asked: _Asked) -> rules.Answer | None:
        """None for everybody else."""
        person = asked.person
        if person is None or person.days or person.counted:
            return None
        key = (person.level, asked.channel, asked.zone)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = _answer(self._policy, asked, at=self._at)
        return found


def _used(
    policy: rules.Policy, asked: Sequence[_Asked], *, at: datetime
) -> tuple[list[rules.Answer], list[tuple[queries.Paced, UUID]]]:
    """The answers, and what is to be counted; those who are asked about twice are counted as it goes."""
    answers = list[rules.Answer]()
    counted = list[tuple[queries.Paced, UUID]]()
    today = policy.today(at)
    more = defaultdict[UUID, set[UUID]](set)
    alike = _Alike(policy, at)
    for one in asked:
        earlier = more[one.person.root_id] if one.person is not None else set[UUID]()
        answer = None if earlier else alike.answer(one)
        answer = answer or _answer(policy, one, at=at, today=today, earlier=earlier)
        answers.append(answer)
        if one.person is not None and answer.goes and not one.person.counted and one.key not in earlier:
            earlier.add(one.key)
            counted.append((one.person, one.key))
    return answers, counted


async def _asked(ctx: Ctx, current: choosing.Current, asks: Sequence[PolicyAsk], *, hold: bool = False) -> list[_Asked]:
    """The asks with all that is known of their people: a statement for paces, and one for zones where hours need it."""
    found = await queries.paces(ctx, [(one.contact_id, one.key) for one in asks], hold=hold)
    people = {one.place: one for one in found}
    weeks = {channel: current.rules.week_of(channel) for channel in {one.channel for one in asks}}
    timed_by = {channel for channel, week in weeks.items() if not rules.is_always(week)}
    timed = {one.contact_id for one in asks if one.channel in timed_by}
    lives = await living.lives(ctx, current, list(timed))
    return [
        _Asked(
            key=one.key,
            channel=one.channel,
            person=people.get(place),
            zone=lives[one.contact_id].zone if one.contact_id in lives else None,
        )
        for place, one in enumerate(asks)
    ]


def _answer(
    policy: rules.Policy,
    asked: _Asked,
    *,
    at: datetime,
    today: date | None = None,
    earlier: Collection[UUID] = (),
) -> rules.Answer:
    """`earlier`: messages to the same person that were let go a moment ago, on the day `today`."""
    if asked.person is None:
        return rules.Answer(refused=rules.UNKNOWN)
    days = list(asked.person.days) + ([today] * len(earlier) if today is not None else [])
    person = rules.Person(level=asked.person.level, days=days, zone=asked.zone)
    return rules.answer(
        policy, person, channel=asked.channel, at=at, counted=asked.person.counted or asked.key in earlier
    )
