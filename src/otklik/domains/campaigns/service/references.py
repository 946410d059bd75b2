"""What a plan names must be the company's own: a stranger's id is refused as one that was never there."""

from uuid import UUID

from otklik.domains.campaigns import queries
from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.campaigns.errors import ReferenceUnknown
from otklik.platform.context import Ctx


async def check(ctx: Ctx, plan: CampaignPlan) -> None:
    """Raises `ReferenceUnknown`."""
    sayings = [one for channel in plan.channels for one in channel.sayings]
    named = (
        ("segment", queries.Segment, {*plan.audience.inside, *plan.audience.outside}),
        ("channel", queries.Channel, {one.channel_id for one in plan.channels}),
        ("template", queries.Template, {one.template_id for one in sayings if one.template_id}),
        ("prepared", queries.PreparedRow, {one.prepared_id for one in sayings if one.prepared_id}),
    )
    for kind, model, ids in named:
        missing: set[UUID] = ids - await queries.known(ctx, model, ids)
        if missing:
            raise ReferenceUnknown(params={"kind": kind, "id": str(min(missing))})
