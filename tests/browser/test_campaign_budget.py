"""A campaign whose money is used up says so, waits for a new limit, and goes on with it."""

import re

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, expect
from tests import factories_campaigns as toys
from tests.browser.axe import barriers
from tests.browser.company import inside
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.factories import Company, unit_of_work
from tests.faults.process import Otklik
from tests.smtpserver import wrong_server

from otklik import demo_story
from otklik.domains.campaigns.documents import CampaignPlan
from otklik.domains.segments import service as segments
from otklik.domains.segments.schemas import SegmentPeopleIn
from otklik.domains.segments.service import peopling
from otklik.program import Program

pytestmark = pytest.mark.browser

PEOPLE = 40
PER_SECOND = 10
PAID_FOR = 5
PATIENCE = 60_000


async def test_a_campaign_that_ran_out_of_money_goes_on_with_a_new_limit(chromium: Browser, shop: Otklik) -> None:
    async with wrong_server(lambda _stage, _count: None) as post:
        async with inside(shop) as (program, company):
            plan = await written(program, company, port=post.port)
            campaign = await toys.create(program, company, plan, name="Чай кончился")
        async with window(chromium) as room:
            desk = await Desk.signed_in(room, shop)
            page = desk.page
            await page.goto(f"{shop.url}/campaigns/{campaign.id}")
            await page.get_by_role("tab", name="Проверка и запуск").click()
            await page.get_by_role("button", name="Посчитать").click()
            await expect(page.get_by_role("region", name="Кому уйдёт")).to_contain_text(
                re.compile(rf"Всего{PEOPLE} сообщений6\s₽"), timeout=PATIENCE
            )
            await page.get_by_role("button", name="Запустить").click()
            await page.get_by_role("dialog").get_by_role("button", name="Запустить").click()

            await expect(page.get_by_text("Приостановлена")).to_be_visible(timeout=PATIENCE)
            stop = page.get_by_role("heading", name="Деньги на рассылку кончились").locator(
                "xpath=ancestor::section[1]"
            )
            await expect(stop).to_contain_text(re.compile(r"Потрачено \S+\s₽ из 0,75\s₽"))
            go_on = page.get_by_role("button", name="Продолжить")
            await expect(go_on).to_be_disabled()
            assert await barriers(page) == []
            assert len(post.kept) == PAID_FOR
            await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
            assert await shows_no_horizontal_scroll(page)
            await stop.get_by_label("Новый предел, RUB").fill("100")
            await go_on.click()
            await expect(page.get_by_text("Завершена")).to_be_visible(timeout=PATIENCE)
            await expect(page.get_by_text(re.compile(r"^6\s₽$")).first).to_be_visible()
            assert len(post.kept) == PEOPLE


async def written(program: Program, company: Company, *, port: int) -> CampaignPlan:
    """To people of its own, at a pace, for a budget of a few letters."""
    await toys.purpose(program, company, code="tea_left")
    channel = await toys.mailbox(program, company, port=port)
    people = await toys.people(program, company, PEOPLE)
    async with unit_of_work(program, company) as ctx:
        chosen = await segments.create(ctx, segments.NewSegment(name="Чайники", kind="list"))
        await peopling.put_on(ctx, chosen.id, SegmentPeopleIn(contact_ids=tuple(people)))
    plan = toys.to_segment(chosen.id, [(channel.id, await toys.template(program, company))])
    budget = PAID_FOR * demo_story.LETTER.micros
    return replace(plan, purpose="tea_left", budget_micros=budget, per_second=PER_SECOND)
