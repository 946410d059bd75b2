"""HTTP of journeys: each handler is one verb."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal
from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from otklik.domains.journeys import jobs, recipes, schemas
from otklik.domains.journeys.service import entering, figures, simulating, steering
from otklik.platform.context import Ctx
from otklik.platform.jobs import Jobs
from otklik.platform.web import (
    API,
    CursorInvalid,
    Page,
    decode_cursor,
    decode_position,
    encode_cursor,
    encode_position,
    page_size,
)

URL: Final = f"{API}/journeys"
ONE: Final = f"{URL}/{{journey_id:uuid}}"
State = Literal["draft", "running", "paused", "stopped"]
NodeName = Annotated[str | None, Parameter(max_length=40)]


@get(URL, permission="journeys.read")
async def list_journeys(
    ctx: NamedDependency[Ctx], *, only: State | None = None, cursor: str | None = None, limit: int | None = None
) -> Page[schemas.JourneyRow]:
    """Journeys, the last changed first."""
    size = page_size(limit)
    rows = await steering.listing(ctx, state=only, after=decode_position(cursor), limit=size + 1)
    last = rows[size - 1] if len(rows) > size else None
    return Page(items=rows[:size], next_cursor=encode_position(last.updated_at, last.id) if last else None)


@post(URL, permission="journeys.write")
async def create_journey(ctx: NamedDependency[Ctx], *, data: schemas.NewJourney) -> schemas.Journey:
    """Begin a journey, empty or by a recipe; nobody walks it yet."""
    return await steering.create(ctx, data)


@get(f"{URL}/recipes", permission="journeys.read")
async def list_recipes(ctx: NamedDependency[Ctx]) -> Sequence[schemas.Recipe]:
    """Ready journeys to begin with; channels, letters and purposes are yet to be chosen."""
    return recipes.every(ctx.locale)


@post(f"{URL}/checks", permission="journeys.read", status_code=200)
async def check_journey(ctx: NamedDependency[Ctx], *, data: schemas.GraphIn) -> schemas.Checked:
    """What is wrong with a graph; nothing is saved."""
    return schemas.Checked(findings=await steering.findings(ctx, data.graph))


@post(f"{URL}/simulations", permission="journeys.read", status_code=200)
async def simulate_journey(ctx: NamedDependency[Ctx], *, data: schemas.SimulationIn) -> schemas.Simulation:
    """What would have come of it over the last days, with its price; nothing is sent."""
    return await simulating.simulate(ctx, data)


@post(f"{URL}/walks", permission="journeys.read", status_code=200)
async def walk_journey(ctx: NamedDependency[Ctx], *, data: schemas.WalkIn) -> schemas.Walk:
    """Where one person would go, and when, by their own clock; nothing is sent."""
    return await simulating.walk(ctx, data)


@get(ONE, permission="journeys.read")
async def get_journey(ctx: NamedDependency[Ctx], *, journey_id: UUID) -> schemas.Journey:
    """One journey with its draft and what is wrong with it."""
    return await steering.get(ctx, journey_id)


@put(f"{ONE}/draft", permission="journeys.write")
async def save_journey(ctx: NamedDependency[Ctx], *, journey_id: UUID, data: schemas.JourneyDraft) -> schemas.Journey:
    """Save the draft, and hear what is wrong with it; whoever walks the journey walks on as before."""
    return await steering.save(ctx, journey_id, data)


@delete(ONE, permission="journeys.write")
async def delete_journey(ctx: NamedDependency[Ctx], *, journey_id: UUID) -> None:
    """Delete a draft that was never published."""
    await steering.delete(ctx, journey_id)


@get(f"{ONE}/versions", permission="journeys.read")
async def list_journey_versions(ctx: NamedDependency[Ctx], *, journey_id: UUID) -> Sequence[schemas.JourneyVersionOut]:
    """What was published, the newest first."""
    return await steering.versions(ctx, journey_id)


@post(f"{ONE}/versions", permission="journeys.write")
async def publish_journey(ctx: NamedDependency[Ctx], *, journey_id: UUID) -> schemas.Journey:
    """Publish the draft and let people in; refused while something is wrong with it."""
    journey = await steering.publish(ctx, journey_id)
    await _let_in(ctx, journey_id)
    return journey


@put(f"{ONE}/pause", permission="journeys.write")
async def pause_journey(ctx: NamedDependency[Ctx], *, journey_id: UUID) -> schemas.Journey:
    """Hold everything where it is."""
    return await steering.pause(ctx, journey_id)


@delete(f"{ONE}/pause", permission="journeys.write", status_code=200)
async def resume_journey(ctx: NamedDependency[Ctx], *, journey_id: UUID) -> schemas.Journey:
    """Go on; whoever was still to be taken in comes in."""
    journey = await steering.resume(ctx, journey_id)
    await _let_in(ctx, journey_id)
    return journey


@put(f"{ONE}/stop", permission="journeys.write")
async def stop_journey(ctx: NamedDependency[Ctx], *, journey_id: UUID) -> schemas.Journey:
    """End it for good: whoever is on the road leaves it."""
    return await steering.stop(ctx, journey_id)


@get(f"{ONE}/figures", permission="journeys.read")
async def get_journey_figures(
    ctx: NamedDependency[Ctx], *, journey_id: UUID, version: int | None = None
) -> schemas.JourneyFigures:
    """How people went through each node, and what became of its messages."""
    return await figures.of(ctx, journey_id, version=version)


@get(f"{ONE}/runs", permission="journeys.read")
async def list_journey_runs(
    ctx: NamedDependency[Ctx],
    *,
    journey_id: UUID,
    node: NodeName = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[schemas.RunOut]:
    """Who is where and why, the latest first; with `node` those who stand there now."""
    await steering.found(ctx, journey_id)
    size = page_size(limit)
    rows = await figures.runs(ctx, journey_id=journey_id, node=node, after=_id(cursor), limit=size + 1)
    return _page(rows, size)


@post(f"{ONE}/runs", permission="journeys.write")
async def start_journey_runs(
    ctx: NamedDependency[Ctx], *, journey_id: UUID, data: schemas.NewcomersIn
) -> schemas.Newcomers:
    """Put people in: who is inside already, or may not come again, is left out."""
    coming = [
        entering.Coming(
            contact_id=one.contact_id,
            at=ctx.now(),
            occasion=f"call:{one.key}" if one.key else "",
            given=one.properties,
        )
        for one in data.people
    ]
    return schemas.Newcomers(contact_ids=await entering.call(ctx, journey_id, coming))


@get(f"{API}/contacts/{{contact_id:uuid}}/journeys", permission="journeys.read")
async def list_contact_journeys(
    ctx: NamedDependency[Ctx], *, contact_id: UUID, cursor: str | None = None, limit: int | None = None
) -> Page[schemas.RunOut]:
    """Every journey of one person: where they are and why, the latest first."""
    size = page_size(limit)
    rows = await figures.of_person(ctx, contact_id, after=_id(cursor), limit=size + 1)
    return _page(rows, size)


async def _let_in(ctx: Ctx, journey_id: UUID) -> None:
    """Those who were in the segment before, and those whose day is near."""
    for job in (jobs.enrol, jobs.enrol_dates_of):
        await ctx.use(Jobs).defer(ctx, job, arguments={"journey_id": journey_id})


def _page(rows: Sequence[schemas.RunOut], size: int) -> Page[schemas.RunOut]:
    return Page(items=rows[:size], next_cursor=encode_cursor(str(rows[size - 1].id)) if len(rows) > size else None)


def _id(cursor: str | None) -> UUID | None:
    """Raises `CursorInvalid`."""
    values = decode_cursor(cursor, length=1)
    if values is None:
        return None
    try:
        return UUID(values[0])
    except ValueError as error:
        raise CursorInvalid from error


routes: Sequence[HTTPRouteHandler] = [
    list_journeys,
    create_journey,
    list_recipes,
    check_journey,
    simulate_journey,
    walk_journey,
    get_journey,
    save_journey,
    delete_journey,
    list_journey_versions,
    publish_journey,
    pause_journey,
    resume_journey,
    stop_journey,
    get_journey_figures,
    list_journey_runs,
    start_journey_runs,
    list_contact_journeys,
]
