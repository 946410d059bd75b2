"""The visitor's live socket: numbered frames out, a handful of kinds in.

Out: `{"head":n}` first, then what was missed after `after`, or `{"gap":n}`; stored: `message`, `message.changed`,
`operator`; with `seq` 0: `state`, `typing`. In: `message`, `typing`, `seen`, `delivered`, `page`, `ping`; other kinds
are passed over. Close codes are platform.sockets'. Raw ASGI and no task of its own while idle (docs/adr/0007).
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Final
from uuid import UUID

import msgspec
import structlog
from litestar import asgi
from litestar.types import Receive, Scope, Send

from otklik.domains.livechat import lobby, queries, schemas
from otklik.domains.livechat.lobby import Guest
from otklik.domains.livechat.service import facts, posting, previews, receipts, visiting, visitors
from otklik.domains.livechat.service.visitors import Visitor
from otklik.platform import sockets
from otklik.platform.context import Parts
from otklik.platform.db import Database
from otklik.platform.errors import Forbidden, OtklikError, TooMany
from otklik.platform.realtime import Hub
from otklik.platform.sockets import Gone, LiveSocket
from otklik.platform.web import API

SOCKETS_MAX: Final = 10
"""Open pages of one visitor on this node."""
FRAMES_MAX: Final = 300
FRAMES_WINDOW_SECONDS: Final = 60.0
TYPING_PAUSE_SECONDS: Final = 0.9
FAILED: Final = 1011

log = structlog.get_logger()


class Kind(msgspec.Struct, frozen=True):
    type: Annotated[str, msgspec.Meta(max_length=40)]


class MessageFrame(schemas.MessageIn, frozen=True, kw_only=True):
    type: str


class TypingFrame(msgspec.Struct, frozen=True, kw_only=True):
    text: str | None = None


class ReceiptFrame(msgspec.Struct, frozen=True, kw_only=True):
    type: str
    message_id: UUID


class PageFrame(schemas.PageIn, frozen=True, kw_only=True):
    type: str


@asgi(f"{API}/visitor/live", copy_scope=False, opt={"public": True})
async def visitor_live(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one page of a visitor until it leaves."""
    if scope["type"] != "websocket":
        await sockets.refuse_plain_request(send)
        return
    parts: Parts = scope["litestar_app"].state.parts
    query = sockets.query_of(scope)
    try:
        visitor = await _admitted(parts, scope, token=query.get("token", ""))
    except OtklikError as error:
        await sockets.refuse(receive, send, code=_close_code(error))
        return
    guest, stream, after = _guest(LiveSocket(receive, send), visitor), visitor.stream, _number(query.get("after", ""))
    del visitor, query  # this frame lives as long as the socket, and there are thousands
    await guest.socket.accept()
    await _serve(parts, guest, stream=stream, after=after)


async def _admitted(parts: Parts, scope: Scope, *, token: str) -> Visitor:
    visitor = await visitors.identify(parts, token)
    origin, own_host = sockets.header_of(scope, b"origin"), sockets.header_of(scope, b"host")
    visitors.check_origin(visitor.config, origin=origin, own_host=own_host)
    if parts.get(Hub).listening(visitor.stream) >= SOCKETS_MAX:
        raise TooMany(params={"limit": "visitor_sockets"})
    return visitor


def _close_code(error: OtklikError) -> int:
    if isinstance(error, TooMany):
        return sockets.TOO_MANY
    return sockets.FORBIDDEN if isinstance(error, Forbidden) else sockets.UNAUTHENTICATED


def _guest(socket: LiveSocket, visitor: Visitor) -> Guest:
    return Guest(
        socket=socket,
        visitor_id=visitor.id,
        workspace_id=visitor.workspace_id,
        channel_id=visitor.channel_id,
        conversation_id=visitor.conversation_id,
        language=visitor.language,
        previewed=visitor.config.get("preview") is not False,
    )


async def _serve(parts: Parts, guest: Guest, *, stream: str, after: int | None) -> None:
    here = lobby.of(parts)
    leave: Callable[[], None] | None = None
    try:
        leave = await parts.get(Hub).join(stream, guest.socket.put, after=after)
        await here.enter(guest)
        await guest.socket.read(_Talk(parts, guest).take)
    except Gone:
        return
    finally:
        here.leave(guest)
        if leave is not None:
            leave()


class _Talk:
    """What one page says."""

    __slots__ = ("_guest", "_parts")

    def __init__(self, parts: Parts, guest: Guest) -> None:
        self._parts = parts
        self._guest = guest

    async def take(self, data: bytes) -> None:
        """One frame. A malformed one ends the socket: a client that speaks otherwise must not go on unnoticed."""
        if not self._within_budget():
            self._guest.socket.end(sockets.TOO_MANY)
            return
        try:
            answer = _ANSWERS.get(msgspec.json.decode(data, type=Kind).type)
            if answer is not None:
                await answer(self._parts, self._guest, data)
        except msgspec.MsgspecError:
            self._guest.socket.end(sockets.MALFORMED)
        except OtklikError as error:
            log.debug("livechat.frame.refused", code=error.code)
        except Gone:
            return
        except Exception:  # the edge: the page comes back and says again what was not acknowledged
            log.exception("livechat.frame.failed")
            self._guest.socket.end(FAILED)

    def _within_budget(self) -> bool:
        guest, now = self._guest, time.monotonic()
        if now - guest.window > FRAMES_WINDOW_SECONDS:
            guest.window, guest.frames = now, 0
        guest.frames += 1
        return guest.frames <= FRAMES_MAX


async def _message(parts: Parts, guest: Guest, data: bytes) -> None:
    said = msgspec.json.decode(data, type=MessageFrame)
    try:
        message = await posting.post(parts, await _visitor(parts, guest), said)
    except OtklikError as error:
        await guest.socket.tell({"nack": said.key, "code": error.code, "params": error.params})
        return
    await guest.socket.tell({"ack": said.key, "message": message})


async def _typing(parts: Parts, guest: Guest, data: bytes) -> None:
    """At most once a second; before the first message there is no conversation to show it in."""
    now = time.monotonic()
    if now - guest.typed_at < TYPING_PAUSE_SECONDS:
        return
    guest.typed_at = now
    typed = msgspec.json.decode(data, type=TypingFrame)
    if guest.conversation_id is None:
        await _visitor(parts, guest)
    if guest.conversation_id is not None:
        await previews.tell(
            parts,
            workspace_id=guest.workspace_id,
            conversation_id=str(guest.conversation_id),
            text=typed.text,
            previewed=guest.previewed,
        )


async def _receipt(parts: Parts, guest: Guest, data: bytes) -> None:
    told = msgspec.json.decode(data, type=ReceiptFrame)
    visitor = await _visitor(parts, guest)
    await receipts.tell(parts, visitor, kind=told.type, message_id=told.message_id)


async def _page(parts: Parts, guest: Guest, data: bytes) -> None:
    page = msgspec.json.decode(data, type=PageFrame)
    async with parts.get(Database).transaction(guest.workspace_id) as ctx:
        row = await queries.visitor(ctx, guest.visitor_id)
        if row is not None:
            row.page = visiting.kept(page, before=row.page)
            await facts.link(ctx, row, page.facts)


async def _ping(_parts: Parts, guest: Guest, _data: bytes) -> None:
    await guest.socket.put(sockets.PONG)


async def _visitor(parts: Parts, guest: Guest) -> Visitor:
    """Afresh, so that nothing of the channel's settings is kept with each of thousands of sockets."""
    async with parts.get(Database).transaction(guest.workspace_id) as ctx:
        visitor = await visitors.by_id(ctx, guest.visitor_id)
    guest.conversation_id = visitor.conversation_id
    return visitor


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


_Answer = Callable[[Parts, Guest, bytes], Awaitable[None]]
_ANSWERS: Final[Mapping[str, _Answer]] = {
    "message": _message,
    "typing": _typing,
    "seen": _receipt,
    "delivered": _receipt,
    "page": _page,
    "ping": _ping,
}
