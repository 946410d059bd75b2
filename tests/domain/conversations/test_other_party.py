"""Whose a conversation is: of whoever is not the company, also where the company spoke first from another program."""

from uuid import UUID

import pytest
from tests import factories
from tests.factories import Company, unique, unit_of_work
from tests.factories_delivery import create_channel

from otklik.channels.contract import InboundAutoReply, InboundMessage, Sender
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import receiving
from otklik.domains.delivery.events import MessageReceived
from otklik.domains.delivery.models import Channel
from otklik.platform.db import scoped
from otklik.platform.ids import new_id
from otklik.program import Program

COMPANY, CUSTOMER = "company-1", "customer-1"


@pytest.fixture
async def company(program: Program) -> Company:
    return await factories.create_workspace(program)


@pytest.fixture
async def channel(program: Program, company: Company) -> Channel:
    return await create_channel(program, company, kind="webchat", name="Чат")


async def comes(
    program: Program,
    company: Company,
    channel: Channel,
    *,
    sender: str,
    kind: type[InboundMessage] = InboundMessage,
    outgoing: bool = False,
    to: str = COMPANY,
    in_group: bool = False,
    address_kind: str = "visitor",
) -> None:
    async with unit_of_work(program, company) as ctx:
        said = kind(
            external_id=unique("message"),
            thread_id="thread-1",
            sender=Sender(id=sender, name="Чайная" if outgoing else "Мария", address=sender),
            sent_at=ctx.now(),
            text="Здравствуйте",
            visible_text="Здравствуйте",
            recipients=(to,),
            outgoing=outgoing,
            in_group=in_group,
        )
        told = MessageReceived(
            channel_id=channel.id,
            journal_id=new_id(),
            received_at=ctx.now(),
            message=said,
            address_kind=address_kind,
            address_verified=False,
        )
        await receiving.receive(ctx, told)


async def whose(program: Program, company: Company) -> list[UUID]:
    async with unit_of_work(program, company) as ctx:
        return [one.contact_id for one in await ctx.session.scalars(scoped(ctx, Conversation))]


async def known(program: Program, company: Company, address: str, address_kind: str) -> contacts.Reach | None:
    async with unit_of_work(program, company) as ctx:
        return await contacts.find(ctx, address_kind=address_kind, address=address)


@pytest.mark.parametrize("address_kind", ["visitor", "email"])
async def test_a_conversation_that_the_company_began_elsewhere_is_the_customers(
    program: Program, company: Company, channel: Channel, address_kind: str
) -> None:
    ours, theirs = (COMPANY, CUSTOMER) if address_kind == "visitor" else ("shop@tea.example", "maria@example.ru")
    await comes(program, company, channel, sender=ours, to=theirs, outgoing=True, address_kind=address_kind)
    [holder] = await whose(program, company)
    customer = await known(program, company, theirs, address_kind)
    assert customer is not None
    assert customer.contact_id == holder
    assert await known(program, company, ours, address_kind) is None
    await comes(program, company, channel, sender=theirs, address_kind=address_kind)
    assert await whose(program, company) == [holder]
    async with unit_of_work(program, company) as ctx:
        assert (await contacts.get(ctx, holder)).name == "Мария"


async def test_who_blocked_us_and_writes_again_can_be_answered(
    program: Program, company: Company, channel: Channel
) -> None:
    await comes(program, company, channel, sender=CUSTOMER)
    first = await known(program, company, CUSTOMER, "visitor")
    assert first is not None
    async with unit_of_work(program, company) as ctx:
        await contacts.set_reachable(ctx, identity_id=first.identity_id, reachable=False, code="blocked_by_person")

    await comes(program, company, channel, sender=CUSTOMER, kind=InboundAutoReply)  # a machine proves nothing
    await comes(program, company, channel, sender=CUSTOMER, in_group=True)  # nor does a word in a group
    await comes(program, company, channel, sender=COMPANY, to=CUSTOMER, outgoing=True)
    still = await known(program, company, CUSTOMER, "visitor")
    assert still is not None
    assert (still.reachable, still.unreachable_code) == (False, "blocked_by_person")

    await comes(program, company, channel, sender=CUSTOMER)
    again = await known(program, company, CUSTOMER, "visitor")
    assert again is not None
    assert (again.reachable, again.unreachable_code) == (True, "")
