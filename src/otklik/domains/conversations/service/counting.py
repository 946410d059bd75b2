"""Counts of the inbox: from the stored sums where these know the answer, else by walking an index a little way."""

from collections.abc import Sequence
from typing import Final

from otklik.domains.conversations.queries import listing
from otklik.domains.conversations.queries.counting import Sum
from otklik.domains.conversations.queries.listing import SHELVES, Filter
from otklik.platform.context import Ctx

PARTS_MAX: Final = 2_000
"""So many changes are read with the sums, in about a millisecond, before they are put together."""


def counted(sums: Sequence[Sum], chosen: Filter) -> int:
    """How many conversations a filter of view, team and assignee leaves."""
    return sum(one.many for one in sums if _holds(one, chosen))


async def counts(ctx: Ctx, wanted: Sequence[Filter], sums: Sequence[Sum]) -> list[int]:
    """How many each filter leaves; one narrowed by more than view, team and assignee is not counted past 1,000."""
    walked = [one for one in wanted if not _summed(one)]
    found = dict(zip(walked, await listing.counts(ctx, walked), strict=True))
    return [counted(sums, one) if _summed(one) else found[one] for one in wanted]


def _summed(chosen: Filter) -> bool:
    """Whether the sums are kept by all that the filter asks of."""
    others = (chosen.channel_id, chosen.label_id, chosen.priority, chosen.contact_id)
    return all(one is None for one in others)


def _holds(one: Sum, chosen: Filter) -> bool:
    in_view = one.waiting if chosen.view == "waiting" else one.shelf in SHELVES[chosen.view]
    return (
        in_view
        and (chosen.view != "mine" or one.assignee_id == chosen.operator_id)
        and (chosen.view != "unassigned" or one.assignee_id is None)
        and chosen.team_id in {None, one.team_id}
        and chosen.assignee_id in {None, one.assignee_id}
    )
