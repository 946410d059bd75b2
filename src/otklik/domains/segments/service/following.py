"""Watched segments: who came in and who left, by looking again only at those whom something touched or time turned.

Whoever writes a fact notes the person for the segments that ask about it (`touched`), in the same transaction; an alarm
looks at the noted ones in blocks. What time alone turns is kept as `flips_at`, and an alarm is set for the earliest.
Everybody is looked at when watching begins, once more a minute later (for what was being written at that moment), when
the rule changes, after an import, and each night.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.contacts.service import enrolling
from otklik.domains.segments import models
from otklik.domains.segments.errors import WatchersTooMany
from otklik.domains.segments.events import SegmentEntered, SegmentLeft
from otklik.domains.segments.queries import compiling, segments, standings
from otklik.domains.segments.rules import topics
from otklik.domains.segments.service import worlds
from otklik.platform.alarms import set_alarm
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.events import publish
from otklik.platform.jobs import Jobs

FOLLOWED_MAX: Final = 100
"""Of one company at once: each is asked about at every fact."""
BLOCK: Final = 500
"""People looked at in one transaction when they were touched, or time turned them."""
FILL_BLOCK: Final = 5_000
"""When everybody is looked at."""
AGAIN_AFTER: Final = timedelta(minutes=1)
DEBTS_AFTER: Final = timedelta(seconds=5)
"""Debts are computed a moment after what causes them."""
_INTEREST: Final = "segments.interest"


async def watch(ctx: Ctx, segment_id: UUID, *, watcher: str) -> None:
    """From now on `SegmentEntered` and `SegmentLeft` are told of it; of those in it already nothing is told.

    `watcher` is the caller's own name for itself, `journey:<id>`; the same twice is one. Raises `SegmentNotFound`,
    `WatchersTooMany`.
    """
    row = await worlds.found(ctx, segment_id, lock=True)
    await segments.add_watch(ctx, row.id, watcher)
    if row.followed != "no":
        return
    if len(await segments.followed(ctx)) >= FOLLOWED_MAX:
        raise WatchersTooMany(params={"max": FOLLOWED_MAX})
    row.topics = await _topics(ctx, row)
    row.followed, row.filled_to = "filling", None
    await ctx.session.flush()
    ctx.session.info.pop(_INTEREST, None)
    await look_at_everybody(ctx, row.id)


async def unwatch(ctx: Ctx, segment_id: UUID, *, watcher: str) -> None:
    """Harmless when nobody of that name watches."""
    row = await worlds.found(ctx, segment_id, lock=True)
    await segments.drop_watch(ctx, segment_id, watcher)
    if row.followed != "no" and not await segments.watchers(ctx, [segment_id]):
        row.followed, row.filled_to, row.topics = "no", None, []
        await ctx.session.flush()
        ctx.session.info.pop(_INTEREST, None)
        await look_at_everybody(ctx, segment_id)


async def touched(ctx: Ctx, contact_ids: Collection[UUID], about: Collection[str]) -> None:
    """Something was done that hangs on these topics: note the people for whoever follows."""
    wanted = (await _interest(ctx)).intersection(about)
    if not wanted or not contact_ids:
        return
    from otklik.domains.segments import jobs  # noqa: PLC0415 - jobs call verbs of this package

    later = ctx.now() + (DEBTS_AFTER if topics.DEBT in wanted else timedelta())
    for segment_id in await standings.touch(ctx, contact_ids, wanted):
        await set_alarm(ctx, jobs.look_at_touched, segment_id, at=later)


async def touched_talks(ctx: Ctx, conversation_ids: Collection[UUID], about: Collection[str]) -> None:
    """As `touched`, of the people these conversations are with."""
    if (await _interest(ctx)).intersection(about):
        await touched(ctx, await standings.people_of(ctx, conversation_ids), about)


async def touched_address(ctx: Ctx, suppression_id: UUID) -> None:
    """An address was put on the suppression list or taken off it."""
    if topics.SUPPRESSION in await _interest(ctx):
        await touched(ctx, await standings.people_at(ctx, suppression_id), {topics.SUPPRESSION})


async def turned(ctx: Ctx, about: Collection[str]) -> None:
    """Something changed of so many that nobody counts them: look at everybody in the segments that hang on it."""
    if not (await _interest(ctx)).intersection(about):
        return
    for row in await segments.followed(ctx):
        if set(row.topics).intersection(about):
            await look_at_everybody(ctx, row.id)


async def rule_changed(ctx: Ctx, segment_id: UUID) -> None:
    """Of followed segments that ask for this one, however far: they hang on other things now."""
    for row in await segments.followed(ctx):
        if segment_id == row.id or segment_id in await segments.with_named(ctx, [row.id]):
            row.topics = await _topics(ctx, row)
            await ctx.session.flush()
            await look_at_everybody(ctx, row.id)
    ctx.session.info.pop(_INTEREST, None)


async def look_at_everybody(ctx: Ctx, segment_id: UUID, *, again: bool = False) -> None:
    """Soon, in transactions of its own; `again`: a minute from now."""
    from otklik.domains.segments import jobs  # noqa: PLC0415 - as above

    word = "again" if again else "sweep"
    await ctx.use(Jobs).defer(
        ctx,
        jobs.look_at_everybody,
        arguments={"segment_id": segment_id},
        at=ctx.now() + AGAIN_AFTER if again else None,
        once=f"segments.{word}:{segment_id}",
    )


# ---- looking ------------------------------------------------------------------------------------------


async def look_at_touched(ctx: Ctx, segment_id: UUID) -> None:
    """A block of those noted; the alarm rings again at once while there are more."""
    row = await segments.by_id(ctx, segment_id, lock=True)
    if row is None or row.followed == "no":
        return
    noted = await standings.take_touched(ctx, segment_id, limit=BLOCK)
    people = {*noted, *(await enrolling.roots(ctx, noted)).values()}
    if row.followed == "filling":
        people = {one for one in people if row.filled_to is not None and one <= row.filled_to}
    await _look(ctx, row, list(people))
    if len(noted) == BLOCK:
        from otklik.domains.segments import jobs  # noqa: PLC0415 - as above

        await set_alarm(ctx, jobs.look_at_touched, segment_id, at=ctx.now())


async def look_at_due(ctx: Ctx, segment_id: UUID) -> None:
    """A block of those whom time may have turned; the alarm is set for the next."""
    row = await segments.by_id(ctx, segment_id, lock=True)
    if row is None or row.followed == "no":
        return
    await _look(ctx, row, await standings.due(ctx, segment_id, limit=BLOCK))


async def sweep(parts: Parts, *, workspace_id: WorkspaceId, segment_id: UUID) -> None:
    """Look at everybody, some thousands a transaction. Goes on where it stopped when it fills, and is safe to repeat.

    While it fills nothing is told: whoever is in when watching begins did not come in.
    """
    database, after, more = parts.get(Database), None, True
    while more:
        async with database.transaction(workspace_id) as ctx:
            row = await segments.by_id(ctx, segment_id, lock=True)
            if row is None:
                return
            if row.followed == "no":
                more = await standings.forget(ctx, segment_id, limit=FILL_BLOCK) > 0
                continue
            after = row.filled_to if row.followed == "filling" else after
            after, more = await _look_on(ctx, row, after)


async def sweep_everywhere(parts: Parts) -> None:
    """Each followed segment of every company."""
    database = parts.get(Database)
    async with database.system() as session:
        found = await standings.companies(session)
    for workspace_id, segment_id in found:
        async with database.transaction(workspace_id) as ctx:
            await look_at_everybody(ctx, segment_id)


async def _look_on(ctx: Ctx, row: models.Segment, after: UUID | None) -> tuple[UUID | None, bool]:
    """The next people by id, and those of whom something is kept though they are people no more; (last, more)."""
    block = await standings.next_people(ctx, after=after, limit=FILL_BLOCK)
    kept = await standings.next_standing(ctx, row.id, after=after, limit=FILL_BLOCK)
    more = len(block) == FILL_BLOCK
    last = block[-1] if more else None
    ids = {*block, *(one for one in kept if last is None or one <= last)}
    filling = row.followed == "filling"
    await _look(ctx, row, list(ids), tell=not filling)
    if filling:
        await standings.set_followed(ctx, row.id, "filling" if more else "yes", filled_to=last)
        if not more:
            await look_at_everybody(ctx, row.id, again=True)
    return last, more


async def _look(ctx: Ctx, row: models.Segment, contact_ids: Sequence[UUID], *, tell: bool = True) -> None:
    """Ask of these people, keep the answers, tell what changed, and set the alarm of the next turn."""
    if contact_ids:
        rule = worlds.whole(row)
        world = await worlds.world(ctx, rule, only=contact_ids)
        found = {one.contact_id: one for one in await standings.looked(ctx, compiling.standing(world, rule))}
        rows = [found.get(one) or standings.Looked(one, inside=False, flips_at=None) for one in contact_ids]
        before = await standings.inside_of(ctx, row.id, contact_ids)
        await standings.save(ctx, row.id, rows)
        if tell:
            await _tell(ctx, row.id, before=before, now={one.contact_id for one in rows if one.inside})
    await _set_next(ctx, row.id)


async def _tell(ctx: Ctx, segment_id: UUID, *, before: set[UUID], now: set[UUID]) -> None:
    if entered := sorted(now - before):
        await publish(ctx, SegmentEntered(segment_id=segment_id, contact_ids=tuple(entered)))
    if left := sorted(before - now):
        await publish(ctx, SegmentLeft(segment_id=segment_id, contact_ids=tuple(left)))


async def _set_next(ctx: Ctx, segment_id: UUID) -> None:
    from otklik.domains.segments import jobs  # noqa: PLC0415 - as above

    at = await standings.next_flip(ctx, segment_id)
    if at is not None:
        await set_alarm(ctx, jobs.look_at_due, segment_id, at=max(at, ctx.now()))


async def _topics(ctx: Ctx, row: models.Segment) -> list[str]:
    rule = worlds.whole(row)
    world = await worlds.world(ctx, rule)
    return sorted(topics.topics(rule, world.rules))


async def _interest(ctx: Ctx) -> frozenset[str]:
    """Asked once a transaction: most companies follow little, and facts come all the time."""
    known = ctx.session.info.get(_INTEREST)
    if known is None:
        known = ctx.session.info[_INTEREST] = await standings.interest(ctx)
    return known
