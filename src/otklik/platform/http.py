"""The one client for everything outside: timeouts, size limits, and no private address unless it is allowed.

aiohttp, because at 20 concurrent requests it is 20 times httpx on two cores (docs/adr/0001).
"""

import asyncio
import io
import ipaddress
import socket
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import BinaryIO, Final

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

TIMEOUT_SECONDS: Final = 20.0
REPLY_BYTES_MAX: Final = 25 * 1024 * 1024
CHUNK_BYTES: Final = 256 * 1024
CONNECTIONS_MAX: Final = 200
CONNECTIONS_PER_HOST_MAX: Final = 40


class HttpFailed(Exception):
    """The request got no answer. `sent` is True when the other side may have acted on it."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


class ReplyTooLarge(HttpFailed):
    """It is larger than whoever asked would take."""


class AddressRefused(Exception):
    """The host is, or resolves to, an address that this server must not be made to call."""


class HttpReply(msgspec.Struct, frozen=True):
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> object:
        """Decoded JSON; raises `msgspec.DecodeError`."""
        return msgspec.json.decode(self.body)


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a multipart form."""

    field: str
    name: str
    media_type: str
    data: bytes


def is_public(address: str) -> bool:
    """Whether an IP address is globally routable (RFC 6890), seen through IPv4-mapped IPv6."""
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


class GuardedResolver(AbstractResolver):
    """Resolves names and drops every address that is not public, so a name cannot be rebound between two looks."""

    def __init__(self, *, allowed_hosts: Sequence[str]) -> None:
        self._allowed = frozenset(allowed_hosts)
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if host in self._allowed or "*" in self._allowed:
            return found
        public = [one for one in found if is_public(one["host"])]
        if not public:
            raise AddressRefused(host)
        return public

    async def close(self) -> None:
        await self._inner.close()


class HttpClient:
    """A shared client; made once by the composition root and closed with it.

    `allowed_hosts` are hosts (names or addresses) that may be private: a local Bot API server, say; `*` allows all.
    """

    def __init__(self, *, allowed_hosts: Sequence[str] = ()) -> None:
        self._allowed = frozenset(allowed_hosts)
        self._session: aiohttp.ClientSession | None = None

    async def request(  # noqa: PLR0913 - one call describes one request whole
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        json: object = None,
        form: Mapping[str, str] | None = None,
        uploads: Sequence[Upload] = (),
        body: bytes | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
        reply_bytes_max: int = REPLY_BYTES_MAX,
    ) -> HttpReply:
        """One request, no redirects followed. Raises `HttpFailed`, `AddressRefused`."""
        data, type_header = _payload(json=json, form=form, uploads=uploads, body=body)
        async with self._asked(
            method,
            url,
            headers={**type_header, **(headers or {})},
            query=query,
            data=data,
            timeout_seconds=timeout_seconds,
        ) as reply:
            return _reply(reply, await _read(reply, reply_bytes_max))

    async def fetch(
        self, url: str, into: BinaryIO, *, headers: Mapping[str, str], timeout_seconds: float, bytes_max: int
    ) -> HttpReply:
        """GET something large into a file, for it is read in pieces; `body` is empty, redirects are not followed.

        Raises `HttpFailed`, `AddressRefused`, `ReplyTooLarge`.
        """
        async with self._asked("GET", url, headers=headers, timeout_seconds=timeout_seconds) as reply:
            size = 0
            async for chunk in reply.content.iter_chunked(CHUNK_BYTES):
                size += len(chunk)
                if size > bytes_max:
                    raise ReplyTooLarge(f"reply over {bytes_max} bytes", sent=True)
                await asyncio.to_thread(into.write, chunk)
            return _reply(reply, b"")

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        timeout_seconds: float,
        query: Mapping[str, str] | None = None,
        data: bytes | aiohttp.FormData | None = None,
    ) -> AsyncGenerator[aiohttp.ClientResponse]:
        target = URL(url)
        self._refuse_private_literal(target)
        try:
            async with self._open().request(
                method,
                target,
                params=query,
                data=data,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=timeout_seconds, connect=min(10.0, timeout_seconds)),
            ) as reply:
                yield reply
        except aiohttp.ClientConnectorError as error:
            raise HttpFailed(_reason(error), sent=False) from error
        except (aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise HttpFailed(_reason(error), sent=False) from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise HttpFailed(_reason(error), sent=True) from error

    async def require_public(self, url: str) -> None:
        """For a client of another protocol: refuse what this one would. Raises `AddressRefused`, `HttpFailed`."""
        target = URL(url)
        self._refuse_private_literal(target)
        resolver = GuardedResolver(allowed_hosts=tuple(self._allowed))
        try:
            await resolver.resolve(target.host or "", target.port or 0)
        except OSError as error:
            raise HttpFailed(_reason(error), sent=False) from error
        finally:
            await resolver.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            # aiohttp closes TLS transports on the next turn of the loop (docs: graceful shutdown)
            await asyncio.sleep(0)
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=CONNECTIONS_MAX,
                limit_per_host=CONNECTIONS_PER_HOST_MAX,
                resolver=GuardedResolver(allowed_hosts=tuple(self._allowed)),
            )
            self._session = aiohttp.ClientSession(connector=connector, trust_env=False)
        return self._session

    def _refuse_private_literal(self, url: URL) -> None:
        host = url.host or ""
        if host in self._allowed or "*" in self._allowed:
            return
        try:
            public = is_public(host)
        except ValueError:
            return
        if not public:
            raise AddressRefused(host)


def _payload(
    *, json: object, form: Mapping[str, str] | None, uploads: Sequence[Upload], body: bytes | None
) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if uploads:
        data = aiohttp.FormData(quote_fields=False)
        for name, value in (form or {}).items():
            data.add_field(name, value)
        for upload in uploads:
            # aiohttp feeds a stream piece by piece; bytes it would copy at once, holding up everything else
            data.add_field(upload.field, io.BytesIO(upload.data), filename=upload.name, content_type=upload.media_type)
        return data, {}
    if json is not None:
        return msgspec.json.encode(json), {"content-type": "application/json"}
    if form is not None:
        return aiohttp.FormData(dict(form)), {}
    return body, {}


def _reply(reply: aiohttp.ClientResponse, body: bytes) -> HttpReply:
    return HttpReply(reply.status, {name.lower(): value for name, value in reply.headers.items()}, body)


async def _read(reply: aiohttp.ClientResponse, limit: int) -> bytes:
    chunks = bytearray()
    async for chunk in reply.content.iter_chunked(65536):
        chunks += chunk
        if len(chunks) > limit:
            raise HttpFailed(f"reply over {limit} bytes", sent=True)
    return bytes(chunks)


def _reason(error: BaseException) -> str:
    """The kind of failure and its message, without the URL: it may carry a token."""
    return type(error).__name__
