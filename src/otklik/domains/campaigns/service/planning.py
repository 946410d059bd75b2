"""Planning: the audience walked block by block into delivery's batches, each block in a transaction of its own.

The place of the walk moves in the transaction that plans the block, under the campaign's lock, and delivery knows each
person once per batch: whatever dies in the middle, nobody is planned twice and nobody is left out.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.campaigns import models, queries
from otklik.domains.campaigns.documents import CampaignPlan, saying
from otklik.domains.campaigns.rules import seats
from otklik.domains.campaigns.service import rows, seating, walking
from otklik.domains.delivery.service import mass
from otklik.domains.templates.service import mailing
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database

REST: Final = "rest"
Version = tuple[UUID | None, int | None]
"""A template and its number; None: the last that was published."""


async def walk(parts: Parts, *, workspace_id: WorkspaceId, campaign_id: UUID) -> None:
    """Plan until the audience is at its end, or the campaign is held or over."""
    ahead = walking.Ahead()
    while True:
        async with parts.get(Database).transaction(workspace_id) as ctx:
            if not await plan_block(ctx, campaign_id, ahead):
                return


async def plan_block(ctx: Ctx, campaign_id: UUID, ahead: walking.Ahead) -> bool:
    """The next thousand people; whether there is more to do."""
    row = await queries.by_id(ctx, campaign_id, lock=True)
    if row is None or row.state != "running" or row.planned_at is not None or row.started_at is None:
        return False
    plan = rows.plan_of(row)
    place = walking.Place(source=row.source, after=row.after)
    batches = [await open_batch(ctx, row, plan, number) for number in range(len(plan.channels))]
    found = await walking.block(ctx, plan, place, at=row.started_at, ahead=ahead)
    told = await queries.told_by_another_card(ctx, row.id, found.people)
    seated = _seated(row, plan, [one for one in found.people if one not in told])
    if seated:
        await _plan(ctx, row, plan, seated, batches)
        row.people += len(seated)
    if found.next is None:
        row.planned_at = ctx.now()
    else:
        row.source, row.after = found.next.source, found.next.after
    ctx.push(f"desk/{ctx.workspace_id}", rows.PROGRESS, {"id": str(row.id), "people": row.people})
    await ctx.session.flush()
    return found.next is not None


async def open_batch(ctx: Ctx, row: models.Campaign, plan: CampaignPlan, number: int) -> UUID:
    """Of one channel in the present phase; started at once, for each row knows when it is due."""
    step = step_of(row.phase, number)
    batch_id = await mass.open_batch(
        ctx,
        mass.NewBatch(
            channel_id=plan.channels[number].channel_id,
            purpose=plan.purpose,
            owner=rows.OWNER,
            owner_id=row.id,
            key=f"{rows.OWNER}:{row.id}:{step}",
            per_second=plan.per_second,
            limited=plan.budget_micros is not None,
            step=step,
            utm=plan.utm,
        ),
    )
    if (await mass.batch(ctx, batch_id)).state == "waiting":
        await mass.start(ctx, batch_id)
    return batch_id


def step_of(phase: str, number: int) -> str:
    """`0`, `1`, …: the channel's number; `0:rest` for what goes after the test."""
    return f"{number}:{REST}" if phase == REST else str(number)


def channel_of(step: str) -> int:
    return int(step.partition(":")[0])


def _seated(row: models.Campaign, plan: CampaignPlan, people: Sequence[UUID]) -> dict[UUID, seats.Seat]:
    """Those of the present phase: in the test, or among the rest."""
    seated = {one: seating.seat(row.id, plan, one) for one in people}
    if row.phase == "test":
        return {one: its for one, its in seated.items() if its.tested}
    if row.phase == REST:
        return {one: its for one, its in seated.items() if not its.tested}
    return seated


async def _plan(
    ctx: Ctx, row: models.Campaign, plan: CampaignPlan, seated: Mapping[UUID, seats.Seat], batches: Sequence[UUID]
) -> None:
    people = list(seated)
    start = max(ctx.now(), row.starts_at or ctx.now())
    due_at = await seating.due(ctx, plan, people, start=start, again=row.phase == REST)
    verdicts = await seating.verdicts(ctx, plan, people, at=min(due_at.values()))
    said = await _said(ctx, plan)
    several = any(len(made.layouts) > 1 for made in said.values())
    spoken = await queries.languages(ctx, people) if several else {}
    winner = row.winner if row.phase == REST else None
    wished = seating.wishes(verdicts, seated, due_at=due_at, languages=spoken, winner=winner)
    for number, block in wished.items():
        await mass.plan(ctx, batches[number], _in_their_language(plan, said, number, block))


async def _said(ctx: Ctx, plan: CampaignPlan) -> Mapping[Version, mailing.Mailing]:
    """What the plan's templates say, each loaded once a block."""
    named = {(one.template_id, one.number) for channel in plan.channels for one in channel.sayings}
    return {(which, number): await mailing.load(ctx, which, number=number) for which, number in named if which}


def _in_their_language(
    plan: CampaignPlan, said: Mapping[Version, mailing.Mailing], number: int, block: Sequence[mass.Wish]
) -> list[mass.Wish]:
    """The language each will really get, for letters are laid out by it."""
    made: dict[int, mailing.Mailing | None] = {}
    for variant in {wish.variant for wish in block}:
        one = saying(plan.channels[number], variant)
        made[variant] = said.get((one.template_id, one.number))
    return [msgspec.structs.replace(wish, language=_language(made[wish.variant], wish.language)) for wish in block]


def _language(made: mailing.Mailing | None, wanted: str) -> str:
    return made.spoken(wanted or made.body.language).language if made else ""
