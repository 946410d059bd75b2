"""Answers for later and notes that call a colleague, as two people see them."""

import re

import pytest
from playwright.async_api import Browser, BrowserContext, expect
from tests.browser.company import hire
from tests.browser.screens import Desk, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

COLLEAGUE = ("Вера Громова", "vera@otklik.local")


async def test_an_answer_is_planned_seen_and_sent_at_once(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await opened(inside, shop)
        await desk.composer.fill("Напомню о заказе утром")
        await desk.page.get_by_role("button", name="Как отправлять").click()
        await desk.page.get_by_role("menuitem", name="Выбрать время…").click()
        panel = desk.page.get_by_role("dialog", name="Отправить позже")
        await panel.get_by_role("button", name="Открыть календарь").click()
        await expect(desk.page.get_by_role("grid")).to_be_visible()
        await desk.page.keyboard.press("Escape")
        await expect(desk.page.get_by_role("grid")).to_be_hidden()
        await panel.get_by_label("Только если клиент не напишет раньше").check()
        await panel.get_by_role("button", name="Запланировать").click()
        planned = desk.page.get_by_role("article", name="Запланированное сообщение").filter(has_text="Напомню о заказе")
        await expect(planned).to_contain_text("Напомню о заказе утром")
        await expect(planned).to_contain_text("если клиент не напишет раньше")
        await expect(desk.composer).to_have_value("")
        await planned.get_by_role("button", name="Отправить сейчас").click()
        await expect(desk.thread).to_contain_text("Напомню о заказе утром")
        await expect(planned).to_be_hidden()


async def test_a_colleague_called_in_a_note_sees_their_bell(chromium: Browser, shop: Otklik) -> None:
    name, email = COLLEAGUE
    await hire(shop, name=name, email=email)
    async with window(chromium) as theirs, window(chromium) as inside:
        colleague = await Desk.signed_in(theirs, shop, email=email)
        desk = await opened(inside, shop)
        await desk.page.keyboard.press("n")
        note = desk.page.get_by_role("textbox", name="Заметка")
        await expect(note).to_be_focused()
        await desk.page.keyboard.type("Глянь, @вер")
        await expect(desk.page.get_by_role("option", name=re.compile(name))).to_be_visible()
        await desk.page.keyboard.press("Enter")
        await expect(note).to_have_value(f"Глянь, @{name} ")
        await desk.page.keyboard.press("Control+Enter")
        await expect(desk.thread.locator("mark")).to_have_text([f"@{name}"])
        bell = colleague.page.get_by_role("button", name="Уведомления: 1 новое")
        await expect(bell).to_be_visible()


async def opened(context: BrowserContext, shop: Otklik) -> Desk:
    desk = await Desk.signed_in(context, shop)
    await desk.page.goto(f"{shop.url}/inbox?view=all")
    await desk.open("Дмитрий Орлов")
    await expect(desk.composer).to_be_visible()
    return desk
