"""What campaigns do when others report: delivery of messages, activity of purchases, templates of blocks."""

from otklik.domains.activity.events import FactsRecorded
from otklik.domains.campaigns.service import following, steering
from otklik.domains.campaigns.service.rows import OWNER
from otklik.domains.delivery.events import MassClicked, MassRead, MassSettled
from otklik.domains.templates.events import TemplateBlocksChanged
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(MassSettled)
async def follow(ctx: Ctx, event: MassSettled) -> None:
    if event.owner == OWNER:
        await following.settled(ctx, event.owner_id)


@on(MassRead, MassClicked)
async def look_again(ctx: Ctx, event: MassRead | MassClicked) -> None:
    human = [one for one in event.rows if not one.machine]
    if event.owner == OWNER and human:
        since = min(one.at for one in human)
        await following.touched(ctx, [one.contact_id for one in human], since=since)
        await following.settled(ctx, event.owner_id)


@on(TemplateBlocksChanged)
async def say_anew(ctx: Ctx, _: TemplateBlocksChanged) -> None:
    await steering.say_anew(ctx)


@on(FactsRecorded)
async def count_purchases(ctx: Ctx, event: FactsRecorded) -> None:
    bought = [one.fact_id for one in event.facts if one.name == following.PURCHASE]
    if bought:
        await following.bought(ctx, bought)
