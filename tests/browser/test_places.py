"""A shop is written down by what a map gives to be copied; the recipe for it says that nobody came yet."""

import pytest
from playwright.async_api import Browser, expect
from tests.browser.axe import barriers
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser


async def test_a_shop_is_written_down_with_pasted_coordinates(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as context:
        desk = await Desk.signed_in(context, shop)
        page = desk.page
        await page.goto(f"{desk.url}/settings/places")
        await page.get_by_role("button", name="Добавить магазин").first.click()
        await page.get_by_label("Название").fill("Кофейня на Арбате")
        await page.get_by_label("Адрес").fill("Арбат, 1")
        where = page.get_by_label("Координаты")
        save = page.get_by_role("button", name="Сохранить")
        await where.fill("Арбат, 1")
        await expect(page.get_by_text("Нужны два числа")).to_be_visible()
        await expect(save).to_be_disabled()
        await where.fill("55.7520, 37.5975")
        assert await barriers(page) == []
        await save.click()
        row = page.get_by_role("row").filter(has_text="Кофейня на Арбате")
        await expect(row).to_contain_text("55.752, 37.5975")
        await expect(row).to_contain_text("300 м")
        assert await barriers(page) == []
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert await shows_no_horizontal_scroll(page)
        await page.get_by_role("button", name="Изменить: Кофейня на Арбате").click()
        await expect(where).to_have_value("55.752, 37.5975")
        await page.get_by_role("button", name="Удалить").click()
        await page.get_by_role("dialog").last.get_by_role("button", name="Удалить").click()
        await expect(page.get_by_text("Магазинов пока нет")).to_be_visible()


async def test_a_recipe_says_which_event_has_never_come(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as context:
        desk = await Desk.signed_in(context, shop)
        page = desk.page
        await page.goto(f"{desk.url}/journeys")
        await page.get_by_role("button", name="Новый сценарий").first.click()
        near = page.get_by_role("button", name="Рядом с магазином")
        await expect(near).to_contain_text("Ещё не приходило событие: Рядом с магазином")
        await expect(page.get_by_role("button", name="День рождения")).not_to_contain_text("Ещё не приходило")
        await near.click()
        await expect(page.get_by_text("Такое событие ещё не приходило")).to_be_visible()
