"""One letter, different to each: goods that are chosen for them, a picture and a background by gender and age."""

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.async_api import Browser, expect
from tests.browser.axe import barriers
from tests.browser.screens import Desk, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

BODY: Mapping[str, Any] = {
    "language": "ru",
    "wordings": {
        "ru": {
            "subject": "Для вас",
            "blocks": [
                {"type": "text", "text": "Только для неё", "gender": "female"},
                {"type": "footer", "text": "Чайная", "unsubscribe": "Отписаться"},
            ],
            "looks": [{"gender": "female", "age_from": 18, "age_to": 40, "look": {"ground": "#fdf2f8"}}],
        }
    },
}
GROUND = "getComputedStyle(document.body).backgroundColor"
ROSE, PLAIN = "rgb(253, 242, 248)", "rgb(243, 244, 246)"


async def test_a_marketer_sees_what_a_woman_a_man_and_whoever_is_older_gets(shop: Otklik, chromium: Browser) -> None:
    async with window(chromium) as room:
        desk = await Desk.signed_in(room, shop)
        page = desk.page
        made = await desk.post("/templates", {"name": "Каждому своё", "kind": "email", "body": BODY})
        await page.goto(f"{shop.url}/templates/{made['id']}")
        body = page.frame_locator("iframe").locator("body")
        await expect(body).to_contain_text("Только для неё")
        await expect(body).to_have_css("background-color", ROSE)

        await page.get_by_role("group", name="Кто этот человек").get_by_label("Возраст").fill("55")
        await expect(body).to_have_css("background-color", PLAIN)
        await expect(body).to_contain_text("Только для неё")
        await page.get_by_text("Мужчина", exact=True).click()
        await expect(body).not_to_contain_text("Только для неё")

        await page.get_by_role("button", name="Добавить блок").click()
        await page.get_by_role("menuitem", name="Товары", exact=True).click()
        await expect(body).to_contain_text("Вы недавно смотрели")
        await expect(body).to_contain_text("Эфиопия Иргачеффе")
        await page.get_by_role("combobox", name="Список товаров").click()
        await page.get_by_role("option", name="Рекомендации").click()
        await expect(page.get_by_text("Что чаще покупают клиенты из тех же сегментов")).to_be_visible()
        assert await barriers(page) == []
        assert await shows_no_horizontal_scroll(page)


async def test_a_marketer_says_by_which_segments_goods_are_recommended(shop: Otklik, chromium: Browser) -> None:
    async with window(chromium) as room:
        desk = await Desk.signed_in(room, shop)
        page = desk.page
        await page.goto(f"{shop.url}/settings/recommendations")
        await page.get_by_role("combobox", name="Делить клиентов по сегментам").click()
        await page.get_by_role("option", name="Постоянные покупатели").click()
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Сохранить").click()
        table = page.get_by_role("table", name="Что покупают")
        await expect(table.get_by_role("row").last).to_contain_text("Все клиенты")
        assert await barriers(page) == []
        await page.reload()
        await expect(page.get_by_role("button", name="Посчитать сейчас")).to_be_enabled()
        await expect(page.get_by_text("Посчитано")).to_be_visible()
