"""A campaign of the demo company: being written, with two variants to compare, as a marketer leaves it at night."""

from typing import Final

from otklik.domains.campaigns import service as campaigns
from otklik.domains.campaigns.documents import CampaignAudience, CampaignPlan, CampaignTest, CampaignVariant
from otklik.domains.campaigns.schemas import NewCampaign
from otklik.platform.context import Ctx

HARVEST: Final = CampaignPlan(
    purpose="news",
    audience=CampaignAudience(everyone=True),
    variants=(CampaignVariant(name="О вкусе"), CampaignVariant(name="О ферме")),
    test=CampaignTest(percent=30, metric="clicked", people_min=200, hours=12),
    control_percent=5,
)


async def keep(ctx: Ctx) -> None:
    """The caller acts as the owner."""
    await campaigns.create(ctx, NewCampaign(name="Новый урожай: Эфиопия", plan=HARVEST))
