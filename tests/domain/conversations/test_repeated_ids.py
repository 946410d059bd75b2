"""A provider that counts its messages anew: what is sent then is sent, and is told apart from what was before."""

from tests.contract import twilioapi
from tests.contract.cloud import serving
from tests.contract.twilioapi import ACCOUNT, NUMBER, TOKEN, TwilioApi
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel, send_due

from otklik.domains.conversations import queries
from otklik.domains.conversations.service import writing
from otklik.program import Program


async def test_an_id_that_comes_again_leaves_the_new_message_accepted(program: Program, workspace: Company) -> None:
    async with serving(TwilioApi(), needs=twilioapi.SPECIFICATIONS) as api:
        config = {"account_sid": ACCOUNT, "auth_token": TOKEN, "sender": NUMBER, "base_url": api.base_url}
        channel = await create_channel(program, workspace, kind="twilio", config=config)
        said = []
        for text in ("Первое", "Второе"):
            api.forget()
            async with unit_of_work(program, workspace) as ctx:
                words = writing.Words(text=text)
                message = await writing.start(ctx, channel_id=channel.id, address="+79123456789", words=words)
                said.append(message.id)
            await send_due(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        found = [await queries.message(ctx, one) for one in said]
    assert [(one.state, bool(one.external_id)) for one in found if one] == [("accepted", True), ("accepted", False)]
