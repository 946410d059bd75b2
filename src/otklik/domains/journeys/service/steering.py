"""A journey's life: begun, drawn, published, held, gone on with, stopped, forgotten."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from otklik.domains.delivery.service import mass
from otklik.domains.journeys import documents, errors, models, recipes, schemas
from otklik.domains.journeys.documents import Graph
from otklik.domains.journeys.events import JourneyChanged
from otklik.domains.journeys.queries import keeping
from otklik.domains.journeys.rules import validation
from otklik.domains.journeys.rules.validation import Finding
from otklik.domains.journeys.service import letters, planning, reviewing, roads
from otklik.domains.journeys.service.roads import Roads
from otklik.domains.segments import service as segments
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish as tell
from otklik.platform.ids import new_id

JOURNEYS_MAX: Final = 500
VERSIONS_SHOWN_MAX: Final = 100
FIRST: Final = UUID(int=0)
"""Before everybody: where a walk by ids begins."""


async def create(ctx: Ctx, new: schemas.NewJourney) -> schemas.Journey:
    """A draft, empty or of a recipe. Raises `JourneysTooMany`, `RecipeUnknown`, `ReferenceUnknown`."""
    if await keeping.how_many(ctx) >= JOURNEYS_MAX:
        raise errors.JourneysTooMany(params={"max": JOURNEYS_MAX})
    graph = recipes.graph(new.recipe, ctx.locale) if new.recipe else new.graph or Graph()
    await _require_own(ctx, documents.named(graph))
    graph = await letters.put_in(ctx, new.recipe, graph)
    row = models.Journey(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        name=new.name.strip(),
        state="draft",
        draft=roads.written(graph),
        revision=1,
        recipe=new.recipe,
        trigger="",
        subject="",
        created_at=ctx.now(),
        updated_at=ctx.now(),
        updated_by_id=_operator(ctx),
    )
    ctx.session.add(row)
    return await _changed(ctx, row, "created")


async def get(ctx: Ctx, journey_id: UUID) -> schemas.Journey:
    """Raises `JourneyNotFound`."""
    return await shown(ctx, await found(ctx, journey_id))


async def listing(
    ctx: Ctx, *, state: str | None, after: tuple[datetime, UUID] | None, limit: int
) -> list[schemas.JourneyRow]:
    rows = await keeping.page(ctx, state=state, after=after, limit=limit)
    totals = await keeping.totals(ctx, [one.id for one in rows]) if rows else {}
    return [_row(one, totals) for one in rows]


async def save(ctx: Ctx, journey_id: UUID, draft: schemas.JourneyDraft) -> schemas.Journey:
    """Kept even where something is wrong with it, but naming nothing new that the company has not.

    Raises `JourneyNotFound`, `ChangedMeanwhile`, `ReferenceUnknown`.
    """
    row = await found(ctx, journey_id, lock=True)
    if row.revision != draft.revision:
        raise errors.ChangedMeanwhile(params={"revision": row.revision})
    await _require_own(ctx, documents.named(draft.graph) - documents.named(roads.read(row.draft)))
    row.draft, row.name = roads.written(draft.graph), draft.name.strip()
    row.revision += 1
    return await _changed(ctx, row, "saved")


async def publish(ctx: Ctx, journey_id: UUID) -> schemas.Journey:
    """The draft becomes the next version: newcomers walk it, those on the road stay on theirs.

    Raises `GraphNotReady`, `ReferenceUnknown`, `JourneyNotFound`, `WrongState`.
    """
    row = await found(ctx, journey_id, lock=True)
    if row.state == "stopped":
        raise errors.WrongState(params={"state": row.state})
    graph = roads.read(row.draft)
    grave = [one for one in await findings(ctx, graph) if one.error]
    if grave:
        raise errors.GraphNotReady(params={"count": len(grave), "codes": ",".join(sorted({one.code for one in grave}))})
    await _unwatch(ctx, row)
    row.enrol_after = await _first_to_enrol(ctx, row, graph)
    number = (row.version or 0) + 1
    ctx.session.add(_version(ctx, row, number))
    row.version, row.published_revision, row.published_at = number, row.revision, ctx.now()
    row.trigger, row.subject = _trigger(graph)
    if row.state == "draft":
        row.state = "running"
    await ctx.session.flush()
    await planning.open_batches(ctx, row.id, number, graph)
    await _watch(ctx, row)
    return await _changed(ctx, row, "published")


async def pause(ctx: Ctx, journey_id: UUID) -> schemas.Journey:
    """Nobody moves and nobody comes in; planned messages stay where they are. Raises `WrongState`."""
    row = await _from(ctx, journey_id, "running")
    row.state = "paused"
    for batch in await keeping.batches(ctx, row.id):
        await mass.pause(ctx, batch.batch_id)
    return await _changed(ctx, row, "paused")


async def resume(ctx: Ctx, journey_id: UUID) -> schemas.Journey:
    """Whoever became due meanwhile goes on at once. Raises `WrongState`."""
    row = await _from(ctx, journey_id, "paused")
    row.state = "running"
    for batch in await keeping.batches(ctx, row.id):
        await mass.resume(ctx, batch.batch_id)
    return await _changed(ctx, row, "resumed")


async def stop(ctx: Ctx, journey_id: UUID) -> schemas.Journey:
    """For good: whoever is on the road leaves it, what is planned is not sent. Raises `WrongState`."""
    row = await _from(ctx, journey_id, "running", "paused")
    row.state, row.enrol_after = "stopped", None
    await _unwatch(ctx, row)
    for batch in await keeping.batches(ctx, row.id):
        await mass.stop(ctx, batch.batch_id)
    return await _changed(ctx, row, "stopped")


async def delete(ctx: Ctx, journey_id: UUID) -> None:
    """A draft that nobody has ever walked. Raises `WrongState`."""
    row = await _from(ctx, journey_id, "draft")
    await ctx.session.delete(row)
    await ctx.session.flush()
    await tell(ctx, JourneyChanged(journey_id=row.id, change="deleted"), subject_id=row.id)
    _push(ctx, row.id)


async def versions(ctx: Ctx, journey_id: UUID) -> list[schemas.JourneyVersionOut]:
    """The newest first. Raises `JourneyNotFound`."""
    await found(ctx, journey_id)
    rows = await keeping.versions(ctx, journey_id, limit=VERSIONS_SHOWN_MAX)
    return [
        schemas.JourneyVersionOut(
            version=one.version,
            graph=roads.read(one.graph),
            published_at=one.published_at,
            published_by_id=one.published_by_id,
        )
        for one in rows
    ]


async def findings(ctx: Ctx, graph: Graph) -> list[Finding]:
    """What is wrong with the graph itself, and with what it names."""
    return [*validation.findings(graph), *await reviewing.ways(ctx, graph), *await _unknown_segments(ctx, graph)]


async def found(ctx: Ctx, journey_id: UUID, *, lock: bool = False) -> models.Journey:
    """Raises `JourneyNotFound`."""
    row = await keeping.by_id(ctx, journey_id, lock=lock)
    if row is None:
        raise errors.JourneyNotFound
    return row


async def shown(ctx: Ctx, row: models.Journey) -> schemas.Journey:
    graph = roads.read(row.draft)
    return schemas.Journey(
        row=_row(row, await keeping.totals(ctx, [row.id])), graph=graph, findings=await findings(ctx, graph)
    )


async def _require_own(ctx: Ctx, named: Collection[tuple[str, UUID]]) -> None:
    known: dict[str, Collection[UUID]] = {
        "channel_id": await keeping.channels(ctx, {one for field, one in named if field == "channel_id"}),
        "template_id": await keeping.templates(ctx, {one for field, one in named if field == "template_id"}),
        "segment_id": {one.id for one in await segments.listing(ctx)} if named else (),
    }
    for field, one in named:
        if one not in known[field]:
            raise errors.ReferenceUnknown(params={"field": field})


async def _unknown_segments(ctx: Ctx, graph: Graph) -> list[Finding]:
    known = {one.id for one in await segments.listing(ctx)} if _names_segments(graph) else set[UUID]()
    trigger = graph.trigger
    wrong: list[Finding] = []
    if isinstance(trigger, documents.SegmentTrigger) and trigger.segment_id and trigger.segment_id not in known:
        wrong.append(Finding(code="segment_unknown", node=documents.START))
    for node in graph.nodes:
        test = node.test if isinstance(node, documents.Branch) else None
        if isinstance(test, documents.InSegment) and test.segment_id and test.segment_id not in known:
            wrong.append(Finding(code="segment_unknown", node=node.id))
    return wrong


def _names_segments(graph: Graph) -> bool:
    return isinstance(graph.trigger, documents.SegmentTrigger) or bool(documents.segments_named(graph))


def _trigger(graph: Graph) -> tuple[str, str]:
    trigger = graph.trigger
    if isinstance(trigger, documents.EventTrigger):
        return "event", trigger.event
    if isinstance(trigger, documents.SegmentTrigger):
        return "segment", str(trigger.segment_id)
    if isinstance(trigger, documents.DateTrigger):
        return "date", trigger.attribute
    return "api", ""


def _version(ctx: Ctx, row: models.Journey, number: int) -> models.JourneyVersion:
    return models.JourneyVersion(
        workspace_id=ctx.workspace_id,
        journey_id=row.id,
        version=number,
        graph=row.draft,
        published_at=ctx.now(),
        published_by_id=_operator(ctx),
    )


async def _watch(ctx: Ctx, row: models.Journey) -> None:
    if row.trigger == "segment":
        await segments.watch(ctx, UUID(row.subject), watcher=f"journey:{row.id}")


async def _first_to_enrol(ctx: Ctx, row: models.Journey, graph: Graph) -> UUID | None:
    """Who was in the segment comes when the journey starts, not again with each version that says it otherwise."""
    trigger = graph.trigger
    if not isinstance(trigger, documents.SegmentTrigger) or not trigger.existing:
        return None
    before = (await ctx.use(Roads).of(ctx, row.id, row.version)).graph.trigger if row.version else None
    if isinstance(before, documents.SegmentTrigger) and before.existing and before.segment_id == trigger.segment_id:
        return row.enrol_after
    return FIRST


async def _unwatch(ctx: Ctx, row: models.Journey) -> None:
    if row.trigger == "segment":
        await segments.unwatch(ctx, UUID(row.subject), watcher=f"journey:{row.id}")


async def _from(ctx: Ctx, journey_id: UUID, *states: str) -> models.Journey:
    row = await found(ctx, journey_id, lock=True)
    if row.state not in states:
        raise errors.WrongState(params={"state": row.state})
    return row


def _row(row: models.Journey, totals: Mapping[tuple[UUID, str], int]) -> schemas.JourneyRow:
    entered, ended = totals.get((row.id, "entered"), 0), totals.get((row.id, "ended"), 0)
    return schemas.JourneyRow(
        id=row.id,
        name=row.name,
        state=row.state,
        recipe=row.recipe,
        trigger=_trigger(roads.read(row.draft))[0],
        version=row.version,
        revision=row.revision,
        changed=row.published_revision != row.revision,
        entered=entered,
        active=max(entered - ended, 0),
        goal=totals.get((row.id, "goal"), 0),
        published_at=row.published_at,
        updated_at=row.updated_at,
        updated_by_id=row.updated_by_id,
    )


async def _changed(ctx: Ctx, row: models.Journey, change: str) -> schemas.Journey:
    row.updated_at, row.updated_by_id = ctx.now(), _operator(ctx)
    await ctx.session.flush()
    await tell(ctx, JourneyChanged(journey_id=row.id, change=change), subject_id=row.id)
    _push(ctx, row.id)
    return await shown(ctx, row)


def _push(ctx: Ctx, journey_id: UUID) -> None:
    ctx.push(f"desk/{ctx.workspace_id}", "journey.changed", {"journey_id": str(journey_id)})


def _operator(ctx: Ctx) -> UUID | None:
    return ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None
