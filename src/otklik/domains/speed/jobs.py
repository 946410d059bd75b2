"""What speed does by the clock."""

from otklik.domains.speed.service import rolling
from otklik.platform.context import Parts
from otklik.platform.jobs import periodic


@periodic("23 * * * *")
async def roll_days_up(parts: Parts) -> None:
    """Days that are over; after an update all there ever were."""
    await rolling.roll_everything(parts)
