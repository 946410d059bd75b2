"""Without a network the desk that begins and whoever signs in are told so in words, and go on when it is back."""

import pytest
from playwright.async_api import Browser, expect
from tests.browser.screens import Desk, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser


async def test_a_desk_that_cannot_begin_says_so_and_begins_when_asked_again(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.route("**/api/v1/session", lambda asked: asked.abort("connectionrefused"))
        await desk.page.goto(f"{shop.url}/contacts")
        await expect(desk.page.get_by_role("alert")).to_contain_text("Сервер недоступен")
        await desk.page.unroute("**/api/v1/session")
        await desk.page.get_by_role("button", name="Попробовать ещё раз").click()
        await expect(desk.page.get_by_role("heading", name="Клиенты")).to_be_visible()


async def test_who_cannot_sign_in_for_lack_of_a_network_is_told_and_may_press_again(
    chromium: Browser, shop: Otklik
) -> None:
    async with window(chromium) as outside:
        page = await outside.new_page()
        await page.goto(f"{shop.url}/sign-in")
        await page.get_by_label("Почта").fill("nobody@otklik.example")
        await page.get_by_label("Пароль", exact=True).fill("не тот пароль 1")
        await outside.set_offline(True)
        await page.get_by_role("button", name="Войти").click()
        await expect(page.get_by_role("alert")).to_contain_text("Сервер недоступен")
        await outside.set_offline(False)
        await page.get_by_role("button", name="Войти").click()
        await expect(page.get_by_role("alert")).to_contain_text("не подходят")
