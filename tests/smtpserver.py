"""An SMTP server that does wrong what a test asks it to: it cuts links, lies, babbles or says nothing at any phase."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

CUT = b"CUT"
"""An answer that ends the link instead."""
SILENCE = b""
"""An answer that never comes."""

Answer = Callable[[str, int], "bytes | None"]
"""`(stage, how many of it on all links)` to bytes, or None for the usual answer. Stages: greeting, ehlo, helo, mail,
rcpt, data, final, rset, quit."""

USUAL = {
    "greeting": b"220 test\r\n",
    "helo": b"250 test\r\n",
    "mail": b"250 2.1.0 ok\r\n",
    "rcpt": b"250 2.1.5 ok\r\n",
    "data": b"354 go on\r\n",
    "final": b"250 2.0.0 kept\r\n",
    "rset": b"250 2.0.0 ok\r\n",
    "quit": b"221 2.0.0 bye\r\n",
    "other": b"500 5.5.1 what\r\n",
}


@dataclass
class Wrong:
    """A running server: where it is, what it took and what it heard."""

    answer: Answer
    announces: Sequence[str] = ("PIPELINING", "8BITMIME", "SMTPUTF8")
    port: int = 0
    kept: list[bytes] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    links: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def close_idle(self) -> None:
        """Ends every link as a server does with those that say nothing for long."""
        for writer in self.writers:
            if not writer.is_closing():
                writer.write(b"421 4.4.2 idle\r\n")
                writer.close()

    def reply(self, stage: str) -> bytes:
        self.counts[stage] += 1
        said = self.answer(stage, self.counts[stage])
        if said is not None:
            return said
        if stage == "ehlo":
            return b"".join(b"250-%b\r\n" % one.encode() for one in ("test", *self.announces)) + b"250 HELP\r\n"
        return USUAL[stage]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.links += 1
        self.writers.append(writer)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.changed.set()
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self._say(writer, "greeting"):
            return
        while line := (await reader.readline()).decode("utf-8", "replace").strip():
            self.heard.append(line)
            verb = line.split(" ")[0].lower()
            stage = verb if verb in USUAL or verb == "ehlo" else "other"
            said = await self._say(writer, stage)
            if not said or stage == "quit":
                return
            if stage == "data" and said.startswith(b"354"):
                body = await reader.readuntil(b"\r\n.\r\n") if await _more(reader) else b""
                reply = self.reply("final")
                if body and reply.startswith(b"2"):
                    self.kept.append(body)
                if not await self._write(writer, reply):
                    return

    async def _say(self, writer: asyncio.StreamWriter, stage: str) -> bytes:
        reply = self.reply(stage)
        return reply if await self._write(writer, reply) else b""

    async def _write(self, writer: asyncio.StreamWriter, reply: bytes) -> bool:
        if reply == CUT:
            return False
        if reply == SILENCE:
            await asyncio.sleep(3_600)
        writer.write(reply)
        await writer.drain()
        return True


async def _more(reader: asyncio.StreamReader) -> bool:
    """False when the body is a lone dot."""
    first = await reader.readexactly(3)
    if first == b".\r\n":
        return False
    reader._buffer[:0] = first  # type: ignore[attr-defined]  # put back: asyncio has no peek
    return True


@asynccontextmanager
async def wrong_server(answer: Answer, *, announces: Sequence[str] | None = None) -> AsyncGenerator[Wrong]:
    made = Wrong(answer) if announces is None else Wrong(answer, announces)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0, limit=2**24)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


def mailbox_at(port: int) -> dict[str, str | int | bool]:
    """What a mailbox is connected with whose letters go to a server there; nothing comes in by it."""
    return {
        "address": "news@example.test",
        "from_name": "Кофейня",
        "password": "unused",
        "imap_host": "127.0.0.1",
        "imap_port": 9,
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_auth": False,
    }
