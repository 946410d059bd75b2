"""One mailbox's letters to many on their way: block after block is handed over, sent and settled.

While one block is at the server the next is judged and written. A block is as large as a moment's sending, so that a
node that is killed leaves few in doubt.
"""

import asyncio
import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import structlog

from otklik.channels.contract import ChannelError, Remedy
from otklik.channels.mail.mass import dkim
from otklik.channels.mail.mass.letter import DesignRefused, Written
from otklik.channels.mail.mass.links import LinkBroken
from otklik.channels.mail.mass.mails import Fate, Mail, Outcome, mail
from otklik.channels.mail.mass.sender import Sender
from otklik.domains.delivery import queries
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.queries import mass_blocks, mass_sending
from otklik.domains.delivery.queries.mass_blocks import Flight
from otklik.domains.delivery.service import sending
from otklik.domains.delivery.service.mass import handing, mailing, purse, settling, steering
from otklik.domains.delivery.service.mass.handing import Going
from otklik.domains.delivery.service.mass.letters import Letters
from otklik.domains.delivery.service.mass.ports import Author, Batch, MassAuthors
from otklik.domains.delivery.service.mass.settling import Flying
from otklik.domains.prices import service as prices
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database, gave_up
from otklik.platform.turns import Turn

AHEAD: Final = 1.5
"""So many blocks may wait for the links, or be in the making beside one: lanes that began together would also write
together, and the links would wait for both."""
LANES: Final = 2
"""Blocks in the making at once: while one waits for the database the other is written."""
BLOCK_MIN: Final = 50
BLOCK_MAX: Final = 1_000
HELD_SECONDS: Final = 0.15
"""A block is what goes in so long."""
IDLE_SECONDS: Final = 5.0
"""Links to the server are kept so long without work."""
ASIDE_SECONDS: Final = 60.0
"""A batch whose author failed, or that nobody writes for, waits so long."""
SETTLE_SECONDS: Final = 0.005
LOOK_SECONDS: Final = 1.0
"""A batch that fills its blocks is gone on with so long before it is looked what else is due."""
ROOM_SECONDS: Final = 0.005
"""Between two looks whether the links have come near the end of what waits."""
PAUSE_SECONDS: Final = 0.1
"""Between two looks for what is due."""
STOP_SECONDS: Final = 4.0
"""Answers of the server are waited for so long when the program ends."""
MONEY_SECONDS: Final = 0.5
"""A batch for which there is no money now is looked at again so much later."""
DAY_SECONDS: Final = 300.0
"""How often a mailbox whose day is used up looks whether the next has begun."""

log = structlog.get_logger()


class Post(NamedTuple):
    """Rows that are handed over and committed: now they may go."""

    mails: Sequence[Mail]
    flying: Mapping[str, Flying]
    """By the mail's id."""
    full: bool
    """There may be more where they came from."""


class Courier:
    """Sends what is due by one channel until nothing is for a while, or its settings change."""

    def __init__(self, parts: Parts, *, channel_id: UUID, workspace_id: WorkspaceId, node: int) -> None:
        self._parts = parts
        self._channel_id = channel_id
        self._workspace_id = workspace_id
        self._node = node
        self._database = parts.get(Database)
        self._flying: dict[str, Flying] = {}
        self._aloft: Counter[UUID] = Counter()
        """By flight, how many of its letters are not settled."""
        self._aside: dict[UUID, float] = {}
        self._block = BLOCK_MIN
        self._making = 0
        """Letters of blocks that are being handed over."""
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

    async def run(self) -> None:
        """Returns when there is nothing more to do; what was handed over is settled by then."""
        async with self._database.transaction(self._workspace_id) as ctx:
            channel = await queries.channel(ctx, self._channel_id)
            if channel is None:
                return
            self._setup = await mailing.setup(ctx, channel)
            self._price = await prices.cost(ctx, kind=channel.kind, address="", segments=1)
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
        idle_since = looked_at = _time()
        due: list[UUID] = []
        while not self._ending and _time() - idle_since < IDLE_SECONDS:
            if not due or _time() - looked_at > LOOK_SECONDS:
                due, looked_at = await self._due(), _time()
            posts = {batch_id: await self._send_block(sender, batch_id) for batch_id in due}
            due = [batch_id for batch_id, post in posts.items() if post is not None and post.full]
            if any(posts.values()):
                idle_since = _time()
            elif not self._ending:
                await asyncio.sleep(PAUSE_SECONDS)

    async def _send_block(self, sender: Sender, batch_id: UUID) -> Post | None:
        """One block of one batch; the other lane writes its own while this one is on its way."""
        began = _time()
        block = self._block
        self._making += block
        try:
            post = None if self._ending else await self._handed(batch_id)
        finally:
            self._making -= block
        if post is None or not post.mails:
            return post
        self._flying.update(post.flying)
        self._aloft.update(one.flight.id for one in post.flying.values())
        await sender.put(post.mails)
        while sender.waiting + self._making > self._block * AHEAD and not self._ending:  # noqa: ASYNC110 - an event for each letter is dearer
            await asyncio.sleep(ROOM_SECONDS)
        self._fit(len(post.mails), _time() - began)
        return post

    @property
    def _ending(self) -> bool:
        return self._changed or self._away or self._stopping

    def _fit(self, sent: int, seconds: float) -> None:
        """As many the next time as go by all lanes in `HELD_SECONDS`, in steps of no more than twice."""
        wanted = int(sent / max(seconds, 0.001) * HELD_SECONDS * LANES)
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
        found = await handing.opened(ctx, batch_id)
        author = self._parts.get(MassAuthors).of(found.batch.owner) if found else None
        if found is None or author is None:
            self._aside[batch_id] = _time() + (ASIDE_SECONDS if found is not None else 1.0)
            return None
        if mailing.fingerprint(found.channel, found.mail) != self._setup.fingerprint:
            self._changed = True
            return None
        room = await mailing.day_room(ctx, found.channel, found.mail)
        limit = min(self._block, handing.allowance(found.batch, now=ctx.now()), room)
        if limit <= 0:
            self._aside[batch_id] = _time() + DAY_SECONDS
            return None
        money = await purse.look(ctx, found.batch)
        limit = min(limit, money.count(self._price)) if money else limit
        if limit <= 0 and money is not None:
            self._aside[batch_id] = _time() + MONEY_SECONDS
            await purse.empty(ctx, found.batch, money, foreign=money.foreign(self._price))
            return None
        return await self._hand_block(ctx, found, author, limit=limit)

    async def _hand_block(self, ctx: Ctx, found: mass_sending.Opened, author: Author, *, limit: int) -> Post:
        row, batch = found.batch, steering.seen(found.batch)
        gated = await handing.gate(ctx, found.channel, row, limit=limit, node=self._node)
        written, failed = await self._write(ctx, batch, author, gated.goes)
        mails = await self._sealed(written, now=ctx.now())
        money = await purse.look(ctx, row, alone=True)
        paid = min(len(mails), money.count(self._price)) if money else len(mails)
        unpaid = [one.put_back() for one, _ in written[paid:]]
        written, mails = written[:paid], mails[:paid]
        sent = [one for one, _ in written]
        flights = await handing.launch(ctx, row, sent, node=self._node)
        rows = [one.handed(state="failed", code=code) for one, code in failed]
        tally = purse.held(row, sent, self._price)
        await handing.write_down(ctx, row, gated, [*rows, *unpaid], sent=sent, tally=tally, node=self._node)
        await mailing.spend_day(ctx, found.channel, found.mail, len(mails))
        return Post(mails, _flying(batch, written, flights), full=gated.count == limit)

    async def _write(
        self, ctx: Ctx, batch: Batch, author: Author, goes: Sequence[Going]
    ) -> tuple[list[tuple[Going, Written]], list[tuple[Going, str]]]:
        """Letters, and why others could not be written."""
        if not goes:
            return [], []
        compiled = {
            key: await self._letters.of(batch, author, variant=key[0], language=key[1])
            for key in {(one.row.variant, one.row.language) for one in goes}
        }
        values = await author.values(ctx, batch, [one.row for one in goes])
        write = self._letters.writer(ctx, batch)
        written: list[tuple[Going, Written]] = []
        failed: list[tuple[Going, str]] = []
        turn = Turn()
        for one in goes:
            if turn.over:
                await turn.give()
            row, code = one.row, handing.NOT_WRITTEN
            own = values.get(row.id)
            try:
                if own is not None:
                    written.append((one, write(compiled[row.variant, row.language], row, own)))
                    continue
            except ChannelError as error:
                code = error.code
            except LinkBroken:
                code = handing.LINK_BROKEN
            except (KeyError, ValueError, DesignRefused):
                pass
            failed.append((one, code))
        return written, failed

    async def _sealed(self, written: Sequence[tuple[Going, Written]], *, now: datetime) -> list[Mail]:
        """Signed and in their envelopes; a mail is named by its Message-ID."""
        signed: Sequence[bytes] | None = None
        if self._threads is not None:
            signed = await self._threads.sign([one for _, one in written], at=int(now.timestamp()))
        mailbox = self._setup.mailbox
        found: list[Mail] = []
        turn = Turn()
        for at, (going, one) in enumerate(written):
            if turn.over:
                await turn.give()
            data = one.data if signed is None else signed[at]
            sender = mailing.envelope_sender(mailbox, going.row.id) or mailbox.own.address
            found.append(mail(one.message_id, sender=sender, recipient=one.recipient, data=data, dotless=True))
        return found

    # ---- settling -------------------------------------------------------------------------------------

    async def _settle_all(self, sender: Sender) -> None:
        """Write outcomes down as they come; ends when the sender has ended and everything is told."""
        while True:
            outcomes = await sender.settled()
            if outcomes:
                await sending.insist(lambda found=outcomes: self._settle(found))
                await self._note_health(outcomes)
            elif sender.ended:
                return
            else:
                await asyncio.sleep(SETTLE_SECONDS)

    async def _settle(self, outcomes: Sequence[Outcome]) -> None:
        by_batch: dict[tuple[UUID, bool], list[tuple[Outcome, Flying]]] = defaultdict(list)
        for one in outcomes:
            flying = self._flying[one.mail.id]
            by_batch[flying.batch.id, flying.batch.limited].append((one, flying))
        landed = Counter(flying.flight.id for told in by_batch.values() for _, flying in told)
        down = [flight_id for flight_id, count in landed.items() if self._aloft[flight_id] == count]
        async with self._database.transaction(self._workspace_id) as ctx:
            for told in by_batch.values():
                await settling.settle(ctx, told[0][1].batch, told, price=self._price)
            if down:
                await mass_blocks.land(ctx, down)
        self._aloft -= landed
        for one in outcomes:
            self._flying.pop(one.mail.id, None)

    async def _note_health(self, outcomes: Sequence[Outcome]) -> None:
        """Where the server took nothing, say so and send nothing more for a while."""
        untried = next((one for one in outcomes if one.fate is Fate.UNTRIED and one.stage != settling.DAY_LIMIT), None)
        if any(one.fate is Fate.ACCEPTED for one in outcomes):
            await self._port.report(None)
        elif untried is not None and not self._ending:
            self._away = True
            error = ChannelError(untried.stage or "smtp.lost", remedy=Remedy.RETRY, detail=untried.text)
            await self._port.report(error)


def _flying(batch: Batch, written: Sequence[tuple[Going, Written]], flights: Mapping[str, Flight]) -> dict[str, Flying]:
    return {
        letter.message_id: Flying(
            row.id, batch, flights[answer.ground], due.attempts, row.identity_id, answer.consent_record_id
        )
        for (due, row, answer), letter in written
    }


def _time() -> float:
    return asyncio.get_running_loop().time()
