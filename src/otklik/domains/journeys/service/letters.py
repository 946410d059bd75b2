"""Letters that a recipe comes with: made for the company, published, and put into the recipe's steps."""

from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.delivery.service import channels
from otklik.domains.delivery.service.mass.judging import closed_because
from otklik.domains.journeys import recipes
from otklik.domains.journeys.documents import AnyNode, Graph, JourneyWay, Send
from otklik.domains.templates import service as templates
from otklik.domains.templates.errors import TemplatesTooMany
from otklik.platform.context import Ctx

MAY: Final = "templates.write"
MAILBOX: Final = "email"


async def put_in(ctx: Ctx, recipe: str, graph: Graph) -> Graph:
    """The recipe with its letters, where whoever begins it may write some, and the mailbox, where there is but one."""
    letters = recipes.LETTERS.get(recipe, {})
    if not letters or not ctx.actor.may(MAY):
        return graph
    channel_id = await _mailbox(ctx)
    try:
        made = {
            node.id: await templates.begin(ctx, letters[node.id], name=node.title)
            for node in graph.nodes
            if node.id in letters
        }
    except TemplatesTooMany:
        return graph
    return msgspec.structs.replace(
        graph, nodes=tuple(_with(node, channel_id, made.get(node.id)) for node in graph.nodes)
    )


async def _mailbox(ctx: Ctx) -> UUID | None:
    """The only one that sends; which of several is for the company to say."""
    found = [one.id for one in await channels.listing(ctx) if one.kind == MAILBOX and not closed_because(ctx, one)]
    return found[0] if len(found) == 1 else None


def _with(node: AnyNode, channel_id: UUID | None, template_id: UUID | None) -> AnyNode:
    if template_id is None or not isinstance(node, Send):
        return node
    return msgspec.structs.replace(node, ways=(JourneyWay(channel_id=channel_id, template_id=template_id),))
