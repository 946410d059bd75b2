"""A long SMS is several messages at the centre: what became of it is what became of all of them. A real SMS centre."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import pytest
from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import create_channel, read_journal, send_due
from tests.ports import listening
from tests.smscentre import LOGIN, PASSWORD, Smsc, smsc

from otklik.channels import contract
from otklik.channels.registry import Registry
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.service import channels
from otklik.program import Program

LONG = "Ваш заказ собран и ждёт вас. " * 6
SHORT = "Да"


@dataclass
class Talk:
    """Somebody wrote an SMS, and the company answers."""

    program: Program
    company: Company
    browser: Client
    centre: Smsc
    channel: Channel
    path: str

    async def answer(self, text: str, *, parts: int) -> list[str]:
        """The ids that the centre gave, one a part."""
        known = len(self.centre.heard("submit"))
        assert (await self.browser.post(self.path, json={"text": text})).status_code == 201
        await send_due(self.program, self.company)
        ids = [str(one["id"]) for one in self.centre.heard("submit")][known:]
        assert len(ids) == parts
        return ids

    async def receipt(self, message_id: str, stat: str = "DELIVRD") -> None:
        known = len(self.centre.heard("delivered"))
        await self.centre.tell("receipt", id=message_id, stat=stat)
        await self.read(answered=known + 1)

    async def read(self, *, answered: int) -> None:
        """What the centre brought is kept once it is answered."""
        await self.centre.until_heard("delivered", times=answered)
        await read_journal(self.program, self.channel)

    async def shown(self) -> tuple[str, str]:
        said = (await self.browser.get(self.path)).json()["items"]
        [found] = [one["delivery"] for one in said if one["direction"] == "out"]
        return found["state"], found["code"]


def settings(centre: Smsc) -> Mapping[str, contract.ConfigValue]:
    own = {"host": "127.0.0.1", "port": centre.port, "system_id": LOGIN, "password": PASSWORD, "sender": "+74951234567"}
    return {**own, "rate_per_second": 1000}


@pytest.fixture
async def talk(program: Program, workspace: Company, signed_in: Client) -> AsyncIterator[Talk]:
    async with smsc() as centre:
        channel = await create_channel(program, workspace, kind="smpp", config=settings(centre))
        provider = program.parts.get(Registry).get("smpp")
        assert isinstance(provider, contract.Listens)
        port = ChannelPort.of(program.parts, channel)
        async with listening(provider.listen(port, channels.config_of(program.parts, channel))):
            await centre.until_heard("bind")
            await centre.tell("receipts", **{"as": "none"})
            pdu = {"source_addr": "79123456789", "source_addr_ton": 1, "destination_addr": "74951234567"}
            await centre.tell("deliver", pdu=pdu | {"short_message": "Hello", "data_coding": 0})
            await centre.until_heard("delivered")
            await read_journal(program, channel)
            [held] = (await signed_in.get("/api/v1/conversations")).json()["items"]
            yield Talk(program, workspace, signed_in, centre, channel, f"/api/v1/conversations/{held['id']}/messages")


async def receipts_tried_again(program: Program) -> None:
    async with program.pool.connection() as connection:
        await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    await program.jobs.app.run_worker_async(
        queues=["receipts"], wait=False, install_signal_handlers=False, listen_notify=False
    )


async def test_a_long_sms_is_delivered_when_its_last_part_is(talk: Talk) -> None:
    first, second, third = await talk.answer(LONG, parts=3)
    for one in (third, first):
        await talk.receipt(one)
        assert await talk.shown() == ("accepted", "")
    await talk.receipt(second)
    assert await talk.shown() == ("delivered", "")


@pytest.mark.parametrize("failed", [0, 1, 2])
async def test_a_long_sms_failed_when_any_part_did_and_says_why(talk: Talk, failed: int) -> None:
    ids = await talk.answer(LONG, parts=3)
    for at, one in enumerate(ids):
        await talk.receipt(one, "UNDELIV" if at == failed else "DELIVRD")
    assert await talk.shown() == ("failed", "smpp.not_delivered")


async def test_a_part_that_arrived_after_all_mends_the_whole(talk: Talk) -> None:
    ids = await talk.answer(LONG, parts=3)
    for one in ids:
        await talk.receipt(one, "EXPIRED" if one == ids[0] else "DELIVRD")
    assert await talk.shown() == ("failed", "smpp.expired")
    await talk.receipt(ids[0])
    assert await talk.shown() == ("delivered", "")


async def test_receipts_of_parts_that_come_before_the_answer_is_stored_are_not_lost(talk: Talk) -> None:
    """The centre tells of the first parts while it wants a pause before the last."""
    await talk.centre.tell("receipts", **{"as": "text", "stat": "DELIVRD"})
    await talk.centre.tell("answer", statuses=[0, 0, 0x58])
    assert (await talk.browser.post(talk.path, json={"text": LONG})).status_code == 201
    sending = asyncio.create_task(send_due(talk.program, talk.company))
    await talk.read(answered=3)
    assert await talk.shown() == ("handed", "")
    await sending
    await talk.read(answered=4)
    assert await talk.shown() == ("accepted", "")
    await receipts_tried_again(talk.program)
    assert await talk.shown() == ("delivered", "")


async def test_an_sms_of_one_part_is_as_before(talk: Talk) -> None:
    [only] = await talk.answer(SHORT, parts=1)
    await talk.receipt(only)
    assert await talk.shown() == ("delivered", "")
