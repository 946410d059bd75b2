"""The mailbox fills for three days while nobody listens: then every mail is there, once, in its order."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest
from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import create_channel, read_journal
from tests.faults.conftest import Json
from tests.faults.waiting import eventually
from tests.mailserver import MailServer, mail_server

from otklik.domains.delivery import workers
from otklik.domains.delivery.models import Channel
from otklik.platform.clock import SystemClock
from otklik.program import Program

pytestmark = [pytest.mark.faults, pytest.mark.mail]

HELP = "help@example.test"
MAILS = 24
EVERY = timedelta(hours=3)


@pytest.fixture
async def mails(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[MailServer]:
    async with mail_server(tmp_path_factory.mktemp("mail")) as running:
        yield running


@pytest.fixture
async def mailbox(program: Program, workspace: Company, mails: MailServer) -> Channel:
    config = {
        "address": HELP,
        "password": mails.password,
        "imap_host": mails.host,
        "imap_port": mails.imap_port,
        "imap_security": "none",
        "smtp_host": mails.host,
        "smtp_port": mails.smtp_port,
        "smtp_security": "none",
        "tls_verify": False,
    }
    return await create_channel(program, workspace, kind="email", config=config)


async def test_three_days_of_mail_come_once_and_in_order(
    program: Program, mails: MailServer, mailbox: Channel, signed_in: Client
) -> None:
    began = SystemClock().now() - MAILS * EVERY
    await mails.deliver(mail(0, at=began), HELP)
    async with listening(program, mailbox):
        await eventually(lambda: journalled(program, mailbox, count=1))
    for number in range(1, MAILS):
        await mails.deliver(mail(number, at=began + number * EVERY), HELP)
    await mails.wait_for_mails(HELP, MAILS)

    async with listening(program, mailbox):
        await eventually(lambda: journalled(program, mailbox, count=MAILS))
        await mails.deliver(mail(MAILS, at=SystemClock().now()), HELP)
        await eventually(lambda: journalled(program, mailbox, count=MAILS + 1))
    await read_journal(program, mailbox)

    rows = (await signed_in.get("/api/v1/conversations?view=all")).json()["items"]
    assert [row["inbound_count"] for row in rows] == [MAILS + 1]
    shown = await thread(signed_in, rows[0]["id"])
    assert [one["visible_text"] for one in shown] == [f"Письмо {number}" for number in range(MAILS + 1)]
    assert datetime.fromisoformat(shown[5]["sent_at"]) == (began + 5 * EVERY).replace(microsecond=0)


@asynccontextmanager
async def listening(program: Program, channel: Channel) -> AsyncGenerator[None]:
    """As a worker node listens, until the block ends."""
    task = asyncio.create_task(workers._listen(program.parts, channel))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def journalled(program: Program, channel: Channel, *, count: int) -> bool:
    async with program.pool.connection() as connection:
        query = "SELECT count(*) FROM journal WHERE channel_id = %s"
        row = await (await connection.execute(query, (channel.id,))).fetchone()
    assert row is not None
    assert int(str(row[0])) <= count
    return row == (count,)


async def thread(client: Client, conversation_id: str) -> list[Json]:
    return (await client.get(f"/api/v1/conversations/{conversation_id}/messages?limit=200")).json()["items"]


def mail(number: int, *, at: datetime) -> bytes:
    """All belong to the first."""
    lines = [
        "From: Anna <anna@example.test>",
        f"To: {HELP}",
        "Subject: Tea",
        f"Message-ID: <{number}@customer.example>",
        *(["In-Reply-To: <0@customer.example>", "References: <0@customer.example>"] if number else []),
        f"Date: {format_datetime(at)}",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"Письмо {number}",
    ]
    return "\r\n".join(lines).encode()
