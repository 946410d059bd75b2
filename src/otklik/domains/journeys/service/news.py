"""News of messages and of people themselves: who stands where it matters is woken."""

from collections import defaultdict
from uuid import UUID

from otklik.domains.delivery.events import MassClicked, MassRead, MassSettled
from otklik.domains.delivery.service import mass
from otklik.domains.journeys.queries import keeping, walking
from otklik.domains.journeys.queries.walking import Run
from otklik.domains.journeys.rules.state import LOST
from otklik.domains.journeys.service import entering, planning, stepping
from otklik.platform.context import Ctx


async def settled(ctx: Ctx, event: MassSettled) -> None:
    """A message that was lost makes a cascade go on at once; one that went out is only waited for."""
    if event.owner == planning.OWNER:
        await _tell(ctx, event.batch_id, [one.contact_id for one in event.rows if one.state in LOST])


async def heard(ctx: Ctx, event: MassRead | MassClicked) -> None:
    """A human read or followed a link; machines tell nothing of the person."""
    if event.owner == planning.OWNER:
        await _tell(ctx, event.batch_id, [one.contact_id for one in event.rows if not one.machine])


async def joined(ctx: Ctx, *, kept_id: UUID, other_id: UUID) -> None:
    """Two cards are one person: who was on a road by the card that is no root any more goes on as that person.

    Where the person was on the road already the other going-through ends, so that nobody hears it twice.
    """
    known = await walking.journeys_of(ctx, kept_id)
    twice: dict[UUID, list[Run]] = defaultdict(list)
    for journey_id, run in await walking.claim_of_person(ctx, other_id):
        if journey_id in known:
            twice[journey_id].append(run)
        else:
            await _hand_over(ctx, journey_id, run, kept_id)
    for journey_id in sorted(twice):
        await stepping.end(ctx, journey_id, twice[journey_id], reason="joined")


async def erased(ctx: Ctx, contact_id: UUID) -> None:
    """The person is about to be erased: they leave every road, so that nobody is counted there who is not."""
    of_journey: dict[UUID, list[Run]] = defaultdict(list)
    for journey_id, run in await walking.claim_of_person(ctx, contact_id):
        of_journey[journey_id].append(run)
    for journey_id in sorted(of_journey):
        await stepping.end(ctx, journey_id, of_journey[journey_id], reason="erased")


async def _hand_over(ctx: Ctx, journey_id: UUID, run: Run, kept_id: UUID) -> None:
    """With the messages of the road, for it looks back at them."""
    batch_ids = [one.batch_id for one in await keeping.batches(ctx, journey_id) if one.version == run.version]
    await mass.hand_over(ctx, batch_ids, of=run.contact_id, to=kept_id)
    await walking.hand_over(ctx, run.id, kept_id)


async def _tell(ctx: Ctx, batch_id: UUID, contact_ids: list[UUID]) -> None:
    if contact_ids and await walking.tell_of_messages(ctx, batch_id, contact_ids):
        await walking.notify(ctx, entering.WAKE)
