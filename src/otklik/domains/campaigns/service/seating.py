"""A block of people seated: who gets what by which channel, who is kept back, who is reached by none."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.campaigns.rules import launching, seats
from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.delivery.service import mass
from otklik.platform.context import Ctx

CONTROL: Final = "control_group"


class Verdicts(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate says of a block, by channel; of each person only channels that were asked."""

    by_channel: Sequence[Mapping[UUID, mass.Judged]]

    def goes(self, contact_id: UUID) -> list[int]:
        """By which channels the person may be written to."""
        return [
            number
            for number, judged in enumerate(self.by_channel)
            if contact_id in judged and not judged[contact_id].refused
        ]

    def refused(self, contact_id: UUID) -> str:
        """Why by none: the first channel's reason."""
        return next((found[contact_id].refused for found in self.by_channel if contact_id in found), "")


async def verdicts(ctx: Ctx, plan: CampaignPlan, people: Sequence[UUID], *, at: datetime) -> Verdicts:
    """Where there is nothing to choose delivery alone asks the gate, as it writes the block."""
    if len(plan.channels) > 1 or plan.control_percent:
        return await judge(ctx, plan, people, at=at)
    free = {one: mass.Judged(contact_id=one, identity_id=None, refused="") for one in people}
    return Verdicts(by_channel=[free])


async def judge(ctx: Ctx, plan: CampaignPlan, people: Sequence[UUID], *, at: datetime) -> Verdicts:
    """By the first channel that lets a person through the others are not asked, unless all of them are to go."""
    left = list(people)
    found: list[Mapping[UUID, mass.Judged]] = []
    for channel in plan.channels:
        answers = await mass.judge(
            ctx, channel_id=channel.channel_id, purpose=plan.purpose, contact_ids=left, at=at
        ) if left else ()  # fmt: skip
        if not all(one.prepared_id for one in channel.sayings):
            answers = await mass.free_to(ctx, channel_id=channel.channel_id, found=answers, at=at)
        found.append({one.contact_id: one for one in answers})
        if plan.spread == "first":
            left = [one.contact_id for one in answers if one.refused]
    return Verdicts(by_channel=found)


def seat(campaign_id: UUID, plan: CampaignPlan, contact_id: UUID) -> seats.Seat:
    return seats.seat(
        campaign_id,
        contact_id,
        control_percent=plan.control_percent,
        shares=[one.share for one in plan.variants],
        test_percent=plan.test.percent if plan.test else 100,
    )


async def due(
    ctx: Ctx, plan: CampaignPlan, people: Sequence[UUID], *, start: datetime, again: bool = False
) -> Mapping[UUID, datetime]:
    """When each is to get it: at once, or at the hour of their own clock; an hour that has passed is now.

    `again`: the day was the test's, so the rest get it when their clock shows the hour the next time.
    """
    wall = launching.wall(plan.schedule)
    if plan.schedule.mode != "local" or wall is None:
        return dict.fromkeys(people, start)
    zones = await contact_policy.zones(ctx, people)
    first = {one: contact_policy.local_moment(zones[one], *wall) for one in people}
    if again:
        return {one: at if at >= start else _next(zones[one], wall[1], start) for one, at in first.items()}
    return {one: max(at, start) for one, at in first.items()}


def _next(zone: ZoneInfo, clock: time, start: datetime) -> datetime:
    """The first moment from `start` on at which the zone's clock shows that time."""
    today = start.astimezone(zone).date()
    at = contact_policy.local_moment(zone, today, clock)
    return at if at >= start else contact_policy.local_moment(zone, today + timedelta(days=1), clock)


def wishes(
    verdicts: Verdicts,
    seated: Mapping[UUID, seats.Seat],
    *,
    due_at: Mapping[UUID, datetime],
    languages: Mapping[UUID, str],
    winner: int | None,
) -> dict[int, list[mass.Wish]]:
    """Of each channel, who is wished to get it by it; who gets nothing stands with the first channel and says why."""
    found: dict[int, list[mass.Wish]] = defaultdict(list)
    for contact_id, its in seated.items():
        goes = verdicts.goes(contact_id)
        refused = verdicts.refused(contact_id) if not goes else CONTROL if its.control else ""
        wish = mass.Wish(
            contact_id=contact_id,
            variant=its.variant if winner is None else winner,
            language=languages.get(contact_id, ""),
            due_at=due_at[contact_id],
            refused=refused,
        )
        for number in [0] if refused else goes:
            found[number].append(wish)
    return found
