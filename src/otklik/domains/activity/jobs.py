"""What activity does by the clock."""

from otklik.domains.activity.service import ranking
from otklik.platform.context import Parts
from otklik.platform.jobs import periodic


@periodic("17 1 * * *")
async def count_groups(parts: Parts) -> None:
    await ranking.count_everywhere(parts)
