"""The door for providers' webhooks: checked, journalled, answered, and nothing else (guarantee 1).

A raw ASGI handler, because it must stand a thousand requests a second (docs/adr/0001); the channel is kept in
memory for a few seconds and looked up again at once when it changes.
"""

import time
from datetime import datetime
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
import structlog
from litestar import asgi
from litestar.types import Receive, Scope, Send
from prometheus_client import Counter

from otklik.channels import contract
from otklik.channels.contract import Config, SignatureRefused, WebhookRequest
from otklik.channels.registry import Registry
from otklik.domains.delivery import queries
from otklik.domains.delivery.journal import Journal
from otklik.domains.delivery.service import channels
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.settings import Settings
from otklik.platform.web import ErrorBody

CACHE_SECONDS: Final = 5.0
CACHE_SIZE_MAX: Final = 10_000
PUBLIC_ID_LENGTH_MAX: Final = 64
HEADERS_MAX: Final = 100

REQUESTS: Final = Counter("otklik_webhook_requests", "Webhook requests by what became of them", ["kind", "outcome"])

log = structlog.get_logger()


class Door(msgspec.Struct, frozen=True):
    """What is needed to judge a request for one channel."""

    channel_id: UUID
    workspace_id: WorkspaceId
    public_id: str
    kind: str
    secret: str
    provider: contract.TakesWebhooks
    config: Config


class Doors:
    """Open doors by public id, remembered for a few seconds."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Door | None]] = {}

    async def find(self, parts: Parts, public_id: str) -> Door | None:
        if len(public_id) > PUBLIC_ID_LENGTH_MAX:
            return None
        now = time.monotonic()
        known = self._known.get(public_id)
        if known is not None and known[0] > now:
            return known[1]
        if len(self._known) >= CACHE_SIZE_MAX:
            self._known.clear()
        door = await _look_up(parts, public_id)
        self._known[public_id] = (now + CACHE_SECONDS, door)
        return door

    def forget(self, _payload: str = "") -> None:
        """A channel changed: look every one up again."""
        self._known.clear()


async def _look_up(parts: Parts, public_id: str) -> Door | None:
    async with parts.get(Database).system() as session:
        channel = await queries.channel_by_public_id(session, public_id)
    if channel is None or not channel.enabled:
        return None
    provider = parts.get(Registry).get(channel.kind)
    if not isinstance(provider, contract.TakesWebhooks):
        return None
    config = channels.config_of(parts, channel)
    return Door(channel.id, channel.workspace_id, public_id, channel.kind, channel.webhook_secret, provider, config)


class _Answer(Exception):
    """Ends a request early with an error answer."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


# A mount, for Litestar 2.25 fails on path parameters of ASGI routes: it looks for them under the method's name.
@asgi("/hooks", is_mount=True, copy_scope=False, opt={"public": True})
async def receive_webhook(scope: Scope, receive: Receive, send: Send) -> None:
    """Take one request of a provider."""
    parts: Parts = scope["litestar_app"].state.parts
    public_id = scope["path"].strip("/")
    kind = "none"
    try:
        door = await parts.get(Doors).find(parts, public_id)
        if door is None:
            raise _Answer(404, "delivery.channel_not_found")
        kind = door.kind
        request = await _request(
            scope,
            receive,
            door,
            limit=parts.get(Settings).request_bytes_max,
            received_at=parts.get(Timekeeper).now(),
        )
        reply = door.provider.webhook(request, door.config)
        outcome = await _journalled(parts, door, reply)
    except SignatureRefused:
        REQUESTS.labels(kind, "refused").inc()
        log.warning("delivery.webhook.refused", channel=public_id)
        await _send_error(scope, send, status=403, code="delivery.signature_refused")
        return
    except _Answer as answer:
        REQUESTS.labels(kind, answer.code).inc()
        await _send_error(scope, send, status=answer.status, code=answer.code)
        return
    REQUESTS.labels(kind, outcome).inc()
    await _send(send, reply.status, reply.body, reply.content_type)


async def _journalled(parts: Parts, door: Door, reply: contract.WebhookReply) -> str:
    if reply.item is None:
        return "answered"
    new = await parts.get(Journal).store(
        channel_id=door.channel_id,
        workspace_id=door.workspace_id,
        item=reply.item,
        received_at=parts.get(Timekeeper).now(),
    )
    return "stored" if new else "repeated"


async def _request(scope: Scope, receive: Receive, door: Door, *, limit: int, received_at: datetime) -> WebhookRequest:
    raw_headers = list(scope.get("headers", []))
    if len(raw_headers) > HEADERS_MAX:
        raise _Answer(431, "request.too_many_headers")
    query = scope.get("query_string", b"").decode("latin-1")
    base = scope["litestar_app"].state.parts.get(Settings).base_url()
    return WebhookRequest(
        method=str(scope.get("method", "POST")),
        path=str(scope.get("path", "")),
        query=dict(parse_qsl(query, keep_blank_values=True, max_num_fields=200)),
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw_headers},
        body=await _body(receive, limit=limit),
        secret=door.secret,
        received_at=received_at,
        url=f"{base}/hooks/{door.public_id}{'?' if query else ''}{query}",
    )


async def _body(receive: Receive, *, limit: int) -> bytes:
    chunks = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _Answer(400, "request.cut_short")
        chunks += message.get("body", b"")
        if len(chunks) > limit:
            raise _Answer(413, "request.too_large")
        if not message.get("more_body", False):
            return bytes(chunks)


async def _send_error(scope: Scope, send: Send, *, status: int, code: str) -> None:
    body = ErrorBody(code=code, request_id=str(scope.get("state", {}).get("request_id", "")))
    await _send(send, status, msgspec.json.encode(body), "application/json")


async def _send(send: Send, status: int, body: bytes, content_type: str) -> None:
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
