"""Conversations on the toy channel."""

from uuid import UUID

import msgspec
from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import create_channel, deposit, read_journal

from otklik import web
from otklik.channels.contract import Inbound, InboundMessage, Sender
from otklik.domains.delivery.models import Channel
from otklik.platform.clock import SystemClock
from otklik.program import Program


async def channel(program: Program, company: Company) -> Channel:
    return await create_channel(program, company, kind="toy_batch")


async def hears(program: Program, heard_by: Channel, *events: Inbound, number: int) -> None:
    """One webhook, read."""
    await deposit(program, heard_by, event_id=f"{number}", body=msgspec.json.encode(events))
    await read_journal(program, heard_by)


async def opened(program: Program, company: Company) -> tuple[Channel, UUID]:
    """A channel on which somebody wrote, and the conversation that came of it."""
    heard_by = await channel(program, company)
    sender = Sender(id=f"anna-{company.slug}")
    first = InboundMessage(
        external_id="1", thread_id="anna", sender=sender, sent_at=SystemClock().now(), text="Вы тут?"
    )
    await hears(program, heard_by, first, number=0)
    async with program.pool.connection() as connection:
        query = "SELECT id FROM conversations WHERE channel_id = %s"
        row = await (await connection.execute(query, (heard_by.id,))).fetchone()
    assert row is not None
    return heard_by, UUID(str(row[0]))


def browser(program: Program, signed_in: Client) -> Client:
    """The signed-in operator's, of the program that knows the toy."""
    found = Client(web.build(program), cookies=dict(signed_in.cookies))
    found.headers["x-csrf-token"] = signed_in.headers["x-csrf-token"]
    return found
