"""Which channels customers choose, week by week."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from otklik.domains.speed.queries.figures import Narrow, condition, used, values
from otklik.domains.speed.rules import Period
from otklik.platform.context import Ctx


class Chosen(NamedTuple):
    week: date
    channel_id: UUID
    requests: int
    median_seconds: float


async def chosen(ctx: Ctx, period: Period, narrow: Narrow) -> list[Chosen]:
    """First answers by the week in which customers wrote and by channel, with the median wait for them."""
    statement = f"""
SELECT date_trunc('week', waiting_since AT TIME ZONE :zone)::date, channel_id, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY wait_seconds)
FROM responses WHERE {condition(narrow)} GROUP BY 1, 2 ORDER BY 1 DESC, 3 DESC, 2
"""  # noqa: S608 - every piece is one of speed's own constants
    asked = used(values(ctx, period, narrow), statement)
    return [Chosen(*row) for row in await ctx.session.execute(text(statement), asked)]
