"""A company that gives cards, somebody with an iPhone, and Apple."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from litestar import Litestar
from tests import wallets
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_delivery import create_channel
from tests.wallets import ApplesGate, Phone

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.schemas import ContactChanges, NewAttribute
from otklik.domains.delivery.models import Channel
from otklik.domains.passes.service import links
from otklik.platform.settings import Settings
from otklik.program import Program


@pytest.fixture(autouse=True)
def https(program: Program) -> Iterator[None]:
    """Apple calls no server without it."""
    plain = program.parts.get(Settings)
    program.parts.add(Settings, msgspec.structs.replace(plain, public_url="https://desk.example.ru"))
    yield
    program.parts.add(Settings, plain)


@pytest.fixture
async def gate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ApplesGate]:
    async with wallets.gate(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        yield running


@pytest.fixture
async def cards(program: Program, workspace: Company, gate: ApplesGate) -> Channel:
    fields = {"points_attribute": "Бонусы", "level_attribute": "Уровень", "apns_url": gate.url}
    return await create_channel(program, workspace, kind="wallet", name="Карта", config=wallets.config(**fields))


@pytest.fixture
async def anna(program: Program, workspace: Company) -> UUID:
    person = await create_contact(program, workspace, name="Анна Ким")
    async with unit_of_work(program, workspace) as ctx:
        known: dict[str, NewAttribute] = {"Бонусы": 1250, "Уровень": "Золотой"}
        await contacts.update(ctx, contact_id=person.contact_id, changes=ContactChanges(locale="ru", attributes=known))
    return person.contact_id


@pytest.fixture
async def phone(app: Litestar, cards: Channel) -> AsyncIterator[Phone]:
    async with Client(app) as client:
        client.headers["user-agent"] = wallets.IPHONE
        yield Phone(client, cards)


async def link_of(program: Program, company: Company, contact_id: UUID) -> str:
    """Its path."""
    async with unit_of_work(program, company) as ctx:
        return links.link(ctx, contact_id).removeprefix("https://desk.example.ru")


@pytest.fixture
async def link(program: Program, workspace: Company, anna: UUID) -> str:
    return await link_of(program, workspace, anna)


@pytest.fixture
async def holder(phone: Phone, link: str, tmp_path: Path) -> Phone:
    """Anna's, with the card on it, known to us."""
    reply = await phone.client.get(f"{link}/card.pkpass")
    assert reply.status_code == 200, reply.text
    phone.card = wallets.opened(reply.content, tmp_path)
    assert (await phone.register()).status_code == 201
    return phone
