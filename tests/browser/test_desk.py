"""The desk by keyboard, for everybody who reads it, and on a phone."""

import pytest
from playwright.async_api import Browser, expect
from tests.browser.axe import barriers
from tests.browser.screens import NARROW_PHONE, PHONE, Desk, Scheme, Widget, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser


async def test_an_operator_can_answer_by_keyboard(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await expect(desk.rows.first).to_be_visible()  # whatever other tests have asked meanwhile
        await desk.page.keyboard.press("j")
        await desk.page.keyboard.press("Enter")
        await expect(desk.composer).to_be_visible()
        await desk.page.keyboard.press("r")
        await expect(desk.composer).to_be_focused()
        await desk.page.keyboard.type("Отвечаю без мыши")
        await desk.page.keyboard.press("Control+Enter")
        await expect(desk.thread).to_contain_text("Отвечаю без мыши")  # after the seconds in which it may be taken back


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_widget_has_no_serious_barrier(chromium: Browser, shop: Otklik, scheme: Scheme) -> None:
    async with window(chromium, scheme=scheme) as outside:
        page = await outside.new_page()
        await page.goto(f"{shop.url}/demo")
        visitor = Widget(page)
        await visitor.open()
        frame = next(one for one in page.frames if "/widget/" in one.url)
        before = await barriers(frame)
        await visitor.write(f"Видно ли меня, тема {scheme}?")
        await expect(visitor.log).to_contain_text("Отправлено")
        assert (before, await barriers(frame)) == ([], [])


async def test_the_widget_fits_a_narrow_phone(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium, size=NARROW_PHONE, touch=True) as outside:
        page = await outside.new_page()
        await page.goto(f"{shop.url}/demo")
        visitor = Widget(page)
        await visitor.open()
        await visitor.write("Пишу с очень узкого телефона, и слово Превысокомногорассмотрительствующий тоже помещается")
        box = await visitor.box.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW_PHONE[0]
        assert box["y"] + box["height"] <= NARROW_PHONE[1]
        frame = next(one for one in page.frames if "/widget/" in one.url)
        assert await frame.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


async def test_a_conversation_fits_a_phone(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium, size=PHONE, touch=True) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.open("Дмитрий Орлов")
        assert await shows_no_horizontal_scroll(desk.page)
        box = await desk.composer.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= PHONE[1]
        await desk.page.get_by_role("button", name="К списку").click()
        await expect(desk.row("Дмитрий Орлов")).to_be_visible()


async def test_from_a_conversation_one_comes_back_to_where_one_was_in_the_list(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium, size=(PHONE[0], 420), touch=True) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.goto(f"{shop.url}/inbox?view=all")
        rows = desk.page.get_by_role("list", name="Диалоги")
        await rows.evaluate("rows => rows.parentElement.scrollTo(0, 600)")
        address = await rows.get_by_role("link").nth(-4).get_attribute("href")
        row = desk.page.locator(f'a[href="{address}"]')  # by what it is: more rows are drawn as it comes into sight
        await row.scroll_into_view_if_needed()
        await row.click()
        await expect(desk.thread).to_be_visible()
        await desk.page.get_by_role("button", name="К списку").click()
        await expect(row).to_be_in_viewport()
