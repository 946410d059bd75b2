"""Delivery's counters and what was bought, put together by channel and variant."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.campaigns import queries, schemas
from otklik.domains.campaigns.documents import CampaignTest
from otklik.domains.campaigns.rules import comparing, states
from otklik.domains.campaigns.service import planning, rows, seating
from otklik.domains.delivery.service import mass
from otklik.platform.context import Ctx

SENT: Final = ("accepted", "delivered", "read")
DELIVERED: Final = ("delivered", "read")
Key = tuple[int, int]
"""Channel and variant."""


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    progress: Sequence[mass.BatchProgress]
    brought: Sequence[queries.Brought]


async def gather(ctx: Ctx, campaign_id: UUID) -> Gathered:
    """Two statements over counters, and one over what was bought."""
    progress = await mass.progress(ctx, owner=rows.OWNER, owner_id=campaign_id)
    return Gathered(progress=progress, brought=await queries.brought(ctx, campaign_id))


def slices(found: Gathered, *, currency: str) -> list[schemas.CampaignSlice]:
    """By channel and variant, the test and the rest together; the cost is what was paid in `currency`."""
    counts: dict[Key, Counter[str]] = {}
    paid: dict[Key, Counter[str]] = defaultdict(Counter)
    for one in found.progress:
        key = (planning.channel_of(one.step), one.variant)
        counts.setdefault(key, Counter()).update(_counts(one))
        paid[key].update(one.costs)
    for got in found.brought:
        counts.setdefault((planning.channel_of(got.step), got.variant), Counter()).update(
            {"converted": got.converted, "purchases": got.purchases, "revenue_minor": got.revenue_minor}
        )
    return [
        schemas.CampaignSlice(
            channel=channel,
            variant=variant,
            cost_micros=paid[channel, variant][currency],
            costs=dict(paid[channel, variant]),
            **count,
        )
        for (channel, variant), count in sorted(counts.items())
    ]


def total(parts: Sequence[schemas.CampaignSlice], *, buyers: int) -> schemas.CampaignCounts:
    """`buyers`: people, each once, which the parts' sum is not where one got several messages."""
    whole = Counter[str]()
    for part in parts:
        whole.update({name: getattr(part, name) for name in schemas.CampaignCounts.__struct_fields__})
    return schemas.CampaignCounts(**{**whole, "converted": buyers})


def reasons(found: Gathered, state: str) -> dict[str, int]:
    """Why messages were left out, failed, or are unknown."""
    whole = Counter[str]()
    for one in found.progress:
        for name, count in one.codes.items():
            of, _, code = name.partition(":")
            if of == state:
                whole[code] += count
    return dict(whole)


def still_open(found: Gathered) -> int:
    return sum(one.states.get(state, 0) for one in found.progress for state in states.OPEN)


def goes(found: Gathered) -> bool:
    """Whether something that has not come to rest is of a batch that runs: without money a batch stands by itself."""
    return any(one.state == "running" and any(one.states.get(state) for state in states.OPEN) for one in found.progress)


def spent(found: Gathered, *, currency: str) -> int:
    """In that currency; what was paid in others is not put beside it."""
    return costs(found).get(currency, 0)


def costs(found: Gathered) -> dict[str, int]:
    """What was paid, by currency."""
    whole = Counter[str]()
    for one in found.progress:
        whole.update(one.costs)
    return dict(whole)


def arms(found: Gathered, test: CampaignTest, *, variants: int) -> list[comparing.Arm]:
    """Of the test alone: who got each variant, and how many of them did what counts."""
    people, successes = Counter[int](), Counter[int]()
    for one in found.progress:
        if one.step.endswith(f":{planning.REST}"):
            continue
        people[one.variant] += sum(one.states.get(state, 0) for state in SENT)
        done = {"read": one.read_by_human, "clicked": one.clicked, "converted": 0}
        successes[one.variant] += done[test.metric]
    if test.metric == "converted":
        for got in found.brought:
            if not got.step.endswith(f":{planning.REST}"):
                successes[got.variant] += got.converted
    return [
        comparing.Arm(people=people[number], successes=min(successes[number], people[number]))
        for number in range(variants)
    ]


def _counts(one: mass.BatchProgress) -> Mapping[str, int]:
    states_of = one.states
    skipped, whole = states_of.get("skipped", 0), sum(states_of.values())
    return {
        "planned": whole - skipped,
        "waiting": sum(states_of.get(state, 0) for state in states.OPEN),
        "skipped": skipped,
        "sent": sum(states_of.get(state, 0) for state in SENT),
        "delivered": sum(states_of.get(state, 0) for state in DELIVERED),
        "failed": states_of.get("failed", 0),
        "unknown": states_of.get("unknown", 0),
        "read": one.read_by_human,
        "read_by_machine": one.read_by_machine,
        "clicked": one.clicked,
        "unsubscribed": one.unsubscribed,
        "complained": one.complained,
    }


def control_people(found: Gathered) -> int:
    return reasons(found, "skipped").get(seating.CONTROL, 0)
