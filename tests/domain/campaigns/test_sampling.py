"""What a campaign costs is worked out from messages of the whole audience, not of those who came first."""

import pytest
from msgspec.structs import replace
from tests import factories_campaigns as toys
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel

from otklik.channels.contract import ConfigValue, Price
from otklik.domains.campaigns.documents import CampaignTest, CampaignVariant
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
    await toys.move_abroad(program, workspace, await toys.people(program, workspace, NEW, kind="phone", base=OLD))
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


async def test_what_is_paid_in_two_currencies_is_not_one_sum(program: Program, workspace: Company) -> None:
    await toys.purpose(program, workspace)
    channel = await create_channel(
        program, workspace, kind="smsc_ru", config={"login": "t", "password": "x", "sender": "T"}
    )
    two = (PRICES[0], Price(micros=ABROAD, currency="KZT", country="KZ"))
    async with unit_of_work(program, workspace) as ctx:
        await prices.save(ctx, kind="smsc_ru", prices=two)
    await toys.people(program, workspace, 5, kind="phone")
    await toys.move_abroad(program, workspace, await toys.people(program, workspace, 3, kind="phone", base=5))
    said = await toys.template(program, workspace, kind="sms", body="Чай")
    plan = toys.to_segment(await toys.everybody(program, workspace), [(channel.id, said)])
    campaign = await toys.create(program, workspace, replace(plan, budget_micros=10**9))
    async with unit_of_work(program, workspace) as ctx:
        before = await reviewing.review(ctx, campaign.id)
    await toys.count(program, workspace, campaign)
    async with unit_of_work(program, workspace) as ctx:
        after = await reviewing.review(ctx, campaign.id)
    assert after.check is not None
    found = [(one.channel, one.currency, one.messages, one.micros, one.exact) for one in after.check.prices]
    assert found == [(0, "KZT", 3, 3 * ABROAD, True), (0, "RUB", 5, 5 * HERE, True)]
    for review in (before, after):
        [grave] = [one for one in review.findings if one.severity == "error"]
        assert (grave.code, grave.params) == ("campaigns.budget_of_another_currency", {"currencies": "KZT"})


async def test_an_sms_is_counted_in_the_alphabets_its_channel_may_use(program: Program, workspace: Company) -> None:
    """A hundred Turkish letters: one segment where the operator takes the Turkish table, two where not."""
    await toys.purpose(program, workspace)
    own: dict[str, ConfigValue] = {"host": "127.0.0.1", "system_id": "t", "password": "x", "sender": "T"}
    plain = await create_channel(program, workspace, kind="smpp", config=own)
    turkish = await create_channel(program, workspace, kind="smpp", config={**own, "shift_tables": ("turkish",)})
    async with unit_of_work(program, workspace) as ctx:
        await prices.save(ctx, kind="smpp", prices=(Price(micros=HERE, currency="RUB"),))
    await toys.people(program, workspace, 3, kind="phone")
    said = await toys.template(program, workspace, kind="sms", body="Çağrı şöyle " * 8)
    audience = await toys.everybody(program, workspace)
    found: list[int | None] = []
    for channel in (plain, turkish):
        campaign = await toys.create(program, workspace, toys.to_segment(audience, [(channel.id, said)]))
        await toys.count(program, workspace, campaign)
        async with unit_of_work(program, workspace) as ctx:
            checked = (await reviewing.review(ctx, campaign.id)).check
        assert checked is not None
        found += [one.micros for one in checked.prices]
    assert found == [3 * 2 * HERE, 3 * HERE]


async def test_a_test_is_as_big_as_the_people_in_it_by_however_many_channels_each_is_reached(
    program: Program, workspace: Company
) -> None:
    await toys.purpose(program, workspace)
    await toys.people(program, workspace, 80)
    boxes = [await toys.mailbox(program, workspace) for _ in range(2)]
    said = await toys.template(program, workspace)
    plan = toys.to_segment(await toys.everybody(program, workspace), [(one.id, said) for one in boxes])
    two = [replace(one, sayings=one.sayings * 2) for one in plan.channels]
    tested = replace(
        plan,
        channels=tuple(two),
        variants=(CampaignVariant(), CampaignVariant()),
        test=CampaignTest(percent=40, people_min=20),
        spread="every",
    )
    campaign = await toys.create(program, workspace, tested)
    await toys.count(program, workspace, campaign)
    async with unit_of_work(program, workspace) as ctx:
        review = await reviewing.review(ctx, campaign.id)
    found = {one.code: dict(one.params) for one in review.findings}
    assert found["campaigns.test_too_small"] == {"expected": 16, "needed": 20}
