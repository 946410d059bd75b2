"""Bytes are kept once under their digest: erasing one person takes nothing from whoever else has the same."""

import asyncio
import json
from collections.abc import AsyncIterator
from email.message import EmailMessage
from uuid import UUID

import pytest
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_conversations import create_mailbox
from tests.factories_delivery import deposit, read_journal
from tests.telegram_thread import Customers, customers, listed

from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.service import files
from otklik.platform import keeping
from otklik.platform.clock import SystemClock
from otklik.platform.files import FileMissing, Files
from otklik.program import Program

API = "/api/v1"
PNG = b"\x89PNG\r\n\x1a\n" + b"default picture"
PRICES = b"%PDF-1.7 the price list that everybody sends back"


@pytest.fixture
async def talk(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def send_file(talk: Customers, *, chat: int, data: bytes) -> str:
    """A customer sends it and it is fetched; the link by which the desk shows it."""
    talk.api.files[f"doc{chat}"] = data
    document = {
        "file_id": f"doc{chat}",
        "file_unique_id": "u",
        "file_name": "прайс.pdf",
        "mime_type": "application/pdf",
    }
    person = {"id": chat, "is_bot": False, "first_name": f"Клиент {chat}"}
    message = {"message_id": chat, "date": int(SystemClock().now().timestamp()), "document": document, "from": person}
    update = {"update_id": chat, "message": {**message, "chat": {"id": chat, "type": "private"}}}
    await deposit(talk.program, talk.channel, event_id=str(chat), body=json.dumps(update).encode())
    await read_journal(talk.program, talk.channel)
    await talk.program.jobs.work(wait=False)
    return f"Клиент {chat}"


async def files_of(browser: Client, name: str) -> tuple[str, list[str]]:
    """The person's id and the links of the files in their conversation."""
    [row] = [one for one in await listed(browser) if one["contact"]["name"] == name]
    said = (await browser.get(f"{API}/conversations/{row['id']}/messages")).json()["items"]
    return row["contact"]["id"], [one["url"] for message in said for one in message["attachments"]]


async def erase(program: Program, browser: Client, contact_id: UUID | str) -> None:
    answer = await browser.delete(f"{API}/contacts/{contact_id}/personal-data")
    assert answer.status_code == 200, answer.text
    await program.jobs.work(wait=False)


async def lies(program: Program, key: str) -> bool:
    try:
        await program.parts.get(Files).read(key)
    except FileMissing:
        return False
    return True


async def pictured(program: Program, workspace: Company, name: str) -> tuple[UUID, str]:
    person = await create_contact(program, workspace, name=name)
    async with unit_of_work(program, workspace) as ctx:
        key = await keeping.keep(ctx, PNG)
        await contacts.set_avatar(ctx, contact_id=person.contact_id, key=key)
    return person.contact_id, key


async def test_a_picture_of_two_people_goes_with_the_second(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    (anna, key), (boris, same) = [await pictured(program, workspace, name) for name in ("Анна", "Борис")]
    assert key == same
    await erase(program, signed_in, anna)
    assert (await signed_in.get(f"{API}/contacts/{boris}/avatar")).content == PNG
    assert (await signed_in.get(f"{API}/contacts/{anna}/avatar")).status_code == 404
    await erase(program, signed_in, boris)
    assert not await lies(program, key)


async def test_a_file_two_people_sent_goes_with_the_second(
    program: Program, talk: Customers, signed_in: Client
) -> None:
    anna, [first] = await files_of(signed_in, await send_file(talk, chat=81, data=PRICES))
    boris, [second] = await files_of(signed_in, await send_file(talk, chat=82, data=PRICES))
    await erase(program, signed_in, anna)
    assert (await signed_in.get(second)).content == PRICES
    assert (await signed_in.get(first)).status_code != 200
    assert await lies(program, key := Files.key(talk.company.id, PRICES))
    await erase(program, signed_in, boris)
    assert not await lies(program, key)
    assert (await signed_in.get(second)).status_code != 200


async def test_a_file_that_came_by_mail_goes_with_who_sent_it(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    mailbox = await create_mailbox(program, workspace)
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = "Анна <anna@example.ru>", "help@tea.example", "<1@example.ru>"
    letter.set_content("Вот паспорт")
    letter.add_attachment(PRICES, maintype="application", subtype="pdf", filename="паспорт.pdf")
    await deposit(program, mailbox, event_id="1", body=letter.as_bytes())
    await read_journal(program, mailbox)
    anna, [link] = await files_of(signed_in, "Анна")
    assert (await signed_in.get(link)).content == PRICES
    await erase(program, signed_in, anna)
    assert (await signed_in.get(link)).status_code != 200
    assert not await lies(program, Files.key(workspace.id, PRICES))


async def test_what_the_company_keeps_stays_when_whoever_sent_it_back_is_erased(
    program: Program, workspace: Company, talk: Customers, signed_in: Client
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        ours = await files.keep(ctx, name="прайс.pdf", media_type="application/pdf", data=PRICES)
    anna, _ = await files_of(signed_in, await send_file(talk, chat=83, data=PRICES))
    await erase(program, signed_in, anna)
    assert (await signed_in.get(f"{API}/files/{ours.id}")).content == PRICES


async def test_the_photo_of_an_operator_outlives_a_customer_with_the_same(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    put = await signed_in.put(f"{API}/me/photo", files={"file": ("me.png", PNG, "image/png")})
    assert put.status_code == 200, put.text
    anna, key = await pictured(program, workspace, "Анна")
    await erase(program, signed_in, anna)
    assert await lies(program, key)


async def test_who_keeps_the_same_bytes_at_that_moment_does_not_lose_them(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    """Between the bytes and the row that names them there is a moment in which nobody seems to hold them."""
    anna, key = await pictured(program, workspace, "Анна")
    answer = await signed_in.delete(f"{API}/contacts/{anna}/personal-data")
    assert answer.status_code == 200
    boris = await create_contact(program, workspace, name="Борис")
    async with unit_of_work(program, workspace) as ctx:
        same = await keeping.keep(ctx, PNG)
        dropping = asyncio.create_task(program.jobs.work(wait=False))
        await asyncio.wait([dropping], timeout=0.5)
        await contacts.set_avatar(ctx, contact_id=boris.contact_id, key=same)
    await dropping
    assert same == key
    assert await lies(program, key)
