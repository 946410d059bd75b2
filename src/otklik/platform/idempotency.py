"""A mutating request sent twice is done once: its answer is kept under the client's `Idempotency-Key`.

The key is claimed by an insert in the request's own transaction, and the answer is written into that row before the
commit: work and answer are stored together or not at all. A second request at the same time waits on the insert.
Answers are kept sealed, for some hold a secret that is shown once; they are dropped after a day (clean_up).
"""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.datastructures import State
from litestar.serialization import default_serializer
from psycopg.errors import LockNotAvailable
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher
from otklik.platform.errors import Conflict, Invalid
from otklik.platform.tables import KeptAnswer

HEADER: Final = "idempotency-key"
REPLAYED_HEADER: Final = "idempotency-replayed"
KEY_LENGTH_MAX: Final = 200
WAIT: Final = "5s"
PURPOSE: Final = "kept_answer"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})

AnyRequest = Request[Any, Any, State]  # Any: Litestar's user and auth slots, which we do not use
AnyResponse = Response[Any]  # Any: the body's type is each route's own


class KeyInvalid(Invalid):
    code = "request.key_invalid"


class KeyReused(Invalid):
    """The same key came with another request: a mistake of the client."""

    code = "request.key_reused"
    status = 422


class InProgress(Conflict):
    """The first request with this key is still being worked on."""

    code = "request.in_progress"


class Replayed(Exception):
    """The answer is known already; ends the request before its handler runs."""

    def __init__(self, *, status: int, body: bytes) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


class _Noted:
    """What the handler of the present request answered."""

    status: int | None = None
    body: bytes = b""


_noted: ContextVar[_Noted | None] = ContextVar("noted", default=None)


async def begin(request: AnyRequest) -> None:
    """Litestar's `before_request`: make room for the answer of a request that carries a key."""
    _noted.set(_Noted() if HEADER in request.headers and request.method not in SAFE_METHODS else None)


async def note(response: AnyResponse) -> AnyResponse:
    """Litestar's `after_request`, which runs before the transaction commits: remember the answer."""
    noted = _noted.get()
    if noted is not None:
        noted.status = response.status_code
        noted.body = b"" if response.content is None else _encoded(response.content)
    return response


@asynccontextmanager
async def once(ctx: Ctx, request: AnyRequest) -> AsyncGenerator[None]:
    """Round the handler, inside the transaction. Raises `Replayed`, `KeyReused`, `InProgress`, `KeyInvalid`."""
    noted = _noted.get()
    if noted is None or ctx.actor.id is None:
        yield
        return
    key = _key(request)
    await _claim(ctx, ctx.actor.id, key=key, fingerprint=await _fingerprint(request))
    yield
    status = noted.status or request.route_handler.status_code
    await ctx.session.execute(
        update(KeptAnswer)
        .where(KeptAnswer.workspace_id == ctx.workspace_id, KeptAnswer.actor_id == ctx.actor.id, KeptAnswer.key == key)
        .values(status=status, body=ctx.use(Cipher).encrypt(noted.body, purpose=PURPOSE))
    )


def replay(_: AnyRequest, known: Replayed) -> AnyResponse:
    """Litestar's exception handler for `Replayed`."""
    headers = {REPLAYED_HEADER: "true"}
    return Response(known.body or None, status_code=known.status, media_type="application/json", headers=headers)


async def _claim(ctx: Ctx, actor_id: UUID, *, key: str, fingerprint: str) -> None:
    claimed = await _insert(
        ctx,
        {
            "workspace_id": ctx.workspace_id,
            "actor_id": actor_id,
            "key": key,
            "fingerprint": fingerprint,
            "at": ctx.now(),
        },
    )
    if claimed:
        return
    kept = await ctx.session.scalar(
        select(KeptAnswer).where(
            KeptAnswer.workspace_id == ctx.workspace_id, KeptAnswer.actor_id == actor_id, KeptAnswer.key == key
        )
    )
    if kept is None:
        raise InProgress
    if kept.fingerprint != fingerprint:
        raise KeyReused
    raise Replayed(status=kept.status, body=ctx.use(Cipher).decrypt(kept.body or b"", purpose=PURPOSE))


async def _insert(ctx: Ctx, values: dict[str, Any]) -> bool:  # Any: column values
    """Whether the key was free. Waits for another request that holds it, but not for ever."""
    await ctx.session.execute(select(func.set_config("lock_timeout", WAIT, True)))  # noqa: FBT003 - SQL's own argument
    try:
        claimed = await ctx.session.execute(
            insert(KeptAnswer).values(values).on_conflict_do_nothing().returning(KeptAnswer.key)
        )
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable):
            raise InProgress from error
        raise
    await ctx.session.execute(select(func.set_config("lock_timeout", "0", True)))  # noqa: FBT003 - as above
    return claimed.first() is not None


def _key(request: AnyRequest) -> str:
    key = request.headers.get(HEADER, "").strip()
    if not key or len(key) > KEY_LENGTH_MAX or not key.isprintable():
        raise KeyInvalid(params={"length_max": KEY_LENGTH_MAX})
    return key


async def _fingerprint(request: AnyRequest) -> str:
    """Of a form only the length: its stream belongs to the parser."""
    form = request.headers.get("content-type", "").startswith("multipart/")
    body = request.headers.get("content-length", "").encode() if form else await request.body()
    parts = (request.method.encode(), request.url.path.encode(), request.url.query.encode(), body)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _encoded(content: object) -> bytes:
    if isinstance(content, bytes | str):
        return content if isinstance(content, bytes) else content.encode()
    return msgspec.json.encode(content, enc_hook=default_serializer)
