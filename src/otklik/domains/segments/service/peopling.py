"""Lists of people, put together by hand, by pasted addresses or from an import; and who is in any segment."""

import re
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.service import enrolling
from otklik.domains.segments import models
from otklik.domains.segments.errors import AddressesTooMany, ListTooLong, NotAList, PersonUnknown
from otklik.domains.segments.events import ListChanged
from otklik.domains.segments.queries import segments
from otklik.domains.segments.rules import checking, topics
from otklik.domains.segments.schemas import SegmentCount, SegmentMember, SegmentPeopleAdded, SegmentPeopleIn
from otklik.domains.segments.service import editing, following, worlds
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish
from otklik.platform.turns import Turn

LIST_MAX: Final = 500_000
ADDRESSES_MAX: Final = 50_000
"""Pasted at once."""
UNKNOWN_SHOWN_MAX: Final = 200
SAMPLE: Final = 8
COUNT_MAX: Final = 5_000_000
COUNT_MILLISECONDS: Final = 5_000
"""A count while somebody edits is given up then."""
_APART: Final = re.compile(r"[\s,;]*[\n,;]+[\s,;]*")


async def put_on(ctx: Ctx, segment_id: UUID, given: SegmentPeopleIn) -> SegmentPeopleAdded:
    """Raises `SegmentNotFound`, `NotAList`, `AddressesTooMany`, `ListTooLong`, `PersonUnknown`."""
    row = await _list(ctx, segment_id)
    roots = await enrolling.roots(ctx, given.contact_ids)
    if len(roots) < len(set(given.contact_ids)):
        raise PersonUnknown
    by_address, unknown = await _by_address(ctx, given.addresses)
    operator_id = ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None
    by_hand = await segments.put_on(ctx, row.id, set(roots.values()), source="hand", by_id=operator_id)
    pasted = await segments.put_on(ctx, row.id, by_address, source="addresses", by_id=operator_id)
    imported = known = 0
    if given.import_id is not None:
        imported, known = await segments.put_on_import(ctx, row.id, given.import_id, by_id=operator_id)
    size = await segments.listed_count(ctx, row.id)
    if size > LIST_MAX:
        raise ListTooLong(params={"max": LIST_MAX})
    added = by_hand + pasted + imported
    await _changed(ctx, row, added=added, removed=0, people=[*roots.values(), *by_address], many=imported > 0)
    await segments.save_size(ctx, row.id, size=size, at=ctx.now())
    return SegmentPeopleAdded(
        added=added,
        already=len(set(roots.values()) | by_address) - by_hand - pasted + known,
        unknown=unknown[:UNKNOWN_SHOWN_MAX],
        unknown_count=len(unknown),
    )


async def take_off(ctx: Ctx, segment_id: UUID, contact_id: UUID) -> None:
    """By whichever of their cards they were put on. Raises `SegmentNotFound`, `NotAList`, `PersonUnknown`."""
    row = await _list(ctx, segment_id)
    root_id = (await enrolling.roots(ctx, [contact_id])).get(contact_id)
    if root_id is None:
        raise PersonUnknown
    removed = await segments.take_off(ctx, row.id, root_id)
    await _changed(ctx, row, added=0, removed=removed, people=[root_id], many=False)
    await segments.save_size(ctx, row.id, size=await segments.listed_count(ctx, row.id), at=ctx.now())


async def members(ctx: Ctx, segment_id: UUID, *, after: UUID | None, limit: int) -> list[SegmentMember]:
    """Who is in it, by id. Raises `SegmentNotFound`."""
    chosen = await worlds.members(ctx, worlds.whole(await worlds.found(ctx, segment_id)))
    return await _shown(ctx, await segments.page_of(ctx, chosen, after=after, limit=limit))


async def count(ctx: Ctx, document: object, *, segment_id: UUID | None) -> SegmentCount:
    """How many fit a rule that is still being written, and some of them. Raises what reading and naming raise."""
    rule = checking.read(document)
    await worlds.check_named(ctx, rule, own_id=segment_id)
    chosen = await worlds.members(ctx, rule)
    found = await segments.count_of(ctx, chosen, limit=COUNT_MAX, within_milliseconds=COUNT_MILLISECONDS)
    if found is None:
        return SegmentCount(count=None, people=await segments.people_count(ctx), sample=[])
    some = await segments.some_of(ctx, chosen, limit=SAMPLE)
    return SegmentCount(count=found, people=await segments.people_count(ctx), sample=await _shown(ctx, some))


async def _shown(ctx: Ctx, ids: Sequence[UUID]) -> list[SegmentMember]:
    summaries = await contacts.summaries(ctx, ids)
    return [
        SegmentMember(contact_id=one, name=summaries[one].name, avatar_url=summaries[one].avatar_url)
        for one in ids
        if one in summaries
    ]


async def _list(ctx: Ctx, segment_id: UUID) -> models.Segment:
    row = await worlds.found(ctx, segment_id, lock=True)
    if row.kind != "list":
        raise NotAList
    return row


async def _changed(
    ctx: Ctx, row: models.Segment, *, added: int, removed: int, people: Sequence[UUID], many: bool
) -> None:
    if not added and not removed:
        return
    event = ListChanged(segment_id=row.id, added=added, removed=removed)
    await publish(ctx, event, subject_id=row.id)
    editing.tell_desks(ctx, row.id)
    about = {topics.listed(row.id)}
    await following.touched(ctx, people, about)
    if many:
        await following.turned(ctx, about)


async def _by_address(ctx: Ctx, text: str) -> tuple[set[UUID], list[str]]:
    """(people whose addresses these are, what is nobody's), addresses apart by lines, commas or semicolons."""
    words = list(dict.fromkeys(word.strip() for word in _APART.split(text) if word.strip()))
    if len(words) > ADDRESSES_MAX:
        raise AddressesTooMany(params={"max": ADDRESSES_MAX})
    speller, turn = await enrolling.speller(ctx), Turn()
    keys: dict[str, enrolling.Key] = {}
    for word in words:
        if turn.over:
            await turn.give()
        if (key := _key(word, speller)) is not None:
            keys[word] = key
    held = await enrolling.holders(ctx, set(keys.values()))
    found = {word: held[key][1] for word, key in keys.items() if key in held}
    return set(found.values()), [word for word in words if word not in found]


def _key(word: str, speller: enrolling.Speller) -> enrolling.Key | None:
    kinds = (enrolling.EMAIL,) if "@" in word else (enrolling.PHONE, enrolling.EXTERNAL)
    for kind in kinds:
        spelt = speller(kind, word)
        if spelt is not None:
            return kind, spelt
    return None
