"""What was said last holds, however it was said: by another address, by another channel, for all of them at once."""

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.api.consents.test_consents import API, Json, agree, anna, block, centre, purpose, standing
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_conversations import create_mailbox

from otklik.domains.consents import service as consents
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.models import LedgerRow
from otklik.program import Program

__all__ = ["anna", "purpose"]

pytestmark = pytest.mark.usefixtures("purpose")


def path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


async def asked(program: Program, workspace: Company, signed_in: Client) -> tuple[str, str]:
    """(the person, the link to confirm by) of somebody who typed an address into a form."""
    await create_mailbox(program, workspace)
    address = f"boris@{workspace.slug}.example"
    body = {"address_kind": "email", "address": address, "purpose": "news", "channel": "email"}
    reply = await signed_in.post(f"{API}/consents/confirmations", json=body)
    async with unit_of_work(program, workspace) as ctx:
        row = (await ctx.session.scalars(select(LedgerRow).where(LedgerRow.workspace_id == workspace.id))).one()
    link = re.search(r"/confirm/\S+", str(row.content["text"]))
    assert link
    return reply.json()["contact_id"], link[0]


async def test_who_stopped_everything_is_not_signed_up_by_an_older_letter_that_asks_to_confirm(
    program: Program, workspace: Company, signed_in: Client, client: Client
) -> None:
    boris, link = await asked(program, workspace, signed_in)
    await client.post(path(await centre(program, workspace, boris)), data={"act": "stop"})
    assert (await client.get(link)).status_code == 404
    assert (await client.post(link)).status_code == 404
    told = standing(await block(signed_in, boris))
    assert (told["status"], told["refused"]) == ("withdrawn", "suppressed_unsubscribed")


async def test_one_click_stops_the_letters_though_another_address_was_stopped_before(
    program: Program, workspace: Company, signed_in: Client, client: Client, anna: str
) -> None:
    second = f"anna.second@{workspace.slug}.example"
    async with unit_of_work(program, workspace) as ctx:
        await contacts.add_address(ctx, contact_id=UUID(anna), address_kind="email", address=second, verified=True)
        link = path(consents.unsubscribing(ctx, purpose="news", channel="email")(UUID(anna)))
    await agree(signed_in, anna)
    await agree(signed_in, anna, "withdrawn", address=second)
    assert (await client.post(link, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    told = await block(signed_in, anna)
    refused = {one["address"]: one["refused"] for one in told["standing"] if one["channel"] == "email"}
    assert set(refused.values()) == {"consent_withdrawn"}
    assert len(refused) == 2


async def test_agreeing_to_one_channel_does_not_undo_stop_in_another(
    program: Program, workspace: Company, signed_in: Client, client: Client
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        vera = await contacts.identify(
            ctx, channel_id=None, address_kind="phone", address="+79991234567", name="Вера", verified=True
        )
        await consents.obey(ctx, contact_id=vera.contact_id, command="stop", channel="whatsapp_cloud", language="ru")
    link = path(await centre(program, workspace, str(vera.contact_id)))
    await client.post(link, data={"keep": "news:sms", "act": "save"})
    told = await block(signed_in, str(vera.contact_id))
    assert next(one for one in told["standing"] if one["channel"] == "sms")["refused"] == ""
    assert [(one["channel"], one["reason"]) for one in told["suppressed"]] == [("whatsapp_cloud", "unsubscribed")]


async def test_a_colleague_cannot_say_for_the_person_that_they_agreed_anew(
    program: Program, workspace: Company, signed_in: Client, client: Client, anna: str
) -> None:
    await client.post(path(await centre(program, workspace, anna)), data={"act": "stop"})
    await agree(signed_in, anna, method="preference_centre")
    assert standing(await block(signed_in, anna))["refused"] == "suppressed_unsubscribed"


async def test_stopping_everything_again_is_not_written_down_again(
    program: Program, workspace: Company, signed_in: Client, client: Client, anna: str
) -> None:
    await agree(signed_in, anna)
    link = path(await centre(program, workspace, anna))
    for _ in range(3):
        assert (await client.post(link, data={"act": "stop"})).status_code == 200
    told: Any = await block(signed_in, anna)
    assert [one["act"] for one in told["history"]] == ["withdrawn", "granted"]


async def test_nobody_agrees_to_words_that_were_taken_away(
    program: Program, workspace: Company, signed_in: Client, client: Client, purpose: Json, anna: str
) -> None:
    await signed_in.patch(f"{API}/consents/purposes/{purpose['id']}", json={"text_ru": "", "text_en": " "})
    said = {"act": "granted", "purpose": "news", "channel": "email"}
    refused = await signed_in.post(f"{API}/contacts/{anna}/consents", json=said)
    assert refused.json()["code"] == "consents.wording_missing"
    page = await client.get(path(await centre(program, workspace, anna)))
    assert "news:email" not in page.text
