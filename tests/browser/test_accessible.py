"""Every screen for everybody: WCAG 2.2 AA, a title and one heading, nothing wider than a phone, a quiet console."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, NamedTuple

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, expect
from tests.browser.axe import barriers
from tests.browser.routes import CHOSEN, FIRST_OF, ROUTES, Route
from tests.browser.screens import DESKTOP, PHONE, Desk, Scheme, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

MANY = 25
"""The desk has more screens than that: a router that named fewer would not have been read."""

NOWHERE: Final = Route("/no-such-screen", desk=False)


class Look(NamedTuple):
    size: tuple[int, int]
    scheme: Scheme
    locale: str


LOOKS: Final = {
    "wide light ru": Look(DESKTOP, "light", "ru"),
    "phone dark en": Look(PHONE, "dark", "en"),
}
"""Colours do not depend on the width nor words on the scheme: each of either stands in one of the two."""


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
async def test_every_screen_is_for_everybody(chromium: Browser, shop: Otklik, look: Look) -> None:
    phone = look.size == PHONE
    async with window(chromium, size=look.size, scheme=look.scheme, touch=phone, locale=look.locale) as outside:
        page = await outside.new_page()
        await page.goto(f"{shop.url}/sign-in")
        await settled(page)
        routes = [*(Route(**one) for one in await page.evaluate(ROUTES)), NOWHERE]
        assert len(routes) > MANY
        found = {one.pattern: await faults(page, shop, one, CHOSEN) for one in routes if not one.desk}
    async with window(chromium, size=look.size, scheme=look.scheme, touch=phone) as inside:
        desk = await Desk.signed_in(inside, shop)
        await speak(desk, look.locale)
        try:
            values = await parameters(desk)
            found |= {one.pattern: await faults(desk.page, shop, one, values) for one in routes if one.desk}
        finally:
            await speak(desk, "ru")
    wrong = [f"{pattern}: {fault}" for pattern, its in found.items() for fault in its]
    assert not wrong, "\n".join(wrong)


async def faults(page: Page, shop: Otklik, route: Route, values: Mapping[str, str]) -> list[str]:
    """What keeps somebody from this screen."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        refused = route.refused and message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not refused:
            said.append(f"console: {message.text[:300]}")

    page.on("console", hear)
    page.on("pageerror", broke := lambda error: said.append(f"script: {error}"))
    await page.goto(f"{shop.url}{route.address(values)}")
    await expect(page.get_by_role("heading", level=1).first).to_be_attached()
    await settled(page)
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", broke)
    return said + await heads(page) + await barriers(page)


async def heads(page: Page) -> list[str]:
    """What a screen reader says first, and whether one has to scroll sideways."""
    headings = [await one.inner_text() for one in await page.get_by_role("heading", level=1).all()]
    title = await page.title()
    wrong = [f"main headings: {headings}"] if len(headings) != 1 else []
    if not title.endswith(" · Otklik"):
        wrong.append(f"title: {title}")
    return wrong if await shows_no_horizontal_scroll(page) else [*wrong, "scrolls sideways"]


async def parameters(desk: Desk) -> dict[str, str]:
    """Of the company that the desk shows."""
    values = dict(CHOSEN)
    for name, path in FIRST_OF.items():
        listed = await (await desk.page.request.get(f"{desk.url}{path}")).json()
        values[name] = (listed if isinstance(listed, list) else listed["items"])[0]["id"]
    return values


async def speak(desk: Desk, locale: str) -> None:
    """The operator's own language, as their profile sets it."""
    session = await (await desk.page.request.get(f"{desk.url}/api/v1/session")).json()
    headers = {"x-csrf-token": session["csrf_token"]}
    reply = await desk.page.request.patch(f"{desk.url}/api/v1/me", data={"locale": locale}, headers=headers)
    assert reply.ok, await reply.text()


async def settled(page: Page) -> None:
    await page.wait_for_load_state("networkidle")
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)


Opening = Callable[[Page], Awaitable[object]]


def key(*names: str) -> Opening:
    async def press(page: Page) -> None:
        for name in names:
            await page.keyboard.press(name)

    return press


def press(*names: str, written: str = "") -> Opening:
    """A button, then what it opened, beside an answer that was begun."""

    async def click(page: Page) -> None:
        if written:
            await page.get_by_role("textbox", name="Ответ", exact=True).fill(written)
        for name in names:
            begins = re.compile(f"^{name}(:|$)")
            found = page.get_by_role("button", name=begins).or_(page.get_by_role("menuitem", name=name)).first
            await expect(found).to_be_enabled()
            await found.press("Enter")  # a pointer would miss what moves as the composer grows

    return click


OVER_THE_LIST: Final[Mapping[str, Opening]] = {
    "commands": key("Control+k"),
    "keys": key("?"),
    "chosen": key("j", "x"),
    "label of the chosen": key("j", "x", "l"),
    "priority of the chosen": key("j", "x", "p"),
    "snooze of the chosen": key("j", "x", "s"),
    "assignment of the chosen": key("j", "x", "a"),
    "filters": press("Фильтр и виды"),
    "bell": press("Уведомления"),
}
OVER_THE_THREAD: Final[Mapping[str, Opening]] = {
    "assignment": key("a"),
    "acts": press("Ещё действия"),
    "transfer": press("Ещё действия", "Передать"),
    "merge": press("Ещё действия", "Объединить"),
    "ways to send": press("Как отправлять"),
    "emoji": press("Эмодзи"),
    "ready replies": key("r", "/"),
    "colleagues in a note": key("n", "@"),
    "sending later": press("Как отправлять", "Выбрать время…", written="Ответим завтра"),
}
OPENED: Final = "[role=dialog], [role=menu], [role=listbox], [role=toolbar]"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_opens_over_a_screen_is_for_everybody(chromium: Browser, shop: Otklik, scheme: Scheme) -> None:
    found: dict[str, list[str]] = {}
    async with window(chromium, scheme=scheme) as inside:
        desk = await Desk.signed_in(inside, shop)
        for name, opens in OVER_THE_LIST.items():
            await desk.page.goto(f"{shop.url}/inbox?view=all")
            await expect(desk.page.locator("a[href^='/inbox/']").first).to_be_visible()
            found[name] = await _opened(desk.page, opens)
        for name, opens in OVER_THE_THREAD.items():
            await desk.page.goto(f"{shop.url}/inbox?view=all")
            await desk.page.evaluate("localStorage.clear()")  # what the last one left in the composer
            await desk.open("Светлана Ким")
            await expect(desk.composer).to_be_visible()
            found[name] = await _opened(desk.page, opens)
    wrong = [f"{name}: {fault}" for name, its in found.items() for fault in its]
    assert not wrong, "\n".join(wrong)


async def _opened(page: Page, opens: Opening) -> list[str]:
    await opens(page)
    await expect(page.locator(OPENED).filter(visible=True).first).to_be_visible()
    await settled(page)
    return await barriers(page)
