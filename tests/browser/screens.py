"""The desk and the widget as people use them: by roles, labels and words."""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, Literal

from playwright.async_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect
from playwright.async_api import TimeoutError as NotInTime
from tests.faults.process import Otklik

from otklik import demo
from otklik.channels.contract import ConfigValue

PATIENCE_MILLISECONDS = 20_000
GLANCE_MILLISECONDS = 3_000
SCREENS_OF_ROWS = 7
expect.set_options(timeout=PATIENCE_MILLISECONDS)

Scheme = Literal["light", "dark"]
DESKTOP = (1440, 900)
PHONE = (390, 844)
NARROW_PHONE = (360, 740)


@asynccontextmanager
async def window(
    chromium: Browser,
    *,
    size: tuple[int, int] = DESKTOP,
    scheme: Scheme = "light",
    touch: bool = False,
    locale: str = "ru-RU",
) -> AsyncGenerator[BrowserContext]:
    """A browser of one person: their own cookies and storage."""
    context = await chromium.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale=locale,
        timezone_id="Europe/Moscow",
        reduced_motion="reduce",
        has_touch=touch,
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    try:
        yield context
    finally:
        await context.close()


async def shows_no_horizontal_scroll(page: Page) -> bool:
    script = "document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth"
    return bool(await page.evaluate(script))


_SESSIONS: dict[tuple[str, str], list[Any]] = {}  # Any: as Playwright gives and takes them
"""Cookies of whoever has signed in, by server and address."""


class Desk:
    """One operator's page; it is never reloaded by these verbs."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    @classmethod
    async def signed_in(cls, context: BrowserContext, otklik: Otklik, *, email: str = demo.EMAIL) -> "Desk":
        """By the form, as a person does; with the same session again afterwards, for sign-ins are limited."""
        desk = cls(await context.new_page(), otklik.url)
        await context.add_cookies(_SESSIONS.get((otklik.url, email), []))
        await desk.page.goto(otklik.url)
        inside, form = desk.page.get_by_role("link", name="Входящие"), desk.page.get_by_role("textbox", name="Почта")
        await expect(inside.or_(form).first).to_be_visible()
        if await form.is_visible():
            await form.fill(email)
            await desk.page.get_by_label("Пароль", exact=True).fill(demo.PASSWORD)
            await desk.page.get_by_role("button", name="Войти").click()
        await expect(inside).to_be_visible()
        _SESSIONS[(otklik.url, email)] = list(await context.cookies(otklik.url))
        return desk

    async def connect(self, kind: str, config: Mapping[str, ConfigValue]) -> None:
        """A new channel, by the request the form makes."""
        await self.post("channels", {"kind": kind, "name": kind.capitalize(), "config": config})

    async def post(self, path: str, data: Mapping[str, Any]) -> Any:  # Any: JSON
        """What another program, or a form, asks for."""
        api = f"{self.url}/api/v1"
        session = await (await self.page.request.get(f"{api}/session")).json()
        headers = {"x-csrf-token": session["csrf_token"]}
        reply = await self.page.request.post(f"{api}/{path}", data=data, headers=headers)
        assert reply.ok, await reply.text()
        return await reply.json()

    def row(self, words: str) -> Locator:
        """The conversation whose row has these words."""
        return self.page.get_by_role("link").filter(has_text=words)

    @property
    def rows(self) -> Locator:
        """Of the conversations in sight, from above."""
        return self.page.get_by_role("list", name="Диалоги").get_by_role("link")

    @property
    def thread(self) -> Locator:
        return self.page.get_by_role("log", name="Сообщения")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Ответ", exact=True)

    async def open(self, words: str) -> None:
        """Looking for it down the list when it is not in sight: only rows near the screen are drawn."""
        rows = self.page.get_by_role("list", name="Диалоги")
        for _ in range(SCREENS_OF_ROWS):
            with suppress(NotInTime):
                await self.row(words).first.wait_for(timeout=GLANCE_MILLISECONDS)
                break
            await rows.evaluate("rows => rows.parentElement.scrollBy(0, rows.parentElement.clientHeight)")
        await self.row(words).first.click()
        await expect(self.thread).to_contain_text(words)

    async def answer(self, text: str) -> None:
        """Type in the composer and send; the five seconds in which it may be taken back are given up."""
        await self.composer.fill(text)
        await self.page.get_by_role("button", name="Отправить", exact=True).click()
        with suppress(NotInTime):  # on a busy machine they may be over before the button is reached
            await self.page.get_by_role("button", name="Отправить сейчас").click(timeout=GLANCE_MILLISECONDS)
        await expect(self.thread).to_contain_text(text)

    async def go_to(self, place: str) -> None:
        """By the rail, within the same page."""
        await self.page.get_by_role("navigation", name="Основное").get_by_role("link", name=place).click()


class Widget:
    """The chat on a shop's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name=re.compile("^Чат с нами"))

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("otklik-chat iframe")

    @property
    def box(self) -> Locator:
        return self.frame.get_by_role("textbox", name="Сообщение")

    @property
    def log(self) -> Locator:
        return self.frame.get_by_role("log", name="Сообщения")

    async def open(self) -> None:
        await self.launcher.click()
        await expect(self.box).to_be_visible()

    async def write(self, text: str) -> None:
        await self.box.fill(text)
        await self.frame.get_by_role("button", name="Отправить").click()
        await expect(self.log).to_contain_text(text)
