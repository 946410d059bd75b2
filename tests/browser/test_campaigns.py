"""A campaign as a marketer sends it: whom, what, when, for how much; then it goes, and what came of it is seen."""

import io
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import UUID

import pytest
import xlsxwriter
from playwright.async_api import Browser, Page, expect
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.browser.axe import barriers
from tests.browser.company import demo_company, inside
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.browser.test_main_job import mailbox, parsed
from tests.browser.test_templates import add as add_block
from tests.factories import Company, unit_of_work
from tests.faults.process import Otklik
from tests.mailserver import MailServer, mail_server
from tests.smtpserver import wrong_server

from otklik.program import Program

pytestmark = [pytest.mark.browser, pytest.mark.mail]

PEOPLE = 12
READER = "anna@example.test"
IMPORTED, GUESTS = 10_000, 2_000
"""Of the people in the file every fifth is a guest of the tasting."""
FILE_PATIENCE = 150_000
SENDING_PATIENCE = 120_000
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


async def test_from_a_file_of_ten_thousand_to_a_purchase(chromium: Browser) -> None:
    """Imported, gathered into a segment, written to in a letter of one's own, followed to what they bought."""
    async with (
        wrong_server(lambda _stage, _count: None) as receiver,
        demo_company() as otklik,
        window(chromium) as room,
    ):
        desk = await Desk.signed_in(room, otklik)
        page = desk.page
        await desk.connect("email", sender(receiver.port))
        await take_in(page, otklik)
        await gather(page, otklik)
        await compose(page, otklik)
        await desk.go_to("Рассылки")
        await begin(page)
        await aim(page)
        await page.get_by_role("tab", name="Проверка и запуск").click()
        await page.get_by_role("button", name="Посчитать").click()
        reach = page.get_by_role("region", name="Кому уйдёт")
        await expect(reach).to_contain_text(re.compile(r"2\s?000 человек"), timeout=SENDING_PATIENCE)
        await expect(reach).to_contain_text("Всего:")
        await page.get_by_role("button", name="Запустить").click()
        await page.get_by_role("dialog").get_by_role("button", name="Запустить").click()
        sent = page.locator("dt", has_text="Отправлено").locator("xpath=..")
        await expect(sent).to_contain_text(re.compile(r"[1-9]"), timeout=SENDING_PATIENCE)
        await expect(page.get_by_text("Завершена")).to_be_visible(timeout=SENDING_PATIENCE)
        await expect(sent).to_contain_text(re.compile(r"2\s?000"))
        assert len(receiver.kept) == GUESTS

        letter = parsed(receiver.kept[0])
        html = letter.get_body(("html",))
        assert html
        link = re.search(r'href="(http[^"]+/_t/[^"]+)"', html.get_content())
        assert link
        await page.request.get(link[1], headers=BROWSER, max_redirects=0)
        async with inside(otklik) as (program, company):
            async with unit_of_work(program, company) as ctx:
                whose = text("SELECT contact_id FROM identities WHERE address = :address")
                address = letter["To"].addresses[0].addr_spec
                reader: UUID = (await ctx.session.scalars(whose, {"address": address})).one()
            await toys.buys(program, company, reader, rubles=1_500)
        await expect(page.get_by_text("1 покупка")).to_be_visible(timeout=40_000)
        for figure in ("Прочитали", "Перешли"):
            await expect(page.locator("dt", has_text=figure).locator("xpath=..")).to_contain_text("1")


def sender(port: int) -> dict[str, str | int | bool]:
    """A mailbox whose letters go to that server."""
    return {
        "address": "news@example.test",
        "from_name": "Кофейня",
        "password": "unused",
        "imap_host": "127.0.0.1",
        "imap_port": 9,
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "smtp_auth": False,
    }


async def take_in(page: Page, otklik: Otklik) -> None:
    """A workbook with what people agreed to."""
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Полное имя", "Почта", "Согласие"])
        for number in range(IMPORTED):
            name = "Гость" if number % 5 == 0 else "Покупатель"
            sheet.write_row(number + 1, 0, [f"{name} {number}", f"guest{number}@people.test", "да"])
    await page.goto(f"{otklik.url}/imports")
    await page.get_by_role("button", name="Новый импорт").click()
    await page.locator("input[type=file]").set_input_files(
        {"name": "Клиенты.xlsx", "mimeType": "application/octet-stream", "buffer": body.getvalue()}
    )
    form = page.get_by_role("dialog", name="Клиенты.xlsx")
    await form.get_by_role("combobox", name="На что согласились").click()
    await page.get_by_role("option", name="Новости обжарки").click()
    await form.get_by_label("Где люди дали согласие").fill("Анкета на дегустации")
    await form.get_by_role("button", name="Загрузить").click()
    await expect(page.get_by_role("row").filter(has_text="Клиенты.xlsx")).to_contain_text(
        re.compile("Загружен$|Загружен[^о]"), timeout=FILE_PATIENCE
    )


async def gather(page: Page, otklik: Otklik) -> None:
    """A segment of those whose name begins so."""
    await page.goto(f"{otklik.url}/segments")
    await page.get_by_role("button", name="Новый сегмент").first.click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Название").fill("Гости")
    await form.get_by_role("button", name="Создать").click()
    await expect(form).to_be_hidden()
    await page.get_by_role("button", name="Условие", exact=True).click()
    await page.get_by_role("menuitem", name="Имя", exact=True).click()
    await page.get_by_role("combobox", name="Как", exact=True).click()
    await page.get_by_role("option", name="начинается с").click()
    words = page.get_by_label("Значения").first
    await words.fill("Гость")
    await words.press("Enter")
    await page.get_by_role("button", name="Сохранить").click()
    await expect(page.get_by_text("Сохранено")).to_be_visible()


async def compose(page: Page, otklik: Otklik) -> None:
    await page.goto(f"{otklik.url}/templates")
    await page.get_by_role("button", name="Новый шаблон").first.click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Название").fill("Вечер дегустации")
    await form.get_by_role("button", name="Создать").click()
    await page.get_by_label("Тема", exact=True).fill("Ждём вас, {{ person.name }}")
    await add_block(page, "Текст", "Реклама. [Выбрать вечер](https://shop.example/evening)")
    await add_block(page, "Подвал")
    await page.get_by_role("button", name="Опубликовать").click()
    await expect(page.get_by_text("Опубликовано", exact=True)).to_be_visible()


async def aim(page: Page) -> None:
    """At the segment, by mail, with that letter."""
    await page.get_by_role("combobox", name="Цель").click()
    await page.get_by_role("option", name="Новости обжарки").click()
    await page.get_by_role("combobox", name="Кто входит хотя бы в один").click()
    await page.get_by_role("option", name="Гости", exact=True).click()
    await page.keyboard.press("Escape")
    await page.get_by_role("tab", name="Что").click()
    await page.get_by_role("combobox", name="Добавить канал").click()
    await page.get_by_role("option", name="Email").click()
    await page.get_by_role("button", name="Добавить", exact=True).click()
    await page.get_by_role("combobox", name="Шаблон").click()
    await page.get_by_role("option", name="Вечер дегустации").click()
    await expect(page.get_by_text("Сохранено")).to_be_visible()


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
    await page.get_by_role("button", name="Добавить", exact=True).click()
    await page.get_by_role("combobox", name="Шаблон").click()
    await page.get_by_role("option", name="Весенний чай").click()
    await expect(page.get_by_text("Сохранено")).to_be_visible()
    await expect(page.frame_locator("iframe").locator("body")).to_contain_text("Здравствуйте, Анна")
