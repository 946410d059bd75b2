"""The sessions of this process by channel: one that receives and sends where the listener runs, else one that sends."""

import asyncio
import contextlib
from typing import Final

from otklik.channels.contract import ChannelError, Port, Remedy
from otklik.channels.sms.smpp import pdus
from otklik.channels.sms.smpp.inbox import Inbox
from otklik.channels.sms.smpp.session import Session, Settings, open_session

PAUSE_FIRST_SECONDS: Final = 1.0
PAUSE_LONGEST_SECONDS: Final = 60.0
SOUND_SECONDS: Final = 60.0
"""A link that held so long was a good one: the next pause begins anew."""
IDLE_SECONDS: Final = 60.0
"""A session that only sends is let go after so long without work: centres count their binds."""
PATIENCE_SECONDS: Final = 10.0
"""How long a message waits for the listener's link to come back before it is put off."""


class Links:
    """Everything a process holds open; forgotten with it."""

    def __init__(self) -> None:
        self._listened: dict[str, asyncio.Event] = {}
        self._open: dict[str, Session] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._sweeps: dict[str, asyncio.Task[None]] = {}

    async def listen(self, port: Port, settings: Settings) -> None:
        """Hold a receiving session until cancelled. Raises `ChannelError` when trying again by itself is of no use."""
        channel = port.channel_id
        await self._let_go(channel)
        self._listened[channel] = asyncio.Event()
        inbox = Inbox(port)
        pause = PAUSE_FIRST_SECONDS
        try:
            while True:
                began = asyncio.get_running_loop().time()
                error = await self._hold(port, settings, inbox)
                if error.remedy is Remedy.RECONNECT:
                    raise error
                if asyncio.get_running_loop().time() - began > SOUND_SECONDS:
                    pause = PAUSE_FIRST_SECONDS
                await port.report(error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, PAUSE_LONGEST_SECONDS)
        finally:
            del self._listened[channel]
            await self._let_go(channel)

    async def sending(self, port: Port, settings: Settings) -> Session:
        """A live session to send by. Raises `ChannelError`: nothing was sent."""
        channel = port.channel_id
        if channel in self._listened:
            return await self._of_listener(channel)
        async with self._locks.setdefault(channel, asyncio.Lock()):
            found = self._open.get(channel)
            if found is not None and found.alive and found.settings == settings:
                return found
            await self._let_go(channel)
            session = await open_session(settings, command=pdus.BIND_TRANSMITTER)
            self._open[channel] = session
            self._sweeps[channel] = asyncio.create_task(self._sweep(channel, session))
            return session

    def alive(self, port: Port, settings: Settings) -> bool:
        """Whether a session with these very settings is open now."""
        found = self._open.get(port.channel_id)
        return found is not None and found.alive and found.settings == settings

    async def _hold(self, port: Port, settings: Settings, inbox: Inbox) -> ChannelError:
        """One session from its bind to its end; why it ended, or was never there."""
        try:
            session = await open_session(settings, command=pdus.BIND_TRANSCEIVER, deliver=inbox.take)
        except ChannelError as error:
            return error
        self._open[port.channel_id] = session
        self._listened[port.channel_id].set()
        inbox.begins()
        try:
            await port.report(None)
            await session.ended()
        finally:
            self._listened[port.channel_id].clear()
            del self._open[port.channel_id]
            await session.close()
        return ChannelError("smpp.disconnected", remedy=Remedy.RETRY)

    async def _of_listener(self, channel: str) -> Session:
        """The listener's session; many centres allow one bind, so no second one is made beside it."""
        with contextlib.suppress(TimeoutError, KeyError):
            await asyncio.wait_for(self._listened[channel].wait(), PATIENCE_SECONDS)
            return self._open[channel]
        raise ChannelError("smpp.disconnected", remedy=Remedy.RETRY)

    async def _sweep(self, channel: str, session: Session) -> None:
        while session.alive and asyncio.get_running_loop().time() - session.last_used < IDLE_SECONDS:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(session.ended(), IDLE_SECONDS / 4)
        if self._open.get(channel) is session:
            del self._open[channel]
            del self._sweeps[channel]
        await session.close()

    async def _let_go(self, channel: str) -> None:
        session, sweep = self._open.pop(channel, None), self._sweeps.pop(channel, None)
        if sweep is not None:
            sweep.cancel()
            await asyncio.gather(sweep, return_exceptions=True)
        if session is not None:
            await session.close()
