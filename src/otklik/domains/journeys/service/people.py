"""What a road looks at of the people on it, gathered for a block: only what the road asks for."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.journeys import documents
from otklik.domains.journeys.queries import walking
from otklik.domains.journeys.queries.walking import Run
from otklik.domains.journeys.rules.state import Message, Person, spot
from otklik.domains.journeys.rules.stepper import Road
from otklik.domains.segments import service as segments
from otklik.platform.context import Ctx

NOWHERE = ZoneInfo("UTC")
"""For roads on which nobody looks at a clock."""
NONE: Final[frozenset[UUID]] = frozenset()


async def zones(ctx: Ctx, contact_ids: Sequence[UUID]) -> Mapping[UUID, ZoneInfo]:
    return await contact_policy.zones(ctx, contact_ids)


async def gather(
    ctx: Ctx, road: Road, runs: Sequence[Run], *, journey_id: UUID, version: int
) -> tuple[dict[UUID, Person], dict[UUID, dict[str, Message]]]:
    """By run: the person, and their messages, which whoever plans one adds to."""
    ids = [run.contact_id for run in runs]
    clocks = await zones(ctx, ids) if _looks_at_clocks(road) else {}
    attributes = await walking.attributes(ctx, ids) if _looks_at_cards(road) else {}
    held = {one: await segments.holds(ctx, one, ids) for one in road.segments}
    messages = await _messages(ctx, road, runs, journey_id=journey_id, version=version)
    salt = str(journey_id)
    found = {
        run.id: Person(
            contact_id=run.contact_id,
            zone=clocks[run.contact_id] if clocks else NOWHERE,
            salt=salt,
            entry=run.given,
            attributes=attributes.get(run.contact_id, {}) if attributes else {},
            segments=frozenset(one for one, members in held.items() if run.contact_id in members) if held else NONE,
            messages=messages[run.id],
        )
        for run in runs
    }
    return found, messages


async def _messages(
    ctx: Ctx, road: Road, runs: Sequence[Run], *, journey_id: UUID, version: int
) -> dict[UUID, dict[str, Message]]:
    of_run: dict[UUID, dict[str, Message]] = {run.id: {} for run in runs}
    under_way = [run for run in runs if run.under_way]
    if not road.watched or not under_way:
        return of_run
    runs_by_person = {run.contact_id: run.id for run in under_way}
    for one in await walking.messages(ctx, journey_id, version, under_way, nodes=road.watched):
        of_run[runs_by_person[one.contact_id]][spot(one.node, one.way)] = Message(
            state=one.state,
            code=one.code,
            accepted_at=one.accepted_at,
            read_at=one.read_at,
            clicked_at=one.clicked_at,
        )
    return of_run


def _looks_at_clocks(road: Road) -> bool:
    return any(isinstance(node, documents.WaitUntil) for node in road.graph.nodes)


def _looks_at_cards(road: Road) -> bool:
    tests = (node.test for node in road.graph.nodes if isinstance(node, documents.Branch))
    return any(isinstance(test, documents.HasAttribute) for test in tests)
