"""A campaign by SMS, Telegram and WhatsApp: who gets it, at what price, what comes back; and how it is held."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.contract.botapi import TOKEN, BotApi, Refused, bot_api
from tests.contract.graphapi import GraphApi, graph_api
from tests.factories import Company, create_workspace, unit_of_work
from tests.factories_delivery import create_channel, send_due
from tests.factories_mass import due, relay, relay_due, sending
from tests.factories_prepared import connected_number
from tests.ringing import ring
from tests.smscentre import Smsc, smsc

from otklik.domains.campaigns import service as campaigns
from otklik.domains.campaigns.documents import CampaignPlan, CampaignSaying
from otklik.domains.campaigns.schemas import CampaignFigures, CampaignOut
from otklik.domains.campaigns.service import explaining, figures, reviewing, steering
from otklik.domains.contact_policy.service import choosing
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service.mass import relaying, settling
from otklik.platform.clock import FixedClock
from otklik.program import Program

LONG = "Чай {{ person.first_name }} " + "и пряники " * 8
RATE = 10.0


async def until(true: Callable[[], Awaitable[bool]], program: Program, company: Company) -> None:
    """The loops turn meanwhile: batches into the ledger, the ledger to the provider."""
    async with sending(program), asyncio.timeout(60):
        while not await true():
            await send_due(program, company)
            await asyncio.sleep(0.05)
    await ring(program.parts, workspace_id=company.id)


def rested(program: Program, company: Company, campaign_id: UUID) -> Callable[[], Awaitable[bool]]:
    async def true() -> bool:
        found = await toys.rows(program, company, campaign_id)
        return not {row[3] for row in found} & {"planned", "claimed", "handed"}

    return true


async def told(program: Program, company: Company, campaign_id: UUID) -> CampaignFigures:
    async with unit_of_work(program, company) as ctx:
        return await figures.figures(ctx, campaign_id)


async def talked(program: Program, company: Company, channel: Channel, count: int, *, kind: str) -> list[UUID]:
    """People who once wrote by the channel, each from an address that is a number."""
    people = await toys.people(program, company, count, kind=kind)
    async with unit_of_work(program, company) as ctx:
        numbered = text(
            "UPDATE identities SET channel_id = :channel, last_seen_at = :now, address = 9000 + place FROM unnest("
            "CAST(:people AS uuid[])) WITH ORDINALITY AS one (id, place) WHERE identities.contact_id = one.id"
        )
        await ctx.session.execute(numbered, {"channel": channel.id, "now": ctx.now(), "people": people})
    return people


@pytest.fixture
async def telegram() -> AsyncIterator[BotApi]:
    async with bot_api() as api:
        api.chats |= {str(9_000 + place) for place in range(1, 140)}
        yield api


async def bot(program: Program, company: Company, api: BotApi) -> Channel:
    return await create_channel(program, company, kind="telegram", config={"token": TOKEN, "base_url": api.base_url})


async def test_sms_go_by_a_centre_and_cost_by_their_segments(program: Program, workspace: Company) -> None:
    async with smsc() as centre:
        await toys.purpose(program, workspace)
        channel = await create_channel(program, workspace, kind="smpp", config=centre.config)
        people = await toys.people(program, workspace, 3, kind="phone")
        mailed = await toys.people(program, workspace, 1)
        segment_id = await toys.everybody(program, workspace)
        said = await toys.template(program, workspace, kind="sms", body=LONG)
        campaign = await toys.launched(
            program, workspace, toys.to_segment(segment_id, [(channel.id, said)]), counted=True
        )
        async with unit_of_work(program, workspace) as ctx:
            check = (await reviewing.review(ctx, campaign.id)).check
        assert check is not None
        assert (list(check.reached), dict(check.excluded)) == ([3], {"no_address": 1})
        await until(rested(program, workspace, campaign.id), program, workspace)
        assert len(centre.heard("submit")) >= 6  # two segments each
    found = await told(program, workspace, campaign.id)
    assert (found.total.sent, found.reasons) == (3, {"no_address": 1})
    assert found.total.cost_micros == check.prices[0].micros
    assert found.costs == {"RUB": found.total.cost_micros}
    async with unit_of_work(program, workspace) as ctx:
        assert (await explaining.explain(ctx, campaign.id, people[0])).why == "accepted"
        assert (await explaining.explain(ctx, campaign.id, mailed[0])).code == "no_address"


async def test_a_bot_writes_to_whoever_began_with_it_and_hears_who_blocked_it(
    program: Program, workspace: Company, telegram: BotApi
) -> None:
    await toys.purpose(program, workspace)
    channel = await bot(program, workspace, telegram)
    await talked(program, workspace, channel, 3, kind="telegram")
    await toys.people(program, workspace, 1, kind="telegram")  # of another bot
    telegram.script("sendMessage", Refused(403, "Forbidden: bot was blocked by the user"))
    segment_id = await toys.everybody(program, workspace)
    said = await toys.template(program, workspace, kind="chat", body="Здравствуйте, {{ person.first_name }}")
    campaign = await toys.launched(program, workspace, toys.to_segment(segment_id, [(channel.id, said)]))
    await until(rested(program, workspace, campaign.id), program, workspace)
    found = await told(program, workspace, campaign.id)
    assert (found.total.sent, found.total.failed, found.reasons) == (2, 1, {"no_address": 1})
    assert {one["text"] for one in telegram.called("sendMessage")} == {"Здравствуйте, Анна"}
    assert sum(found.failures.values()) == 1


@pytest.fixture
async def cloud() -> AsyncIterator[GraphApi]:
    async with graph_api() as api:
        yield api


async def test_an_approved_template_goes_to_whoever_never_wrote_and_its_states_come_back(
    program: Program, workspace: Company, cloud: GraphApi
) -> None:
    await toys.purpose(program, workspace)
    number = await connected_number(program, workspace, cloud)
    await toys.people(program, workspace, 2, kind="phone", base=100)
    segment_id = await toys.everybody(program, workspace)
    come_back = await prepared(program, workspace, "come_back")
    free = await toys.template(program, workspace, kind="chat", body="Заходите")
    plan = toys.to_segment(segment_id, [(number.channel.id, free)])
    approved = CampaignSaying(prepared_id=come_back, values={"first_name": "{first_name}", "sale": "10 %"})
    empty = replace(approved, values={"first_name": "{first_name}", "sale": ""})
    for saying, wanted in ((empty, ["campaigns.template_problems"]), (approved, [])):
        campaign = await toys.create(program, workspace, saying_by(plan, [saying]))
        async with unit_of_work(program, workspace) as ctx:
            found = (await reviewing.review(ctx, campaign.id)).findings
        assert [one.code for one in found if one.severity == "error"] == wanted
    campaign = await toys.launched(program, workspace, saying_by(plan, [approved]))
    await until(rested(program, workspace, campaign.id), program, workspace)
    assert [one["template"]["name"] for one in cloud.sent()] == ["come_back", "come_back"]
    async with unit_of_work(program, workspace) as ctx:
        names = text("SELECT external_id FROM ledger ORDER BY planned_at DESC LIMIT 2")
        gone = list(await ctx.session.scalars(names))
    status = {"timestamp": "1764000000", "recipient_id": "79000000101"}
    await number.hook("messages", {"statuses": [{"id": gone[0], "status": "delivered", **status}]})
    await number.hook("messages", {"statuses": [{"id": gone[1], "status": "read", **status}]})
    total = (await told(program, workspace, campaign.id)).total
    assert (total.sent, total.delivered, total.read) == (2, 2, 1)
    assert total.cost_micros == 2 * 4_000_000


async def test_free_text_goes_only_to_whoever_wrote_lately(
    program: Program, workspace: Company, cloud: GraphApi
) -> None:
    await toys.purpose(program, workspace)
    number = await connected_number(program, workspace, cloud)
    [late, fresh] = await toys.people(program, workspace, 2, kind="phone", base=200)
    async with unit_of_work(program, workspace) as ctx:
        wrote = text("UPDATE identities SET last_seen_at = :at, channel_id = :by WHERE contact_id = :person")
        for person, hours in ((late, 25), (fresh, 1)):
            at = ctx.now() - timedelta(hours=hours)
            await ctx.session.execute(wrote, {"at": at, "person": person, "by": number.channel.id})
    segment_id = await toys.everybody(program, workspace)
    said = await toys.template(program, workspace, kind="chat", body="Заходите")
    campaign = await toys.launched(
        program, workspace, toys.to_segment(segment_id, [(number.channel.id, said)]), counted=True
    )
    async with unit_of_work(program, workspace) as ctx:
        check = (await reviewing.review(ctx, campaign.id)).check
    assert check is not None
    assert (list(check.reached), dict(check.excluded)) == ([1], {"window_closed": 1})
    await until(rested(program, workspace, campaign.id), program, workspace)
    states = {row[0]: (row[3], row[4]) for row in await toys.rows(program, workspace, campaign.id)}
    assert states == {late: ("skipped", "window_closed"), fresh: ("accepted", "")}


async def test_a_rate_lets_so_many_into_the_ledger_a_second(timed: Program, clock: FixedClock) -> None:
    company, batch = await waiting(timed, people=30, per_second=RATE)

    async def relayed() -> int:
        return await relay(timed, company, batch)

    assert [await relayed(), await relayed()] == [RATE, 0]
    clock.move(timedelta(milliseconds=500))
    assert [await relayed(), await relayed()] == [RATE / 2, 0]
    clock.move(timedelta(minutes=1))
    assert await relayed() == RATE, "what was not used is not saved up"


async def test_a_rate_slower_than_one_a_second_sends_too(timed: Program, clock: FixedClock) -> None:
    company, batch = await waiting(timed, people=3, per_second=0.5)

    async def relayed() -> int:
        return await relay(timed, company, batch)

    assert [await relayed(), await relayed()] == [1, 0]
    clock.move(timedelta(seconds=1))
    assert await relayed() == 0
    clock.move(timedelta(seconds=1))
    assert [await relayed(), await relayed()] == [1, 0]


async def caught_by_the_night(program: Program, company: Company, clock: FixedClock, centre: Smsc) -> CampaignOut:
    """A campaign by SMS to two, both on their way when quiet hours begin; it is that night."""
    await toys.purpose(program, company)
    channel = await create_channel(program, company, kind="smpp", config=centre.config)
    await toys.people(program, company, 2, kind="phone")
    segment_id = await toys.everybody(program, company)
    said = await toys.template(program, company, kind="sms", body="Чай")
    campaign = await toys.launched(program, company, toys.to_segment(segment_id, [(channel.id, said)]))
    await relay_due(program, company, channel.id)
    async with unit_of_work(program, company) as ctx:
        await choosing.save(ctx, choosing.first())  # nobody is written to from nine in the evening on
    clock.move(timedelta(hours=12))
    await send_due(program, company, now=clock.now())
    assert centre.heard("submit") == []
    return campaign


async def morning(program: Program, company: Company, clock: FixedClock) -> None:
    clock.move(timedelta(hours=14))
    await by_and_by(program, company, clock)


async def by_and_by(program: Program, company: Company, clock: FixedClock) -> None:
    for _ in range(3):  # one after another, by the channel's own pace
        await send_due(program, company, now=clock.now())
        clock.move(timedelta(seconds=1))


async def test_what_the_night_caught_on_its_way_goes_in_the_morning_and_the_campaign_ends(
    timed: Program, clock: FixedClock
) -> None:
    company = await create_workspace(timed)
    async with smsc() as centre:
        campaign = await caught_by_the_night(timed, company, clock, centre)
        await morning(timed, company, clock)
        assert len(centre.heard("submit")) == 2
    assert {row[3] for row in await toys.rows(timed, company, campaign.id)} == {"accepted"}
    await ring(timed.parts, workspace_id=company.id)
    async with unit_of_work(timed, company) as ctx:
        assert (await campaigns.get(ctx, campaign.id)).state == "finished"


async def test_what_the_night_caught_does_not_go_in_the_morning_when_the_campaign_was_stopped(
    timed: Program, clock: FixedClock
) -> None:
    company = await create_workspace(timed)
    async with smsc() as centre:
        campaign = await caught_by_the_night(timed, company, clock, centre)
        async with unit_of_work(timed, company) as ctx:
            await steering.stop(ctx, campaign.id)
        await morning(timed, company, clock)
        assert centre.heard("submit") == []
    found = await told(timed, company, campaign.id)
    assert (found.total.waiting, found.reasons) == (0, {"stopped": 2})


async def test_what_the_night_caught_waits_while_the_campaign_is_paused(timed: Program, clock: FixedClock) -> None:
    company = await create_workspace(timed)
    async with smsc() as centre:
        campaign = await caught_by_the_night(timed, company, clock, centre)
        async with unit_of_work(timed, company) as ctx:
            await steering.pause(ctx, campaign.id)
        await morning(timed, company, clock)
        assert centre.heard("submit") == []
        async with unit_of_work(timed, company) as ctx:
            await steering.resume(ctx, campaign.id)
        clock.move(timedelta(minutes=5))
        await by_and_by(timed, company, clock)
        assert len(centre.heard("submit")) == 2
    assert (await told(timed, company, campaign.id)).total.sent == 2


async def test_held_in_the_middle_it_goes_on_and_stopped_it_ends_and_nobody_gets_two(
    program: Program, workspace: Company, telegram: BotApi
) -> None:
    await toys.purpose(program, workspace)
    channel = await bot(program, workspace, telegram)
    await talked(program, workspace, channel, 130, kind="telegram")
    segment_id = await toys.everybody(program, workspace)
    said = await toys.template(program, workspace, kind="chat", body="Чай")
    campaign = await toys.launched(program, workspace, toys.to_segment(segment_id, [(channel.id, said)]))
    [batch] = await due(program, workspace, channel.id)

    async def relayed() -> int:
        return await relay(program, workspace, batch)

    assert [await relayed(), await relayed()] == [relaying.OPEN_MAX, 0], "an operator's answer is not to wait"
    async with unit_of_work(program, workspace) as ctx:
        await steering.pause(ctx, campaign.id)
    await send_due(program, workspace)
    assert [await relayed(), len(telegram.called("sendMessage"))] == [0, relaying.OPEN_MAX]
    async with unit_of_work(program, workspace) as ctx:
        await steering.resume(ctx, campaign.id)
    assert await relayed() == relaying.OPEN_MAX
    async with unit_of_work(program, workspace) as ctx:
        await steering.stop(ctx, campaign.id)
    await send_due(program, workspace)
    while await settling.sweep(program.parts):
        pass
    assert await relayed() == 0
    chats = [one["chat_id"] for one in telegram.called("sendMessage")]
    assert len(chats) == len(set(chats)) == 2 * relaying.OPEN_MAX
    found = await told(program, workspace, campaign.id)
    assert (found.total.sent, found.reasons) == (2 * relaying.OPEN_MAX, {"stopped": 30})


async def waiting(program: Program, *, people: int, per_second: float) -> tuple[Company, UUID]:
    """A campaign by SMS that is planned: its company and batch."""
    company = await create_workspace(program)
    await toys.purpose(program, company)
    channel = await create_channel(
        program, company, kind="smsc_ru", config={"login": "t", "password": "x", "sender": "T"}
    )
    await toys.people(program, company, people, kind="phone")
    segment_id = await toys.everybody(program, company)
    said = await toys.template(program, company, kind="sms", body="Чай")
    plan = replace(toys.to_segment(segment_id, [(channel.id, said)]), per_second=per_second)
    await toys.launched(program, company, plan)
    [batch] = await due(program, company, channel.id)
    return company, batch


async def prepared(program: Program, company: Company, name: str) -> UUID:
    async with unit_of_work(program, company) as ctx:
        found = text("SELECT id FROM prepared_messages WHERE name = :name AND workspace_id = :company")
        return (await ctx.session.scalars(found, {"name": name, "company": company.id})).one()


def saying_by(plan: CampaignPlan, sayings: Sequence[CampaignSaying]) -> CampaignPlan:
    return replace(plan, channels=(replace(plan.channels[0], sayings=tuple(sayings)),))
