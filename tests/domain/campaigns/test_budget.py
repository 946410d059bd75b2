"""The money stop of a campaign: messages cost what the company says, and not one goes that passes its budget."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.client import Client
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel, send_due
from tests.factories_mass import due, relay, sending
from tests.faults.waiting import eventually
from tests.ringing import ring
from tests.smscentre import Smsc, smsc
from tests.smtpserver import Wrong, wrong_server

from otklik.channels.contract import Price
from otklik.domains.campaigns import service as campaigns
from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.campaigns.service import figures, steering
from otklik.domains.delivery.service.mass import purse, relaying
from otklik.domains.prices import service as prices
from otklik.program import Program

LETTER = Price(micros=250_000, currency="RUB")
SEGMENT = 4_000_000
PEOPLE = 20
PAID_FOR = 7
"""Letters the budget is enough for."""
URL = "/api/v1/campaigns"
LONG = "А" * 80
"""A name that makes an SMS of three segments."""


async def cost(program: Program, company: Company, kind: str, *asked: Price) -> None:
    async with unit_of_work(program, company) as ctx:
        await prices.save(ctx, kind=kind, prices=asked)


async def launched(program: Program, company: Company, plan: CampaignPlan, *, budget: int) -> UUID:
    return (await toys.launched(program, company, replace(plan, budget_micros=budget))).id


async def by_mail(program: Program, company: Company, *receivers: Wrong) -> CampaignPlan:
    """To twenty people by each of the mailboxes."""
    await cost(program, company, "email", LETTER)
    await toys.purpose(program, company)
    mailboxes = [await toys.mailbox(program, company, port=one.port) for one in receivers]
    await toys.people(program, company, PEOPLE)
    said = [(one.id, await toys.template(program, company)) for one in mailboxes]
    return replace(toys.to_segment(await toys.everybody(program, company), said), spread="every")


async def states(program: Program, company: Company, campaign_id: UUID) -> dict[str, int]:
    """Messages by state, from the rows themselves."""
    found: dict[str, int] = {}
    for _, _, _, state, _ in await toys.rows(program, company, campaign_id):
        found[state] = found.get(state, 0) + 1
    return found


def held(program: Program, company: Company, campaign_id: UUID) -> Callable[[], Awaitable[bool]]:
    """It is paused, and nothing is on its way."""

    async def true() -> bool:
        await ring(program.parts, workspace_id=company.id)
        async with unit_of_work(program, company) as ctx:
            paused = (await campaigns.get(ctx, campaign_id)).state == "paused"
        return paused and not (await states(program, company, campaign_id)).keys() & {"claimed", "handed"}

    return true


async def code(program: Program, company: Company, campaign_id: UUID) -> str:
    async with unit_of_work(program, company) as ctx:
        return (await campaigns.get(ctx, campaign_id)).code


async def costs(program: Program, company: Company, campaign_id: UUID) -> dict[str, int]:
    async with unit_of_work(program, company) as ctx:
        return dict((await figures.figures(ctx, campaign_id)).costs)


async def test_letters_stop_exactly_at_the_budget_and_go_on_with_a_new_one(
    signed_in: Client, program: Program, workspace: Company, receiver: Wrong
) -> None:
    plan = await by_mail(program, workspace, receiver)
    campaign_id = await launched(program, workspace, plan, budget=PAID_FOR * LETTER.micros + 100)
    url = f"{URL}/{campaign_id}"
    async with sending(program):
        await eventually(held(program, workspace, campaign_id))
        assert await states(program, workspace, campaign_id) == {"accepted": PAID_FOR, "planned": PEOPLE - PAID_FOR}
        assert len(receiver.kept) == PAID_FOR
        assert (await signed_in.get(url)).json()["code"] == "money_stop"
        assert (await signed_in.get(f"{url}/figures")).json()["costs"] == {"RUB": PAID_FOR * LETTER.micros}

        too_much = await signed_in.delete(f"{url}/pause?budget_micros={10**16}")
        assert too_much.status_code == 400
        again = await signed_in.delete(f"{url}/pause?budget_micros={PEOPLE * LETTER.micros}")
        assert (again.json()["state"], again.json()["code"]) == ("running", "")

        async def finished() -> bool:
            await ring(program.parts, workspace_id=workspace.id)
            return bool((await signed_in.get(url)).json()["state"] == "finished")

        await eventually(finished)
    assert len(receiver.kept) == PEOPLE
    assert (await signed_in.get(f"{url}/figures")).json()["costs"] == {"RUB": PEOPLE * LETTER.micros}


async def test_two_mailboxes_that_send_at_once_do_not_pass_the_budget_together(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    async with wrong_server(lambda _stage, _count: None) as other:
        plan = await by_mail(program, workspace, receiver, other)
        campaign_id = await launched(program, workspace, plan, budget=PAID_FOR * LETTER.micros)
        async with sending(program), sending(program):
            await eventually(held(program, workspace, campaign_id))
        assert len(receiver.kept) + len(other.kept) == PAID_FOR
    assert await costs(program, workspace, campaign_id) == {"RUB": PAID_FOR * LETTER.micros}


async def test_a_refused_letter_gives_its_money_to_another(program: Program, workspace: Company) -> None:
    def first_refused(stage: str, count: int) -> bytes | None:
        return b"550 5.1.1 no such user\r\n" if stage == "rcpt" and count == 1 else None

    async with wrong_server(first_refused) as server:
        plan = await by_mail(program, workspace, server)
        campaign_id = await launched(program, workspace, plan, budget=PAID_FOR * LETTER.micros)
        async with sending(program):
            await eventually(held(program, workspace, campaign_id))
    left = PEOPLE - PAID_FOR - 1
    assert await states(program, workspace, campaign_id) == {"accepted": PAID_FOR, "failed": 1, "planned": left}
    assert await code(program, workspace, campaign_id) == "money_stop"


async def by_sms(program: Program, company: Company, centres: Sequence[Smsc], people: Sequence[str]) -> CampaignPlan:
    """To people of these names by each of the centres; all that is said is the name, twice."""
    await cost(program, company, "smpp", Price(micros=SEGMENT, currency="RUB"))
    await toys.purpose(program, company)
    channels = [await create_channel(program, company, kind="smpp", config=one.config) for one in centres]
    found = await toys.people(program, company, len(people), kind="phone")
    async with unit_of_work(program, company) as ctx:
        named = text("UPDATE contacts SET name = :name WHERE id = :id")
        await ctx.session.execute(named, [{"id": one, "name": name} for one, name in zip(found, people, strict=True)])
    said = [
        (one.id, await toys.template(program, company, kind="sms", body="{{ person.first_name }} " * 2))
        for one in channels
    ]
    return replace(toys.to_segment(await toys.everybody(program, company), said), spread="every")


async def until(true: Callable[[], Awaitable[bool]], program: Program, company: Company) -> None:
    async with sending(program), asyncio.timeout(60):
        while not await true():
            await send_due(program, company)
            await asyncio.sleep(0.05)


async def test_each_sms_counts_by_its_own_segments(program: Program, workspace: Company) -> None:
    async with smsc() as centre:
        plan = await by_sms(program, workspace, [centre], [LONG, "Анна", LONG, "Вера", "Юля", "Яна"])
        campaign_id = await launched(program, workspace, plan, budget=6 * SEGMENT)
        await until(held(program, workspace, campaign_id), program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        sizes = text("SELECT segments FROM mass_messages WHERE state = 'accepted' ORDER BY id")
        assert list(await ctx.session.scalars(sizes)) == [3, 1, 1, 1]
    assert await states(program, workspace, campaign_id) == {"accepted": 4, "planned": 2}
    assert await costs(program, workspace, campaign_id) == {"RUB": 6 * SEGMENT}
    assert await code(program, workspace, campaign_id) == "money_stop"


async def test_cheaper_sms_behind_too_dear_ones_go_before_the_campaign_is_held(
    program: Program, workspace: Company
) -> None:
    dear = relaying.OPEN_MAX * 2 + 5
    async with smsc() as centre:
        plan = await by_sms(program, workspace, [centre], [LONG] * dear + ["Анна", "Вера", "Юля"])
        campaign_id = await launched(program, workspace, plan, budget=2 * SEGMENT)
        await until(held(program, workspace, campaign_id), program, workspace)
    assert await states(program, workspace, campaign_id) == {"accepted": 2, "planned": dear + 1}
    assert await code(program, workspace, campaign_id) == "money_stop"


async def test_cheaper_sms_are_found_at_any_rate_and_keep_it(program: Program, workspace: Company) -> None:
    async with smsc() as centre:
        plan = await by_sms(program, workspace, [centre], [LONG, LONG, "Анна", "Вера", "Юля"])
        campaign_id = await launched(program, workspace, replace(plan, per_second=0.1), budget=2 * SEGMENT)
        [batch_id] = await due(program, workspace)
        relayed = [await relay(program, workspace, batch_id) for _ in range(2)]
    assert relayed == [1, 0]
    assert await states(program, workspace, campaign_id) == {"claimed": 1, "planned": 4}


async def test_cheaper_sms_are_looked_for_only_so_far(
    program: Program, workspace: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purse, "LOOKED_MAX", relaying.OPEN_MAX)
    async with smsc() as centre:
        plan = await by_sms(program, workspace, [centre], [LONG] * relaying.OPEN_MAX + ["Анна"])
        campaign_id = await launched(program, workspace, plan, budget=2 * SEGMENT)
        await until(held(program, workspace, campaign_id), program, workspace)
        assert centre.heard("submit") == []
    assert await code(program, workspace, campaign_id) == "money_stop"


async def test_an_sms_the_money_was_not_enough_for_is_none_of_the_messages_a_person_may_get(
    program: Program, workspace: Company
) -> None:
    async with smsc() as centre:
        plan = await by_sms(program, workspace, [centre], [LONG])
        await toys.once_a_day(program, workspace)
        unpaid = await launched(program, workspace, plan, budget=2 * SEGMENT)
        await until(held(program, workspace, unpaid), program, workspace)
        free = await toys.launched(program, workspace, plan)

        async def rested() -> bool:
            return not (await states(program, workspace, free.id)).keys() & {"planned", "claimed", "handed"}

        await until(rested, program, workspace)
    assert await states(program, workspace, unpaid) == {"planned": 1}
    assert await states(program, workspace, free.id) == {"accepted": 1}


async def test_two_nodes_that_relay_at_once_do_not_pass_the_budget_together(
    program: Program, workspace: Company
) -> None:
    async with smsc() as one, smsc() as other:
        plan = await by_sms(program, workspace, [one, other], ["Анна"] * PEOPLE)
        campaign_id = await launched(program, workspace, plan, budget=PAID_FOR * SEGMENT)
        both = [relay(program, workspace, one) for one in await due(program, workspace)]
        assert sum(await asyncio.gather(*both)) == PAID_FOR
        await until(held(program, workspace, campaign_id), program, workspace)
        assert len(one.heard("submit")) + len(other.heard("submit")) == PAID_FOR


@pytest.mark.parametrize(
    ("status", "wanted"),
    [(0x0B, {"failed": 1, "accepted": 3, "planned": 1}), (-2, {"unknown": 1, "accepted": 2, "planned": 2})],
)
async def test_a_refused_sms_gives_its_money_to_another_and_one_in_doubt_does_not(
    program: Program, workspace: Company, status: int, wanted: dict[str, int]
) -> None:
    async with smsc() as centre:
        await centre.tell("answer", statuses=[status])
        plan = await by_sms(program, workspace, [centre], ["Анна"] * 5)
        campaign_id = await launched(program, workspace, plan, budget=3 * SEGMENT)
        await until(held(program, workspace, campaign_id), program, workspace)
    assert await states(program, workspace, campaign_id) == wanted
    assert await code(program, workspace, campaign_id) == "money_stop"


async def test_a_letter_and_an_sms_are_paid_from_one_budget(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    async with smsc() as centre:
        plan = await by_sms(program, workspace, [centre], ["Анна"] * 3)
        await cost(program, workspace, "email", LETTER)
        mailbox = await toys.mailbox(program, workspace, port=receiver.port)
        await toys.people(program, workspace, PEOPLE)
        letters = toys.to_segment(plan.audience.inside[0], [(mailbox.id, await toys.template(program, workspace))])
        both = replace(plan, channels=(*plan.channels, *letters.channels))
        campaign_id = await launched(program, workspace, both, budget=3 * SEGMENT + 2 * LETTER.micros)
        await until(held(program, workspace, campaign_id), program, workspace)
    left = 3 * SEGMENT + 2 * LETTER.micros - (await costs(program, workspace, campaign_id))["RUB"]
    waits = {row[1] for row in await toys.rows(program, workspace, campaign_id) if row[3] == "planned"}
    assert waits
    assert 0 <= left < min({"0": SEGMENT, "1": LETTER.micros}[one] for one in waits), "what is cheaper goes on"


async def test_sms_paid_in_two_currencies_are_counted_apart(program: Program, workspace: Company) -> None:
    async with smsc() as centre:
        plan = await by_sms(program, workspace, [centre], ["Анна", "Вера", "Юля"])
        await cost(
            program,
            workspace,
            "smpp",
            Price(micros=SEGMENT, currency="RUB"),
            Price(micros=9, currency="KZT", country="KZ"),
        )
        async with unit_of_work(program, workspace) as ctx:
            abroad = "UPDATE identities SET address = '+7701' || right(address, 7) WHERE address = '+79000000001'"
            await ctx.session.execute(text(abroad))
        campaign = await toys.launched(program, workspace, plan)

        async def all_went() -> bool:
            return await states(program, workspace, campaign.id) == {"accepted": 3}

        await until(all_went, program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        found = await figures.figures(ctx, campaign.id)
    assert found.costs == found.slices[0].costs == {"RUB": 2 * SEGMENT, "KZT": 9}
    assert (found.total.cost_micros, found.return_percent) == (2 * SEGMENT, None)


async def test_what_is_paid_in_other_money_than_the_budget_is_not_sent(program: Program, workspace: Company) -> None:
    async with smsc() as centre:
        plan = await by_sms(program, workspace, [centre], ["Анна", "Вера"])
        campaign_id = await launched(program, workspace, plan, budget=6 * SEGMENT)
        await cost(program, workspace, "smpp", Price(micros=1, currency="EUR"))
        await until(held(program, workspace, campaign_id), program, workspace)
        assert centre.heard("submit") == []
        assert await code(program, workspace, campaign_id) == "other_currency"
        await cost(program, workspace, "smpp", Price(micros=SEGMENT, currency="RUB"))
        async with unit_of_work(program, workspace) as ctx:
            await steering.resume(ctx, campaign_id)

        async def all_went() -> bool:
            return await states(program, workspace, campaign_id) == {"accepted": 2}

        await until(all_went, program, workspace)
