"""An operator's day by keys alone: what has the focus is always seen, and no dialog takes it along."""

import asyncio
import re
from contextlib import suppress
from typing import Final

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect
from playwright.async_api import TimeoutError as NotInTime
from tests.browser.screens import GLANCE_MILLISECONDS, Desk, window
from tests.browser.test_inbox_work import Customers, said
from tests.faults.process import Otklik

from otklik import demo

pytestmark = pytest.mark.browser

TABS_MAX: Final = 60
OTHER: Final = "Илья Воронов"
"""A colleague of the demo company."""
FOCUS: Final = """() => {
  const held = document.activeElement;
  if (held === document.body) return "nothing has the focus";
  const shown = /^(radio|checkbox)$/.test(held.type) ? [...held.labels, held.nextElementSibling, held] : [held];
  const seen = shown.filter((one) => one?.checkVisibility() && one.getBoundingClientRect().width > 0);
  if (!seen.length) return `${held.outerHTML.slice(0, 120)} is not seen`;
  if (/^(text|search|email|password|textarea)$/.test(held.type)) return "";
  const marked = ({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  return seen.some((one) => marked(getComputedStyle(one))) ? "" : `${held.outerHTML.slice(0, 120)} has no ring`;
}"""
"""What is wrong with the focus, if anything; a field one types in shows its caret."""


class Keys:
    """The pointer never moves: keys, and Tab to what comes next."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, *names: str) -> None:
        for name in names:
            await self.page.keyboard.press(name)

    async def type(self, words: str) -> None:
        """Letters that no key of the test's keyboard has are put into a field, which must be there."""
        if not words.isascii():
            await self.page.wait_for_function("document.activeElement.matches('input, textarea')")
        await self.page.keyboard.type(words)

    async def reach(self, target: Locator) -> None:
        """Each thing on the way is seen to have the focus."""
        await expect(target).to_be_visible()
        for _ in range(TABS_MAX):
            if await target.evaluate("one => one === document.activeElement"):
                await self.is_seen()
                return
            await self.page.keyboard.press("Tab")
        await expect(target).to_be_focused()

    async def is_seen(self) -> None:
        """The focus is somewhere, now or in a moment, and one sees where."""
        with suppress(NotInTime):
            await self.page.wait_for_function(f"() => ({FOCUS})() === ''", timeout=GLANCE_MILLISECONDS)
        assert not await self.page.evaluate(FOCUS)

    async def leave(self, dialog: Locator) -> None:
        await self.press("Escape")
        await expect(dialog).to_have_count(0)


async def test_an_operator_needs_no_mouse_from_signing_in_to_a_closed_conversation(
    chromium: Browser, shop: Otklik
) -> None:
    async with window(chromium) as outside, window(chromium) as inside:
        colleague = await Desk.signed_in(outside, shop)
        question, other = said("Когда откроетесь?"), said("Есть ли подарочная упаковка?")
        customers = Customers(outside.request, shop.url)
        for words in (other, question):
            await customers.write(words)
            await expect(colleague.row(words)).to_be_visible()

        desk = Desk(await inside.new_page(), shop.url)
        keys = Keys(desk.page)
        await signs_in(keys, desk)
        await picks(keys, desk, question)
        reply = await answers(keys, desk)
        await assigns(keys, desk)
        await expect(colleague.row(reply)).to_be_visible()
        await snoozes(keys, desk, reply)
        await expect(colleague.row(reply)).to_be_hidden()

        await picks(keys, desk, other)
        await keys.press("e")
        await expect(colleague.row(other)).to_be_hidden()
        await keys.is_seen()

        await finds_a_person(keys, desk)


async def test_after_closing_a_conversation_one_goes_on_with_the_row_below_it(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        keys, customers = Keys(desk.page), Customers(inside.request, shop.url)
        mine = [said("Есть ли кофе в дрип-пакетах?"), said("А подписка на зерно?")]
        for words in mine:
            await customers.write(words)
            await expect(desk.row(words)).to_be_visible()
        shown = await desk.rows.all_inner_texts()
        lower = max(mine, key=lambda words: next(at for at, row in enumerate(shown) if words in row))
        await picks(keys, desk, lower)
        below = await desk.row(lower).locator("xpath=following::a[1]").get_attribute("href")
        await keys.press("e")
        await expect(desk.row(lower)).to_have_count(0)
        await keys.press("j")
        await expect(desk.page.locator(f"a[href^='{str(below).partition('?')[0]}']")).to_be_focused()


async def signs_in(keys: Keys, desk: Desk) -> None:
    await desk.page.goto(f"{desk.url}/inbox")
    await keys.reach(desk.page.get_by_label("Почта"))
    await keys.type(demo.EMAIL)
    await keys.reach(desk.page.get_by_label("Пароль", exact=True))
    await keys.type(demo.PASSWORD)
    await keys.press("Enter")
    await expect(desk.rows.first).to_be_visible()


async def picks(keys: Keys, desk: Desk, words: str) -> None:
    """By j and k, there and back; what is marked has the focus."""
    await expect(desk.row(words)).to_be_visible()
    row = desk.row(words).first
    await keys.press("j", "j", "k")
    for _ in range(TABS_MAX):
        await keys.is_seen()
        if await row.evaluate("one => one === document.activeElement"):
            break
        await keys.press("j")
    await expect(row).to_be_focused()
    await keys.press("Enter")
    await expect(desk.thread).to_contain_text(words)
    await keys.is_seen()


async def answers(keys: Keys, desk: Desk) -> str:
    """Returns what was said. The key may come before there is a composer to go to."""
    reply = said("Откроемся в девять")
    await keys.press("r")
    await expect(desk.composer).to_be_focused()
    await keys.is_seen()
    await keys.type(reply)
    await keys.press("Control+Enter")
    await expect(desk.thread).to_contain_text(reply)
    await keys.press("Control+k")
    palette = desk.page.get_by_role("dialog", name="Команды")
    await expect(palette).to_be_visible()
    await keys.leave(palette)
    await expect(desk.composer).to_be_focused()
    await keys.press("Shift+Tab")
    await keys.is_seen()
    return reply


async def assigns(keys: Keys, desk: Desk) -> None:
    """From the switch beside the composer, which takes no letters."""
    await keys.press("a")
    menu = desk.page.get_by_role("menu")
    await walk(keys, menu.get_by_role("menuitem", name=re.compile(f"^{OTHER}")))
    await keys.press("Enter")
    await expect(menu).to_have_count(0)
    await expect(desk.page.get_by_text(f"Оператор: {OTHER}").first).to_be_visible()
    await keys.is_seen()


async def walk(keys: Keys, target: Locator) -> None:
    """A menu goes by arrows, a dialog by Tab."""
    await expect(target).to_be_visible()
    step = "ArrowDown" if await target.get_attribute("role") == "menuitem" else "Tab"
    for _ in range(TABS_MAX):
        if await target.evaluate("one => one === document.activeElement"):
            return
        await keys.press(step)
    await expect(target).to_be_focused()


async def snoozes(keys: Keys, desk: Desk, words: str) -> None:
    """Looked at and left first: nothing is done by it and the place is kept."""
    dialog = desk.page.get_by_role("dialog")
    await keys.press("s")
    await expect(dialog).to_be_visible()
    await keys.is_seen()
    await keys.leave(dialog)
    await keys.is_seen()
    await expect(desk.row(words).first).to_be_visible()
    await keys.press("s")
    await walk(keys, dialog.get_by_role("button", name="До завтра"))
    await keys.press("Enter")
    await expect(dialog).to_have_count(0)
    await keys.is_seen()


async def test_what_is_typed_before_the_palette_is_there_is_looked_for_and_does_nothing_to_the_conversation(
    chromium: Browser, shop: Otklik
) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        question = said("Работаете ли в праздники?")
        await Customers(inside.request, shop.url).write(question)
        await desk.open(question)
        on_its_way = asyncio.Event()

        async def later(asked: Route) -> None:
            await on_its_way.wait()
            await asked.continue_()

        await desk.page.route("**/Commands-*.js", later)
        keys = Keys(desk.page)
        await desk.row(question).first.focus()
        await keys.press("Control+k")
        await keys.type("english")
        await expect(desk.page.get_by_role("dialog")).to_have_count(0)
        on_its_way.set()
        await expect(desk.page.get_by_role("combobox", name="Куда перейти, что сделать")).to_have_value("english")
        await expect(desk.page.get_by_role("option", selected=True)).to_have_text("English")
        await keys.leave(desk.page.get_by_role("dialog"))
        await expect(desk.row(question).first).to_be_visible()


async def finds_a_person(keys: Keys, desk: Desk) -> None:
    """By the palette to their card, and back to the inbox."""
    await keys.press("Control+k")
    await keys.is_seen()
    await keys.type("Светлана")
    person = desk.page.get_by_role("option").filter(has_text="Светлана Ким")
    await expect(person.first).to_be_visible()
    while not await person.locator("xpath=self::*[@aria-selected='true']").count():
        await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(desk.page.get_by_text("Светлана Ким").first).to_be_visible()
    await keys.is_seen()
    await keys.leave(desk.page.get_by_role("dialog"))
    await keys.is_seen()
    await keys.press("?")
    help_ = desk.page.get_by_role("dialog").filter(has_text="Сочетания клавиш")
    await expect(help_).to_be_visible()
    await keys.leave(help_)
    await keys.is_seen()
    await keys.press("Control+k")
    await keys.type("Входящие")
    await expect(desk.page.get_by_role("option", selected=True)).to_contain_text("Входящие")
    await keys.press("Enter")
    await expect(desk.rows.first).to_be_visible()
    await keys.is_seen()
