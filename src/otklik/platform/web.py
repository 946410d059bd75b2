"""The edge of HTTP: who asks, may they, one transaction, one error shape, cursors, and answers kept for repeats.

A route names its `permission` (or `public=True`) beside its path; `provide_ctx` checks it before the handler runs
and commits after it, before the response leaves.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, Protocol, TypeVar
from uuid import UUID

import msgspec
import structlog
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.types import ControllerRouterHandler, Scope

from otklik.platform import idempotency
from otklik.platform.context import Actor, Ctx, Parts, WorkspaceId
from otklik.platform.crypto import unpadded
from otklik.platform.db import Database, gave_up
from otklik.platform.errors import (
    Forbidden,
    Invalid,
    NotFound,
    OtklikError,
    Param,
    TooLarge,
    Unauthenticated,
    Unavailable,
)

API: Final = "/api/v1"
PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 200
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_WORK: Final = "work"
"""Of a request's scope: what its transaction ends with."""

log = structlog.get_logger()
AnyConnection = ASGIConnection[Any, Any, Any, Any]  # Any: as below; requests and live sockets alike
AnyRequest = Request[Any, Any, State]  # Any: Litestar's user and auth slots, which we do not use
_Item = TypeVar("_Item")


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who is behind a request."""

    workspace_id: WorkspaceId
    actor: Actor
    locale: str = "en"
    by_cookie: bool = False
    """Signed in by cookie: mutating requests must also carry the CSRF token."""
    csrf_token: str = ""


class Identifier(Protocol):
    """Finds who asks; the workspaces domain is the one that knows."""

    async def identify(self, request: AnyConnection) -> Identity | None: ...


class IdentifierSlot:
    """Where the composition root puts the `Identifier`, for `ctx.use` works by concrete type."""

    def __init__(self, identifier: Identifier) -> None:
        self.identifier = identifier


class ErrorBody(msgspec.Struct, frozen=True, kw_only=True):
    """Every error of the API."""

    code: str
    """Stable; the desk's catalogues have a sentence for each."""
    params: Mapping[str, str | float | bool | None] = msgspec.field(default_factory=dict[str, Param])
    """Whole numbers are numbers: named twice they would fit two kinds at once, which JSON Schema's `oneOf` refuses."""
    request_id: str = ""


class Page(msgspec.Struct, Generic[_Item], frozen=True, kw_only=True):
    """One page of a list; `next_cursor` is null on the last."""

    items: Sequence[_Item]
    next_cursor: str | None = None


class CursorInvalid(Invalid):
    code = "request.cursor_invalid"


async def provide_parts(state: State) -> Parts:
    """The program's parts, for public routes that open their own transaction."""
    parts = state.parts
    assert isinstance(parts, Parts)
    return parts


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody who may use the route, before any transaction: for routes that wait for the network between two."""

    identity: Identity
    parts: Parts
    request_id: str

    def transaction(self) -> AbstractAsyncContextManager[Ctx]:
        """A transaction of their own, committed on leaving."""
        return self.parts.get(Database).transaction(
            self.identity.workspace_id,
            actor=self.identity.actor,
            locale=self.identity.locale,
            request_id=self.request_id,
        )


async def provide_entry(request: AnyRequest, state: State) -> Entry:
    """Identify, check the route's permission and CSRF. Raises `Unauthenticated`, `Forbidden`."""
    parts = await provide_parts(state)
    identity = await parts.get(IdentifierSlot).identifier.identify(request)
    if identity is None:
        raise Unauthenticated
    _check_csrf(request, identity)
    permission = request.route_handler.opt.get("permission")
    if not identity.actor.may(str(permission)):
        raise Forbidden(params={"permission": str(permission)})
    return Entry(identity=identity, parts=parts, request_id=request_id(request))


async def provide_ctx(request: AnyRequest, state: State) -> AsyncIterator[Ctx]:
    """As `provide_entry`, and open the one transaction of this request."""
    entry = await provide_entry(request, state)
    async with AsyncExitStack() as work:
        request.scope["state"][_WORK] = work
        ctx = await work.enter_async_context(entry.transaction())
        await work.enter_async_context(idempotency.once(ctx, request))
        yield ctx


class _Abandoned(Exception):
    """Rolls back what nobody will finish."""


async def abandon_work(scope: Scope) -> None:
    """Roll back what a request left open: Litestar 2.25 forgets the dependencies it has opened when the next one fails.

    Harmless when the request ended as it should.
    """
    work = scope["state"].get(_WORK)
    if work is not None:
        with suppress(_Abandoned):
            await work.__aexit__(_Abandoned, _Abandoned(), None)


def _check_csrf(request: AnyRequest, identity: Identity) -> None:
    if not identity.by_cookie or request.method in SAFE_METHODS:
        return
    given = request.headers.get("x-csrf-token", "")
    if not hmac.compare_digest(given.encode(), identity.csrf_token.encode()):
        raise Forbidden(params={"reason": "csrf"})


def request_id(request: AnyRequest) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))


def client_address(request: AnyRequest, *, trusted_proxies: Sequence[str]) -> str:
    """The caller's address; X-Forwarded-For counts only behind a trusted proxy, and only its last foreign hop."""
    peer = request.client.host if request.client else ""
    if peer not in trusted_proxies:
        return peer
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    return next((hop for hop in reversed(hops) if hop not in trusted_proxies), peer)


def encode_cursor(*values: str) -> str:
    return unpadded(msgspec.json.encode(values))


def decode_cursor(cursor: str | None, *, length: int) -> list[str] | None:
    """The values of `encode_cursor`; None when there is no cursor. Raises `CursorInvalid`."""
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = msgspec.json.decode(base64.urlsafe_b64decode(padded), type=list[str])
    except (ValueError, binascii.Error, msgspec.MsgspecError) as error:
        raise CursorInvalid from error
    if len(values) != length:
        raise CursorInvalid
    return values


Position = tuple[datetime, UUID]
"""Where a list ordered by time goes on: the last row's moment and id."""


def decode_position(cursor: str | None) -> Position | None:
    """Raises `CursorInvalid`."""
    values = decode_cursor(cursor, length=2)
    if values is None:
        return None
    try:
        return datetime.fromisoformat(values[0]), UUID(values[1])
    except ValueError as error:
        raise CursorInvalid from error


def encode_position(at: datetime, row_id: UUID) -> str:
    return encode_cursor(at.isoformat(), str(row_id))


def page_size(limit: int | None) -> int:
    """Raises `Invalid` beyond 1 to 200."""
    if limit is None:
        return PAGE_DEFAULT
    if not 1 <= limit <= PAGE_MAX:
        raise Invalid(params={"field": "limit", "max": PAGE_MAX})
    return limit


def fingerprint(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


_ERRORS: Final[Mapping[int, str]] = {
    400: "It cannot be right, whoever sends it",
    401: "Nobody is signed in",
    403: "Not allowed",
    404: "Not there, or not this company's",
    429: "Too often; `Retry-After` says when again",
    503: "The server cannot work now; try again",
}
_ERRORS_OF_CHANGES: Final[Mapping[int, str]] = {
    409: "It does not go with what is there",
    413: "Too large",
    422: "Understood, and refused",
}


def declare_errors(handler: ControllerRouterHandler) -> ControllerRouterHandler:
    """Let the API's description say what `on_error` answers; Litestar would describe its own shape."""
    if isinstance(handler, HTTPRouteHandler):
        changes = not handler.http_methods <= SAFE_METHODS
        told = {**_ERRORS, **(_ERRORS_OF_CHANGES if changes else {})}
        specs = {
            status: ResponseSpec(ErrorBody, generate_examples=False, description=words)
            for status, words in told.items()
        }
        if handler.fn.__annotations__.get("return") == Response[None]:  # Litestar would promise a JSON null
            specs[handler.status_code] = ResponseSpec(None, generate_examples=False, description="Done")
        handler.responses = {**specs, **(handler.responses or {})}
    return handler


def on_error(request: AnyRequest, error: Exception) -> Response[ErrorBody]:
    """Every exception becomes one shape; only the unexpected is logged with its traceback."""
    expected = _as_expected(error)
    if expected is None:
        log.error("http.failed", path=request.url.path, exc_info=error)
        expected = OtklikError()
    headers = {}
    wait = expected.params.get("retry_after_seconds")
    if wait is not None:
        headers["retry-after"] = str(wait)
    body = ErrorBody(code=expected.code, params=expected.params, request_id=request_id(request))
    return Response(body, status_code=expected.status, headers=headers)


def _as_expected(error: Exception) -> OtklikError | None:
    if isinstance(error, OtklikError):
        return error
    if isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        # Litestar wraps what a dependency raises instead of the handler's own exception: a violated constraint, say
        return _as_expected(error.exceptions[0])
    if isinstance(error, ValidationException):
        return _validation(error)
    if isinstance(error, HTTPException):
        return _http(error)
    if isinstance(error, UnicodeDecodeError | RecursionError):  # msgspec says so of bytes and of nesting without end
        return Invalid(params={"reason": "unreadable"})
    if isinstance(error.__cause__, StopIteration):  # Litestar 2.25 takes the first field of a form that has none
        return Invalid(params={"field": "data", "reason": "missing"})
    if gave_up(error):
        log.warning("http.database_gave_up", error=type(error).__name__)
        return Unavailable(params={"part": "database", "retry_after_seconds": 1})
    return None


def _validation(error: ValidationException) -> OtklikError:
    extra = error.extra[0] if isinstance(error.extra, list) and error.extra else {}
    field = str(extra.get("key", "")) if isinstance(extra, dict) else ""
    return Invalid(params={"field": field, "reason": str(extra.get("message", "")) if isinstance(extra, dict) else ""})


_BY_STATUS: Final[Mapping[int, type[OtklikError]]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    413: TooLarge,
}


def _http(error: HTTPException) -> OtklikError | None:
    if error.status_code >= 500:
        return None
    known = _BY_STATUS.get(error.status_code)
    if known is not None:
        return known()
    other = Invalid(params={"reason": error.detail})
    other.status = error.status_code
    return other


def as_uuid(value: str, *, field: str) -> UUID:
    """Raises `Invalid`."""
    try:
        return UUID(value)
    except ValueError as error:
        raise Invalid(params={"field": field, "reason": "not an id"}) from error
