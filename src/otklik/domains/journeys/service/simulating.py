"""What would come of a journey: last month's people walked through it, priced, without a single message.

What they did is real, who may be written to by which channel is asked of the gate as of now; only who would have read
is supposed, by the share the caller names, and said so in the answer.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from otklik.domains.delivery.service import mass
from otklik.domains.journeys import documents, errors, schemas
from otklik.domains.journeys.documents import Graph
from otklik.domains.journeys.queries import entering, keeping, reading, walking
from otklik.domains.journeys.rules import conditions, simulating, stepper, timing
from otklik.domains.journeys.rules.simulating import Deed, Supposed, Walked
from otklik.domains.journeys.rules.state import Ask, Count, Person, spot
from otklik.domains.journeys.rules.stepper import Road
from otklik.domains.journeys.service import people, pricing
from otklik.domains.journeys.service.pricing import Priced
from otklik.domains.segments import service as segments
from otklik.platform.context import Ctx

SAMPLE_MAX: Final = 1_000
"""People who are walked through; the figures are brought up to all."""
FACTS_MAX: Final = 20_000
HUNDRED: Final = 100


class Start(NamedTuple):
    """One who would have come in."""

    contact_id: UUID
    at: datetime
    given: Mapping[str, Any]  # Any: JSON of the event


class Verdicts(NamedTuple):
    """What the gate says now, by (node, way, person): the code of a refusal, else the address."""

    refusals: Mapping[tuple[str, int, UUID], str]
    addresses: Mapping[tuple[str, int, UUID], UUID]


async def simulate(ctx: Ctx, asked: schemas.SimulationIn) -> schemas.Simulation:
    """Raises `NothingToSimulate` where nobody is known who would have come in."""
    road = Road(asked.graph)
    starts, total = await _starts(ctx, asked.graph, days=asked.days)
    if not starts:
        raise errors.NothingToSimulate
    persons, verdicts = await _known(ctx, road, starts)
    walked = await _walk_all(ctx, road, starts, persons, verdicts, read_percent=asked.read_percent)
    priced = await pricing.price(ctx, _messages(asked.graph, starts, walked, verdicts))
    return _summed(asked, walked, total=total, looked_at=len(starts), priced=priced)


async def walk(ctx: Ctx, asked: schemas.WalkIn) -> schemas.Walk:
    """One person, now, by their own clock. Raises `PersonUnknown`."""
    contact_id = await reading.who(ctx, asked.contact_id)
    if contact_id is None:
        raise errors.PersonUnknown(params={"contact_id": str(asked.contact_id)})
    road = Road(asked.graph)
    start = Start(contact_id, ctx.now(), asked.properties)
    persons, verdicts = await _known(ctx, road, [start])
    person = persons[contact_id]

    def fate(ask: Ask) -> Supposed:
        return Supposed(refused=verdicts.refusals.get((ask.node, ask.way, contact_id), ""), read=asked.reads)

    result = simulating.walk(road, person, start=ctx.now(), deeds=(), fates=fate)
    return schemas.Walk(time_zone=person.zone.key, trail=result.state.trail, ended=result.state.ended)


async def _walk_all(
    ctx: Ctx,
    road: Road,
    starts: Sequence[Start],
    persons: Mapping[UUID, Person],
    verdicts: Verdicts,
    *,
    read_percent: int,
) -> list[Walked]:
    deeds = await _deeds(ctx, road, starts)

    def fate_of(person: Person, ask: Ask) -> Supposed:
        drawn = stepper.lot(person, spot(ask.node, ask.way), of=HUNDRED)
        refused = verdicts.refusals.get((ask.node, ask.way, person.contact_id), "")
        return Supposed(refused=refused, read=drawn < read_percent)

    walked: list[Walked] = []
    for one in starts:
        person = persons[one.contact_id]
        walked.append(
            simulating.walk(
                road,
                person,
                start=one.at,
                deeds=deeds.get(one.contact_id, ()),
                fates=lambda ask, person=person: fate_of(person, ask),
            )
        )
    return walked


async def _known(ctx: Ctx, road: Road, starts: Sequence[Start]) -> tuple[dict[UUID, Person], Verdicts]:
    """Everybody as the road sees them, and as the gate does."""
    ids = list(dict.fromkeys(one.contact_id for one in starts))
    given = {one.contact_id: one.given for one in starts}
    clocks = await people.zones(ctx, ids)
    attributes = await walking.attributes(ctx, ids)
    held = {one: await segments.holds(ctx, one, ids) for one in road.segments}
    persons = {
        who: Person(
            contact_id=who,
            zone=clocks[who],
            entry=given[who],
            attributes=attributes.get(who, {}),
            segments=frozenset(one for one, members in held.items() if who in members),
        )
        for who in ids
    }
    return persons, await _verdicts(ctx, road.graph, ids)


async def _verdicts(ctx: Ctx, graph: Graph, ids: Sequence[UUID]) -> Verdicts:
    refusals: dict[tuple[str, int, UUID], str] = {}
    addresses: dict[tuple[str, int, UUID], UUID] = {}
    known = await keeping.channels(
        ctx, {way.channel_id for node in graph.nodes for way in documents.ways(node) if way.channel_id}
    )
    for node in graph.nodes:
        for number, way in enumerate(documents.ways(node)):
            assert isinstance(node, documents.Send | documents.Cascade)
            if way.channel_id is None or way.channel_id not in known:
                refusals |= {(node.id, number, who): "channel_missing" for who in ids}
                continue
            judged = await mass.judge(
                ctx, channel_id=way.channel_id, purpose=node.purpose, contact_ids=ids, at=ctx.now()
            )
            refusals |= {(node.id, number, one.contact_id): one.refused for one in judged if one.refused}
            addresses |= {(node.id, number, one.contact_id): one.identity_id for one in judged if one.identity_id}
    return Verdicts(refusals, addresses)


async def _deeds(ctx: Ctx, road: Road, starts: Sequence[Start]) -> dict[UUID, list[Deed]]:
    if not road.events:
        return {}
    ids = list({one.contact_id for one in starts})
    since = min(one.at for one in starts)
    found: dict[UUID, list[Deed]] = defaultdict(list)
    for one in await reading.facts_of(ctx, ids, sorted(road.events), since=since, limit=FACTS_MAX):
        found[one.contact_id].append(Deed(at=one.at, event=one.name, properties=dict(one.properties)))
    return found


async def _starts(ctx: Ctx, graph: Graph, *, days: int) -> tuple[list[Start], int]:
    """A sample of those who would have come in, and how many there would have been."""
    trigger = graph.trigger
    since = ctx.now() - timedelta(days=days)
    if isinstance(trigger, documents.EventTrigger):
        return await _starts_by_event(ctx, graph, trigger, since=since)
    if isinstance(trigger, documents.SegmentTrigger) and trigger.segment_id is not None:
        ids = await segments.page(ctx, trigger.segment_id, after=None, limit=SAMPLE_MAX)
        return [Start(one, ctx.now(), {}) for one in ids], await segments.size(ctx, trigger.segment_id)
    if isinstance(trigger, documents.DateTrigger) and trigger.attribute:
        past = [(ctx.now() - timedelta(days=ago)).astimezone(UTC).date() for ago in range(days)]
        rows = await entering.with_date(
            ctx, trigger.attribute, past, yearly=trigger.yearly, after=None, limit=SAMPLE_MAX
        )
        clock = timing.clock_of(trigger.at)
        starts = [Start(who, timing.moment(people.NOWHERE, past[0], clock), {}) for who, _ in rows]
        return starts, len(starts)
    return [], 0


async def _starts_by_event(
    ctx: Ctx, graph: Graph, trigger: documents.EventTrigger, *, since: datetime
) -> tuple[list[Start], int]:
    """By the rule of coming in again; that one is not in twice at a time is left out of account."""
    facts = await reading.facts_named(ctx, trigger.event, since=since, limit=FACTS_MAX)
    last: dict[UUID, datetime] = {}
    starts: list[Start] = []
    for one in reversed(facts):
        if conditions.all_hold(trigger.conditions, one.properties) and _again(graph, last.get(one.contact_id), one.at):
            last[one.contact_id] = one.at
            starts.append(Start(one.contact_id, one.at, one.properties))
    return _of_different_people(starts), len(starts)


def _of_different_people(starts: Sequence[Start]) -> list[Start]:
    return list({one.contact_id: one for one in starts}.values())[:SAMPLE_MAX]


def _again(graph: Graph, last: datetime | None, at: datetime) -> bool:
    if last is None or graph.reentry.rule == "always":
        return True
    return graph.reentry.rule == "after_days" and at - last >= timedelta(days=graph.reentry.days)


def _messages(
    graph: Graph, starts: Sequence[Start], walked: Sequence[Walked], verdicts: Verdicts
) -> list[pricing.Sent]:
    """Everything that would be sent, and where to."""
    ways = {(node.id, number): way for node in graph.nodes for number, way in enumerate(documents.ways(node))}
    found: list[pricing.Sent] = []
    for start, one in zip(starts, walked, strict=True):
        for ask in one.sent:
            channel_id = ways[ask.node, ask.way].channel_id
            if channel_id is not None:
                identity_id = verdicts.addresses.get((ask.node, ask.way, start.contact_id))
                found.append(pricing.Sent(ask.node, channel_id, identity_id))
    return found


def _summed(
    asked: schemas.SimulationIn, walked: Sequence[Walked], *, total: int, looked_at: int, priced: Priced
) -> schemas.Simulation:
    scale = total / looked_at
    counts: Counter[tuple[str, str, str]] = Counter()
    sent = Counter(ask.node for one in walked for ask in one.sent)
    for one in walked:
        counts.update((effect.node, effect.what, effect.why) for effect in one.effects if isinstance(effect, Count))
    names = dict.fromkeys([documents.START, *(node.id for node in asked.graph.nodes)])
    ended = Counter(one.state.ended or "waiting" for one in walked)
    return schemas.Simulation(
        days=asked.days,
        people=total,
        looked_at=looked_at,
        nodes=[_node(name, counts, sent[name], priced, scale=scale) for name in names],
        messages=round(sent.total() * scale),
        messages_per_person=round(sent.total() / looked_at, 2),
        costs=_scaled(priced.total(), scale),
        unpriced=round(priced.unpriced.total() * scale),
        ended={why: round(number * scale) for why, number in ended.items()},
        read_percent=asked.read_percent,
    )


def _node(
    name: str, counts: Mapping[tuple[str, str, str], int], sent: int, priced: Priced, *, scale: float
) -> schemas.SimulatedNode:
    skipped = {
        why: round(number * scale) for (node, what, why), number in counts.items() if (node, what) == (name, "skipped")
    }
    return schemas.SimulatedNode(
        node=name,
        entered=round(counts.get((name, "entered", ""), 0) * scale),
        sent=round(sent * scale),
        skipped=skipped,
        costs=_scaled(priced.costs.get(name, {}), scale),
    )


def _scaled(costs: Mapping[str, int], scale: float) -> dict[str, int]:
    """Brought up to all, in order of currencies."""
    return {currency: round(micros * scale) for currency, micros in sorted(costs.items())}
