"""The loading itself: a feed or a file is spooled to the disk, read as a stream, written block by block.

Nothing is held between blocks, and a load that died is begun anew: what it wrote already is the same again.
"""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import BinaryIO, Final
from uuid import UUID

import msgspec
import structlog
from yarl import URL

from otklik.domains.activity.service import ranking
from otklik.domains.goods import models, service
from otklik.domains.goods.errors import (
    CatalogueFull,
    FeedAddressRefused,
    FeedEmpty,
    FeedTooLarge,
    FeedUnreachable,
)
from otklik.domains.goods.events import FeedLoaded
from otklik.domains.goods.feeds import offers, packing, tables, yml
from otklik.domains.goods.feeds.offers import Refused, Said
from otklik.domains.goods.queries import catalogue, feeds
from otklik.domains.goods.schemas import GoodIn, Source
from otklik.domains.goods.service import feeding
from otklik.platform import keeping
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.errors import OtklikError
from otklik.platform.events import publish
from otklik.platform.files import Files
from otklik.platform.http import AddressRefused, HttpClient, HttpFailed, ReplyTooLarge

BLOCK: Final = 1_000
"""Goods of one transaction."""
READ_SECONDS: Final = 60.0
REDIRECTS_MAX: Final = 3
REFUSALS_KEPT: Final = 100
SHRUNK: Final = "goods.feed_shrunk"
"""The load held less than half of what was there: more likely a broken feed than a shop that sold out."""
NOT_MODIFIED: Final = 304
OK: Final = 200
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
USER_AGENT: Final = "Otklik"

log = structlog.get_logger()


class _Load(msgspec.Struct, kw_only=True):
    """One load: what is read, and how it goes."""

    round: UUID
    source: Source
    url: str
    file_key: str | None
    form: str
    known: dict[str, str]
    """Headers by which the shop's server knows the version that is in."""
    whole: bool
    currency: str
    had: int
    """How many goods of this source could be bought before."""
    held: int
    """How many goods of whatever source there are."""
    etag: str = ""
    modified: str = ""
    loaded: int = 0
    refused: int = 0
    refusals: list[Refused] = msgspec.field(default_factory=list[Refused])


class _Overtaken(Exception):
    """Another load took the place of this one."""


async def load(parts: Parts, *, workspace_id: WorkspaceId, feed_round: UUID, whole: bool = False) -> None:
    """Load what waits. Safe to run twice. `whole`: somebody says that it holds all there is, however little that is."""
    database = parts.get(Database)
    async with database.transaction(workspace_id) as ctx:
        load = await _opened(ctx, feed_round, whole=whole)
    if load is None:
        return
    try:
        with tempfile.TemporaryFile() as file:
            fresh = await _spool(parts, load, file)
            if fresh:
                await _read(database, workspace_id, load, file)
        async with database.transaction(workspace_id) as ctx:
            await _finish(ctx, load, fresh=fresh)
    except OtklikError as error:
        await _failed(database, workspace_id, load, error.code)
        return
    except _Overtaken:
        log.info("goods.load.overtaken", workspace_id=str(workspace_id))
    await _drop(database, workspace_id, load.file_key)


async def give_up(parts: Parts, *, workspace_id: WorkspaceId, feed_round: UUID) -> None:
    """What should not happen: it could not be loaded however often it was tried."""
    database = parts.get(Database)
    async with database.transaction(workspace_id) as ctx:
        load = await _opened(ctx, feed_round, whole=False)
    if load is not None:
        await _failed(database, workspace_id, load, OtklikError.code)


async def _failed(database: Database, workspace_id: WorkspaceId, load: _Load, code: str) -> None:
    """What it wrote stays, nothing is marked gone."""
    async with database.transaction(workspace_id) as ctx:
        row = await feeds.get(ctx, lock=True)
        if row is not None and row.round == load.round:
            _said(row, load)
            await _settle(ctx, row, source=load.source, code=code)
    await _drop(database, workspace_id, load.file_key)


async def _drop(database: Database, workspace_id: WorkspaceId, file_key: str | None) -> None:
    """Nobody needs the bytes of a file that was gone through."""
    if file_key is not None:
        async with database.transaction(workspace_id) as ctx:
            await keeping.drop(ctx, file_key)


async def _opened(ctx: Ctx, feed_round: UUID, *, whole: bool) -> _Load | None:
    row = await feeds.get(ctx, lock=True)
    if row is None or row.round != feed_round or row.state == "idle":
        return None
    row.state = "loading"
    await ctx.session.flush()
    feeding.push(ctx)
    source: Source = "file" if row.file_key else "feed"
    known = {"if-none-match": row.etag, "if-modified-since": row.modified}
    return _Load(
        round=feed_round,
        source=source,
        url=row.url,
        file_key=row.file_key,
        form=row.format,
        known={name: value for name, value in known.items() if value and not whole},
        whole=whole,
        currency=(await ranking.settings(ctx)).currency,
        had=await feeds.available(ctx, source=source),
        held=(await catalogue.how_many(ctx))[0],
    )


async def _spool(parts: Parts, load: _Load, file: BinaryIO) -> bool:
    """What is to be read into `file`; False: the shop says that nothing changed."""
    if load.file_key is None:
        return await _fetch(parts.get(HttpClient), load, file)
    await asyncio.to_thread(file.write, await parts.get(Files).read(load.file_key))
    return True


async def _fetch(http: HttpClient, load: _Load, file: BinaryIO) -> bool:
    url = load.url
    for _ in range(REDIRECTS_MAX + 1):
        try:
            reply = await http.fetch(
                url,
                file,
                headers={"user-agent": USER_AGENT, **load.known},
                timeout_seconds=READ_SECONDS,
                bytes_max=feeding.BYTES_MAX,
            )
        except AddressRefused as error:
            raise FeedAddressRefused from error
        except ReplyTooLarge as error:
            raise FeedTooLarge(params={"max_bytes": feeding.BYTES_MAX}) from error
        except HttpFailed as error:
            raise FeedUnreachable(params={"reason": error.reason}) from error
        if reply.status == OK:
            load.etag, load.modified = reply.headers.get("etag", ""), reply.headers.get("last-modified", "")
            return True
        if reply.status == NOT_MODIFIED:
            return False
        if reply.status not in REDIRECTS or "location" not in reply.headers:
            raise FeedUnreachable(params={"status": reply.status})
        url = _next(url, reply.headers["location"])
        file.seek(0)
        file.truncate()
    raise FeedUnreachable(params={"reason": "redirects"})


def _next(url: str, location: str) -> str:
    try:
        target = URL(url).join(URL(location))
    except ValueError as error:
        raise FeedUnreachable(params={"reason": "redirect"}) from error
    if target.scheme not in {"http", "https"}:
        raise FeedUnreachable(params={"reason": "redirect"})
    return str(target)


async def _read(database: Database, workspace_id: WorkspaceId, load: _Load, file: BinaryIO) -> None:
    with await asyncio.to_thread(packing.unpacked, file, bytes_max=feeding.BYTES_MAX) as plain:
        if load.file_key is not None:
            load.form = packing.form_of(plain)
        await _read_plain(database, workspace_id, load, plain)


async def _read_plain(database: Database, workspace_id: WorkspaceId, load: _Load, file: BinaryIO) -> None:
    given = yml.read(file) if load.form == "yml" else tables.read(file)
    with closing(given):  # a load that stops halfway lets go of the file while there is one
        while block := await asyncio.to_thread(_block, given, load.currency):
            goods = [one for one in block if isinstance(one, GoodIn)]
            _count(load, goods, [one for one in block if isinstance(one, Refused)])
            if goods:
                async with database.transaction(workspace_id) as ctx:
                    await _write(ctx, load, goods)
    if load.loaded == 0:
        raise FeedEmpty


def _block(given: Iterator[Said], currency: str) -> list[GoodIn | Refused]:
    return [offers.read(said, currency=currency) for said in islice(given, BLOCK)]


def _count(load: _Load, goods: Sequence[GoodIn], refused: Sequence[Refused]) -> None:
    load.loaded += len(goods)
    load.refused += len(refused)
    load.refusals += refused[: REFUSALS_KEPT - len(load.refusals)]
    if load.loaded + load.refused > service.GOODS_MAX:
        raise FeedTooLarge(params={"max": service.GOODS_MAX})


async def _write(ctx: Ctx, load: _Load, goods: Sequence[GoodIn]) -> None:
    row = await feeds.get(ctx, lock=True)
    if row is None or row.round != load.round:
        raise _Overtaken
    changes = await service.take(ctx, goods, source=load.source, feed_round=load.round)
    load.held += sum(one.before is None for one in changes)
    if load.held > service.GOODS_MAX:
        raise CatalogueFull(params={"max": service.GOODS_MAX})
    _said(row, load)
    await ctx.session.flush()
    feeding.push(ctx)


def _said(row: models.Feed, load: _Load) -> None:
    row.loaded, row.refused = load.loaded, load.refused
    row.refusals = msgspec.to_builtins(load.refusals)


async def _finish(ctx: Ctx, load: _Load, *, fresh: bool) -> None:
    row = await feeds.get(ctx, lock=True)
    if row is None or row.round != load.round:
        raise _Overtaken
    code = ""
    if fresh:
        await catalogue.hold(ctx)
        if not load.whole and await feeds.seen(ctx, load.round) * 2 < load.had:
            code = SHRUNK
        else:
            row.gone = await feeds.mark_gone(ctx, source=load.source, feed_round=load.round, at=ctx.now())
        if load.source == "feed" and not code:  # else the next one would not look at it again
            row.etag, row.modified = load.etag[: models.TEXT_MAX], load.modified[: models.TEXT_MAX]
        _said(row, load)
    await _settle(ctx, row, source=load.source, code=code)


async def _settle(ctx: Ctx, row: models.Feed, *, source: Source, code: str) -> None:
    row.state, row.round, row.file_key, row.code = "idle", None, None, code
    row.last_finished_at = ctx.now()
    await ctx.session.flush()
    await publish(ctx, FeedLoaded(source=source, loaded=row.loaded, gone=row.gone, refused=row.refused, code=code))
    feeding.push(ctx)
    service.push(ctx)
