"""A provider that signs the address it calls is believed at the server's own door."""

from urllib.parse import urlencode

import pytest
from tests.client import Client
from tests.contract.twilioapi import ACCOUNT, NUMBER, TOKEN, signature
from tests.factories import Company
from tests.factories_delivery import create_channel, read_journal

from otklik.platform.settings import Settings
from otklik.program import Program

FORM = {"MessageSid": "SM1", "From": "+79123456789", "To": NUMBER, "Body": "Привет", "NumMedia": "0"}


@pytest.mark.parametrize("query", ["", "?shop=1&empty="])
async def test_a_signed_form_is_one_message_however_often_it_comes_and_a_forged_one_is_none(
    program: Program, workspace: Company, client: Client, signed_in: Client, query: str
) -> None:
    config = {"account_sid": ACCOUNT, "auth_token": TOKEN, "sender": NUMBER}
    channel = await create_channel(program, workspace, kind="twilio", config=config)
    path = f"/hooks/{channel.public_id}{query}"
    url = program.parts.get(Settings).base_url() + path
    content = {"content-type": "application/x-www-form-urlencoded"}
    body = urlencode(FORM).encode()
    signed = signature(url, FORM)
    for given, status in ((signed, 200), (signed, 200), (signature(f"{url}x", FORM), 403), ("", 403)):
        headers = {**content, "x-twilio-signature": given}
        answer = await client.post(path, content=body, headers=headers)
        assert answer.status_code == status, answer.text
    await read_journal(program, channel)
    listed = (await signed_in.get("/api/v1/conversations")).json()["items"]
    assert [(one["preview"], one["inbound_count"]) for one in listed] == [("Привет", 1)]
