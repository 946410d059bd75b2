"""What a campaign costs is worked out from messages of the whole audience, not of those who came first."""

import pytest
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel

from otklik.channels.contract import Price
from otklik.domains.campaigns.service import checking, reviewing, walking
from otklik.domains.prices import service as prices
from otklik.program import Program

HERE, ABROAD = 1_000_000, 9_000_000
SAMPLE = 20
OLD, NEW = 40, 40
PRICES = (Price(micros=HERE, currency="RUB", country="RU"), Price(micros=ABROAD, currency="RUB", country="KZ"))


async def test_those_who_came_last_weigh_in_the_price_as_those_who_came_first(
    program: Program, workspace: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "SAMPLE_MAX", SAMPLE)
    monkeypatch.setattr(walking, "BLOCK", SAMPLE)
    await toys.purpose(program, workspace)
    channel = await create_channel(
        program, workspace, kind="smsc_ru", config={"login": "t", "password": "x", "sender": "T"}
    )
    async with unit_of_work(program, workspace) as ctx:
        await prices.save(ctx, kind="smsc_ru", prices=PRICES)
    await toys.people(program, workspace, OLD, kind="phone")
    moved_in = await toys.people(program, workspace, NEW, kind="phone", base=OLD)
    async with unit_of_work(program, workspace) as ctx:
        abroad = "UPDATE identities SET address = '+7701' || right(address, 7) WHERE contact_id = ANY(:people)"
        await ctx.session.execute(text(abroad), {"people": moved_in})
    said = await toys.template(program, workspace, kind="sms", body="Чай")
    campaign = await toys.create(
        program, workspace, toys.to_segment(await toys.everybody(program, workspace), [(channel.id, said)])
    )
    await toys.count(program, workspace, campaign)
    async with unit_of_work(program, workspace) as ctx:
        checked = (await reviewing.review(ctx, campaign.id)).check
    assert checked is not None
    (price,) = checked.prices
    assert (price.messages, price.sampled, price.exact) == (OLD + NEW, SAMPLE, False)
    assert price.low is not None
    assert price.high is not None
    # The bounds are of 95 in 100; that a fair sample of twenty holds hardly any of one half is not of this world.
    assert (OLD + NEW) * HERE < price.low < price.high < (OLD + NEW) * ABROAD
