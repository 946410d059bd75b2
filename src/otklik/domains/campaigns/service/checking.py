"""Before the launch: the audience walked as it will be, nothing written: who is reached, who is not, the price."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.contract import Price
from otklik.channels.sms import segments
from otklik.channels.sms.fields import languages_of
from otklik.domains.campaigns import models, queries, schemas
from otklik.domains.campaigns.documents import CampaignPlan, saying
from otklik.domains.campaigns.rules import pricing, seats
from otklik.domains.campaigns.service import rows, seating, walking
from otklik.domains.delivery.service import channels, mass
from otklik.domains.prices import service as prices
from otklik.domains.templates.errors import RenderFailed
from otklik.domains.templates.service import mailing
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database

SAMPLE_MAX: Final = 400
"""Messages of one channel whose price is worked out one by one."""
TELL_EVERY: Final = 10
"""Blocks between two tellings of how far it is."""


class Counted(msgspec.Struct):
    """What was counted so far; grows block by block."""

    reached: list[int]
    samples: list[list[tuple[int, Price]]]
    """By channel, prices of those whom a hash puts first, with where it puts them."""
    alike: list[bool]
    """By channel, whether each message costs the same."""
    audience: int = 0
    control: int = 0
    put_off: int = 0
    excluded: Counter[str] = msgspec.field(default_factory=Counter[str])


async def count(parts: Parts, *, workspace_id: WorkspaceId, campaign_id: UUID, revision: int) -> None:
    """To the end of the audience, unless the draft was saved anew meanwhile. Safe to run twice: it begins anew."""
    database = parts.get(Database)
    counted: Counted | None = None
    place: walking.Place | None = walking.Place()
    at: datetime | None = None
    blocks, ahead = 0, walking.Ahead()
    while place is not None:
        async with database.transaction(workspace_id) as ctx:
            row = await queries.by_id(ctx, campaign_id)
            if row is None or row.revision != revision:
                return
            plan, at = rows.plan_of(row), at or ctx.now()
            counted = counted or begin(plan)
            place = await count_block(ctx, row.id, plan, counted, place, at=at, ahead=ahead)
            blocks += 1
            if place is None or blocks % TELL_EVERY == 0:
                await _tell(ctx, row.id, revision, plan, counted, done=place is None)


def note_asked(ctx: Ctx, row: models.Campaign) -> None:
    """Somebody asked: until the first blocks are gone through, the review says that it is being counted."""
    plan = rows.plan_of(row)
    row.checked = rows.kept(_check(ctx, plan, begin(plan), revision=row.revision, done=False))


def begin(plan: CampaignPlan) -> Counted:
    each = len(plan.channels)
    return Counted(reached=[0] * each, samples=[[] for _ in range(each)], alike=[False] * each)


async def count_block(
    ctx: Ctx,
    campaign_id: UUID,
    plan: CampaignPlan,
    counted: Counted,
    place: walking.Place,
    *,
    at: datetime,
    ahead: walking.Ahead,
) -> walking.Place | None:
    """One block more; where the walk goes on."""
    found = await walking.block(ctx, plan, place, at=at, ahead=ahead)
    people = list(found.people)
    counted.audience += len(people)
    if people:
        start = max(at, plan.schedule.at) if plan.schedule.mode == "at" and plan.schedule.at else at
        due_at = await seating.due(ctx, plan, people, start=start)
        verdicts = await seating.judge(ctx, plan, people, at=min(due_at.values()))
        seated = {one: seating.seat(campaign_id, plan, one) for one in people}
        goes = _count(counted, verdicts, seated, due_at)
        for number, block in goes.items():
            await _sample(ctx, campaign_id, plan, counted, number, block)
    return found.next


def _count(
    counted: Counted,
    verdicts: seating.Verdicts,
    seated: Mapping[UUID, seats.Seat],
    due_at: Mapping[UUID, datetime],
) -> dict[int, list[tuple[mass.Judged, int]]]:
    """Those who get it by each channel, with their variant."""
    goes: dict[int, list[tuple[mass.Judged, int]]] = {}
    for contact_id, its in seated.items():
        numbers = verdicts.goes(contact_id)
        if not numbers:
            counted.excluded[verdicts.refused(contact_id)] += 1
        elif its.control:
            counted.control += 1
        else:
            for number in numbers:
                judged = verdicts.by_channel[number][contact_id]
                counted.reached[number] += 1
                counted.put_off += judged.not_before is not None and judged.not_before > due_at[contact_id]
                goes.setdefault(number, []).append((judged, its.variant))
    return goes


async def _sample(
    ctx: Ctx,
    campaign_id: UUID,
    plan: CampaignPlan,
    counted: Counted,
    number: int,
    block: Sequence[tuple[mass.Judged, int]],
) -> None:
    """Those of the block whom the hash puts before others seen so far: at the end a fair sample of the audience."""
    kept = counted.samples[number]
    if counted.alike[number] and kept:
        return
    channel = await channels.get(ctx, plan.channels[number].channel_id)
    alike = counted.alike[number] = await prices.alike(ctx, kind=channel.kind)
    size = 1 if alike else SAMPLE_MAX
    placed = sorted((seats.place(campaign_id, one.contact_id, "price"), at) for at, (one, _) in enumerate(block))
    nearer = [(place, block[at]) for place, at in placed[:size] if len(kept) < size or place < kept[-1][0]]
    if not nearer:
        return
    chosen = [one for _, one in nearer]
    known = await queries.addresses(ctx, [one.identity_id for one, _ in chosen if one.identity_id])
    sms = channels.manifest(ctx, channel.kind).capabilities.sms
    sizes = await _segments(ctx, plan, number, chosen, languages=languages_of(channel.config)) if sms else {}
    messages = [
        (known.get(one.identity_id, "") if one.identity_id else "", sizes.get(one.contact_id, 1)) for one, _ in chosen
    ]
    for (place, _), price in zip(nearer, await prices.costs(ctx, kind=channel.kind, messages=messages), strict=True):
        if price is not None:
            kept.append((place, price))
    counted.samples[number] = sorted(kept, key=itemgetter(0))[:size]


async def _segments(
    ctx: Ctx, plan: CampaignPlan, number: int, chosen: Sequence[tuple[mass.Judged, int]], *, languages: Sequence[str]
) -> dict[UUID, int]:
    """How many segments the SMS of each takes, rendered as they would get it and written as the channel does."""
    found: dict[UUID, int] = {}
    for variant in {variant for _, variant in chosen}:
        said = saying(plan.channels[number], variant)
        if said.template_id is None:
            continue
        made = await mailing.load(ctx, said.template_id, number=said.number)
        people = [one.contact_id for one, its in chosen if its == variant]
        held = await walking.segments_held(ctx, made.segments, people)
        facing = await mailing.recipients(ctx, made, people, values=plan.values, segments=held)
        for contact_id, recipient in facing.items():
            try:
                text = made.layouts[recipient.language].render(recipient)["text"]
            except RenderFailed:
                continue
            found[contact_id] = segments.count(text, languages=languages).segments
    return found


async def _tell(
    ctx: Ctx, campaign_id: UUID, revision: int, plan: CampaignPlan, counted: Counted, *, done: bool
) -> None:
    row = await queries.by_id(ctx, campaign_id, lock=True)
    if row is None or row.revision != revision:
        return
    row.checked = rows.kept(_check(ctx, plan, counted, revision=revision, done=done))
    await ctx.session.flush()
    ctx.push(f"desk/{ctx.workspace_id}", rows.PROGRESS, {"id": str(campaign_id), "checked": done})


def _check(ctx: Ctx, plan: CampaignPlan, counted: Counted, *, revision: int, done: bool) -> schemas.CampaignCheck:
    return schemas.CampaignCheck(
        revision=revision,
        done=done,
        at=ctx.now(),
        audience=counted.audience,
        control=counted.control,
        reached=counted.reached,
        excluded=dict(counted.excluded),
        put_off=counted.put_off,
        prices=[one for number in range(len(plan.channels)) for one in _prices(counted, number)],
    )


def _prices(counted: Counted, number: int) -> list[schemas.CampaignPrice]:
    """Of one channel, in each currency its messages are paid in."""
    paid_in = dict.fromkeys(price.currency for _, price in counted.samples[number])
    return [_price(counted, number, currency) for currency in sorted(paid_in) or [""]]


def _price(counted: Counted, number: int, currency: str) -> schemas.CampaignPrice:
    """As if what is paid in other currencies cost nothing: so the sample stays one of the whole audience."""
    kept = [price for _, price in counted.samples[number]]
    sample = [price.micros if price.currency == currency else 0 for price in kept]
    sampled, messages = sum(price.currency == currency for price in kept), counted.reached[number]
    total = pricing.total(sample, messages=messages, alike=counted.alike[number])
    return schemas.CampaignPrice(
        channel=number,
        messages=round(messages * sampled / len(kept)) if kept else messages,
        micros=total.micros if total else None,
        low=total.low if total else None,
        high=total.high if total else None,
        exact=total.exact if total else False,
        currency=currency,
        sampled=sampled,
    )
