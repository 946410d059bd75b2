"""The door for events of a company's own systems: one, or a thousand at once, by an API token with its own scope.

Raw ASGI handlers, for they must stand thousands of requests a second (docs/adr/0031-facts.md). A token is looked up
again after a few seconds, so a revoked one is let in no longer than that.
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
import structlog
from litestar import asgi
from litestar.connection import ASGIConnection
from litestar.types import Receive, Scope, Send
from prometheus_client import Counter

from otklik.domains.activity import rules
from otklik.domains.activity.errors import FactInvalid, FactsTooMany
from otklik.domains.activity.gathering import Gathering
from otklik.domains.activity.schemas import BULK_MAX, BulkIn, BulkOut, FactIn, FactTaken, Refusal
from otklik.platform.clock import Timekeeper
from otklik.platform.context import ActorKind, Parts
from otklik.platform.db import gave_up
from otklik.platform.errors import Forbidden, Invalid, NotFound, OtklikError, TooLarge, Unauthenticated, Unavailable
from otklik.platform.web import API, ErrorBody, IdentifierSlot, Identity

PERMISSION: Final = "activity.ingest"
ONE_BYTES_MAX: Final = 64 * 1024
BULK_BYTES_MAX: Final = 8 * 1024 * 1024
CACHE_SECONDS: Final = 5.0
CACHE_SIZE_MAX: Final = 1_000

FACTS: Final = Counter("otklik_facts", "Events by what became of them", ["outcome"])

log = structlog.get_logger()
Answer = tuple[int, msgspec.Struct]
Verb = Callable[[Parts, Identity, bytes], Awaitable[Answer]]


class Senders:
    """Whose token it is, remembered for a few seconds."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, Identity]] = {}

    async def find(self, scope: Scope, parts: Parts) -> Identity:
        """Raises `Unauthenticated`, `Forbidden`. Cookies do not count: no browser sends events here."""
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        now = time.monotonic()
        known = self._known.get(given)
        if known is not None and known[0] > now:
            return known[1]
        identity = await parts.get(IdentifierSlot).identifier.identify(ASGIConnection[Any, Any, Any, Any](scope))
        if identity is None or identity.actor.kind is not ActorKind.TOKEN:
            raise Unauthenticated
        if not identity.actor.may(PERMISSION):
            raise Forbidden(params={"permission": PERMISSION})
        if len(self._known) >= CACHE_SIZE_MAX:
            self._known.clear()
        self._known[given] = (now + CACHE_SECONDS, identity)
        return identity


@asgi(f"{API}/facts", copy_scope=False, opt={"permission": PERMISSION})
async def receive_fact(scope: Scope, receive: Receive, send: Send) -> None:
    """Take one event: a `FactIn`; answered when it is durable."""
    await _answered(scope, receive, send, verb=_one, bytes_max=ONE_BYTES_MAX)


@asgi(f"{API}/facts/bulk", copy_scope=False, opt={"permission": PERMISSION})
async def receive_facts(scope: Scope, receive: Receive, send: Send) -> None:
    """Take up to a thousand events, each judged alone."""
    await _answered(scope, receive, send, verb=_many, bytes_max=BULK_BYTES_MAX)


async def _one(parts: Parts, sender: Identity, body: bytes) -> Answer:
    fact = rules.read(body)
    rules.check(fact, now=parts.get(Timekeeper).now())
    outcome = (await parts.get(Gathering).put(sender.workspace_id, [fact]))[0]
    if outcome.error is not None:
        raise outcome.error
    FACTS.labels("repeated" if outcome.repeated else "accepted").inc()
    return 200 if outcome.repeated else 201, FactTaken(repeated=outcome.repeated)


async def _many(parts: Parts, sender: Identity, body: bytes) -> Answer:
    try:
        rows = msgspec.json.decode(body, type=BulkIn).facts
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FactInvalid(params={"reason": str(error)[:200]}) from error
    if len(rows) > BULK_MAX:
        raise FactsTooMany(params={"max": BULK_MAX})
    good, refused = _judged(rows, parts)
    outcomes = await parts.get(Gathering).put(sender.workspace_id, [fact for _, fact in good]) if good else []
    for (index, _), outcome in zip(good, outcomes, strict=True):
        if outcome.error is not None:
            refused.append(_refusal(index, outcome.error))
    repeated = sum(one.repeated for one in outcomes)
    accepted = len(rows) - repeated - len(refused)
    for outcome, count in (("accepted", accepted), ("repeated", repeated), ("refused", len(refused))):
        FACTS.labels(outcome).inc(count)
    refused.sort(key=lambda one: one.index)
    return 200, BulkOut(accepted=accepted, repeated=repeated, refused=refused)


def _judged(rows: list[msgspec.Raw], parts: Parts) -> tuple[list[tuple[int, FactIn]], list[Refusal]]:
    now = parts.get(Timekeeper).now()
    good: list[tuple[int, FactIn]] = []
    refused: list[Refusal] = []
    for index, raw in enumerate(rows):
        try:
            fact = rules.read(raw)
            rules.check(fact, now=now)
        except OtklikError as error:
            refused.append(_refusal(index, error))
        else:
            good.append((index, fact))
    return good, refused


def _refusal(index: int, error: OtklikError) -> Refusal:
    return Refusal(index=index, code=error.code, params=dict(error.params))


async def _answered(scope: Scope, receive: Receive, send: Send, *, verb: Verb, bytes_max: int) -> None:
    parts: Parts = scope["litestar_app"].state.parts
    try:
        if scope["method"] != "POST":  # pyright: ignore[reportTypedDictNotRequiredAccess, reportGeneralTypeIssues] - HTTP only
            raise NotFound
        sender = await parts.get(Senders).find(scope, parts)
        status, answer = await verb(parts, sender, await _body(receive, bytes_max=bytes_max))
    except OtklikError as error:
        await _refused(scope, send, error)
    except Exception as error:  # the edge: whatever else it is, the sender may try again
        if not gave_up(error):
            log.exception("activity.intake.failed")
            await _refused(scope, send, OtklikError())
            return
        await _refused(scope, send, Unavailable(params={"part": "database", "retry_after_seconds": 1}))
    else:
        await _send(send, status, msgspec.json.encode(answer))


async def _body(receive: Receive, *, bytes_max: int) -> bytes:
    chunks = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Invalid(params={"reason": "cut short"})
        chunks += message.get("body", b"")
        if len(chunks) > bytes_max:
            raise TooLarge(params={"max_bytes": bytes_max})
        if not message.get("more_body", False):
            return bytes(chunks)


async def _refused(scope: Scope, send: Send, error: OtklikError) -> None:
    request_id = str(scope.get("state", {}).get("request_id", ""))
    body = ErrorBody(code=error.code, params=error.params, request_id=request_id)
    wait = error.params.get("retry_after_seconds")
    await _send(send, error.status, msgspec.json.encode(body), retry_after=str(wait) if wait is not None else "")


async def _send(send: Send, status: int, body: bytes, *, retry_after: str = "") -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if retry_after:
        headers.append((b"retry-after", retry_after.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
