"""A phone rings for a customer's message that nobody sees at a desk, and only then."""

from collections.abc import AsyncIterator
from uuid import UUID

import msgspec
import pytest
from tests import factories
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.pushes import Browser, PushService, push_service
from tests.telegram_thread import Customers, customers, only, reply

from otklik.domains.notifications.schemas import DeviceKeys, NewDevice
from otklik.domains.notifications.service import pushing
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.jobs import Jobs
from otklik.program import Program

AWAKE = pushing.Choice(quiet=False)


@pytest.fixture
async def pushes() -> AsyncIterator[PushService]:
    async with push_service() as running:
        yield running


@pytest.fixture
async def writers(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def phone(program: Program, company: Company, operator_id: UUID, url: str) -> Browser:
    browser = Browser()
    to = browser.subscription(url)
    device = NewDevice(endpoint=to.endpoint, keys=DeviceKeys(p256dh=to.p256dh, auth=to.auth))
    async with unit_of_work(program, company) as ctx:
        await pushing.subscribe(ctx, operator_id, device)
        await pushing.choose(ctx, operator_id, AWAKE)
    return browser


async def ring(program: Program) -> None:
    for _ in range(3):
        await program.parts.get(Jobs).work(wait=False)


async def test_an_unassigned_message_rings_those_who_answer_with_the_first_words(
    program: Program, workspace: Company, writers: Customers, pushes: PushService
) -> None:
    browser = await phone(program, workspace, workspace.owner.id, pushes.url)
    viewer = await factories.create_operator(program, workspace, role="viewer")
    await phone(program, workspace, viewer.id, f"{pushes.url}-more")
    await writers.write(text="Где мой заказ?")
    await ring(program)
    [body] = pushes.taken
    shown = msgspec.json.decode(browser.read(body))
    assert (shown["code"], shown["text"]) == ("message", "Где мой заказ?")


async def test_an_assigned_message_rings_its_operator_alone_and_many_ring_once(
    program: Program,
    workspace: Company,
    operator: OperatorData,
    signed_in: Client,
    writers: Customers,
    pushes: PushService,
) -> None:
    await writers.write()
    conversation = await only(signed_in)
    await signed_in.put(f"/api/v1/conversations/{conversation}/assignment", json={"operator_id": str(operator.id)})
    await phone(program, workspace, workspace.owner.id, f"{pushes.url}-more")
    browser = await phone(program, workspace, operator.id, pushes.url)
    await writers.write()
    await writers.write()
    await ring(program)
    assert [bool(browser.read(body)) for body in pushes.taken] == [True]


async def test_what_was_seen_or_answered_meanwhile_rings_nobody(
    program: Program, workspace: Company, signed_in: Client, writers: Customers, pushes: PushService
) -> None:
    await phone(program, workspace, workspace.owner.id, pushes.url)
    await writers.write()
    conversation = await only(signed_in)
    await signed_in.put(f"/api/v1/conversations/{conversation}/reading")
    await ring(program)
    await writers.write()
    await reply(signed_in, conversation)
    await writers.settle()
    await ring(program)
    assert pushes.taken == []
