"""What a machine of ours says, and what is left when it may not."""

from uuid import UUID

from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.telegram_thread import customers, only

from otklik.domains.conversations.service import automatic
from otklik.domains.delivery.service import channels
from otklik.program import Program


async def texts(browser: Client, conversation: UUID) -> list[str]:
    thread = (await browser.get(f"/api/v1/conversations/{conversation}/messages")).json()["items"]
    return [one["text"] for one in thread]


async def test_what_the_gate_refuses_leaves_nothing_in_the_thread(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    async with customers(program, workspace) as writers:
        await writers.write("Вы открыты?")
        conversation = await only(signed_in)
        before = await texts(signed_in, conversation)
        async with unit_of_work(program, workspace) as ctx:
            (await channels.get(ctx, writers.channel.id)).enabled = False
        async with unit_of_work(program, workspace) as ctx:
            assert await automatic.answer(ctx, conversation, "Ответим завтра") is False
        assert await texts(signed_in, conversation) == before
