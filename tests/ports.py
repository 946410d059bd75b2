"""A port for tests of providers: a real HTTP client; deposits, states and reports are kept to be looked at."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from otklik.channels.contract import Button, ChannelError, OutboundAttachment, OutboundMessage, RawItem
from otklik.platform.clock import FixedClock
from otklik.platform.http import HttpClient

SHARED = Path(__file__).parents[1] / "../shared"
"""Specifications and samples kept beside the project; tests that need them skip where they are missing."""

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PATIENCE_SECONDS = 10.0


class FakePort:
    """Satisfies `Port`. `deposited` has each item once, by event id, as the journal would."""

    def __init__(self, *, http: HttpClient, public_url: str = "https://desk.example.ru") -> None:
        self.channel_id = "channel-1"
        self.http = http
        self.public_url = public_url
        self.webhook_url = f"{public_url}/webhooks/channel-1"
        self.webhook_secret = "echo-this_Back-1"
        self.clock = FixedClock(NOON)
        self.deposited: list[RawItem] = []
        self.state: dict[str, object] = {}
        self.reports: list[ChannelError | None] = []
        self.pushed: list[tuple[str, str, Mapping[str, object]]] = []
        self._changed = asyncio.Condition()

    def now(self) -> datetime:
        return self.clock.now()

    async def deposit(self, item: RawItem) -> bool:
        if any(item.event_id == one.event_id for one in self.deposited):
            return False
        self.deposited.append(item)
        await self._tell()
        return True

    async def load_state(self) -> Mapping[str, object]:
        return dict(self.state)

    async def save_state(self, state: Mapping[str, object]) -> None:
        self.state = dict(state)
        await self._tell()

    async def push(self, stream: str, kind: str, data: Mapping[str, object]) -> int:
        self.pushed.append((stream, kind, data))
        await self._tell()
        return 1

    async def report(self, error: ChannelError | None) -> None:
        self.reports.append(error)
        await self._tell()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for a change that makes it true; fails after a patience that only a broken test needs."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._changed:
            await self._changed.wait_for(true)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def outbound(
    text: str = "",
    *,
    thread_id: str,
    to: str,
    row_id: str = "row-1",
    attachments: Sequence[OutboundAttachment] = (),
    buttons: Sequence[Button] = (),
    reply_to_id: str = "",
    language: str = "ru",
) -> OutboundMessage:
    """A message of ours; a messenger's tests fix to whom it goes."""
    return OutboundMessage(
        id=row_id,
        thread_id=thread_id,
        to=to,
        text=text,
        attachments=tuple(attachments),
        buttons=tuple(buttons),
        reply_to_id=reply_to_id,
        language=language,
    )


@asynccontextmanager
async def fake_port(*, allowed_hosts: tuple[str, ...] = ("127.0.0.1",)) -> AsyncGenerator[FakePort]:
    http = HttpClient(allowed_hosts=allowed_hosts)
    try:
        yield FakePort(http=http)
    finally:
        await http.close()


@asynccontextmanager
async def listening(work: Awaitable[None]) -> AsyncGenerator[asyncio.Future[None]]:
    """Keep a provider's `listen` running for the block, then cancel it."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def attachment(name: str, media_type: str, data: bytes, *, kind: str = "file") -> OutboundAttachment:
    async def read() -> bytes:
        return data

    return OutboundAttachment(name=name, media_type=media_type, size=len(data), read=read, kind=kind)
