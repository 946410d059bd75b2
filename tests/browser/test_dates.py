"""A day is written in the person's language whatever the browser's own: typed, picked by keys, refused with words."""

import re

import pytest
from playwright.async_api import Browser, expect
from tests.browser.screens import PHONE, Desk, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser


async def test_a_report_is_narrowed_by_days_typed_or_picked_by_keys(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.goto(f"{shop.url}/speed")
        since, until = (desk.page.get_by_role("combobox", name=name, exact=True) for name in ("С", "По"))
        await since.fill("25.11.2025")
        await since.press("Enter")
        await expect(desk.page).to_have_url(re.compile("from=2025-11-25"))
        await until.fill("когда-нибудь")
        await until.press("Tab")
        await expect(desk.page.get_by_text("Такая дата не читается.")).to_be_visible()
        await until.fill("24.11.2025")
        await until.press("Enter")
        await expect(desk.page.get_by_text("Не раньше 25.11.2025")).to_be_visible()
        await until.fill("30.11.2025")
        await until.press("Enter")
        await expect(desk.page).to_have_url(re.compile("to=2025-11-30"))
        await until.press("ArrowDown")
        month = desk.page.get_by_role("dialog", name="По")
        await expect(month.get_by_role("button", name="воскресенье, 30 ноября")).to_be_focused()
        await desk.page.keyboard.press("ArrowLeft")
        await desk.page.keyboard.press("Enter")
        await expect(month).to_be_hidden()
        await expect(until).to_have_value("29.11.2025")
        await since.fill("")
        await since.press("Enter")
        await expect(desk.page).not_to_have_url(re.compile("from="))


async def test_the_calendar_fits_a_phone(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium, size=PHONE, touch=True) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.goto(f"{shop.url}/ratings")
        await desk.page.get_by_role("button", name="Открыть календарь").last.click()
        month = desk.page.get_by_role("dialog", name="По")
        await expect(month.get_by_role("grid")).to_be_visible()
        assert await shows_no_horizontal_scroll(desk.page)
        await month.get_by_role("button", name=re.compile("^.+, 1 ")).first.click()
        await expect(desk.page).to_have_url(re.compile(r"to=\d{4}-\d\d-01"))
