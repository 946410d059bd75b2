"""What the stepper asks for is planned here: a block into the batch of its node and way; each is told the answer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.service import mass
from otklik.domains.delivery.service.mass import NewBatch, Wish
from otklik.domains.journeys import documents, models
from otklik.domains.journeys.documents import AnyNode, Graph, JourneyWay
from otklik.domains.journeys.queries import keeping, walking
from otklik.domains.journeys.rules.state import Answered, Message, spot
from otklik.domains.journeys.service.roads import Roads
from otklik.domains.templates.service import mailing
from otklik.platform.context import Ctx

if TYPE_CHECKING:
    from otklik.domains.journeys.service.stepping import Walker

OWNER = "journey"
GONE = "not_planned"
"""The batch has no row of theirs and never had: its channel is gone."""


async def open_batches(ctx: Ctx, journey_id: UUID, version: int, graph: Graph) -> None:
    """A batch for each way of each sending node of a version, running from now on."""
    watched = documents.watched(graph)
    for node in graph.nodes:
        for number, way in enumerate(documents.ways(node)):
            assert way.channel_id is not None
            assert isinstance(node, documents.Send | documents.Cascade)
            new = NewBatch(
                channel_id=way.channel_id,
                purpose=node.purpose,
                owner=OWNER,
                owner_id=journey_id,
                key=f"journey:{journey_id}:{version}:{node.id}:{number}",
                step=spot(node.id, number),
                utm={"utm_source": "otklik", "utm_medium": "journey", "utm_campaign": node.title or node.id},
            )
            batch_id = await mass.open_batch(ctx, new)
            await mass.start(ctx, batch_id)
            ctx.session.add(
                models.JourneyBatch(
                    workspace_id=ctx.workspace_id,
                    journey_id=journey_id,
                    version=version,
                    node=node.id,
                    way=number,
                    batch_id=batch_id,
                    watched=node.id in watched,
                )
            )
    await ctx.session.flush()


async def answer(
    ctx: Ctx,
    journey_id: UUID,
    version: int,
    asking: Sequence["Walker"],
    messages: Mapping[UUID, dict[str, Message]],
) -> None:
    """Plan what is asked for, batch by batch, and put each answer before whatever else happened to them."""
    batches = {
        (one.node, one.way): one.batch_id for one in await keeping.batches(ctx, journey_id) if one.version == version
    }
    groups: dict[tuple[str, int], list[Walker]] = defaultdict(list)
    for walker in asking:
        assert walker.ask is not None
        groups[walker.ask.node, walker.ask.way].append(walker)
    road = await ctx.use(Roads).of(ctx, journey_id, version)
    for node, number in sorted(groups):
        await _plan(ctx, batches[node, number], road.nodes[node], groups[node, number], messages)


async def _plan(
    ctx: Ctx, batch_id: UUID, node: AnyNode, asking: Sequence["Walker"], messages: Mapping[UUID, dict[str, Message]]
) -> None:
    assert asking[0].ask is not None
    way, until = documents.ways(node)[asking[0].ask.way], _until(node, now=ctx.now())
    wishes = [(one.run.contact_id, one.run.round(one.ask.visit)) for one in asking if one.ask]
    spoken = await _languages(ctx, way, [who for who, _ in wishes])
    new = [
        Wish(contact_id=who, due_at=ctx.now(), round=number, language=spoken.get(who, ""), until=until)
        for who, number in wishes
    ]
    await mass.plan(ctx, batch_id, new)
    rows = await walking.planned(ctx, batch_id, wishes)
    for walker in asking:
        assert walker.ask is not None
        state, code, due_at = rows.get(walker.run.contact_id, ("skipped", GONE, ctx.now()))
        refused = state == "skipped"
        messages[walker.run.id][spot(walker.ask.node, walker.ask.way)] = Message(state=state, code=code)
        walker.ask = None
        walker.ahead.appendleft(Answered(refused=code or GONE) if refused else Answered(due_at=due_at))


def _until(node: AnyNode, *, now: datetime) -> datetime | None:
    """When what is asked for now is worth nothing any more."""
    seconds = node.expires_seconds if isinstance(node, documents.Send) else None
    return now + timedelta(seconds=seconds) if seconds is not None else None


async def _languages(ctx: Ctx, way: JourneyWay, contact_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """What each will be written to in, for letters are laid out by it; not asked where the template speaks one."""
    if way.template_id is None or len(await mailing.languages(ctx, way.template_id)) < 2:
        return {}
    mail = await mailing.load(ctx, way.template_id)
    profiles = await contacts.profiles(ctx, contact_ids)
    return {who: mail.spoken(one.locale or mail.body.language).language for who, one in profiles.items()}


async def say_anew(ctx: Ctx, *, template_id: UUID | None = None) -> None:
    """A template that letters are written by is another now, or a block of any: they are laid out anew."""
    for one in await keeping.live_batches(ctx):
        road = await ctx.use(Roads).of(ctx, one.journey_id, one.version)
        if template_id in {None, documents.ways(road.nodes[one.node])[one.way].template_id}:
            await mass.redesign(ctx, one.batch_id)


async def leave_unsaid(ctx: Ctx, journey_id: UUID, version: int, contact_ids: Sequence[UUID], *, code: str) -> None:
    """What waits for an hour to go to these is not sent any more."""
    batch_ids = [one.batch_id for one in await keeping.batches(ctx, journey_id) if one.version == version]
    await mass.leave_out(ctx, batch_ids, contact_ids, code=code)
