"""The cascade as a marketer builds it on the canvas and sees it run; the same road as a list, by keys, on a phone."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.axe import barriers
from tests.browser.company import demo_company
from tests.browser.screens import Desk, shows_no_horizontal_scroll, window

pytestmark = pytest.mark.browser

MAILBOX = {
    "address": "news@example.test",
    "from_name": "Чайная",
    "password": "unused",
    "imap_host": "127.0.0.1",
    "smtp_host": "127.0.0.1",
    "smtp_port": 9,
    "smtp_security": "none",
    "smtp_auth": False,
}


async def test_the_cascade_is_built_on_the_canvas_and_seen_to_run(chromium: Browser) -> None:
    async with demo_company() as otklik, window(chromium) as room:
        desk = await Desk.signed_in(room, otklik)
        await desk.connect("email", MAILBOX)
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
            await pick(page, f"Шаблон {number}", "Брошенная корзина")
        await expect(page.get_by_text("До запуска поправьте")).to_have_count(0)
        assert await barriers(page) == []

        await page.get_by_role("button", name="Запустить").click()
        await expect(page.get_by_text("Работает")).to_be_visible()
        await put_in(page, otklik.url)
        await expect(canvas.get_by_text("Вошли 1").first).to_be_visible(timeout=25_000)

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


async def pick(page: Page, label: str, option: str) -> None:
    """One of a list that opens under a field."""
    await page.get_by_role("region", name="Выбранный шаг").get_by_label(label, exact=True).first.click()
    await page.get_by_role("option", name=option, exact=True).filter(visible=True).click()


async def put_in(page: Page, url: str) -> None:
    """What another program does: one person comes in."""
    api = f"{url}/api/v1"
    session: dict[str, Any] = await (await page.request.get(f"{api}/session")).json()  # Any: JSON
    journeys: dict[str, Any] = await (await page.request.get(f"{api}/journeys?only=running")).json()  # Any: JSON
    people: dict[str, Any] = await (await page.request.get(f"{api}/contacts?limit=1")).json()  # Any: JSON
    reply = await page.request.post(
        f"{api}/journeys/{journeys['items'][0]['id']}/runs",
        data={"people": [{"contact_id": people["items"][0]["id"]}]},
        headers={"x-csrf-token": session["csrf_token"]},
    )
    assert reply.ok, await reply.text()
