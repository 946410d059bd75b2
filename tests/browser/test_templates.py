"""A letter as a marketer writes it: blocks, a check, its mending, the phone, a test in one's own mailbox."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.company import demo_company, hire, inside
from tests.browser.screens import Desk, shows_no_horizontal_scroll, window
from tests.browser.test_main_job import mailbox, parsed
from tests.factories_contacts import create_contact
from tests.faults.process import Otklik
from tests.mailserver import MailServer, mail_server

pytestmark = [pytest.mark.browser, pytest.mark.mail]

MARKETER = "anna@example.test"
HASTE = "Скидка для вас только сегодня."
HONEST = "Спасибо, что вы с нами. Скидка ждёт вас до {{ offer_ends | day }}."
SOMEBODY = (
    ("Зинаида Поварова", "email", "zinaida.povarova@people.test"),
    ("Харитон Лещ", "phone", "+79160004512"),
    ("", "email", "nameless.tea@people.test"),
)
FOUND = (
    ("поварова", "zinaida.povarova@people.test", "Зинаида"),
    ("zinaida.pov", "Зинаида Поварова", "Зинаида"),
    ("8 (916) 000-45-12", "Харитон Лещ", "Харитон"),
    ("nameless.tea", "nameless.tea@people.test", "незнакомец"),
)
"""What is typed, what stands in the one row found, and how the letter greets."""


@pytest.fixture
async def outside(tmp_path: Path) -> AsyncIterator[tuple[Otklik, MailServer]]:
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(mail_server(tmp_path))
        yield await stack.enter_async_context(demo_company()), mail


async def test_a_letter_is_written_mended_seen_on_a_phone_and_sent_to_oneself(
    outside: tuple[Otklik, MailServer], chromium: Browser
) -> None:
    otklik, mail = outside
    async with window(chromium) as office, window(chromium) as room:
        await (await Desk.signed_in(office, otklik)).connect("email", mailbox(mail))
        await hire(otklik, name="Анна Котова", email=MARKETER, role="marketer")
        desk = await Desk.signed_in(room, otklik, email=MARKETER)
        await desk.go_to("Шаблоны")
        page = desk.page
        await begin(page)
        await add(page, "Текст", HASTE)

        checks = page.get_by_role("region", name="Проверки")
        await expect(checks).to_contain_text("«только сегодня» нужна рядом настоящая дата")
        await expect(checks).to_contain_text("Нет возможности отписаться")
        await expect(page.get_by_role("button", name="Опубликовать")).to_be_disabled()

        await page.get_by_role("button", name="Настоящий срок").click()
        await page.get_by_role("textbox", name="Слова").fill(HONEST)
        await add(page, "Подвал")
        await expect(checks).to_contain_text("Всё хорошо: можно публиковать.")

        letter = page.frame_locator("iframe")
        await expect(letter.locator("body")).to_contain_text("Спасибо, что вы с нами. Скидка ждёт вас до")
        frame = await page.locator("iframe").bounding_box()
        assert frame
        assert frame["width"] <= 375
        assert await shows_no_horizontal_scroll(page)

        await page.get_by_role("button", name="Опубликовать").click()
        await expect(page.get_by_text("Опубликовано", exact=True)).to_be_visible()
        await page.get_by_role("button", name="Отправить себе").click()
        await page.get_by_role("dialog").get_by_role("button", name="Отправить", exact=True).click()
        await expect(page.get_by_text(f"Уже в пути: {MARKETER}")).to_be_visible()
        came = parsed((await mail.wait_for_mails(MARKETER, 1))[0])

    assert came["Subject"] == "[Test] Для вас, Анна"
    html, plain = came.get_body(("html",)), came.get_body(("plain",))
    assert html
    assert plain
    assert "Скидка ждёт вас до" in html.get_content()
    assert "Отписаться (https://" in plain.get_content()


async def test_the_letter_is_seen_as_one_of_those_found_by_name_address_or_phone_by_keys_alone(
    shop: Otklik, chromium: Browser
) -> None:
    async with inside(shop) as (program, company):
        for name, kind, address in SOMEBODY:
            await create_contact(program, company, name=name, address_kind=kind, address=address)
    async with window(chromium) as room:
        desk = await Desk.signed_in(room, shop)
        await desk.go_to("Шаблоны")
        page = desk.page
        await begin(page)
        await add(page, "Текст", "Здравствуйте, {{ person.first_name | default: 'незнакомец' }}")
        letter = page.frame_locator("iframe").locator("body")
        box, offers = page.get_by_role("combobox", name="Для кого"), page.get_by_role("option")
        clear = page.get_by_role("button", name="Очистить: Для кого")
        for typed, shown, greeted in FOUND:
            await box.focus()
            await box.fill(typed)
            await expect(offers).to_have_count(1)
            await expect(offers).to_contain_text(shown)
            await box.press("ArrowDown")
            await box.press("Enter")
            await expect(letter).to_contain_text(f"Здравствуйте, {greeted}")
            await box.press("Tab")
            await expect(clear).to_be_focused()
            await clear.press("Enter")
            await expect(box).to_be_focused()
            await expect(box).to_have_value("")


async def test_what_a_new_block_says_is_said_in_the_language_of_the_letter(shop: Otklik, chromium: Browser) -> None:
    async with window(chromium) as room:
        desk = await Desk.signed_in(room, shop)
        await desk.go_to("Шаблоны")
        page, blocks = desk.page, desk.page.get_by_role("list", name="Блоки")
        await begin(page)
        await page.get_by_role("button", name="Языки").click()
        await page.get_by_role("menuitem", name="английский").click()
        await page.get_by_label("Тема", exact=True).fill("For you")
        await add(page, "Кнопка")
        await expect(blocks).to_contain_text("See more")
        await expect(blocks).not_to_contain_text("Посмотреть")


async def begin(page: Page) -> None:
    await page.get_by_role("button", name="Новый шаблон").first.click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Название").fill("Скидка для своих")
    await form.get_by_role("button", name="Создать").click()
    await expect(page.get_by_role("heading", name="Скидка для своих")).to_be_visible()
    await page.get_by_label("Тема", exact=True).fill("Для вас{{ person.first_name | after_comma }}")
    await page.get_by_label("Прехедер").fill("Скидка для своих")


async def add(page: Page, block: str, words: str = "") -> None:
    await page.get_by_role("button", name="Добавить блок").click()
    await page.get_by_role("menuitem", name=block, exact=True).click()
    if words:
        await page.get_by_role("textbox", name="Слова").fill(words)
