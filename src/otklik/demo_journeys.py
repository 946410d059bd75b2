"""Journeys of the demo: one that has been going on for ten days, and recipes a marketer has begun with."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from otklik import demo_story
from otklik.channels.contract import ConfigValue
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.models_mass import MassMessage
from otklik.domains.delivery.queries import mass as batches
from otklik.domains.delivery.service import channels
from otklik.domains.delivery.service.mass import reading
from otklik.domains.delivery.service.mass.counting import Tally
from otklik.domains.journeys import recipes, schemas
from otklik.domains.journeys.documents import EventTrigger, Graph, JourneyWay, Send
from otklik.domains.journeys.queries import keeping
from otklik.domains.journeys.service import entering, steering, stepping
from otklik.domains.templates import service as templates
from otklik.platform.clock import FixedClock
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

BEGUN: Final = (
    ("birthday", "День рождения"),
    ("abandoned_cart", "Брошенная корзина"),
    ("cascade", "Каскад: письмо, пуш, СМС"),
)
RUNNING: Final = "Знакомство с кофейней"
LETTER: Final = "Приветствие"
MAILBOX: Final[Mapping[str, ConfigValue]] = {
    "address": "hello@otklik.local",
    "from_name": "Кофейня «Отклик»",
    "password": "unused",
    "imap_host": "127.0.0.1",
    "smtp_host": "127.0.0.1",
}
"""Nobody answers there: it is closed as soon as its part is played, so that nothing is ever tried."""
PEOPLE: Final = 9
STEP: Final = timedelta(hours=6)
STEPS_BETWEEN: Final = 5
"""People come one after another: the first ten days ago, the last an hour ago."""
READS: Final = 3
"""Two of so many read what they get."""


async def keep(ctx: Ctx) -> None:
    """The caller acts as the owner."""
    for recipe, name in BEGUN:
        await steering.create(ctx, schemas.NewJourney(name=name, recipe=recipe))
    await _play(ctx)


async def _play(ctx: Ctx) -> None:
    """A welcome lived through by the product's own stepper, at the times it tells of; only the provider is played."""
    ends, clock = ctx.now(), ctx.clock
    people = [one.id for one in await contacts.search(ctx, limit=PEOPLE)]
    steps = len(people) * STEPS_BETWEEN
    channel = await channels.create(ctx, kind="email", name="Письма кофейни", config=MAILBOX)
    ctx.clock = FixedClock(ends - steps * STEP)
    made = await steering.create(ctx, schemas.NewJourney(name=RUNNING, graph=await _graph(ctx, channel.id)))
    await steering.publish(ctx, made.row.id)
    for step in range(steps + 1):
        ctx.clock = FixedClock(ends - (steps - step) * STEP)
        if step % STEPS_BETWEEN == 0 and step < steps:
            coming = entering.Coming(contact_id=people[step // STEPS_BETWEEN], at=ctx.now())
            await entering.call(ctx, made.row.id, [coming])
        await stepping.move_block(ctx, made.row.id)
        await _deliver(ctx, made.row.id)
    ctx.clock = clock
    await channels.update(ctx, channel_id=channel.id, name=None, enabled=False, config=None)


async def _graph(ctx: Ctx, channel_id: UUID) -> Graph:
    listed = await templates.listing(ctx, q=LETTER, kind="email", limit=50)
    letter = next(one for one in listed if one.name == LETTER)
    way = JourneyWay(channel_id=channel_id, template_id=letter.id)
    graph = recipes.graph("welcome", "ru")
    nodes = tuple(
        msgspec.structs.replace(node, ways=(way,), purpose="order") if isinstance(node, Send) else node
        for node in graph.nodes
    )
    return msgspec.structs.replace(graph, trigger=EventTrigger(event="purchase", next="hello"), nodes=nodes)


async def _deliver(ctx: Ctx, journey_id: UUID) -> None:
    """What is due was accepted at once, and some of it read by a human six hours later."""
    for place in await keeping.batches(ctx, journey_id):
        tally = Tally()
        for row in await ctx.session.scalars(scoped(ctx, MassMessage).where(MassMessage.batch_id == place.batch_id)):
            if row.state == "planned" and row.due_at <= ctx.now():
                tally.move(row.variant, before=("planned", ""), after=("accepted", ""))
                tally.charge(row.variant, demo_story.LETTER)
                row.state, row.handed_at, row.accepted_at = "accepted", ctx.now(), ctx.now()
                row.cost_micros, row.cost_currency = demo_story.LETTER.micros, demo_story.LETTER.currency
            elif row.state == "accepted" and row.id.int % READS:
                reading.mark_read(tally, row, at=ctx.now(), machine=False)
        await ctx.session.flush()
        await batches.count(ctx, place.batch_id, tally.deltas)
