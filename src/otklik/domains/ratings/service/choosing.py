"""How the company asks: read and changed."""

from datetime import timedelta

import msgspec

from otklik.domains.ratings import queries
from otklik.domains.ratings.schemas import RatingChoices
from otklik.platform.context import Ctx


async def get(ctx: Ctx) -> RatingChoices:
    """What was chosen; by default nobody is asked."""
    row = await queries.settings(ctx)
    if row is None:
        return RatingChoices()
    return msgspec.convert({name: getattr(row, name) for name in RatingChoices.__struct_fields__}, RatingChoices)


async def put(ctx: Ctx, chosen: RatingChoices) -> RatingChoices:
    await queries.save_settings(ctx, msgspec.structs.asdict(chosen))
    return chosen


def pause(chosen: RatingChoices) -> timedelta:
    return timedelta(days=chosen.pause_days)
