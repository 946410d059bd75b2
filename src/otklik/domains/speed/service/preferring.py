"""Which channels customers choose, and how soon they are first answered there."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from uuid import UUID

from otklik.domains.speed import queries, rules, schemas
from otklik.domains.speed.queries import preference
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.queries.preference import Chosen
from otklik.domains.speed.rules import Period
from otklik.platform.context import Ctx


async def report(ctx: Ctx, *, period: Period, narrow: Narrow) -> schemas.PreferenceOut:
    """By the week in which customers wrote, latest first; a channel's share is of the week's requests."""
    found = await preference.chosen(ctx, period, narrow)
    names = await queries.channel_names(ctx, list({one.channel_id for one in found}))
    weeks = [_week(str(week), list(some), names) for week, some in groupby(found, key=lambda one: one.week)]
    return schemas.PreferenceOut(time_zone=narrow.zone, weeks=weeks)


def _week(week: str, some: Sequence[Chosen], names: Mapping[UUID, tuple[str, str]]) -> schemas.PreferenceWeek:
    requests = sum(one.requests for one in some)
    channels = [
        schemas.ChosenChannel(
            channel_id=one.channel_id,
            name=names[one.channel_id][1],
            kind=names[one.channel_id][0],
            requests=one.requests,
            share=one.requests / requests,
            enough=one.requests >= rules.ENOUGH,
            median_seconds=one.median_seconds,
        )
        for one in some
    ]
    return schemas.PreferenceWeek(week=week, requests=requests, channels=channels)
