"""A marketer finds a good in the catalogue, loads a file of goods, and sees what of it was refused and why."""

import gzip
import re

import pytest
from playwright.async_api import Browser, FilePayload, expect
from tests.browser.axe import barriers
from tests.browser.company import demo_company
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

FILE = "Артикул;Название;Цена\nmatcha;Матча, 30 г;990\n;Без артикула;10\nx;Икс;дорого\n".encode("cp1251")


async def test_goods_are_found_and_a_file_adds_to_them_and_says_what_it_refused(
    shop: Otklik, chromium: Browser
) -> None:
    async with window(chromium) as context:
        desk = await Desk.signed_in(context, shop)
        page = desk.page
        await desk.go_to("Товары")
        await page.get_by_label("Найти по названию или артикулу").fill("колумбия уила")
        row = page.get_by_role("row").filter(has_text="Колумбия Уила")
        await expect(row).to_contain_text(re.compile(r"690\s₽"))
        await expect(row).to_contain_text(re.compile(r"790\s₽"))
        await expect(page.get_by_role("row").filter(has_text="Кения")).to_have_count(0)
        await page.get_by_role("button", name="Откуда товары").click()
        panel = page.get_by_role("dialog", name="Откуда товары")
        file = FilePayload(name="товары.csv", mimeType="text/csv", buffer=FILE)
        await panel.locator("input[type=file]").set_input_files(file)
        await expect(panel.get_by_text("Загружено только что")).to_be_visible()
        await panel.get_by_text("Что не приняли").click()
        await expect(panel.get_by_text("Цена не читается")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.get_by_label("Найти по названию или артикулу").fill("matcha")
        added = page.get_by_role("row").filter(has_text="Матча, 30 г")
        await expect(added).to_be_visible()
        await added.get_by_role("button", name="Убрать").click()
        await page.get_by_role("dialog").get_by_role("button", name="Убрать").click()
        await expect(page.get_by_text("Ничего не нашлось")).to_be_visible()


async def test_the_panel_of_the_feed_fits_a_phone(shop: Otklik, chromium: Browser) -> None:
    async with window(chromium, size=PHONE) as context:
        desk = await Desk.signed_in(context, shop)
        await desk.page.goto(f"{shop.url}/goods")
        await desk.page.get_by_role("button", name="Откуда товары").click()
        panel = desk.page.get_by_role("dialog", name="Откуда товары")
        await panel.get_by_label("Адрес фида").fill("shop.example/feed")
        await panel.get_by_role("button", name="Сохранить").click()
        await expect(panel.get_by_role("alert").or_(panel.locator(":invalid")).first).to_be_visible()
        assert await shows_no_horizontal_scroll(desk.page)


def shelf(*products: str) -> FilePayload:
    """Packed, as shops keep it."""
    lines = "".join(f"{one};Чай {one};100\n" for one in products)
    return FilePayload(
        name="shelf.csv.gz", mimeType="application/gzip", buffer=gzip.compress(f"id;название;цена\n{lines}".encode())
    )


async def test_a_file_with_less_than_half_of_the_goods_is_all_of_them_once_somebody_says_so(chromium: Browser) -> None:
    async with demo_company() as otklik, window(chromium) as context:
        desk = await Desk.signed_in(context, otklik)
        page = desk.page
        await desk.go_to("Товары")
        await page.get_by_role("button", name="Откуда товары").click()
        panel = page.get_by_role("dialog", name="Откуда товары")
        await panel.locator("input[type=file]").set_input_files(shelf("a", "b", "c", "d"))
        await expect(panel.get_by_text("Загружено только что")).to_be_visible()
        await panel.locator("input[type=file]").set_input_files(shelf("a"))
        await expect(panel.get_by_text("В фиде меньше половины")).to_be_visible()
        assert await barriers(page) == []
        await panel.get_by_role("button", name="Это все товары").click()
        sure = page.get_by_role("dialog", name="Убрать остальные товары из наличия?")
        await expect(sure).to_contain_text("Выберите файл ещё раз")
        async with page.expect_file_chooser() as chooser:
            await sure.get_by_role("button", name="Выбрать файл").click()
        await (await chooser.value).set_files(shelf("a"))
        await expect(panel.get_by_text("В фиде меньше половины")).to_have_count(0)
        await expect(panel.get_by_text("Загружено только что")).to_be_visible()
        await expect(panel.get_by_role("region", name="Последняя загрузка")).to_contain_text(re.compile(r"3"))
