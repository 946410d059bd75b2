"""Mail to very many: letters written and sent a second, beside postfix's own generator at the same wire size.

Every copy has eight values, five signed links and a one-click unsubscribe. The sink is postfix's `smtp-sink`; the
reference `smtp-source` sends a mail of equal size to the same sink in the same round. Signing is beside
`openssl speed rsa2048` on one core. Needs postfix (Debian: postfix).
"""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

import aiosmtplib
import msgspec

from bench import harness, processes
from bench.figures import Figure, figure, median
from otklik.channels.mail.mass import dkim, letter, links
from otklik.channels.mail.mass.letter import Form, Recipient, Segment, Slot
from otklik.channels.mail.mass.mails import Fate, Mail, mail
from otklik.channels.mail.mass.sender import Sender
from otklik.channels.mail.settings import Security, Server
from otklik.platform.ids import new_id

SENDER: Final = "news@example.com"
LINKS: Final = 5
VALUES: Final = ("Анна", "15 ноября", "1 200 ₽", "AB-1234", "Москва", "Чай зелёный", "42", "постоянный гость")
SESSIONS: Final = 10
PUT: Final = 500
DATE: Final = letter.date_field(datetime(2026, 11, 28, 12, 0, tzinfo=UTC))
TOKENS: Final = links.Tokens(b"a secret of no server at all")


class Size(msgspec.Struct, frozen=True, kw_only=True):
    recipients: int = 100_000
    rounds: int = 5
    slow: int = 10_000
    """Mails sent by the client of the ordinary messages, which takes its time."""
    signatures: int = 5_000
    speed_seconds: int = 3
    memory_from: int = 100_000
    memory_to: int = 1_000_000


TINY: Final = Size(
    recipients=3_000, rounds=1, slow=300, signatures=200, speed_seconds=1, memory_from=3_000, memory_to=6_000
)


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    compiled = letter.compile_letter(_design())
    async with sink() as port:
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(size.rounds):
            theirs.append(await source(port, size.recipients, length=len(_written(compiled, 0).data)))
            ours.append(await _ours(port, compiled, size.recipients))
        yield figure("mass.send", median(ours), "mails/s", reference=median(theirs), target="ratio >= 0.8")
        slow = await _aiosmtplib(port, compiled, size.slow)
        yield figure("mass.send.beside_aiosmtplib", median(ours), "mails/s", reference=slow)
        async for found in _memory(port, compiled, size):
            yield found
    yield figure("mass.write", _writing(compiled, size.slow), "letters/s")
    yield figure(
        "mass.dkim.rsa2048", _signing(compiled, size), "mails/s", reference=openssl(size.speed_seconds),
        target="ratio >= 0.8",
    )  # fmt: skip


def _design() -> letter.Design:
    rows: list[Segment] = []
    for at in range(len(VALUES)):
        rows += [
            "<tr><td class=value>",
            Slot(f"v{at}"),
            "</td></tr>\n",
            "<tr><td>A line of a template</td></tr>\n" * 12,
        ]
    for at in range(LINKS):
        rows += ['<tr><td><a href="', Slot(f"l{at}", Form.MARKUP), '">Подробнее</a></td></tr>\n']
    words: list[Segment] = ["Здравствуйте, ", Slot("v0"), "!\n"]
    for at in range(LINKS):
        words += [Slot(f"l{at}"), "\n"]
    return letter.Design(
        sender=SENDER,
        sender_name="Чайная",
        subject=["Для вас, ", Slot("v0")],
        text=words,
        html=["<html><body><table>\n", "<tr><td>Здравствуйте</td></tr>\n" * 20, *rows, "</table></body></html>\n"],
        feedback_id="1:2:3:otklik",
    )


def _written(compiled: letter.Letter, number: int) -> letter.Written:
    row = new_id()
    base = "https://news.example.com/t/"
    values = {f"v{at}": value for at, value in enumerate(VALUES)}
    values["v6"] = str(number)
    for at in range(LINKS):
        values[f"l{at}"] = base + TOKENS.make(7, row.bytes, at)
    to = Recipient(
        id=str(row),
        address=f"person{number}@d{number % 50}.example.org",
        name="Анна Петрова",
        unsubscribe_url=base + TOKENS.make(7, row.bytes, links.UNSUBSCRIBE),
    )
    return compiled.write(to, values=values, date=DATE)


def length() -> int:
    """Bytes of one such letter."""
    return len(_written(letter.compile_letter(_design()), 0).data)


def _mails(compiled: letter.Letter, count: int) -> Iterator[list[Mail]]:
    for start in range(0, count, PUT):
        written = [_written(compiled, number) for number in range(start, min(count, start + PUT))]
        yield [
            mail(one.message_id, sender=SENDER, recipient=one.recipient, data=one.data, dotless=True) for one in written
        ]


async def _ours(port: int, compiled: letter.Letter, count: int) -> float:
    started = time.monotonic()
    async with Sender(_server(port), hello="bench", links=SESSIONS, mails_per_link=0) as sender:
        taker = asyncio.create_task(_take(sender, count))
        for block in _mails(compiled, count):
            await sender.put(block)
        accepted = await taker
    if accepted != count:
        raise RuntimeError(f"{count - accepted} of {count} mails were not taken")
    return count / (time.monotonic() - started)


async def _take(sender: Sender, count: int) -> int:
    """How many were accepted of as many as were told of."""
    told = accepted = 0
    while told < count:
        block = await sender.settled()
        told += len(block)
        accepted += sum(one.fate is Fate.ACCEPTED for one in block)
        if not block:
            await asyncio.sleep(0.001)
    return accepted


async def source(port: int, count: int, *, length: int) -> float:
    """Mails a second of postfix's own generator."""
    command = ["smtp-source", "-d", "-s", str(SESSIONS), "-m", str(count), "-l", str(length)]
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *_program(command), "-f", SENDER, "-t", "person@example.org", f"127.0.0.1:{port}"
    )
    if await process.wait():
        raise RuntimeError("smtp-source failed")
    return count / (time.monotonic() - started)


async def _aiosmtplib(port: int, compiled: letter.Letter, count: int) -> float:
    waiting = iter([one for block in _mails(compiled, count) for one in block])

    async def session() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for one in waiting:
                await client.sendmail(SENDER, [one.recipient.decode()], one.data)

    started = time.monotonic()
    await asyncio.gather(*(session() for _ in range(SESSIONS)))
    return count / (time.monotonic() - started)


async def _memory(port: int, compiled: letter.Letter, size: Size) -> AsyncGenerator[Figure]:
    """What this process holds after few and after many."""
    held: list[float] = []
    for count in (size.memory_from, size.memory_to):
        await _ours(port, compiled, count)
        held.append(processes.memory([os.getpid()]).pss / processes.MIB)
    yield figure("mass.memory", held[1], "MB", reference=held[0], target="ratio <= 1.1")


def _writing(compiled: letter.Letter, count: int) -> float:
    started = time.process_time()
    for number in range(count):
        _written(compiled, number)
    return count / (time.process_time() - started)


def _signing(compiled: letter.Letter, size: Size) -> float:
    """Whole signatures, canonical form and all, on one core."""
    signer = dkim.Signer(domain="example.com", selector="bench", private_key=dkim.new_key(dkim.Algorithm.RSA))
    written = [_written(compiled, number) for number in range(size.signatures)]
    started = time.process_time()
    for one in written:
        dkim.signed(one, [signer], at=1_795_000_000)
    return len(written) / (time.process_time() - started)


def openssl(seconds: int) -> float:
    """Signatures a second of the last line: `rsa 2048 bits 0.000230s 0.000006s 4343.1 160000.0`."""
    command = _program(["openssl", "speed", "-seconds", str(seconds), "rsa2048"])
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    line = next(line for line in said.splitlines() if line.startswith("rsa") and "2048" in line)
    return float(next(word for word in line.split() if not word.endswith("s") and "." in word))


def _server(port: int) -> Server:
    return Server(host="127.0.0.1", port=port, security=Security.NONE, username="", password="")


def _program(command: list[str]) -> list[str]:
    found = shutil.which(command[0], path="/usr/sbin:/usr/bin:/usr/local/bin")
    if found is None:
        raise RuntimeError(f"{command[0]} is not installed (Debian: postfix, openssl)")
    return [found, *command[1:]]


@asynccontextmanager
async def sink() -> AsyncGenerator[int]:
    """The port of a server that takes everything."""
    port = harness.free_port()
    process = await asyncio.create_subprocess_exec(
        *_program(["smtp-sink", "-u", "nobody"]), f"127.0.0.1:{port}", "1000"
    )
    try:
        await _listening(port)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _listening(port: int) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
