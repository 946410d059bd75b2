"""Where links and pictures of letters lead: a plain ASGI application, for a campaign's readers all come at once.

A person is sent on even when the hit could not be kept. Only what `links.Tokens` signed leads anywhere.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any, Final, Protocol
from uuid import UUID

import msgspec
import structlog
from prometheus_client import Counter

from otklik.channels.mail.mass import links
from otklik.channels.mail.mass.machines import Act, Hit

USER_AGENT_CHARS_MAX: Final = 300
BLOCK: Final = 500
GATHER_SECONDS: Final = 0.01
WAITING_MAX: Final = 10_000
"""Over this many hits the store does not keep up, and the newest are not kept."""
PICTURE: Final = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
"""A transparent GIF of one pixel, 43 bytes."""

HITS: Final = Counter("otklik_letter_hits", "Links and pictures of letters that were asked for", ["act", "outcome"])

Scope = MutableMapping[str, Any]  # Any: ASGI's own words
Message = MutableMapping[str, Any]  # Any: ASGI's own words
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

log = structlog.get_logger()


class Kept(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A hit and whose it is."""

    letter: int
    row: UUID
    hit: Hit
    url: str = ""
    """Of a link that is in its token."""


class Port(Protocol):
    """What the owner of the letters gives."""

    def now(self) -> float:
        """Unix seconds."""
        ...

    async def target(self, letter: int, link: int) -> str | None:
        """The address of a letter's link; remembered by whoever implements it, for it is asked at every click."""
        ...

    async def store(self, hits: Sequence[Kept]) -> None:
        """Durable on return, in one statement."""
        ...


class HitLog:
    """Hits of one moment are stored together; each waits for no more than the statement before its own."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self._waiting: deque[tuple[Kept, asyncio.Future[None]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def keep(self, hit: Kept) -> bool:
        """True when it is durable. Never raises: whoever clicked is not to see our trouble."""
        if len(self._waiting) >= WAITING_MAX:
            return False
        stored = asyncio.get_running_loop().create_future()
        self._waiting.append((hit, stored))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        try:
            await stored
        except Exception as error:  # noqa: BLE001  # the edge: the person goes on whatever the store says
            log.warning("letters.hit.not_kept", error=type(error).__name__)
            return False
        return True

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            while self._waiting:
                began = loop.time()
                await self._store([self._waiting.popleft() for _ in range(min(BLOCK, len(self._waiting)))])
                await asyncio.sleep(began + GATHER_SECONDS - loop.time())
        finally:
            self._writer = None

    async def _store(self, block: Sequence[tuple[Kept, asyncio.Future[None]]]) -> None:
        failure: Exception | None = None
        try:
            await self._port.store([hit for hit, _ in block])
        except Exception as error:  # noqa: BLE001  # it is raised where each waits
            failure = error
        for _, stored in block:
            if stored.done():
                continue
            if failure is None:
                stored.set_result(None)
            else:
                stored.set_exception(failure)


class Doors:
    """The application; mount it where the letters' links point. The token is the last part of the path."""

    def __init__(self, tokens: links.Tokens, port: Port) -> None:
        self._tokens = tokens
        self._port = port
        self._log = HitLog(port)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        token = self._tokens.read(str(scope["path"]).rstrip("/").rpartition("/")[2])
        method = str(scope["method"])
        if token is None or method not in {"GET", "HEAD"} or token.link == links.UNSUBSCRIBE:
            HITS.labels("none", "refused").inc()
            await _answer(send, 404, {"content-type": "text/plain"}, b"")
            return
        url = "" if token.link == links.OPENED else token.url or await self._port.target(token.letter, token.link) or ""
        act = Act.OPENED if token.link == links.OPENED else Act.CLICKED
        if act is Act.CLICKED and not links.is_web(url):
            HITS.labels(act.value, "gone").inc()
            await _answer(send, 404, {"content-type": "text/plain"}, b"")
            return
        kept = await self._log.keep(self._kept(token, act, scope))
        HITS.labels(act.value, "kept" if kept else "lost").inc()
        if act is Act.OPENED:
            await _answer(send, 200, {"content-type": "image/gif"}, b"" if method == "HEAD" else PICTURE)
        else:
            await _answer(send, 302, {"location": links.on_the_wire(url), "referrer-policy": "no-referrer"}, b"")

    def _kept(self, token: links.Token, act: Act, scope: Scope) -> Kept:
        said = {bytes(name).lower(): bytes(value).decode("latin-1") for name, value in scope["headers"]}
        purpose = " ".join(said.get(name, "") for name in (b"purpose", b"sec-purpose", b"x-moz", b"x-purpose"))
        hit = Hit(
            act=act,
            link=token.link,
            at=self._port.now(),
            method=str(scope["method"]),
            user_agent=said.get(b"user-agent", "")[:USER_AGENT_CHARS_MAX],
            prefetch="prefetch" in purpose.lower() or "preview" in purpose.lower(),
        )
        return Kept(letter=token.letter, row=token.row, hit=hit, url=token.url)


async def _answer(send: Send, status: int, fields: Mapping[str, str], body: bytes) -> None:
    """Never kept by anybody between: every opening must reach us."""
    headers = {**fields, "cache-control": "no-store, max-age=0", "content-length": str(len(body))}
    raw = [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body, "more_body": False})
