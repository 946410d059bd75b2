"""The public badge (SPEED-4): true by construction, for it holds no figure; what it says is measured when asked."""

from datetime import timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from otklik.domains.promises import badge, models, queries, rules, schemas, texts
from otklik.domains.promises.badge import Look
from otklik.domains.promises.errors import BadgeNotFound, BadgesTooMany
from otklik.domains.promises.queries import Wanted
from otklik.domains.promises.rules import Band
from otklik.domains.promises.schemas import BadgeFigures, BadgeOut, NewBadge
from otklik.domains.promises.service import cached, setting
from otklik.domains.promises.service.cached import Answer
from otklik.domains.schedule import service as schedule
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database
from otklik.platform.ids import new_id, token
from otklik.platform.settings import Settings

PUBLIC_ID_BYTES: Final = 12
"""96 bits: as hard to guess as a channel's public id."""
QUANTILES: Final = {"median": 0.5, "p80": 0.8}
SVG: Final = "image/svg+xml; charset=utf-8"
JSON: Final = "application/json"
MAX_AGE_SECONDS: Final = 300
SEEN_EVERY: Final = timedelta(hours=1)


async def listing(ctx: Ctx) -> list[BadgeOut]:
    """What each says now."""
    return [await _shape(ctx, one) for one in await queries.badges(ctx)]


async def create(ctx: Ctx, new: NewBadge) -> BadgeOut:
    """Raises `BadgesTooMany`, `ChannelUnknown`."""
    if await queries.badges_count(ctx) >= schemas.BADGES_MAX:
        raise BadgesTooMany(params={"max": schemas.BADGES_MAX})
    await setting.read(ctx, channel_id=new.channel_id)
    row = models.Badge(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        public_id=token(size_bytes=PUBLIC_ID_BYTES),
        channel_id=new.channel_id,
        figure=new.figure,
        weeks=new.weeks,
        created_at=ctx.now(),
    )
    ctx.session.add(row)
    await ctx.session.flush()
    return await _shape(ctx, row)


async def remove(ctx: Ctx, badge_id: UUID) -> None:
    """Raises `BadgeNotFound`. Caches may show it for some minutes more."""
    if not await queries.remove_badge(ctx, badge_id):
        raise BadgeNotFound
    cached.of(ctx.parts).forget()


async def shown(parts: Parts, name: str, look: Look, *, preview: bool) -> Answer:
    """The file of that name: `<public id>.svg` or `.json`. Raises `BadgeNotFound`.

    `preview`: the desk looks at it, which tells no customer anything.
    """
    public_id, _, kind = name.rpartition(".")
    if kind not in {"svg", "json"} or not public_id:
        raise BadgeNotFound
    key = ("badge", name, look.language, look.theme, look.size, str(preview))
    answer = await cached.of(parts).get(key, lambda: _answer(parts, public_id, kind, look, preview=preview))
    if answer.status == 404:
        raise BadgeNotFound
    return answer


async def _answer(parts: Parts, public_id: str, kind: str, look: Look, *, preview: bool) -> Answer:
    async with parts.get(Database).system() as session:
        found = await queries.badge_by_public_id(session, public_id)
    if found is None:
        return Answer(body=b"", media_type=JSON, status=404)
    async with parts.get(Database).transaction(found.workspace_id) as ctx:
        says = await figures(ctx, found, language=look.language or await queries.company_locale(ctx))
        if not preview and (found.shown_at is None or ctx.now() - found.shown_at >= SEEN_EVERY):
            await queries.seen(ctx, found.id)
    if kind == "json":
        return Answer(body=msgspec.json.encode(says), media_type=JSON, max_age_seconds=MAX_AGE_SECONDS)
    drawn = badge.svg(says.text, look, measured=says.seconds is not None)
    return Answer(body=drawn.encode(), media_type=SVG, max_age_seconds=MAX_AGE_SECONDS)


async def figures(ctx: Ctx, row: models.Badge, *, language: str) -> BadgeFigures:
    """The answers given in hours in the last weeks. A channel with too few of its own does not borrow the company's."""
    hours = await schedule.get_hours(ctx, channel_id=row.channel_id)
    wanted = Wanted(
        channel_id=row.channel_id,
        zone=str(ZoneInfo(hours.time_zone)),
        hour_of_week=0,
        since=ctx.now() - timedelta(weeks=row.weeks),
        in_hours=True,
        quantile=QUANTILES[row.figure],
    )
    bands = {one.band: one for one in (await queries.measured(ctx, wanted)).bands}
    measured = bands[Band.CHANNEL]  # of no channel: the whole company's
    enough = measured.count >= rules.ENOUGH and measured.seconds is not None
    seconds = rules.rounded_up(measured.seconds or 0) if enough else None
    line = texts.hours_line(hours, locale=language)
    return BadgeFigures(
        seconds=seconds,
        answers=measured.count,
        figure=msgspec.convert(row.figure, schemas.Figure),
        weeks=row.weeks,
        hours=line,
        text=texts.usually(seconds, hours=line, locale=language),
    )


async def _shape(ctx: Ctx, row: models.Badge) -> BadgeOut:
    return BadgeOut(
        id=row.id,
        public_id=row.public_id,
        channel_id=row.channel_id,
        figure=msgspec.convert(row.figure, schemas.Figure),
        weeks=row.weeks,
        url=f"{ctx.use(Settings).base_url()}/badge/{row.public_id}",
        shown_at=row.shown_at,
        says=await figures(ctx, row, language=ctx.locale),
    )
