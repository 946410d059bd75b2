"""One mailbox's letters to many on their way: block after block is handed over, sent and settled.

While one block is at the server the next is judged and written. A block is as large as a moment's sending, so that a
node that is killed leaves few in doubt.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
import structlog

from otklik.channels.contract import ChannelError, Remedy
from otklik.channels.mail.mass import dkim, letter
from otklik.channels.mail.mass.letter import DesignRefused, Written
from otklik.channels.mail.mass.mails import Fate, Mail, Outcome, mail
from otklik.channels.mail.mass.sender import Sender
from otklik.domains.delivery import queries
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.models_mass import MassBatch
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.queries import mass_sending
from otklik.domains.delivery.service import sending
from otklik.domains.delivery.service.mass import handing, mailing, settling, steering
from otklik.domains.delivery.service.mass.letters import Compiled, Letters
from otklik.domains.delivery.service.mass.ports import Author, Batch, ClaimedRow, MassAuthors
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database, gave_up

LANES: Final = 2
"""Blocks in the making at once: while one waits for the database the other is written."""
BLOCK_MIN: Final = 50
BLOCK_MAX: Final = 1_000
HELD_SECONDS: Final = 0.15
"""A block is what goes in so long."""
WRITE_AT_ONCE: Final = 20
"""Letters written between two looks at the rest of the program: about a millisecond."""
IDLE_SECONDS: Final = 5.0
"""Links to the server are kept so long without work."""
ASIDE_SECONDS: Final = 60.0
"""A batch whose author failed, or that nobody writes for, waits so long."""
SETTLE_SECONDS: Final = 0.005
PAUSE_SECONDS: Final = 0.1
"""Between two looks for what is due."""
STOP_SECONDS: Final = 4.0
"""Answers of the server are waited for so long when the program ends."""
DAY_SECONDS: Final = 300.0
"""How often a mailbox whose day is used up looks whether the next has begun."""

log = structlog.get_logger()


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that are handed over and committed: now they may go."""

    batch_id: UUID
    mails: Sequence[Mail]
    attempts: Mapping[str, int]
    identities: Mapping[str, UUID]


class _Flying(msgspec.Struct, frozen=True):
    batch_id: UUID
    attempts: int
    identity_id: UUID


class Courier:
    """Sends what is due by one channel until nothing is for a while, or its settings change."""

    def __init__(self, parts: Parts, *, channel_id: UUID, workspace_id: WorkspaceId, node: int) -> None:
        self._parts = parts
        self._channel_id = channel_id
        self._workspace_id = workspace_id
        self._node = node
        self._database = parts.get(Database)
        self._flying: dict[str, _Flying] = {}
        self._aside: dict[UUID, float] = {}
        self._block = BLOCK_MIN
        self._landed = asyncio.Event()
        self._away = False
        """The server takes nothing."""
        self._changed = False
        self._stopping = False

    @property
    def away(self) -> bool:
        """It ended because the server took nothing."""
        return self._away

    def stop(self) -> None:
        """Hand over nothing more; what is at the server comes back, the rest is planned again."""
        self._stopping = True
        self._landed.set()

    async def run(self) -> None:
        """Returns when there is nothing more to do; what was handed over is settled by then."""
        async with self._database.transaction(self._workspace_id) as ctx:
            channel = await queries.channel(ctx, self._channel_id)
            if channel is None:
                return
            self._setup = await mailing.setup(ctx, channel)
        self._port = ChannelPort.of(self._parts, channel)
        self._letters = Letters(self._parts, self._setup.mailbox, workspace_id=self._workspace_id)
        with ExitStack() as stack:
            signers = self._setup.signers
            threads = dkim.SigningThreads(signers, threads=os.cpu_count() or 1) if signers else None
            self._threads = stack.enter_context(threads) if threads else None
            await self._carry()

    async def _carry(self) -> None:
        name = mailing.hello(self._parts, self._setup)
        async with Sender(self._setup.mailbox.smtp, hello=name, plan=self._setup.plan) as sender:
            settles = asyncio.create_task(self._settle_all(sender))
            try:
                await asyncio.gather(*(self._send(sender) for _ in range(LANES)))
            finally:
                await sender.stop(seconds=STOP_SECONDS)
                await settles

    async def _send(self, sender: Sender) -> None:
        """Block after block, a block of each batch in turn, until nothing is due for a while."""
        idle_since = _time()
        while not self._ending and _time() - idle_since < IDLE_SECONDS:
            sent = [await self._send_block(sender, batch_id) for batch_id in await self._due()]
            if any(sent):
                idle_since = _time()
            elif not self._ending:
                await asyncio.sleep(PAUSE_SECONDS)

    async def _send_block(self, sender: Sender, batch_id: UUID) -> bool:
        """One block of one batch; the other lane writes its own while this one is on its way."""
        began = _time()
        post = None if self._ending else await self._handed(batch_id)
        if post is None or not post.mails:
            return post is not None
        for one in post.mails:
            self._flying[one.id] = _Flying(post.batch_id, post.attempts[one.id], post.identities[one.id])
        await sender.put(post.mails)
        while sender.pending > self._block and not self._ending:
            self._landed.clear()
            await self._landed.wait()
        self._fit(len(post.mails), _time() - began)
        return True

    @property
    def _ending(self) -> bool:
        return self._changed or self._away or self._stopping

    def _fit(self, sent: int, seconds: float) -> None:
        """As many the next time as go in `HELD_SECONDS`, in steps of no more than twice."""
        wanted = int(sent / max(seconds, 0.001) * HELD_SECONDS)
        self._block = max(BLOCK_MIN, min(BLOCK_MAX, wanted, self._block * 2))

    async def _due(self) -> list[UUID]:
        now = self._parts.get(Timekeeper).now()
        async with self._database.system() as session:
            found = await mass_sending.due_batches(session, now=now, channel_id=self._channel_id)
        return [one.batch_id for one in found if self._aside.get(one.batch_id, 0.0) <= _time()]

    # ---- handing over ---------------------------------------------------------------------------------

    async def _handed(self, batch_id: UUID) -> Post | None:
        """Judge, write and mark one block; None when there was nothing to send after all."""
        try:
            async with self._database.transaction(self._workspace_id) as ctx:
                post = await self._hand(ctx, batch_id)
        except Exception as error:
            if gave_up(error):
                log.warning("delivery.mass.lost_database", error=type(error).__name__)
                return None
            log.exception("delivery.mass.block_fell", batch_id=str(batch_id))
            self._aside[batch_id] = _time() + ASIDE_SECONDS
            return None
        return post

    async def _hand(self, ctx: Ctx, batch_id: UUID) -> Post | None:
        channel = await queries.any_channel(ctx, self._channel_id)
        row = await handing.running(ctx, batch_id, now=ctx.now())
        author = self._parts.get(MassAuthors).of(row.owner) if row else None
        if row is None or channel is None or author is None:
            self._aside[batch_id] = _time() + (ASIDE_SECONDS if row is not None and author is None else 1.0)
            return None
        if await mailing.fingerprint(ctx, channel) != self._setup.fingerprint:
            self._changed = True
            return None
        limit = min(self._block, handing.allowance(row, now=ctx.now()), await mailing.day_room(ctx, channel))
        if limit <= 0:
            self._aside[batch_id] = _time() + DAY_SECONDS
            return None
        return await self._hand_block(ctx, channel, row, author, limit=limit)

    async def _hand_block(
        self, ctx: Ctx, channel: Channel, row: MassBatch, author: Author, *, limit: int
    ) -> Post | None:
        batch = steering.seen(row)
        gated = await handing.gate(ctx, channel, row, limit=limit)
        written, failed = await self._write(ctx, batch, author, gated.goes)
        mails = await self._sealed(written, now=ctx.now())
        rows = [handing.handed(gated, row_id) for row_id in written]
        rows += [handing.handed(gated, row_id, state="failed", code=code) for row_id, code in failed.items()]
        await handing.write_down(ctx, row, gated, rows, node=self._node)
        await mailing.spend_day(ctx, channel, len(mails))
        attempts = {str(one.id): one.attempts + 1 for one in gated.held}
        return Post(
            batch_id=batch.id,
            mails=mails,
            attempts=attempts,
            identities={str(one.id): one.identity_id for one in gated.goes},
        )

    async def _write(
        self, ctx: Ctx, batch: Batch, author: Author, rows: Sequence[ClaimedRow]
    ) -> tuple[dict[UUID, Written], dict[UUID, str]]:
        """Letters by row, and why others could not be written."""
        if not rows:
            return {}, {}
        compiled = {
            key: await self._letters.of(batch, author, variant=key[0], language=key[1])
            for key in {(row.variant, row.language) for row in rows}
        }
        values = await author.values(ctx, batch, rows)
        date = letter.date_field(ctx.now())
        written: dict[UUID, Written] = {}
        failed: dict[UUID, str] = {}
        for at, row in enumerate(rows):
            if at % WRITE_AT_ONCE == WRITE_AT_ONCE - 1:
                await asyncio.sleep(0)
            made = self._write_one(ctx, batch, compiled[row.variant, row.language], row, values.get(row.id), date=date)
            if isinstance(made, Written):
                written[row.id] = made
            else:
                failed[row.id] = made
        return written, failed

    def _write_one(
        self,
        ctx: Ctx,
        batch: Batch,
        compiled: Compiled,
        row: ClaimedRow,
        values: Mapping[str, str] | None,
        *,
        date: str,
    ) -> Written | str:
        """The letter, or why there is none."""
        if values is None:
            return handing.NOT_WRITTEN
        try:
            return self._letters.write(ctx, batch, compiled, row, values=values, date=date)
        except ChannelError as error:
            return error.code
        except (KeyError, ValueError, DesignRefused):
            return handing.NOT_WRITTEN

    async def _sealed(self, written: Mapping[UUID, Written], *, now: datetime) -> list[Mail]:
        """Signed and in their envelopes."""
        letters = list(written.values())
        if self._threads is not None:
            data = await self._threads.sign(letters, at=int(now.timestamp()))
        else:
            data = [one.data for one in letters]
        own = self._setup.mailbox.own.address
        found: list[Mail] = []
        for row_id, one, sealed in zip(written, letters, data, strict=True):
            sender = mailing.envelope_sender(self._setup.mailbox, row_id) or own
            found.append(mail(str(row_id), sender=sender, recipient=one.recipient, data=sealed, dotless=True))
        return found

    # ---- settling -------------------------------------------------------------------------------------

    async def _settle_all(self, sender: Sender) -> None:
        """Write outcomes down as they come; ends when the sender has ended and everything is told."""
        while True:
            outcomes = await sender.settled()
            if outcomes:
                self._landed.set()
                await sending.insist(lambda found=outcomes: self._settle(found))
                await self._note_health(outcomes)
            elif sender.ended:
                return
            else:
                await asyncio.sleep(SETTLE_SECONDS)

    async def _settle(self, outcomes: Sequence[Outcome]) -> None:
        by_batch: dict[UUID, list[Outcome]] = defaultdict(list)
        for one in outcomes:
            by_batch[self._flying[one.mail.id].batch_id].append(one)
        async with self._database.transaction(self._workspace_id) as ctx:
            for batch_id, found in by_batch.items():
                await settling.settle(
                    ctx,
                    batch_id,
                    found,
                    attempts={one.mail.id: self._flying[one.mail.id].attempts for one in found},
                    identities={one.mail.id: self._flying[one.mail.id].identity_id for one in found},
                )
        for one in outcomes:
            self._flying.pop(one.mail.id, None)

    async def _note_health(self, outcomes: Sequence[Outcome]) -> None:
        """Where the server took nothing, say so and send nothing more for a while."""
        untried = next((one for one in outcomes if one.fate is Fate.UNTRIED and one.stage != settling.DAY_LIMIT), None)
        if any(one.fate is Fate.ACCEPTED for one in outcomes):
            await self._port.report(None)
        elif untried is not None and not self._ending:
            self._away = True
            self._landed.set()
            error = ChannelError(untried.stage or "smtp.lost", remedy=Remedy.RETRY, detail=untried.text)
            await self._port.report(error)


def _time() -> float:
    return asyncio.get_running_loop().time()
