"""A mail names the thread it belongs to by itself, so the name lets nobody into another's conversation."""

import pytest
from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import create_channel, deposit, read_journal
from tests.telegram_thread import Json, listed

from otklik.domains.delivery.models import Channel
from otklik.program import Program

ANNA, EVA = "anna@client.example", "eva@elsewhere.example"
FIRST = "first@client.example"


@pytest.fixture
async def mailbox(program: Program, workspace: Company) -> Channel:
    config = {"address": "support@shop.example", "password": "p", "imap_host": "127.0.0.1", "smtp_host": "127.0.0.1"}
    return await create_channel(program, workspace, kind="email", config=config)


def mail(sender: str, *, message_id: str, text: str, references: str = "") -> bytes:
    fields = {
        "From": sender,
        "To": "support@shop.example",
        "Subject": "Order",
        "Message-ID": f"<{message_id}>",
        **({"References": f"<{references}>", "In-Reply-To": f"<{references}>"} if references else {}),
    }
    return ("".join(f"{name}: {value}\r\n" for name, value in fields.items()) + f"\r\n{text}\r\n").encode()


async def take(program: Program, mailbox: Channel, *bodies: bytes) -> None:
    for body in bodies:
        await deposit(program, mailbox, event_id=str(hash(body)), body=body)
    await read_journal(program, mailbox)


async def said_in(signed_in: Client, conversation: Json) -> list[str]:
    found = await signed_in.get(f"/api/v1/conversations/{conversation['id']}/messages")
    return [one["visible_text"] for one in found.json()["items"]]


async def test_a_stranger_who_names_a_thread_is_shown_apart_from_it(
    program: Program, mailbox: Channel, signed_in: Client
) -> None:
    await take(program, mailbox, mail(ANNA, message_id=FIRST, text="Where is it?"))
    await take(program, mailbox, mail(EVA, message_id="x1@e", text="Send it to me", references=FIRST))
    await take(program, mailbox, mail(EVA, message_id="x2@e", text="Well?", references=FIRST))
    threads = [await said_in(signed_in, one) for one in await listed(signed_in)]
    assert sorted(threads) == [["Send it to me", "Well?"], ["Where is it?"]]


async def test_a_customer_drawn_into_a_strangers_thread_is_answered_themselves(
    program: Program, mailbox: Channel, signed_in: Client
) -> None:
    """The stranger wrote to both, so that Anna's answer names the stranger's mail."""
    await take(program, mailbox, mail(EVA, message_id="bait@e", text="Hello"))
    await take(program, mailbox, mail(ANNA, message_id=FIRST, text="My card number", references="bait@e"))
    assert len(await listed(signed_in)) == 2


async def test_the_customers_own_answers_stay_together(program: Program, mailbox: Channel, signed_in: Client) -> None:
    await take(program, mailbox, mail(ANNA, message_id=FIRST, text="One"))
    await take(program, mailbox, mail(EVA, message_id="x1@e", text="Not mine", references=FIRST))
    await take(program, mailbox, mail(ANNA, message_id="second@c", text="Two", references=FIRST))
    threads = [await said_in(signed_in, one) for one in await listed(signed_in)]
    assert ["One", "Two"] in threads
