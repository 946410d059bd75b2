"""One bound connection to an SMSC: answers matched with requests, a window, keep-alive, deliveries taken in order."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from otklik.channels.contract import ChannelError, Frozen, Remedy
from otklik.channels.sms.smpp import pdus, statuses
from otklik.channels.sms.smpp.pdus import Pdu, Short

CONNECT_SECONDS: Final = 15.0
ANSWER_SECONDS: Final = 30.0
GOODBYE_SECONDS: Final = 2.0
SEQUENCE_MAX: Final = 0x7FFFFFFF
THROTTLE_FIRST_SECONDS: Final = 1.0
THROTTLE_LONGEST_SECONDS: Final = 60.0

Delivery = Callable[[Pdu], Awaitable[bool]]
"""Keeps one deliver_sm durably; False when it could not be kept now, so that the SMSC brings it again."""

log = structlog.get_logger()


class Settings(Frozen, frozen=True, kw_only=True):
    """Where the SMSC is and who we are to it."""

    host: str
    port: int
    system_id: str
    password: str
    system_type: str = ""
    tls: bool = False
    tls_verify: bool = True
    window: int = 10
    """Requests that may wait for their answers at once."""
    keep_alive_seconds: float = 30.0


async def nothing_comes(_delivery: Pdu) -> bool:
    """For a session that only sends: what comes all the same is to come again to one that receives."""
    return False


class Session:
    """Made by `open_session`; lives until the link breaks or `close`."""

    def __init__(self, settings: Settings, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.settings = settings
        self.last_used = 0.0
        self._reader = reader
        self._writer = writer
        self._waiting: dict[int, asyncio.Future[Pdu]] = {}
        self._sequence = 0
        self._window = asyncio.Semaphore(settings.window)
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tasks: list[asyncio.Task[None]] = []
        self._throttled_until = 0.0
        self._throttle_seconds = 0.0
        self._bound = False

    @property
    def alive(self) -> bool:
        return not self._ended.done()

    async def bind(self, command: int, deliver: Delivery) -> None:
        """Raises `ChannelError`: refused, or no answer."""
        self._tasks.append(asyncio.create_task(self._read(deliver)))
        known = self.settings
        body = pdus.bind_body(system_id=known.system_id, password=known.password, system_type=known.system_type)
        answer = await self._ask(command, body)
        if answer.status != pdus.OK:
            raise statuses.error(answer.status)
        self._bound = True
        self._tasks.append(asyncio.create_task(self._keep_alive()))

    async def submit(self, message: Short) -> str:
        """The SMSC's id of the message. Raises `ChannelError`; a lost answer leaves open whether it went."""
        self._refuse_while_throttled()
        async with self._window:
            self.last_used = _now()
            answer = await self._ask(pdus.SUBMIT_SM, pdus.pack_short(message))
        if answer.status in statuses.THROTTLING:
            raise self._throttled(answer.status)
        if answer.status != pdus.OK:
            raise statuses.error(answer.status)
        self._throttle_seconds = 0.0
        message_id = pdus.first_text(answer.body)
        if not message_id:
            raise ChannelError("smpp.answer_unreadable", remedy=Remedy.UNKNOWN)
        return message_id

    async def ended(self) -> None:
        """Returns when the link is no more."""
        await asyncio.shield(self._ended)

    async def close(self) -> None:
        """Part politely where the other side still listens."""
        if self.alive and self._bound:
            with contextlib.suppress(ChannelError, TimeoutError):
                await asyncio.wait_for(self._ask(pdus.UNBIND, b""), GOODBYE_SECONDS)
        self._end()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(self._writer.wait_closed(), GOODBYE_SECONDS)

    async def _ask(self, command: int, body: bytes) -> Pdu:
        """Raises `ChannelError`: UNKNOWN once the request was written, RETRY before."""
        if not self.alive:
            raise ChannelError("smpp.disconnected", remedy=Remedy.RETRY)
        self._sequence = self._sequence % SEQUENCE_MAX + 1
        sequence = self._sequence
        answered: asyncio.Future[Pdu] = asyncio.get_running_loop().create_future()
        self._waiting[sequence] = answered
        try:
            await self._write(Pdu(command, pdus.OK, sequence, body))
            return await asyncio.wait_for(answered, ANSWER_SECONDS)
        except TimeoutError:
            raise ChannelError("smpp.no_answer", remedy=Remedy.UNKNOWN) from None
        except OSError:
            self._end()
            raise ChannelError("smpp.disconnected", remedy=Remedy.UNKNOWN) from None
        finally:
            self._waiting.pop(sequence, None)

    async def _write(self, pdu: Pdu) -> None:
        self._writer.write(pdu.pack())
        await self._writer.drain()

    async def _read(self, deliver: Delivery) -> None:
        try:
            while self.alive:
                header = await self._reader.readexactly(pdus.HEADER.size)
                body = await self._reader.readexactly(pdus.body_length(header))
                _, command, status, sequence = pdus.HEADER.unpack(header)
                await self._take(Pdu(command, status, sequence, body), deliver)
        except (OSError, EOFError, pdus.Malformed) as error:
            log.info("smpp.link.ended", reason=type(error).__name__)
        finally:
            self._end()

    async def _take(self, pdu: Pdu, deliver: Delivery) -> None:
        if pdu.command & pdus.RESPONSE:  # generic_nack is one too
            answered = self._waiting.get(pdu.sequence)
            if answered is not None and not answered.done():
                answered.set_result(pdu)
        elif pdu.command == pdus.DELIVER_SM:
            kept = await deliver(pdu)
            status = pdus.OK if kept else pdus.TEMPORARY_TROUBLE
            await self._write(Pdu(pdu.command | pdus.RESPONSE, status, pdu.sequence, b"\0"))
        elif pdu.command in {pdus.ENQUIRE_LINK, pdus.UNBIND}:
            await self._write(Pdu(pdu.command | pdus.RESPONSE, pdus.OK, pdu.sequence))
            if pdu.command == pdus.UNBIND:
                self._end()
        else:
            await self._write(Pdu(pdus.GENERIC_NACK, pdus.UNKNOWN_COMMAND, pdu.sequence))

    async def _keep_alive(self) -> None:
        """A link over which nothing comes back is no link, whatever TCP believes."""
        while self.alive:
            await asyncio.sleep(self.settings.keep_alive_seconds)
            try:
                await self._ask(pdus.ENQUIRE_LINK, b"")
            except ChannelError:
                self._end()

    def _end(self) -> None:
        """Whoever still waits for an answer will not know whether the message went."""
        if self._ended.done():
            return
        self._ended.set_result(None)
        for answered in self._waiting.values():
            if not answered.done():
                answered.set_exception(ConnectionResetError())
        self._writer.close()

    def _refuse_while_throttled(self) -> None:
        left = self._throttled_until - _now()
        if left > 0:
            raise ChannelError("smpp.too_many", remedy=Remedy.RETRY, retry_after_seconds=left)

    def _throttled(self, status: int) -> ChannelError:
        """The SMSC asks to slow down: all of the link waits, longer each time it must ask again."""
        self._throttle_seconds = min(max(self._throttle_seconds * 2, THROTTLE_FIRST_SECONDS), THROTTLE_LONGEST_SECONDS)
        self._throttled_until = _now() + self._throttle_seconds
        error = statuses.error(status)
        error.retry_after_seconds = self._throttle_seconds
        return error


async def open_session(settings: Settings, *, command: int, deliver: Delivery = nothing_comes) -> Session:
    """Connected and bound. Raises `ChannelError`: nothing was sent."""
    try:
        reader, writer = await asyncio.wait_for(
            asyncio.open_connection(settings.host, settings.port, ssl=_tls(settings)), CONNECT_SECONDS
        )
    except ssl.SSLError as error:
        raise ChannelError("smpp.tls_refused", remedy=Remedy.RECONNECT, detail=type(error).__name__) from None
    except (OSError, TimeoutError) as error:
        raise ChannelError("smpp.unreachable", remedy=Remedy.RETRY, detail=type(error).__name__) from None
    session = Session(settings, reader, writer)
    try:
        await session.bind(command, deliver)
    except BaseException as error:
        await session.close()
        if isinstance(error, ChannelError) and error.remedy is Remedy.UNKNOWN:  # a bind sends nothing
            raise ChannelError("smpp.bind_unanswered", remedy=Remedy.RETRY, detail=error.code) from None
        raise
    return session


def _tls(settings: Settings) -> ssl.SSLContext | None:
    if not settings.tls:
        return None
    context = ssl.create_default_context()
    if not settings.tls_verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _now() -> float:
    return asyncio.get_running_loop().time()
