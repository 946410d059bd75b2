"""The audience walked in blocks: each person once, in an order that can be gone on with after a crash."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.campaigns import queries
from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.segments import service as segments
from otklik.platform.context import Ctx

BLOCK: Final = 1_000
CONSENT: Final = "consent"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a walk is: in which of the segments, behind which person."""

    source: int = 0
    after: UUID | None = None


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """People of one step of the walk, and where it goes on; `next` None: it is at its end."""

    people: Sequence[UUID]
    next: Place | None


class Ahead:
    """The next of a segment's people, asked for many blocks at once: some rules cost the same for one block as for all.

    It is only a shorter way: whoever begins in the middle, or after a crash, is given the same people.
    """

    def __init__(self) -> None:
        self._place = Place(source=-1)
        self._people: list[UUID] = []
        self._more = False

    async def take(self, ctx: Ctx, segment_id: UUID, place: Place, *, at: datetime) -> list[UUID]:
        """The people behind the place, `BLOCK` of them, fewer only at the end. Raises `SegmentNotFound`."""
        if place != self._place:
            self._people, self._more = [], True
        if len(self._people) < BLOCK and self._more:
            after = self._people[-1] if self._people else place.after
            found = await segments.page(ctx, segment_id, after=after, limit=segments.PAGE_MAX, at=at)
            self._people += found
            self._more = len(found) == segments.PAGE_MAX
        taken, self._people = self._people[:BLOCK], self._people[BLOCK:]
        self._place = Place(source=place.source, after=taken[-1]) if taken else place
        return taken


async def block(ctx: Ctx, plan: CampaignPlan, place: Place, *, at: datetime, ahead: Ahead) -> Block:
    """The next people (roots), `BLOCK` at most, without those left out. `at` holds the clock of rules still.

    Who is in several segments comes with the first. Raises `segments.errors.SegmentNotFound`.
    """
    audience = plan.audience
    sources = 1 if audience.everyone else len(audience.inside)
    if place.source >= sources:
        return Block(people=(), next=None)
    if audience.everyone:
        found = await _everyone(ctx, plan.purpose, place.after)
    else:
        found = await ahead.take(ctx, audience.inside[place.source], place, at=at)
    if len(found) < BLOCK:
        following = Place(source=place.source + 1)
        end = following.source >= sources
    else:
        following, end = Place(source=place.source, after=found[-1]), False
    earlier = () if audience.everyone else audience.inside[: place.source]
    left_out = await _held(ctx, (*earlier, *audience.outside), found)
    return Block(people=[one for one in found if one not in left_out], next=None if end else following)


async def holds(ctx: Ctx, plan: CampaignPlan, contact_id: UUID) -> bool:
    """Whether a person would be in the audience now."""
    if await _held(ctx, plan.audience.outside, [contact_id]):
        return False
    if plan.audience.everyone:
        before = UUID(int=contact_id.int - 1)
        found = await _everyone(ctx, plan.purpose, before, limit=1)
        return list(found) == [contact_id]
    return bool(await _held(ctx, plan.audience.inside, [contact_id]))


async def segments_held(ctx: Ctx, codes: frozenset[str], contact_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Of each person the codes of those segments that they are in: what a template's `{% segment %}` asks."""
    if not codes:
        return {}
    known = {one.code: one.id for one in await segments.listing(ctx) if one.code in codes}
    held: dict[UUID, set[str]] = {one: set() for one in contact_ids}
    for code, segment_id in known.items():
        for contact_id in await segments.holds(ctx, segment_id, contact_ids):
            held[contact_id].add(code)
    return {contact_id: frozenset(found) for contact_id, found in held.items()}


async def _everyone(ctx: Ctx, purpose: str, after: UUID | None, *, limit: int = BLOCK) -> Sequence[UUID]:
    """Who agreed; of a purpose that needs no agreement, everybody: the gate says who may be written to."""
    found = await queries.purpose(ctx, purpose)
    if found is not None and found.basis != CONSENT:
        return await queries.everybody(ctx, after=after, limit=limit)
    return await queries.agreed(ctx, purpose, after=after, limit=limit)


async def _held(ctx: Ctx, segment_ids: Sequence[UUID], contact_ids: Sequence[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for segment_id in segment_ids:
        left = [one for one in contact_ids if one not in found]
        found |= await segments.holds(ctx, segment_id, left) if left else set()
    return found
