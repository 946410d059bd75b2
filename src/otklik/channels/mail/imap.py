"""A small IMAP4rev1 client (RFC 3501, IDLE of RFC 2177): one command at a time, literals, nothing marked as read.

Written here because the asyncio libraries for IMAP are under the GPL; it speaks only what a listener needs.
"""

import asyncio
import base64
import re
import ssl
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime
from typing import Final, Self

import msgspec

from otklik.channels.contract import ChannelError, Remedy
from otklik.channels.mail import faults
from otklik.channels.mail.settings import Security, Server

CONNECT_TIMEOUT_SECONDS: Final = 20.0
COMMAND_TIMEOUT_SECONDS: Final = 90.0
LINE_BYTES_MAX: Final = 8 * 1024 * 1024
"""One response line without its literals: a search may name a million messages."""
LITERAL_BYTES_MAX: Final = 256 * 1024 * 1024
FETCH_SIZES_MAX: Final = 200

_LITERAL: Final = re.compile(rb"\{(\d+)\}\r\n$")
_RESPONSE_CODE: Final = re.compile(r"^\[([A-Z-]+)")
TEMPORARY: Final = frozenset({"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "CONTACTADMIN", "OVERQUOTA"})


class Refused(Exception):
    """The server answered NO or BAD."""

    def __init__(self, command: str, status: str, text: str) -> None:
        super().__init__(f"{command}: {status} {text}")
        self.text = text
        found = _RESPONSE_CODE.match(text)
        self.code = found.group(1) if found else ""


class Response(msgspec.Struct, frozen=True):
    """One untagged response; a literal is cut out of `text` and stands in `literals`."""

    text: bytes
    literals: tuple[bytes, ...]


class Folder(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    flags: frozenset[str]
    """Lower-case, without the backslash: `junk`, `sent`, `noselect`."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A folder as it was when opened."""

    uidvalidity: int
    uidnext: int
    """0 when the server does not say."""
    exists: int


class Size(msgspec.Struct, frozen=True, kw_only=True):
    uid: int
    size: int
    received_at: datetime | None


class Client:
    """One connection. Every method raises `ChannelError`, `Refused`, `OSError`, `TimeoutError` or `EOFError`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._count = 0
        self._capabilities: frozenset[str] = frozenset()

    @property
    def can_idle(self) -> bool:
        return "IDLE" in self._capabilities

    async def start(self, server: Server) -> Self:
        """Greeting, STARTTLS where wanted, and what the server can do."""
        async with asyncio.timeout(CONNECT_TIMEOUT_SECONDS):
            await self._read()
            if server.security is Security.STARTTLS:
                await self._command("STARTTLS")
                await self._writer.start_tls(tls_context(server), server_hostname=server.host)
            await self._learn_capabilities()
        return self

    async def login(self, username: str, password: str) -> None:
        """By SASL PLAIN where offered, as it carries any character; else LOGIN."""
        try:
            if "AUTH=PLAIN" in self._capabilities:
                token = base64.b64encode(f"\0{username}\0{password}".encode()).decode()
                await self._authenticate_plain(token)
            else:
                await self._command(f"LOGIN {quoted(username)} {quoted(password)}", shown="LOGIN")
        except Refused as error:
            raise login_refused(error) from error
        await self._learn_capabilities()

    async def folders(self) -> list[Folder]:
        responses = await self._command('LIST "" "*"')
        return [folder for response in responses if (folder := _read_folder(response)) is not None]

    async def open(self, folder: str) -> Opened:
        """EXAMINE: read-only, so nothing is marked as read."""
        responses = await self._command(f"EXAMINE {quoted(encode_name(folder))}")
        joined = b"\n".join(response.text for response in responses)
        return Opened(
            uidvalidity=_number(rb"\[UIDVALIDITY (\d+)", joined),
            uidnext=_number(rb"\[UIDNEXT (\d+)", joined),
            exists=_number(rb"(?m)^(\d+) EXISTS", joined),
        )

    async def uids_since(self, day: date) -> list[int]:
        month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][day.month - 1]
        return await self._search(f"SINCE {day.day}-{month}-{day.year}")

    async def uids_from(self, uid: int) -> list[int]:
        """`n:*` always names the newest message, even below n (RFC 3501 section 6.4.8): those are dropped."""
        return [found for found in await self._search(f"UID {uid}:*") if found >= uid]

    async def sizes(self, uids: Sequence[int]) -> list[Size]:
        responses = await self._command(f"UID FETCH {','.join(map(str, uids))} (UID RFC822.SIZE INTERNALDATE)")
        return sorted(_read_sizes(responses, frozenset(uids)), key=lambda one: one.uid)

    async def fetch(self, uid: int, *, first_bytes: int = 0) -> bytes | None:
        """The raw mail, or its first bytes; None when it is gone."""
        part = f"<0.{first_bytes}>" if first_bytes else ""
        for response in await self._command(f"UID FETCH {uid} (UID BODY.PEEK[]{part})"):
            if response.literals and _number(rb"UID (\d+)", response.text) in {uid, 0}:
                return response.literals[0]
        return None

    async def noop(self) -> None:
        await self._command("NOOP")

    async def idle(self, *, timeout_seconds: float) -> bool:
        """Waits for news in the open folder; False when the time passed without any."""
        tag = self._next_tag()
        await self._send(f"{tag} IDLE")
        while not (await self._read()).text.startswith(b"+"):
            pass
        news = await self._wait_for_news(timeout_seconds)
        await self._send("DONE")
        await self._finish(tag, "IDLE")
        return news

    async def close(self) -> None:
        with suppress(OSError, TimeoutError, EOFError, Refused, ChannelError):
            async with asyncio.timeout(2.0):
                await self._command("LOGOUT")
        self._writer.close()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(2.0):
                await self._writer.wait_closed()

    # ---- the wire -----------------------------------------------------------------------------------------

    async def _wait_for_news(self, timeout_seconds: float) -> bool:
        try:
            async with asyncio.timeout(timeout_seconds):
                while True:
                    if re.match(rb"\* \d+ (?:EXISTS|RECENT)", (await self._read(timeout_seconds=None)).text):
                        return True
        except TimeoutError:
            return False

    async def _search(self, criteria: str) -> list[int]:
        responses = await self._command(f"UID SEARCH {criteria}")
        found = [response.text for response in responses if response.text.upper().startswith(b"SEARCH")]
        return sorted({int(word) for text in found for word in text.split()[1:] if word.isdigit()})

    async def _learn_capabilities(self) -> None:
        responses = await self._command("CAPABILITY")
        words = [word for response in responses for word in response.text.decode("ascii", "ignore").upper().split()]
        self._capabilities = frozenset(words)

    async def _authenticate_plain(self, token: str) -> None:
        tag = self._next_tag()
        await self._send(f"{tag} AUTHENTICATE PLAIN")
        response = await self._read()
        while response.text.startswith(b"* "):
            response = await self._read()
        if not response.text.startswith(b"+"):
            raise _refusal("AUTHENTICATE", response.text.decode("utf-8", "replace").partition(" ")[2])
        await self._send(token)
        await self._finish(tag, "AUTHENTICATE")

    async def _command(self, command: str, *, shown: str = "") -> list[Response]:
        """Sends one command and gathers its untagged responses."""
        tag = self._next_tag()
        await self._send(f"{tag} {command}")
        return await self._finish(tag, shown or command.partition(" ")[0])

    async def _finish(self, tag: str, shown: str) -> list[Response]:
        gathered: list[Response] = []
        while True:
            response = await self._read()
            if response.text.startswith(b"* "):
                gathered.append(Response(response.text[2:], response.literals))
            elif response.text.startswith(tag.encode() + b" "):
                _raise_unless_ok(shown, response.text.decode("utf-8", "replace").partition(" ")[2])
                return gathered

    async def _read(self, *, timeout_seconds: float | None = COMMAND_TIMEOUT_SECONDS) -> Response:
        """One response with its literals; the time counts for each piece, so a large mail may take its time."""
        text = b""
        literals: list[bytes] = []
        while True:
            async with asyncio.timeout(timeout_seconds):
                line = await self._reader.readuntil(b"\r\n")
            found = _LITERAL.search(line)
            if found is None:
                return Response(text + line[:-2], tuple(literals))
            size = int(found.group(1))
            if size > LITERAL_BYTES_MAX:
                raise ChannelError("imap.too_large", remedy=Remedy.RETRY, detail=f"literal of {size} bytes")
            text += line[: found.start()] + b"{}"
            async with asyncio.timeout(COMMAND_TIMEOUT_SECONDS + size / 50_000):
                literals.append(await self._reader.readexactly(size))

    async def _send(self, line: str) -> None:
        if "\r" in line or "\n" in line or "\0" in line:
            raise ValueError("control character in an IMAP command")
        self._writer.write(line.encode() + b"\r\n")
        await self._writer.drain()

    def _next_tag(self) -> str:
        self._count += 1
        return f"A{self._count}"


@asynccontextmanager
async def connected(server: Server) -> AsyncGenerator[Client]:
    """A started connection, not yet logged in. Raises `ChannelError`; its code tells network from certificate."""
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT_SECONDS):
            context = tls_context(server) if server.security is Security.TLS else None
            reader, writer = await asyncio.open_connection(server.host, server.port, ssl=context, limit=LINE_BYTES_MAX)
    except (OSError, TimeoutError) as error:
        raise faults.connecting("imap", error) from error
    client = Client(reader, writer)
    try:
        try:
            await client.start(server)
        except (OSError, TimeoutError, EOFError, Refused) as error:
            raise faults.connecting("imap", error) from error
        yield client
    finally:
        await client.close()


def tls_context(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not server.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def login_refused(error: Refused) -> ChannelError:
    """A wrong password needs a person; a server that is busy needs patience (RFC 5530)."""
    if error.code in TEMPORARY:
        return ChannelError("imap.unavailable", remedy=Remedy.RETRY, detail=error.text[:300])
    return ChannelError("imap.login", remedy=Remedy.RECONNECT, detail=error.text[:300])


def quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def encode_name(name: str) -> str:
    """A folder's name in modified UTF-7 (RFC 3501 section 5.1.3)."""

    def shifted(found: re.Match[str]) -> str:
        packed = base64.b64encode(found.group().encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
        return f"&{packed}-"

    return re.sub(r"[^\x20-\x7e]+", shifted, name.replace("&", "&-"))


def decode_name(name: str) -> str:
    def unshifted(found: re.Match[str]) -> str:
        packed = found.group(1).replace(",", "/")
        if not packed:
            return "&"
        return base64.b64decode(packed + "=" * (-len(packed) % 4)).decode("utf-16-be", "replace")

    return re.sub(r"&([A-Za-z0-9+,]*)-", unshifted, name)


def _read_folder(response: Response) -> Folder | None:
    found = re.match(rb'LIST \(([^)]*)\) (?:"(?:[^"\\]|\\.)"|NIL) (.+)$', response.text, re.IGNORECASE | re.DOTALL)
    if found is None:
        return None
    name = response.literals[0] if response.literals else found.group(2).strip()
    text = name.decode("utf-8", "replace")
    if text.startswith('"'):
        text = re.sub(r"\\(.)", r"\1", text[1:-1])
    flags = found.group(1).decode("ascii", "ignore").lower().replace("\\", "").split()
    return Folder(name=decode_name(text), flags=frozenset(flags))


def _read_sizes(responses: list[Response], wanted: frozenset[int]) -> list[Size]:
    found: dict[int, Size] = {}
    for response in responses:
        uid = _number(rb"UID (\d+)", response.text)
        if uid in wanted and b"RFC822.SIZE" in response.text:
            size = _number(rb"RFC822\.SIZE (\d+)", response.text)
            found[uid] = Size(uid=uid, size=size, received_at=_internal_date(response.text))
    return list(found.values())


def _internal_date(text: bytes) -> datetime | None:
    found = re.search(rb'INTERNALDATE "([^"]+)"', text)
    if found is None:
        return None
    try:
        return datetime.strptime(found.group(1).decode().strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        return None


def _number(pattern: bytes, text: bytes) -> int:
    found = re.search(pattern, text)
    return int(found.group(1)) if found else 0


def _raise_unless_ok(command: str, text: str) -> None:
    if not text.upper().startswith("OK"):
        raise _refusal(command, text)


def _refusal(command: str, text: str) -> Refused:
    status, _, rest = text.partition(" ")
    return Refused(command, status, rest)
