"""A campaign as a marketer sends it: whom, what, when, for how much; then it goes, and what came of it is seen."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.browser.axe import barriers
from tests.browser.company import demo_company, inside
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.browser.test_main_job import mailbox, parsed
from tests.factories import Company, unit_of_work
from tests.faults.process import Otklik
from tests.mailserver import MailServer, mail_server

from otklik.program import Program

pytestmark = [pytest.mark.browser, pytest.mark.mail]

PEOPLE = 12
READER = "anna@example.test"
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
async def outside(tmp_path: Path) -> AsyncIterator[tuple[Otklik, MailServer]]:
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(mail_server(tmp_path))
        yield await stack.enter_async_context(demo_company()), mail


async def test_a_campaign_is_written_counted_sent_and_followed(
    outside: tuple[Otklik, MailServer], chromium: Browser, tmp_path: Path
) -> None:
    otklik, mail = outside
    async with inside(otklik) as (program, company):
        reader = await seed(program, company)
    async with window(chromium) as office:
        desk = await Desk.signed_in(office, otklik)
        await desk.connect("email", mailbox(mail))
        page = desk.page
        await desk.go_to("Рассылки")
        await expect(page.get_by_role("link", name="Новый урожай: Эфиопия")).to_be_visible()
        await begin(page)
        await write(page)
        await check_and_launch(page)
        await page.screenshot(path=tmp_path / "sent.png", full_page=True)

        letter = parsed((await mail.wait_for_mails(READER, 1))[0])
        assert letter["Subject"] == "Чай для Анна"
        html = letter.get_body(("html",))
        assert html
        link = re.search(r'href="(http[^"]+/_t/[^"]+)"', html.get_content())
        assert link
        await page.request.get(link[1], headers=BROWSER, max_redirects=0)
        async with inside(otklik) as (program, company):
            await toys.buys(program, company, reader, rubles=1_500)
        await expect(page.get_by_text("1 покупка")).to_be_visible(timeout=40_000)
        await page.screenshot(path=tmp_path / "figures.png", full_page=True)
        assert await barriers(page) == []
    async with window(chromium, size=PHONE, scheme="dark") as pocket:
        phone = await Desk.signed_in(pocket, otklik)
        await phone.page.goto(page.url)
        await expect(phone.page.get_by_text("1 покупка")).to_be_visible()
        assert await shows_no_horizontal_scroll(phone.page)
        await phone.page.screenshot(path=tmp_path / "phone.png", full_page=True)


async def seed(program: Program, company: Company) -> UUID:
    """People to write to, one of whom has a mailbox here; a letter for them."""
    await toys.purpose(program, company, code="tea")
    people = await toys.people(program, company, PEOPLE)
    await toys.template(program, company, name="Весенний чай")
    async with unit_of_work(program, company) as ctx:
        moved = text("UPDATE identities SET address = :address WHERE contact_id = :person")
        await ctx.session.execute(moved, {"address": READER, "person": people[0]})
    return people[0]


async def begin(page: Page) -> None:
    await page.get_by_role("button", name="Новая рассылка").click()
    await page.get_by_role("dialog").get_by_label("Название").fill("Весна пришла")
    await page.get_by_role("button", name="Создать").click()


async def check_and_launch(page: Page) -> None:
    await page.get_by_role("tab", name="Проверка и запуск").click()
    await page.get_by_role("button", name="Посчитать").click()
    reach = page.get_by_role("region", name="Кому уйдёт")
    await expect(reach).to_contain_text(re.compile(r"Email\s*6\d человек"))
    await expect(reach).to_contain_text("Нет адреса в этом канале")
    await expect(page.get_by_role("region", name="Проверка")).to_contain_text("нет пометки «Реклама»")
    assert await barriers(page) == []
    await page.get_by_role("button", name="Запустить").click()
    await page.get_by_role("dialog").get_by_role("button", name="Запустить").click()
    await expect(page.get_by_text("Завершена")).to_be_visible()


async def write(page: Page) -> None:
    """Everybody the purpose lets be written to, by mail, one letter."""
    await page.get_by_role("combobox", name="Цель").click()
    await page.get_by_role("option", name="Новости", exact=True).click()
    await page.get_by_text("Все, кто согласился").click()
    await page.get_by_role("tab", name="Что").click()
    await page.get_by_role("combobox", name="Добавить канал").click()
    await page.get_by_role("option", name="Email").click()
    await page.get_by_role("combobox", name="Шаблон").click()
    await page.get_by_role("option", name="Весенний чай").click()
    await expect(page.get_by_text("Сохранено")).to_be_visible()
    await expect(page.frame_locator("iframe").locator("body")).to_contain_text("Здравствуйте, Анна")
