"""What a campaign costs before its launch where channels are paid in two currencies: a line each, never one sum."""

import re

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, expect
from tests import factories_campaigns as toys
from tests.browser.axe import barriers
from tests.browser.company import inside
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel
from tests.faults.process import Otklik

from otklik.channels.contract import Price
from otklik.domains.campaigns.schemas import CampaignOut
from otklik.domains.prices import service as prices
from otklik.domains.segments import service as segments
from otklik.domains.segments.schemas import SegmentPeopleIn
from otklik.domains.segments.service import peopling
from otklik.program import Program

pytestmark = pytest.mark.browser

HOME = 3
ABROAD = 2
WITH_MAIL = 4
PATIENCE = 60_000
SMPP = {"host": "127.0.0.1", "port": 9, "system_id": "otklik", "password": "unused", "sender": "Otklik"}


async def test_two_currencies_are_two_lines_and_people_are_counted_once(chromium: Browser, shop: Otklik) -> None:
    async with inside(shop) as (program, company):
        campaign = await written(program, company)
    async with window(chromium) as room:
        page = (await Desk.signed_in(room, shop)).page
        await page.goto(f"{shop.url}/campaigns/{campaign.id}?part=launch")
        await page.get_by_role("button", name="Посчитать").click()
        reach = page.get_by_role("region", name="Кому уйдёт")
        await expect(reach).to_contain_text("Всего", timeout=PATIENCE)
        await page.reload()
        await expect(reach.locator("dt")).to_have_text(["СМС", "Канал", "Всего"], timeout=PATIENCE)
        await expect(reach).to_contain_text(re.compile(r"^9\s*из 9 человек"))
        sms, _, total = await reach.locator("dd").all_inner_texts()
        assert plain(sms) == ["5 человек", "6 ₽", "0,14 €"]
        assert plain(total) == ["9 сообщений", "6,60 ₽", "0,14 €"]
        assert await barriers(page) == []
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert await shows_no_horizontal_scroll(page)


def plain(text: str) -> list[str]:
    """Lines with ordinary spaces."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


async def written(program: Program, company: Company) -> CampaignOut:
    """By SMS, paid by country, and by mail; each person has one of the two addresses."""
    await toys.purpose(program, company, code="tea_sold")
    line = await create_channel(program, company, kind="smpp", name="СМС", config=SMPP)
    mailbox = await toys.mailbox(program, company)
    abroad = await toys.people(program, company, ABROAD, kind="phone", base=HOME)
    await toys.move_abroad(program, company, abroad)
    people = [*await toys.people(program, company, HOME, kind="phone"), *abroad]
    people += await toys.people(program, company, WITH_MAIL)
    async with unit_of_work(program, company) as ctx:
        rows = (Price(micros=2_000_000, currency="RUB", country="RU"), Price(micros=70_000, currency="EUR"))
        await prices.save(ctx, kind="smpp", prices=rows)
        chosen = await segments.create(ctx, segments.NewSegment(name="Чай", kind="list"))
        await peopling.put_on(ctx, chosen.id, SegmentPeopleIn(contact_ids=tuple(people)))
    ways = [
        (line.id, await toys.template(program, company, kind="sms", body="Чай")),
        (mailbox.id, await toys.template(program, company)),
    ]
    plan = toys.to_segment(chosen.id, ways)
    return await toys.create(program, company, replace(plan, purpose="tea_sold", spread="every"))
