"""What a graph names and the company has not, and what a channel cannot do with a template."""

from collections.abc import Iterator

from otklik.domains.campaigns.service.reviewing import kind_for
from otklik.domains.delivery.service import channels as delivery
from otklik.domains.delivery.service.mass.judging import closed_because
from otklik.domains.journeys import documents
from otklik.domains.journeys.documents import Graph, JourneyWay
from otklik.domains.journeys.queries import keeping
from otklik.domains.journeys.rules.validation import Finding
from otklik.platform.context import Ctx


async def ways(ctx: Ctx, graph: Graph) -> list[Finding]:
    """Of each sending node: its channels, templates and purpose; `param` is the number of the way."""
    sent_by = [way for node in graph.nodes for way in documents.ways(node)]
    known = await keeping.means(
        ctx,
        {way.channel_id for way in sent_by if way.channel_id},
        {way.template_id for way in sent_by if way.template_id},
    )
    wrong: list[Finding] = []
    for node in graph.nodes:
        for number, way in enumerate(documents.ways(node), start=1):
            codes = (*_of_channel(ctx, way, known), *_of_template(ctx, way, known))
            wrong += [Finding(code=code, node=node.id, param=str(number)) for code in codes]
    return [*wrong, *await _purposes(ctx, graph)]


def _of_channel(ctx: Ctx, way: JourneyWay, known: keeping.Means) -> Iterator[str]:
    if way.channel_id is None:
        return
    channel = known.channels.get(way.channel_id)
    if channel is None:
        yield "channel_unknown"
    elif closed_because(ctx, channel) == "channel_receives_only":
        yield "channel_receives_only"


def _of_template(ctx: Ctx, way: JourneyWay, known: keeping.Means) -> Iterator[str]:
    if way.template_id is None:
        return
    template = known.templates.get(way.template_id)
    if template is None or template.archived_at is not None:
        yield "template_unknown"
        return
    if template.published_number is None:
        yield "template_unpublished"
    channel = known.channels.get(way.channel_id) if way.channel_id else None
    if channel is not None and template.kind != kind_for(delivery.manifest(ctx, channel.kind)):
        yield "template_of_another_kind"


async def _purposes(ctx: Ctx, graph: Graph) -> list[Finding]:
    named = {
        node.id: node.purpose
        for node in graph.nodes
        if isinstance(node, documents.Send | documents.Cascade) and node.purpose
    }
    known = await keeping.purposes(ctx, set(named.values()))
    return [Finding(code="purpose_unknown", node=node, param=code) for node, code in named.items() if code not in known]
