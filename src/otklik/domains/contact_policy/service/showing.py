"""What a card says: how often the person was written to first, and when one may again."""

from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from otklik.domains.contact_policy import errors, queries, rules, schemas
from otklik.domains.contact_policy.service import choosing, living
from otklik.platform.context import Ctx

_WINDOWS: Final[tuple[tuple[Literal["day", "week", "month"], int], ...]] = (
    ("day", 1),
    ("week", rules.WEEK_DAYS),
    ("month", rules.KEPT_DAYS),
)


async def person(ctx: Ctx, contact_id: UUID) -> schemas.PersonPolicy:
    """Raises `PersonUnknown`."""
    current = await choosing.current(ctx)
    today = current.rules.today(ctx.now())
    found = await queries.paces(ctx, [(contact_id, contact_id)])
    if not found:
        raise errors.PersonUnknown(params={"contact_id": str(contact_id)})
    [paced] = found
    lives = (await living.lives(ctx, current, [contact_id]))[contact_id]
    one = rules.Person(level=paced.level, days=list(paced.days), zone=lives.zone)
    names = await choosing.level_names(ctx)
    cap = current.rules.cap_of(paced.level)
    most = {"day": cap.day, "week": cap.week, "month": cap.month}
    return schemas.PersonPolicy(
        contact_id=contact_id,
        level=paced.level,
        level_name=names[paced.level] if paced.level < len(names) else "",
        windows=[
            schemas.WindowCount(
                window=name, count=sum(day > today - timedelta(days=length) for day in one.days), most=most[name]
            )
            for name, length in _WINDOWS
        ],
        time_zone=lives.zone.key,
        time_zone_from=lives.known_from,
        channels=[
            choosing.answered(current.rules, one, channel=channel, at=ctx.now())
            for channel in await _channels(ctx, contact_id)
        ],
    )


async def _channels(ctx: Ctx, contact_id: UUID) -> list[str]:
    """Kinds of channel the person has an address for."""
    theirs = await queries.address_kinds(ctx, contact_id)
    return sorted(channel for channel, kind in choosing.channels(ctx).items() if kind in theirs)
