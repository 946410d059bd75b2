"""The cascade as a marketer builds it on the canvas and sees it run; the same road as a list, by keys, on a phone."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from tests import factories_campaigns as toys
from tests.browser.axe import barriers
from tests.browser.company import demo_company, inside
from tests.browser.screens import Desk, shows_no_horizontal_scroll, window
from tests.browser.test_main_job import parsed
from tests.factories_contacts import create_contact
from tests.faults.waiting import eventually
from tests.smtpserver import mailbox_at, wrong_server

pytestmark = pytest.mark.browser

PATIENCE = 60_000
BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
READER = "Вера Лисицына"
ADDRESS = "vera@people.test"


async def test_the_cascade_is_built_on_the_canvas_and_seen_to_run(chromium: Browser) -> None:
    async with (
        wrong_server(lambda _stage, _count: None) as receiver,
        demo_company() as otklik,
        window(chromium) as room,
    ):
        async with inside(otklik) as (program, company):
            await create_contact(program, company, name=READER, address_kind="email", address=ADDRESS)
            await toys.template(program, company, name="Заказ собран")
        desk = await Desk.signed_in(room, otklik)
        await desk.connect("email", mailbox_at(receiver.port))
        page = desk.page
        await desk.go_to("Сценарии")
        await page.get_by_role("button", name="Новый сценарий").click()
        await page.get_by_role("button", name="Каскад").click()

        canvas = page.locator(".react-flow")
        await expect(canvas.get_by_text("Письмо → пуш → СМС")).to_be_visible()
        await expect(page.get_by_role("button", name="Запустить")).to_be_disabled()
        await pick(page, "Начинается с", "Вручную или API")
        await canvas.get_by_text("Письмо → пуш → СМС").click()
        await pick(page, "Для чего (согласие)", "Состояние заказа")
        for number in (1, 2, 3):
            await pick(page, f"Канал {number}", "Email")
            await pick(page, f"Шаблон {number}", "Заказ собран")
        await expect(page.get_by_text("До запуска поправьте")).to_have_count(0)
        assert await barriers(page) == []

        await page.get_by_role("button", name="Запустить").click()
        await expect(page.get_by_text("Работает")).to_be_visible()
        await put_in(page)
        cascade = canvas.get_by_role("group", name=re.compile("^Каскад"))
        for figure in ("Вошли 1", "Сейчас тут 1", "Отправлено 1", "Прочитано 0"):
            await expect(cascade).to_contain_text(figure, timeout=PATIENCE)
        (letter,) = receiver.kept
        assert parsed(letter)["To"].addresses[0].addr_spec == ADDRESS
        assert await barriers(page) == []

        # Read, so neither of the other channels is needed, and she goes on to the end.
        await read_until(page, letter, cascade.get_by_text("Прочитано 1"))
        await expect(cascade).not_to_contain_text("Сейчас тут")
        await expect(canvas.get_by_role("group", name=re.compile("^Выход"))).to_contain_text("Вошли 1")
        assert len(receiver.kept) == 1

        await page.get_by_text("Список", exact=True).click()
        steps = page.get_by_role("list", name="Шаги")
        await expect(steps.get_by_role("button")).to_have_count(3)
        await expect(steps).to_contain_text("Вошли 1")
        assert await barriers(page) == []
        await page.set_viewport_size({"width": 390, "height": 844})
        await expect(steps).to_be_visible()
        assert await shows_no_horizontal_scroll(page)


async def test_a_step_is_added_joined_and_removed_without_a_mouse(chromium: Browser) -> None:
    async with demo_company() as otklik, window(chromium) as room:
        desk = await Desk.signed_in(room, otklik)
        page = desk.page
        await desk.go_to("Сценарии")
        await page.get_by_role("link", name="День рождения").press("Enter")
        await page.get_by_text("Список", exact=True).click()
        steps = page.get_by_role("list", name="Шаги").get_by_role("button")
        before = await steps.count()
        await page.get_by_role("button", name="Добавить шаг").press("Enter")
        await page.get_by_role("menuitem", name="Подождать", exact=True).press("Enter")
        await expect(steps).to_have_count(before + 1)
        await expect(steps.nth(1)).to_contain_text("Подождать")
        await page.get_by_role("button", name="Убрать шаг").press("Enter")
        await expect(steps).to_have_count(before)


async def test_a_message_says_after_how_long_it_is_worth_nothing(chromium: Browser) -> None:
    async with demo_company() as otklik, window(chromium) as room:
        desk = await Desk.signed_in(room, otklik)
        page = desk.page
        await desk.go_to("Сценарии")
        await page.get_by_role("button", name="Новый сценарий").click()
        await page.get_by_role("button", name="Рядом с магазином").click()
        await page.locator(".react-flow").get_by_text("Вы рядом").click()
        loses = page.get_by_role("checkbox", name="Теряет смысл со временем")
        after = page.get_by_label("Имеет смысл в течение")
        await expect(after).to_have_value("30")
        await after.fill("45")
        await page.get_by_role("button", name="Сохранить").click()
        await page.reload()
        await page.locator(".react-flow").get_by_text("Вы рядом").click()
        await expect(after).to_have_value("45")
        assert await barriers(page) == []
        await loses.uncheck()
        await expect(after).to_have_count(0)


async def pick(page: Page, label: str, option: str) -> None:
    """One of a list that opens under a field."""
    await page.get_by_role("region", name="Выбранный шаг").get_by_label(label, exact=True).first.click()
    await page.get_by_role("option", name=option, exact=True).filter(visible=True).click()


async def put_in(page: Page) -> None:
    """By hand, from the menu."""
    await page.get_by_role("button", name="Ещё", exact=True).click()
    await page.get_by_role("menuitem", name="Добавить человека").click()
    panel = page.get_by_role("dialog")
    await panel.get_by_role("combobox").fill(READER)
    await page.get_by_role("option", name=READER).click()
    await panel.get_by_role("button", name="Добавить человека").click()
    await expect(page.get_by_text("Человек вошёл в сценарий")).to_be_visible()


async def read_until(page: Page, letter: bytes, seen: Locator) -> None:
    """Her mail program asks for the picture each time she opens the letter; who asks at once is taken for a machine."""
    html = parsed(letter).get_body(("html",))
    assert html
    picture = re.search(r'<img[^>]+src="(http[^"]+/_t/[^"]+)"', html.get_content())
    assert picture

    async def opened() -> bool:
        await page.request.get(picture[1], headers=BROWSER)
        return await seen.is_visible()

    await eventually(opened, timeout_seconds=PATIENCE / 1_000, step_seconds=1)
