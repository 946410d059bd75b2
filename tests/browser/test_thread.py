"""A thread of ten thousand messages is read like one of ten: opened, scrolled, searched, linked into and written in."""

import re
import time
from uuid import UUID

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, expect
from tests.browser.company import long_conversation
from tests.browser.screens import Desk, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

COUNT = 10_000
NODES_MAX = 300
STEPS = 60
STEP_PIXELS = 300
JUMP_PIXELS_MAX = 2
OPEN_MILLISECONDS_MORE_MAX = 700
NAME = "Зоя Долгова"
SHORT = "Ян Краткий"
WARM = "Иван Первый"
"""Opened before any is timed: whatever loads once is loaded."""

_SCROLLED = """async ([log, steps, step]) => {
    const scroller = log.parentElement.parentElement;
    const frames = (count) => new Promise((done) => {
        const next = (left) => (left === 0 ? done() : requestAnimationFrame(() => next(left - 1)));
        next(count);
    });
    const worst = { jump: 0, nodes: 0, text: '' };
    for (let at = 0; at < steps; at += 1) {
        const top = scroller.getBoundingClientRect().top;
        const seen = [...log.querySelectorAll('article')].find((one) => one.getBoundingClientRect().top >= top);
        const before = seen.getBoundingClientRect().top;
        const from = scroller.scrollTop;
        scroller.scrollTop = from - step;
        scroller.dispatchEvent(new Event('scroll'));
        const moved = from - scroller.scrollTop;
        for (let frame = 0; frame < 12; frame += 1) {
            await frames(1);
            const jump = Math.abs(seen.getBoundingClientRect().top - before - moved);
            if (jump > worst.jump) Object.assign(worst, { jump, text: `${at}.${frame} ${seen.id}` });
            worst.nodes = Math.max(worst.nodes, log.querySelectorAll('article').length);
        }
    }
    return worst;
}"""
"""Scrolls up by steps, each told at once as a wheel's is.

Tells how far a message seen was ever from where the scrolling alone would have put it, in pixels.
"""


async def test_ten_thousand_messages_open_at_once_and_scroll_without_a_jump(chromium: Browser, shop: Otklik) -> None:
    for name in WARM, SHORT:
        await long_conversation(shop, name=name, count=40)
    conversation, _ = await long_conversation(shop, name=NAME, count=COUNT)
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.goto(f"{shop.url}/inbox?view=all")
        await opened_in(desk, WARM, 39)
        short = await opened_in(desk, SHORT, 39)
        long = await opened_in(desk, NAME, COUNT - 1)
        assert long < short + OPEN_MILLISECONDS_MORE_MAX, (short, long)
        last = said(desk, COUNT - 1)
        assert await desk.thread.locator("article").count() < NODES_MAX

        log = await desk.thread.element_handle()
        worst = await desk.page.evaluate(_SCROLLED, [log, STEPS, STEP_PIXELS])
        assert worst["jump"] <= JUMP_PIXELS_MAX, worst
        assert worst["nodes"] < NODES_MAX
        await expect(last).to_have_count(0)

        await desk.page.get_by_role("button", name="К последним").click()
        await expect(last).to_be_in_viewport()
        assert desk.page.url.endswith(f"{conversation}?view=all")


async def test_a_link_leads_into_the_middle_and_both_ways_from_there(chromium: Browser, shop: Otklik) -> None:
    conversation, ids = await long_conversation(shop, name="Марк Ссылкин", count=COUNT)
    async with window(chromium) as inside:
        desk = await linked(inside, shop, conversation, ids[5_000])
        await expect(said(desk, 5_000)).to_be_in_viewport()
        assert await desk.thread.locator("article").count() < NODES_MAX
        await scrolled_to(desk, 4_950, by=-400)
        await scrolled_to(desk, 5_060, by=400)
        await desk.page.get_by_role("button", name="К последним").click()
        await expect(said(desk, COUNT - 1)).to_be_in_viewport()


async def test_words_are_found_far_back_and_the_way_leads_on(chromium: Browser, shop: Otklik) -> None:
    conversation, ids = await long_conversation(shop, name="Ия Искалова", count=3_000)
    async with window(chromium) as inside:
        desk = await linked(inside, shop, conversation, ids[-1])
        await expect(said(desk, 2_999)).to_be_in_viewport()
        await desk.page.keyboard.press("Control+f")
        box = desk.page.get_by_role("searchbox", name="Найти в этом диалоге")
        await expect(box).to_be_focused()
        await box.fill("сообщение 1234")
        await expect(said(desk, 1_234)).to_be_in_viewport()
        await expect(desk.page.get_by_role("search").get_by_role("status")).to_have_text("1 из 1")
        await box.fill("сообщениями")
        await expect(said(desk, 2_999)).to_be_in_viewport()
        await box.press("Enter")
        await expect(desk.page.get_by_role("search").get_by_role("status")).to_have_text(re.compile(r"^2 из \d+\+$"))
        await box.press("Escape")
        await expect(box).to_have_count(0)


async def test_a_message_that_is_gone_is_said_and_the_end_is_shown(chromium: Browser, shop: Otklik) -> None:
    conversation, _ = await long_conversation(shop, name="Пётр Пропавший", count=80)
    _, others = await long_conversation(shop, name="Лиза Чужая", count=2)
    async with window(chromium) as inside:
        desk = await linked(inside, shop, conversation, others[0])
        await expect(desk.page.get_by_text("Этого сообщения здесь больше нет")).to_be_visible()
        await expect(said(desk, 79)).to_be_in_viewport()


async def test_what_comes_while_the_past_is_read_waits_behind_a_button(chromium: Browser, shop: Otklik) -> None:
    conversation, ids = await long_conversation(shop, name="Нина Новикова", count=400)
    async with window(chromium) as first, window(chromium) as second:
        desk = await linked(first, shop, conversation, ids[-1])
        colleague = await linked(second, shop, conversation, ids[-1])
        await expect(said(desk, 399)).to_be_in_viewport()
        await scrolled_to(desk, 380, by=-200)
        await expect(said(desk, 399)).not_to_be_in_viewport()
        place = await said(desk, 380).bounding_box()
        await colleague.answer("Ваш заказ собран")
        fresh = desk.page.get_by_role("button", name="1 новое сообщение")
        await expect(fresh).to_be_visible()
        assert await said(desk, 380).bounding_box() == place
        await fresh.click()
        await expect(desk.thread.get_by_text("Ваш заказ собран")).to_be_in_viewport()
        await expect(fresh).to_have_count(0)
        await colleague.answer("Курьер выехал")
        await expect(desk.thread.get_by_text("Курьер выехал")).to_be_in_viewport()


async def opened_in(desk: Desk, name: str, newest: int) -> float:
    """Milliseconds from the press until the newest message is in sight."""
    row = desk.row(name).first
    await expect(row).to_be_visible()
    began = time.monotonic()
    await row.click()
    await expect(said(desk, newest)).to_be_in_viewport()
    return (time.monotonic() - began) * 1_000


def said(desk: Desk, number: int) -> Locator:
    return desk.thread.get_by_role("article").filter(has_text=f"Сообщение {number}.")


async def linked(inside: BrowserContext, shop: Otklik, conversation: UUID, message: UUID) -> Desk:
    desk = await Desk.signed_in(inside, shop)
    # Looked at from the first moment: what is said may be gone before a busy machine tells that all has loaded.
    await desk.page.goto(f"{shop.url}/inbox/{conversation}?view=all&message={message}", wait_until="commit")
    return desk


async def scrolled_to(desk: Desk, number: int, *, by: int) -> None:
    """By the wheel, as far as it takes."""
    wanted = said(desk, number)
    box = await desk.composer.bounding_box()
    assert box is not None
    await desk.page.mouse.move(box["x"] + 200, box["y"] - 200)
    for _ in range(200):
        if await wanted.count() and await wanted.evaluate(_IN_SIGHT):
            return
        await desk.page.mouse.wheel(0, by)
        await desk.page.evaluate(_NEXT_FRAME)
    pytest.fail(f"message {number} was never reached")


_NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_IN_SIGHT = """(element) => {
    const box = element.getBoundingClientRect();
    const frame = element.closest('[role=log]').parentElement.parentElement.getBoundingClientRect();
    return box.top >= frame.top && box.bottom <= frame.bottom;
}"""
