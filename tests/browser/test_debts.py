"""Who waits for us, as it happens: an answer is owed until it is given; what is late shows until it is put off."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Locator, expect
from tests.browser.screens import PHONE, Desk, Widget, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik

from otklik.platform.clock import SystemClock

pytestmark = pytest.mark.browser

ASKED = "Успеет ли заказ к юбилею бабушки?"
TASK = "Перезвонить насчёт юбилея"
LATE_AFTER = timedelta(seconds=20)


def debt(desk: Desk, words: str) -> Locator:
    return desk.page.locator("li[data-debt]").filter(has_text=words)


async def add_task(desk: Desk, text: str) -> None:
    """Due in a moment; a person's form is in whole minutes, so by the request it makes."""
    api = f"{desk.url}/api/v1"
    session = await (await desk.page.request.get(f"{api}/session")).json()
    listed = await (await desk.page.request.get(f"{api}/conversations?view=all")).json()
    place = f"{api}/conversations/{listed['items'][0]['id']}/tasks"
    data = {"text": text, "due_at": (SystemClock().now() + LATE_AFTER).isoformat()}
    reply = await desk.page.request.post(place, data=data, headers={"x-csrf-token": session["csrf_token"]})
    assert reply.ok, await reply.text()


async def test_a_debt_appears_and_is_paid_and_what_is_late_rests_for_a_reason(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as outside, window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.go_to("Долги")
        await expect(desk.page.get_by_role("heading", name="Долги", exact=True)).to_be_visible()
        page = await outside.new_page()
        await page.goto(f"{shop.url}/demo")
        visitor = Widget(page)
        await visitor.open()
        await visitor.write(ASKED)
        await expect(debt(desk, ASKED)).to_be_visible()
        await debt(desk, ASKED).get_by_role("button", name="Ответить").click()
        await desk.answer("Успеет, привезём утром.")
        await expect(visitor.log).to_contain_text("привезём утром")
        await desk.go_to("Долги")
        await expect(desk.page.locator("li[data-debt]").first).to_be_visible()
        await expect(debt(desk, ASKED)).to_have_count(0)

        await add_task(desk, TASK)
        overdue = desk.page.get_by_role("region", name="Просрочено")
        await expect(overdue.get_by_text(TASK)).to_be_visible(timeout=90_000)
        await debt(desk, TASK).get_by_role("button", name="Отложить").click()
        await expect(desk.page.get_by_role("button", name="Отложить", exact=True).last).to_be_disabled()
        await desk.page.get_by_label("Причина").fill("Бабушка спит после обеда")
        await desk.page.get_by_role("dialog").get_by_role("button", name="Отложить", exact=True).click()
        await expect(debt(desk, TASK)).to_have_count(0)
        await desk.page.get_by_role("button", name=re.compile("^Отложено")).click()
        await expect(debt(desk, TASK)).to_contain_text("Снова в списке")


async def test_the_morning_view_fits_a_phone(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium, size=PHONE, touch=True) as inside:
        desk = await Desk.signed_in(inside, shop)
        for place, name in (("debts", "Долги"), ("tasks", "Задачи")):
            await desk.page.goto(f"{shop.url}/{place}")
            await expect(desk.page.get_by_role("heading", name=name, exact=True).first).to_be_visible()
            assert await shows_no_horizontal_scroll(desk.page)


async def test_whoever_begins_in_the_inbox_is_led_to_the_debts_once_a_day(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        line = desk.page.get_by_role("complementary", name="Кто нас ждёт")
        await expect(line).to_contain_text("Нас ждут:")
        await line.get_by_role("link", name="Открыть долги").click()
        await expect(desk.page.get_by_role("heading", name="Долги", exact=True)).to_be_visible()
        await desk.go_to("Входящие")
        await expect(desk.rows.first).to_be_visible()
        await expect(line).to_have_count(0)
        await desk.page.reload()
        await expect(desk.rows.first).to_be_visible()
        await expect(line).to_have_count(0)
