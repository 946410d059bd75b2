"""Figures of each node: how people went through it, what became of its messages; from counters."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.delivery.service import mass
from otklik.domains.delivery.service.mass import BatchProgress
from otklik.domains.journeys import documents, errors, models, schemas
from otklik.domains.journeys.queries import keeping, reading
from otklik.domains.journeys.rules.state import JOURNEY_CAP, State
from otklik.domains.journeys.service import steering
from otklik.domains.journeys.service.planning import GONE, OWNER
from otklik.domains.journeys.service.roads import Roads
from otklik.platform.context import Ctx

SENT: Final = ("accepted", "delivered", "read")
FAILED: Final = ("failed", "unknown")
UNPLANNED: Final = frozenset({JOURNEY_CAP, GONE})
"""Reasons that leave no row behind: only the road's own counters know of them."""

Counts = Mapping[tuple[str, str], int]


async def of(ctx: Ctx, journey_id: UUID, *, version: int | None) -> schemas.JourneyFigures:
    """Of the version, or of all together. Raises `JourneyNotFound`."""
    await steering.found(ctx, journey_id)
    by_node: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for one in await keeping.counts(ctx, [journey_id], version=version):
        by_node[one.node][one.what, one.why] += one.count
    sendings = await _sendings(ctx, journey_id, version)
    names = dict.fromkeys([*by_node, *sendings])
    return schemas.JourneyFigures(
        version=version, nodes=[_node(name, by_node.get(name, {}), sendings.get(name, ())) for name in names if name]
    )


def _node(name: str, counts: Counts, sendings: Sequence[schemas.Sending]) -> schemas.NodeFigures:
    left = {why: number for (what, why), number in counts.items() if what == "left"}
    ended = {why: number for (what, why), number in counts.items() if what == "ended"}
    entered = counts.get(("entered", ""), 0)
    return schemas.NodeFigures(
        node=name,
        entered=entered,
        waiting=max(entered - sum(left.values()) - sum(ended.values()), 0),
        goal=counts.get(("goal", ""), 0),
        stopped=counts.get(("stopped", ""), 0),
        left=left,
        ended=ended,
        refused={why: number for (what, why), number in counts.items() if what == "skipped" and why in UNPLANNED},
        sendings=sendings,
    )


async def _sendings(ctx: Ctx, journey_id: UUID, version: int | None) -> dict[str, list[schemas.Sending]]:
    batches = {
        one.batch_id: one for one in await keeping.batches(ctx, journey_id) if version is None or one.version == version
    }
    found: dict[str, dict[int, schemas.Sending]] = defaultdict(dict)
    for progress in await mass.progress(ctx, owner=OWNER, owner_id=journey_id):
        place = batches.get(progress.batch_id)
        if place is not None:
            channel_id = (await mass.batch(ctx, progress.batch_id)).channel_id
            one = _sending(place, channel_id, progress)
            earlier = found[place.node].get(place.way)
            found[place.node][place.way] = _sum(earlier, one) if earlier else one
    return {node: [ways[way] for way in sorted(ways)] for node, ways in found.items()}


def _sending(place: models.JourneyBatch, channel_id: UUID, progress: BatchProgress) -> schemas.Sending:
    states = progress.states
    return schemas.Sending(
        way=place.way,
        channel_id=channel_id,
        planned=sum(states.get(one, 0) for one in ("planned", "claimed", "handed")),
        sent=sum(states.get(one, 0) for one in SENT),
        read=progress.read_by_human,
        read_by_machine=progress.read_by_machine,
        clicked=progress.clicked,
        failed=sum(states.get(one, 0) for one in FAILED),
        skipped=_reasons(progress, "skipped"),
        failures=_reasons(progress, *FAILED),
        unsubscribed=progress.unsubscribed,
        costs=progress.costs,
    )


def _reasons(progress: BatchProgress, *states: str) -> dict[str, int]:
    """By code; a row that moved on leaves a zero behind, which is no reason."""
    found = Counter[str]()
    for name, count in progress.codes.items():
        state, _, code = name.partition(":")
        if state in states and count:
            found[code] += count
    return dict(found)


def _sum(one: schemas.Sending, other: schemas.Sending) -> schemas.Sending:
    return schemas.Sending(
        way=one.way,
        channel_id=other.channel_id,
        planned=one.planned + other.planned,
        sent=one.sent + other.sent,
        read=one.read + other.read,
        read_by_machine=one.read_by_machine + other.read_by_machine,
        clicked=one.clicked + other.clicked,
        failed=one.failed + other.failed,
        skipped=Counter(one.skipped) + Counter(other.skipped),
        failures=Counter(one.failures) + Counter(other.failures),
        unsubscribed=one.unsubscribed + other.unsubscribed,
        costs=Counter(one.costs) + Counter(other.costs),
    )


async def runs(
    ctx: Ctx,
    *,
    journey_id: UUID | None = None,
    contact_id: UUID | None = None,
    node: str | None = None,
    after: UUID | None = None,
    limit: int,
) -> list[schemas.RunOut]:
    """Where people are and why, the latest first."""
    rows = await reading.runs(ctx, journey_id=journey_id, contact_id=contact_id, node=node, after=after, limit=limit)
    return [await _run(ctx, *row) for row in rows]


async def of_person(ctx: Ctx, contact_id: UUID, *, after: UUID | None, limit: int) -> list[schemas.RunOut]:
    """Whichever of their cards is named. Raises `PersonUnknown`."""
    root_id = await reading.who(ctx, contact_id)
    if root_id is None:
        raise errors.PersonUnknown(params={"contact_id": str(contact_id)})
    return await runs(ctx, contact_id=root_id, after=after, limit=limit)


async def _run(ctx: Ctx, row: models.JourneyRun, journey: str, contact: str) -> schemas.RunOut:
    road = await ctx.use(Roads).of(ctx, row.journey_id, row.version)
    node = road.nodes.get(row.node)
    return schemas.RunOut(
        id=row.id,
        journey_id=row.journey_id,
        journey_name=journey,
        contact_id=row.contact_id,
        contact_name=contact,
        version=row.version,
        entry=row.entry,
        node=row.node or documents.START,
        title=node.title if node else "",
        kind=str(node.__struct_config__.tag) if node else "",
        due_at=row.due_at,
        started_at=row.started_at,
        goal_at=row.goal_at,
        ended_at=row.ended_at,
        ended=row.ended,
        trail=msgspec.convert(row.state, State).trail,
    )
