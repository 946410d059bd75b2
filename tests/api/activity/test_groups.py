"""RFM: where buyers stand among the others, and that nobody stands there who bought nothing any more."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests.api.activity.conftest import Json
from tests.api.activity.test_facts import bought, send, sent
from tests.api.activity.test_imports import ORDERS, loaded, undone
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact, join

from otklik.domains.activity.models import RfmMove
from otklik.domains.contacts import service as contacts
from otklik.program import Program

RFM = "/api/v1/rfm"


async def counted(browser: Client) -> Json:
    reply = await browser.post(f"{RFM}/counts")
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def groups(browser: Client, contact_id: str) -> list[str]:
    """Of the person, as their history tells: the latest first."""
    return [one["group"] for one in (await browser.get(f"/api/v1/contacts/{contact_id}/activity")).json()["moves"]]


async def came(program: Program, company: Company, contact_id: UUID, group: str, *, day: int) -> None:
    """Into a group, as a count of that day would have written."""
    async with unit_of_work(program, company) as ctx:
        at = datetime(2026, 3, day, tzinfo=UTC)
        ctx.session.add(RfmMove(workspace_id=ctx.workspace_id, contact_id=contact_id, at=at, group=group))


async def test_who_only_a_deleted_event_made_a_buyer_stands_in_no_group_any_more(
    program: Program, signed_in: Client, shop: Client
) -> None:
    for number in range(3):
        await send(shop, **bought(f"order-{number}", person={"external_id": str(number)}))
    assert (await counted(signed_in))["people"] == 3
    assert (await signed_in.delete("/api/v1/fact-names/purchase")).status_code == 202
    await program.jobs.work(wait=False)
    grid = (await signed_in.get(RFM)).json()
    assert (grid["people"], grid["spent_minor"]) == (0, 0)
    assert (await signed_in.get(f"{RFM}/people")).json()["items"] == []


async def test_purchases_that_were_taken_back_end_the_history_of_a_person(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    known = await create_contact(program, workspace, address_kind="email", address="anna@client.example")
    taken = await loaded(program, signed_in, ORDERS.encode(), kind="purchases")
    assert (await counted(signed_in))["people"] == 2
    contact_id = str(known.contact_id)
    first = await groups(signed_in, contact_id)
    assert len(first) == 1
    await undone(program, signed_in, taken)
    assert (await signed_in.get(RFM)).json()["people"] == 0
    again = await loaded(program, signed_in, ORDERS.encode(), kind="purchases")
    assert again["state"] == "done"
    await counted(signed_in)
    assert await groups(signed_in, contact_id) == [first[0], "", first[0]]


async def test_the_history_of_joined_cards_is_that_of_one_person(
    program: Program, workspace: Company, signed_in: Client, shop: Client
) -> None:
    anna, other = [await create_contact(program, workspace) for _ in range(2)]
    kept, gone = str(anna.contact_id), str(other.contact_id)
    for contact_id in (kept, gone):
        await send(shop, **bought(person={"contact_id": contact_id}))
    for contact_id, group, day in (
        (anna.contact_id, "newcomers", 1),
        (other.contact_id, "cooling", 2),
        (anna.contact_id, "growing", 3),
        (other.contact_id, "growing", 4),
        (other.contact_id, "asleep", 5),
    ):
        await came(program, workspace, contact_id, group, day=day)
    merge_id = await join(program, workspace, keep_id=anna.contact_id, other_id=other.contact_id)
    told = ["asleep", "growing", "cooling", "newcomers"]
    assert (await groups(signed_in, kept), await groups(signed_in, gone)) == (told, told)
    await counted(signed_in)
    standing = (await signed_in.get(f"/api/v1/contacts/{kept}/activity")).json()["standing"]
    assert await groups(signed_in, kept) == [standing["group"], *told]
    await counted(signed_in)
    assert await groups(signed_in, kept) == [standing["group"], *told]
    async with unit_of_work(program, workspace) as ctx:
        await contacts.undo_merge(ctx, merge_id=merge_id)
    assert await groups(signed_in, gone) == ["asleep", "growing", "cooling"]


async def test_of_many_events_each_is_judged_alone_whatever_its_day_and_sum(shop: Client) -> None:
    dear: dict[str, Any] = {"product": "A", "quantity": 1e9, "price_minor": 10**15}
    told = await sent(
        shop,
        bought("good"),
        bought("early") | {"at": "0001-01-01T00:00:00+05:00"},
        bought("dear") | {"lines": [dear, dear]},
    )
    assert told["accepted"] == 1
    assert [(one["index"], one["code"]) for one in told["refused"]] == [
        (1, "activity.fact_invalid"),
        (2, "activity.fact_invalid"),
    ]
