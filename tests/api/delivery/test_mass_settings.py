"""A mailbox is prepared for writing to many: keys, DNS records at a real name server, a warm-up that holds."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast
from zoneinfo import ZoneInfo

import dkim
import dns.message
import dns.rcode
import dns.rrset
import pytest
from tests import factories_mass as toys
from tests.client import Client
from tests.factories import Company
from tests.faults.waiting import eventually
from tests.smtpserver import Wrong

from otklik.domains.delivery.models import Channel
from otklik.platform.dns import Dns
from otklik.program import Program


class Zone(asyncio.DatagramProtocol):
    """A name server that knows some TXT records and says NXDOMAIN of the rest."""

    def __init__(self) -> None:
        self.records: dict[str, str] = {}
        self.port = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:  # Any: asyncio's own
        question = dns.message.from_wire(data)
        name = question.question[0].name.to_text().rstrip(".")
        answer = dns.message.make_response(question)
        if name in self.records:
            value = self.records[name]
            pieces = " ".join(f'"{value[at : at + 255]}"' for at in range(0, len(value), 255))
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", pieces))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        cast("asyncio.DatagramTransport", self.transport).sendto(answer.to_wire(), addr)


@pytest.fixture
async def zone(program: Program) -> AsyncIterator[Zone]:
    """The name server that the program asks meanwhile."""
    loop = asyncio.get_running_loop()
    transport, found = await loop.create_datagram_endpoint(Zone, local_addr=("127.0.0.1", 0))
    found.port = transport.get_extra_info("sockname")[1]
    before = program.parts.get(Dns)
    program.parts.add(Dns, Dns(servers=("127.0.0.1",), port=found.port))
    yield found
    program.parts.add(Dns, before)
    transport.close()
    await asyncio.sleep(0)  # the socket is closed by the loop


@pytest.fixture
async def channel(program: Program, workspace: Company, receiver: Wrong) -> Channel:
    toys.author(program)
    await toys.purpose(program, workspace)
    return await toys.mailbox(program, workspace, port=receiver.port)


async def send(program: Program, company: Company, channel: Channel, people: int, wanted: dict[str, int]) -> None:
    batch_id = await toys.batch(program, company, channel)
    await toys.plan(program, company, batch_id, await toys.people(program, company, people))
    await toys.start(program, company, batch_id)

    async def same() -> bool:
        return await toys.states(program, company, batch_id) == wanted

    async with toys.sending(program):
        await eventually(same)


async def test_keys_sign_only_once_they_are_seen_in_dns(
    program: Program, workspace: Company, channel: Channel, signed_in: Client, zone: Zone, receiver: Wrong
) -> None:
    here = f"/api/v1/channels/{channel.id}"
    made = (await signed_in.post(f"{here}/dkim-keys")).json()
    keys = [one for one in made["records"] if one["kind"] == "dkim"]
    assert [one["signs"] for one in keys] == [False, False]
    await send(program, workspace, channel, 1, {"accepted": 1})
    assert b"DKIM-Signature" not in receiver.kept[0]
    zone.records = {one["name"]: one["value"] for one in keys} | {"example.test": "v=spf1 mx -all"}
    checked = (await signed_in.post(f"{here}/dns-checks")).json()
    assert {one["kind"]: one["state"] for one in checked["records"]} == {"spf": "ok", "dmarc": "missing", "dkim": "ok"}
    await send(program, workspace, channel, 1, {"accepted": 1})
    letter = receiver.kept[1].removesuffix(b".\r\n")
    assert letter.count(b"DKIM-Signature: ") == 2

    def look_up(name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001 - dkimpy passes it
        return zone.records[name.decode().rstrip(".")].encode()

    for number in range(2):
        assert dkim.DKIM(letter).verify(idx=number, dnsfunc=look_up)


async def test_a_key_that_stands_differently_in_dns_does_not_sign(
    channel: Channel, signed_in: Client, zone: Zone
) -> None:
    here = f"/api/v1/channels/{channel.id}"
    made = (await signed_in.post(f"{here}/dkim-keys")).json()
    name = next(one["name"] for one in made["records"] if one["kind"] == "dkim")
    zone.records = {name: "v=DKIM1; k=rsa; p=somebodyelse"}
    checked = (await signed_in.post(f"{here}/dns-checks")).json()
    found = {one["name"]: (one["state"], one["signs"]) for one in checked["records"] if one["kind"] == "dkim"}
    assert found.pop(name) == ("different", False)
    assert list(found.values()) == [("missing", False)]


async def test_a_warm_up_lets_so_many_go_today_and_no_more(
    program: Program, workspace: Company, channel: Channel, signed_in: Client, receiver: Wrong
) -> None:
    here = f"/api/v1/channels/{channel.id}/mass-mail"
    async with toys.unit_of_work(program, workspace) as ctx:
        today = ctx.now().astimezone(ZoneInfo("Europe/Moscow")).date().isoformat()  # as the company counts days
    plan = {"began": today, "first": 3, "goal": 100, "factor": 2}
    saved = (await signed_in.put(here, json={"warm_up": plan})).json()
    assert saved["steps"] == [3, 6, 12, 24, 48, 96]
    await send(program, workspace, channel, 5, {"accepted": 3, "planned": 2})
    shown = (await signed_in.get(here)).json()
    assert (shown["allowed_today"], shown["sent_today"], len(receiver.kept)) == (3, 3, 3)


async def test_only_a_mailbox_is_prepared(program: Program, workspace: Company, signed_in: Client) -> None:
    other = await toys.create_channel(program, workspace, kind="webchat")
    answer = await signed_in.get(f"/api/v1/channels/{other.id}/mass-mail")
    assert answer.json()["code"] == "delivery.no_mass_mail"
