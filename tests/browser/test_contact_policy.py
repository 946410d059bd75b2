"""How often and at what hours: chosen on the settings screen, tried on Anna, read on a person's card."""

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.axe import barriers
from tests.browser.screens import Desk, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser


async def test_caps_and_hours_are_chosen_tried_and_kept(shop: Otklik, chromium: Browser) -> None:
    async with window(chromium) as context:
        desk = await Desk.signed_in(context, shop)
        page = desk.page
        await page.goto(f"{shop.url}/settings/contact-policy")
        await expect(page.get_by_role("heading", name="Частота и тихие часы")).to_be_visible()
        await choose_caps(page)
        await silence_sundays(page)
        await try_on_anna(page)
        await page.get_by_role("button", name="Сохранить").click()
        await expect(page.get_by_text("Сохранено")).to_be_visible()

        await page.reload()
        await expect(page.get_by_label("Новички: В неделю")).to_have_value("2")
        await expect(page.get_by_text("вс не писать")).to_be_visible()
        assert await barriers(page) == []


async def test_a_card_says_how_often_the_person_was_written_to(shop: Otklik, chromium: Browser) -> None:
    async with window(chromium) as context:
        desk = await Desk.signed_in(context, shop)
        await desk.page.goto(f"{shop.url}/contacts")
        await desk.page.get_by_role("link").filter(has_text="Мария Иванова").first.click()
        part = desk.page.get_by_role("heading", name="Как часто пишем").locator("..")
        await expect(part).to_contain_text("В неделю")
        await expect(part).to_contain_text("Часовой пояс")


async def test_a_time_zone_is_named_and_found_as_people_say_it(shop: Otklik, chromium: Browser) -> None:
    async with window(chromium) as context:
        page = (await Desk.signed_in(context, shop)).page
        await page.goto(f"{shop.url}/settings/contact-policy")
        zone = page.get_by_role("combobox", name="Где живёт")
        await expect(zone).to_have_value("Новосибирск, UTC+7")
        for words in ("екатер", "Asia/Yek"):
            await zone.fill(words)
            await expect(page.get_by_role("option")).to_have_text(["Екатеринбург, UTC+5"])
        await page.get_by_role("option").click()
        await expect(zone).to_have_value("Екатеринбург, UTC+5")


async def choose_caps(page: Page) -> None:
    for label, most in (("В день", "1"), ("В неделю", "2"), ("В месяц", "1")):
        await page.get_by_label(f"Новички: {label}").fill(most)
    await expect(page.get_by_role("alert")).to_contain_text("За больший срок не может быть меньше")
    await expect(page.get_by_role("button", name="Сохранить")).to_be_disabled()
    await page.get_by_label("Новички: В месяц").fill("6")
    await page.get_by_label("Отправить, когда станет можно").check()


async def silence_sundays(page: Page) -> None:
    await page.get_by_text("Все остальные каналы").click()
    await page.get_by_role("switch", name="Все остальные каналы, воскресенье: можно писать").uncheck(force=True)


async def try_on_anna(page: Page) -> None:
    answer = page.get_by_role("status", name="Что это значит для Анны")
    await expect(answer).to_contain_text("уйдёт сразу")
    await page.get_by_label("Уже получила сегодня").fill("1")
    await expect(answer).to_contain_text("пока достаточно")
