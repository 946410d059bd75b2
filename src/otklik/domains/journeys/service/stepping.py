"""Moving a block of people: claimed, stepped by the pure stepper, their messages planned, written back; one commit.

A crash before the commit moved nobody and sent nothing; after it, everybody stands where they are. What is sent twice
dies on the unique key of its batch, person and round.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.journeys import documents, events
from otklik.domains.journeys.queries import keeping, walking
from otklik.domains.journeys.queries.walking import Moved, News, Run
from otklik.domains.journeys.rules import state, stepper
from otklik.domains.journeys.rules.state import Ask, Count, Due, Happened, Happening, Person, SetOut, State
from otklik.domains.journeys.rules.stepper import Road
from otklik.domains.journeys.service import people, planning
from otklik.domains.journeys.service.roads import Roads
from otklik.platform.context import Ctx
from otklik.platform.events import publish

BLOCK_MAX: Final = 1_000
GOAL_REACHED: Final = "goal_reached"
"""Why what had waited for its hour is not sent: they did already what it asks for."""
STATES: Final = msgspec.json.Decoder(State)
ROUNDS_MAX: Final = 2_000
"""Questions and answers within one block: nobody has as many sending steps on one road without a wait."""


class Walker:
    """One person of a block, while it is moved."""

    def __init__(self, run: Run, person: Person, news: Sequence[News], *, now: datetime) -> None:
        self.run, self.person = run, person
        self.state = STATES.decode(run.state)
        self.ahead = deque(_in_order(self.state, news, now=now))
        self.ask: Ask | None = None
        self.goal, self.left = False, ""


async def move_block(ctx: Ctx, journey_id: UUID, *, limit: int = BLOCK_MAX) -> int:
    """Move those of one journey who are due or of whom there is news; how many."""
    journey = await keeping.by_id(ctx, journey_id)
    if journey is None or journey.state not in {"running", "stopped"}:
        return 0
    if journey.state == "stopped":
        return await _put_out(ctx, journey_id, limit=limit)
    runs = await walking.claim(ctx, journey_id, limit=limit)
    if not runs:
        await walking.drop_stale_news(ctx, journey_id)
        return 0
    news = await walking.news(ctx, [run.id for run in runs])
    of_run: dict[UUID, list[News]] = defaultdict(list)
    for one in news:
        of_run[one.run_id].append(one)
    for version in sorted({run.version for run in runs}):
        await _move(ctx, journey_id, version, [run for run in runs if run.version == version], of_run)
    if news:
        await walking.drop_news(ctx, [one.id for one in news])
    return len(runs)


async def _move(
    ctx: Ctx, journey_id: UUID, version: int, runs: Sequence[Run], news: Mapping[UUID, Sequence[News]]
) -> None:
    road = await ctx.use(Roads).of(ctx, journey_id, version)
    found, messages = await people.gather(ctx, road, runs, journey_id=journey_id, version=version)
    walkers = [Walker(run, found[run.id], news.get(run.id, ()), now=ctx.now()) for run in runs]
    counts: Counter[tuple[str, str, str]] = Counter()
    going = walkers
    for _ in range(ROUNDS_MAX):
        for walker in going:
            _walk(road, walker, counts, now=ctx.now())
        going = [walker for walker in going if walker.ask is not None]
        if not going:
            break
        await planning.answer(ctx, journey_id, version, going, messages)
    await _write(ctx, journey_id, version, walkers, counts)
    done = [walker.run.contact_id for walker in walkers if _left_for_the_goal(road, walker)]
    if done:
        await planning.leave_unsaid(ctx, journey_id, version, done, code=GOAL_REACHED)


def _left_for_the_goal(road: Road, walker: Walker) -> bool:
    """They did what the journey is for, wherever they were; who came to the goal's own step hears what went before."""
    return walker.left == "goal" and not isinstance(road.nodes.get(walker.state.node), documents.Goal)


def _walk(road: Road, walker: Walker, counts: Counter[tuple[str, str, str]], *, now: datetime) -> None:
    """Take what happened, one thing after another, until a message is asked for."""
    while walker.ahead and walker.ask is None:
        stepped = stepper.step(road, walker.state, walker.ahead.popleft(), now=now, person=walker.person)
        walker.state = stepped.state
        _heed(walker, stepped.effects, counts)


def _heed(walker: Walker, effects: Sequence[state.Effect], counts: Counter[tuple[str, str, str]]) -> None:
    for effect in effects:
        if isinstance(effect, Count):
            counts[effect.node, effect.what, effect.why] += 1
        elif isinstance(effect, Ask):
            walker.ask = effect
        elif isinstance(effect, state.GoalReached):
            walker.goal = True
        else:
            walker.left = effect.reason


async def _write(
    ctx: Ctx, journey_id: UUID, version: int, walkers: Sequence[Walker], counts: Mapping[tuple[str, str, str], int]
) -> None:
    await walking.save(ctx, [_moved(walker, now=ctx.now()) for walker in walkers])
    if counts:
        await walking.count(ctx, journey_id, version, counts)
    reached = tuple(walker.run.contact_id for walker in walkers if walker.goal)
    if reached:
        await publish(ctx, events.JourneyGoalReached(journey_id=journey_id, version=version, contact_ids=reached))
    ended = tuple((walker.run.contact_id, walker.left) for walker in walkers if walker.left)
    if ended:
        await publish(ctx, events.JourneyEnded(journey_id=journey_id, version=version, ended=ended))


def _moved(walker: Walker, *, now: datetime) -> Moved:
    after = walker.state
    return Moved(
        id=walker.run.id,
        node=after.node,
        due_at=after.due_at,
        goal_at=after.goal_at,
        ended_at=now if after.ended else None,
        ended=after.ended,
        state=msgspec.Raw(msgspec.json.encode(after)),
    )


async def _put_out(ctx: Ctx, journey_id: UUID, *, limit: int) -> int:
    """The company stopped it: whoever is on the road leaves."""
    runs = await walking.claim_going(ctx, journey_id, limit=limit)
    await end(ctx, journey_id, runs, reason="stopped")
    return len(runs)


async def end(ctx: Ctx, journey_id: UUID, runs: Sequence[Run], *, reason: state.Ended) -> None:
    """These, locked by the caller, leave now."""
    for version in sorted({run.version for run in runs}):
        walkers: list[Walker] = []
        counts: Counter[tuple[str, str, str]] = Counter()
        for run in runs:
            if run.version == version:
                walker = Walker(run, Person(contact_id=run.contact_id, zone=people.NOWHERE), (), now=ctx.now())
                stepped = stepper.stop(walker.state, now=ctx.now(), reason=reason)
                walker.state = stepped.state
                _heed(walker, stepped.effects, counts)
                walkers.append(walker)
        await _write(ctx, journey_id, version, walkers, counts)


def _in_order(before: State, news: Sequence[News], *, now: datetime) -> list[Happening]:
    """What came before the moment that was waited for happened first, even where both are read at once."""
    if not before.node:
        return [SetOut(), *(_happened(one) for one in news)]
    due = before.due_at if before.due_at is not None and before.due_at <= now else None
    if due is None:
        return [_happened(one) for one in news]
    earlier = [_happened(one) for one in news if one.at <= due]
    return [*earlier, Due(), *(_happened(one) for one in news if one.at > due)]


def _happened(news: News) -> Happening:
    return Happened(event=news.event, properties=news.properties) if news.event else Due()
