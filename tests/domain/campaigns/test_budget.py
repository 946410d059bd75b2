"""The money stop of a campaign by mail: letters cost what the company says, and no more than its budget is spent."""

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_mass import sending
from tests.faults.waiting import eventually
from tests.ringing import ring
from tests.smtpserver import Wrong, wrong_server

from otklik.channels.contract import Price
from otklik.domains.prices import service as prices
from otklik.program import Program

LETTER = Price(micros=250_000, currency="RUB")
PEOPLE = 60
PER_SECOND = 20
PAID_FOR = 10
"""Letters the budget is enough for."""
URL = "/api/v1/campaigns"


@pytest.fixture
async def receiver() -> AsyncIterator[Wrong]:
    async with wrong_server(lambda _stage, _count: None) as running:
        yield running


async def launched(program: Program, company: Company, receiver: Wrong) -> str:
    """At a pace, so that there is something left to hold."""
    async with unit_of_work(program, company) as ctx:
        await prices.save(ctx, kind="email", prices=[LETTER])
    await toys.purpose(program, company)
    channel = await toys.mailbox(program, company, port=receiver.port)
    await toys.people(program, company, PEOPLE)
    said = (channel.id, await toys.template(program, company))
    plan = toys.to_segment(await toys.everybody(program, company), [said])
    limited = replace(plan, budget_micros=PAID_FOR * LETTER.micros, per_second=PER_SECOND)
    campaign = await toys.create(program, company, limited)
    await toys.launch(program, company, campaign.id)
    await toys.plan(program, company, campaign.id)
    return str(campaign.id)


async def left(program: Program, company: Company, campaign_id: str) -> dict[str, int]:
    """Letters by state, from the rows themselves."""
    async with unit_of_work(program, company) as ctx:
        found = await ctx.session.execute(
            text(
                "SELECT m.state, count(*) FROM mass_messages m JOIN mass_batches b ON b.id = m.batch_id"
                " WHERE b.owner_id = :id GROUP BY m.state"
            ),
            {"id": campaign_id},
        )
        return {row[0]: row[1] for row in found}


async def test_letters_stop_at_the_budget_and_go_on_with_a_new_one(
    signed_in: Client, program: Program, workspace: Company, receiver: Wrong
) -> None:
    campaign_id = await launched(program, workspace, receiver)
    url = f"{URL}/{campaign_id}"

    async def stands(state: str) -> bool:
        await ring(program.parts, workspace_id=workspace.id)
        return bool((await signed_in.get(url)).json()["state"] == state)

    async with sending(program):
        await eventually(lambda: stands("paused"))
        at_the_stop = await left(program, workspace, campaign_id)

        async def settled() -> bool:
            return not (await left(program, workspace, campaign_id)).keys() & {"claimed", "handed"}

        await eventually(settled)
        held = await left(program, workspace, campaign_id)
        assert (await signed_in.get(url)).json()["code"] == "money_stop"
        on_their_way = sum(at_the_stop.get(one, 0) for one in ("claimed", "handed", "accepted"))
        assert PAID_FOR <= held["accepted"] <= on_their_way < PEOPLE
        assert held == {"accepted": held["accepted"], "planned": PEOPLE - held["accepted"]}
        assert len(receiver.kept) == held["accepted"]
        costs = (await signed_in.get(f"{url}/figures")).json()["costs"]
        assert costs == {"RUB": held["accepted"] * LETTER.micros}

        too_much = await signed_in.delete(f"{url}/pause?budget_micros={10**16}")
        assert too_much.status_code == 400
        again = await signed_in.delete(f"{url}/pause?budget_micros={PEOPLE * LETTER.micros + 1}")
        assert (again.json()["state"], again.json()["code"]) == ("running", "")
        await eventually(lambda: stands("finished"))
    assert len(receiver.kept) == PEOPLE
    assert (await signed_in.get(f"{url}/figures")).json()["costs"] == {"RUB": PEOPLE * LETTER.micros}
