"""Where goods are read from: set up, started by the clock, by hand or with a file; shown with how it went."""

from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Final, cast
from urllib.parse import urlsplit

import msgspec

from otklik.domains.goods import jobs, models, rules
from otklik.domains.goods.errors import (
    FeedAddressInvalid,
    FeedBusy,
    FeedChangedMeanwhile,
    FeedNotFound,
    FeedTooLarge,
    FeedUnreadable,
)
from otklik.domains.goods.events import FeedChanged
from otklik.domains.goods.queries import feeds
from otklik.domains.goods.schemas import FeedFormat, FeedIn, FeedOut, FeedRefusal, FeedState
from otklik.platform import keeping
from otklik.platform.alarms import cancel_alarm, set_alarm
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs

BYTES_MAX: Final = 100 * 1024 * 1024
"""Of what is read: of a packed feed or file, unpacked."""
UPLOAD_BYTES_MAX: Final = 25 * 1024 * 1024
"""Of one request."""
NAME_MAX: Final = 200
BUSY_PAUSE: Final = timedelta(minutes=10)
NONE_YET: Final = FeedOut(
    url="",
    format="yml",
    every_hours=feeds.EVERY_HOURS_DEFAULT,
    enabled=False,
    state="idle",
    file_name="",
    last_started_at=None,
    last_finished_at=None,
    next_at=None,
    loaded=0,
    gone=0,
    refused=0,
    refusals=(),
    code="",
    revision=0,
)


async def get(ctx: Ctx) -> FeedOut:
    row = await feeds.get(ctx)
    return shown(row) if row is not None else NONE_YET


async def save(ctx: Ctx, given: FeedIn) -> FeedOut:
    """Set the feed up, and load another one at once. Raises `FeedAddressInvalid`, `FeedChangedMeanwhile`."""
    url = given.url.strip()
    if not rules.is_address(url) or urlsplit(url).username is not None:
        raise FeedAddressInvalid
    before = await feeds.get(ctx)
    row = await feeds.made(ctx)
    revision = row.revision if before is not None else 0
    if revision != given.revision:
        raise FeedChangedMeanwhile(params={"revision": revision})
    another = row.url != url or row.format != given.format
    if another:
        row.etag = row.modified = ""
    row.url, row.format, row.every_hours = url, given.format, given.every_hours
    row.enabled = given.enabled and bool(url)
    row.revision, row.updated_at = revision + 1, ctx.now()
    await ctx.session.flush()
    await publish(ctx, FeedChanged(enabled=row.enabled, every_hours=row.every_hours))
    push(ctx)
    if row.enabled and another and row.state == "idle":
        return await _waits(ctx, row)
    await _keep_ringing(ctx, row)
    return shown(row)


async def start(ctx: Ctx, *, whole: bool = False) -> FeedOut:
    """Let the feed be loaded in the background. Raises `FeedNotFound`, `FeedBusy`.

    `whole`: it holds all there is, so that what is missing is gone though it be more than half.
    """
    row = await feeds.get(ctx, lock=True)
    if row is None or not row.url:
        raise FeedNotFound
    return await _waits(ctx, row, whole=whole)


async def start_due(ctx: Ctx) -> None:
    """As `start`, by the clock, which goes on."""
    row = await feeds.get(ctx, lock=True)
    if row is None or not row.enabled:
        return
    if row.state == "idle":
        await _waits(ctx, row)
    else:  # what is loaded now began long ago: look again when it is over
        await set_alarm(ctx, jobs.load_due_feed, ctx.workspace_id, at=ctx.now() + BUSY_PAUSE)


async def upload(ctx: Ctx, *, name: str, data: bytes, whole: bool = False) -> FeedOut:
    """Let a file be loaded. `whole`: as in `start`. Raises `FeedTooLarge`, `FeedUnreadable`, `FeedBusy`."""
    if len(data) > UPLOAD_BYTES_MAX:
        raise FeedTooLarge(params={"max_bytes": UPLOAD_BYTES_MAX})
    if not data.strip():
        raise FeedUnreadable
    row = await feeds.made(ctx)
    waits = await _waits(ctx, row, whole=whole)
    row.file_key = await keeping.keep(ctx, data)
    row.file_name = PurePath(name).name[:NAME_MAX] or "goods"
    await ctx.session.flush()
    return msgspec.structs.replace(waits, file_name=row.file_name)


async def _waits(ctx: Ctx, row: models.Feed, *, whole: bool = False) -> FeedOut:
    if row.state != "idle":
        raise FeedBusy
    feed_round = new_id()
    row.state, row.round = "waiting", feed_round
    row.file_name, row.last_started_at = "", ctx.now()
    row.loaded = row.gone = row.refused = 0
    row.refusals, row.code = [], ""
    await ctx.session.flush()
    await _keep_ringing(ctx, row)
    await ctx.use(Jobs).defer(ctx, jobs.load_feed, arguments={"feed_round": feed_round, "whole": whole})
    push(ctx)
    return shown(row)


async def _keep_ringing(ctx: Ctx, row: models.Feed) -> None:
    """So long after the last load, whoever began it."""
    at = _next(row)
    if at is not None:
        await set_alarm(ctx, jobs.load_due_feed, ctx.workspace_id, at=max(at, ctx.now()))
    else:
        await cancel_alarm(ctx, jobs.load_due_feed, ctx.workspace_id)


def _next(row: models.Feed) -> datetime | None:
    if not row.enabled:
        return None
    return (row.last_started_at or row.updated_at) + timedelta(hours=row.every_hours)


def push(ctx: Ctx) -> None:
    """Whoever looks at the feed sees how far it is."""
    ctx.push(f"desk/{ctx.workspace_id}", "goods.feed_changed", {})


def shown(row: models.Feed) -> FeedOut:
    return FeedOut(
        url=row.url,
        format=cast("FeedFormat", row.format),
        every_hours=row.every_hours,
        enabled=row.enabled,
        state=cast("FeedState", row.state),
        file_name=row.file_name,
        last_started_at=row.last_started_at,
        last_finished_at=row.last_finished_at,
        next_at=_next(row),
        loaded=row.loaded,
        gone=row.gone,
        refused=row.refused,
        refusals=msgspec.convert(row.refusals, list[FeedRefusal]),
        code=row.code,
        revision=row.revision,
    )
