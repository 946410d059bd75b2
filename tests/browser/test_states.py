"""What a list or a screen shows besides its content: nothing yet, not yet, and not at all; in words, with a way out."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from re import Pattern
from typing import Any, Final, NamedTuple

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect
from tests.browser.routes import go
from tests.browser.screens import DESKTOP, PHONE, Desk, shows_no_horizontal_scroll, window
from tests.browser.test_accessible import parameters, speak
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

Json = Any  # Any: what the API answers, whatever screen asked
Words = Mapping[str, str]
"""The same in either language."""


ARTICLE: Final = "article"


def both(russian: str, english: str) -> Words:
    return {"ru": russian, "en": english}


CONVERSATIONS: Final = both("Диалоги", "Conversations")


class Screen(NamedTuple):
    address: str
    asks: Pattern[str]
    """The request whose answer is the content."""
    empty: Words
    content: str | Words
    """Words of it, a role, or the list whose first row is looked at: what others wrote stands above the demo's."""

    def shown(self, page: Page, locale: str) -> Locator:
        inside = page.locator("#content")
        if self.content == ARTICLE:
            return inside.get_by_role(ARTICLE).last
        if self.content == CONVERSATIONS:
            return inside.get_by_role("list", name=CONVERSATIONS[locale]).get_by_role("listitem").first
        return inside.get_by_text(self.content if isinstance(self.content, str) else self.content[locale]).first


def asks(path: str) -> Pattern[str]:
    return re.compile(rf"/api/v1{path}(\?|$)")


def showing(address: str, content: str | Words, *, empty: tuple[str, str], asked: str = "") -> Screen:
    """One whose content comes from the path of the API that is called as it is, or from `asked`."""
    return Screen(address, asks(asked or address), both(*empty), content)


SCREENS: Final = (
    showing("/inbox", CONVERSATIONS, empty=("Открытых диалогов нет", "No open conversations"), asked="/conversations"),
    showing(
        "/inbox/$conversationId",
        ARTICLE,
        empty=("Сообщений пока нет", "No messages yet"),
        asked="/conversations/[^/]+/messages",
    ),
    showing("/contacts", "Светлана Ким", empty=("Клиентов пока нет", "No contacts yet")),
    showing(
        "/debts", both("Просрочено", "Overdue"), empty=("Никто не ждёт", "Nobody is waiting"), asked="/debts/summary"
    ),
    showing(
        "/promises",
        both("По каналам", "By channel"),
        empty=("Обещаний ещё не было", "No promises yet"),
        asked="/promises/report",
    ),
    showing(
        "/speed",
        both("Ждут сейчас", "Waiting now"),
        empty=("За этот период ответов нет", "No answers in this period"),
    ),
    showing("/campaigns", "Осенняя смесь вернулась", empty=("Рассылок пока нет", "No campaigns yet")),
    showing("/posts", "Новый урожай: Эфиопия", empty=("Публикаций пока нет", "No posts yet")),
    showing("/journeys", "Знакомство с кофейней", empty=("Сценариев пока нет", "No journeys yet")),
    showing("/segments", "Постоянные покупатели", empty=("Сегментов пока нет", "No segments yet")),
    showing("/goods", "Колумбия Уила, 250 г", empty=("Товаров пока нет", "No goods yet")),
    showing("/templates", "Приветствие", empty=("Шаблонов пока нет", "No templates yet")),
    showing("/settings/channels", "Чат на сайте", empty=("Каналов пока нет", "No channels yet"), asked="/channels"),
)
LOADING: Final[Words] = {"ru": "Загружаем", "en": "Loading"}
FAILED: Final[Words] = {"ru": "Не получилось загрузить", "en": "This did not load"}
RETRY: Final[Words] = {"ru": "Попробовать ещё раз", "en": "Try again"}
FAILURE: Final = {"code": "internal", "params": {}, "request_id": "01JDTEST"}
CODE: Final = re.compile(r"\b[a-z_]+\.[a-z_.]+\b|undefined|null|NaN|\{\w+\}")
"""As the program calls things, not as people do."""
OTHER_LETTERS: Final[Words] = {"ru": "[a-z]{3}", "en": "[а-яё]"}
HASTE: Final = """() => {
  const client = __TSR_ROUTER__.options.context.client;
  const { queries } = client.getDefaultOptions();
  client.setDefaultOptions({ queries: { ...queries, retryDelay: 0 } });
}"""
"""The desk asks again as often as ever, without waiting in between."""


class Looked(NamedTuple):
    """One page of somebody who speaks this language, and what was wrong on it."""

    page: Page
    locale: str
    sizes: tuple[tuple[int, int], ...]
    values: Mapping[str, str]
    wrong: list[str]

    async def go(self, screen: Screen) -> None:
        await go(self.page, "/".join(self.values.get(part, part) for part in screen.address.split("/")))

    async def is_seen(self, screen: Screen, state: str, found: Locator) -> None:
        """On a desk and on a phone, and one scrolls only down."""
        for width, height in self.sizes:
            await self.page.set_viewport_size({"width": width, "height": height})
            await expect(found, f"{screen.address}: {state} at {width}").to_be_visible()
            if not await shows_no_horizontal_scroll(self.page):
                self.wrong.append(f"{screen.address}: {state} scrolls sideways at {width}")

    def read(self, screen: Screen, state: str, said: str) -> None:
        if found := CODE.search(said) or re.search(OTHER_LETTERS[self.locale], said, re.IGNORECASE):
            self.wrong.append(f"{screen.address}: {state} says {found.group()!r} in {said!r}")


@asynccontextmanager
async def looking(
    chromium: Browser, shop: Otklik, locale: str = "ru", sizes: tuple[tuple[int, int], ...] = (DESKTOP, PHONE)
) -> AsyncGenerator[Looked]:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        values = await parameters(desk)
        await speak(desk, locale)
        try:
            await desk.page.goto(f"{shop.url}/settings/profile")
            await expect(desk.page.get_by_role("heading", level=1).first).to_be_attached()
            await desk.page.evaluate(HASTE)
            yield Looked(desk.page, locale, sizes, values, [])
        finally:
            await speak(desk, "ru")


async def test_each_screen_waits_fails_and_is_empty_in_words(chromium: Browser, shop: Otklik) -> None:
    async with looking(chromium, shop) as looked:
        for state in (waits, fails, is_empty):
            for screen in SCREENS:
                await state(looked, screen)
        assert not looked.wrong, "\n".join(looked.wrong)


async def test_the_words_are_in_the_language_of_whoever_reads_them(chromium: Browser, shop: Otklik) -> None:
    async with looking(chromium, shop, "en", sizes=(PHONE,)) as looked:
        for state in (fails, is_empty):
            for screen in SCREENS:
                await state(looked, screen)
        assert not looked.wrong, "\n".join(looked.wrong)


async def waits(looked: Looked, screen: Screen) -> None:
    """Something of the shape of what is to come, until it comes."""
    page, answered = looked.page, asyncio.Event()

    async def later(asked: Route) -> None:
        await answered.wait()
        await asked.continue_()

    await page.route(screen.asks, later)
    await looked.go(screen)
    await looked.is_seen(screen, "loading", page.locator("#content").get_by_label(LOADING[looked.locale]).first)
    answered.set()
    await expect(screen.shown(page, looked.locale), screen.address).to_be_visible()
    await page.unroute_all(behavior="wait")


async def fails(looked: Looked, screen: Screen) -> None:
    """What happened and what to do; the code stands apart; asked again, it comes."""
    page, locale = looked.page, looked.locale
    await page.route(screen.asks, lambda asked: asked.fulfill(status=500, json=FAILURE))
    await looked.go(screen)
    alert = page.locator("#content").get_by_role("alert").filter(has_text=FAILED[locale])
    await looked.is_seen(screen, "error", alert)
    said = [line for line in (await alert.inner_text()).splitlines() if line.strip()]
    looked.read(screen, "error", " ".join(one for one in said if not one.startswith("internal")))
    await page.unroute_all(behavior="wait")
    await alert.get_by_role("button", name=RETRY[locale]).click()
    await expect(alert).to_have_count(0)
    await expect(screen.shown(page, locale), screen.address).to_be_visible()


async def is_empty(looked: Looked, screen: Screen) -> None:
    """What this place is for, not a hole."""
    page = looked.page

    async def nothing(asked: Route) -> None:
        reply = await asked.fetch()
        await asked.fulfill(response=reply, body=json.dumps(emptied(await reply.json())))

    await page.route(screen.asks, nothing)
    await looked.go(screen)
    title = page.locator("#content").get_by_text(screen.empty[looked.locale], exact=True)
    await looked.is_seen(screen, "empty", title)
    said = await title.locator("xpath=..").inner_text()
    looked.read(screen, "empty", said)
    if len(said.splitlines()) == 1:
        looked.wrong.append(f"{screen.address}: empty says only {said!r}")
    await page.unroute_all(behavior="wait")


def emptied(answer: Json) -> Json:
    """The same answer of a company where nothing happened yet."""
    if isinstance(answer, dict):
        return {name: None if name == "next_cursor" else emptied(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return []
    return 0 if isinstance(answer, int | float) and not isinstance(answer, bool) else answer


async def test_what_is_there_stays_when_the_rest_or_the_news_do_not_come(chromium: Browser, shop: Otklik) -> None:
    async with looking(chromium, shop) as looked:
        page, screen = looked.page, next(one for one in SCREENS if one.address == "/contacts")

        async def first_page_only(asked: Route) -> None:
            if "cursor=" in asked.request.url:
                await asked.fulfill(status=500, json=FAILURE)
                return
            reply = await asked.fetch()
            await asked.fulfill(response=reply, body=json.dumps(await reply.json() | {"next_cursor": "more"}))

        await page.route(screen.asks, first_page_only)
        await looked.go(screen)
        await page.get_by_role("button", name="Показать ещё").click()
        await expect(page.get_by_role("alert")).to_contain_text("Сбой на сервере")
        await expect(screen.shown(page, "ru")).to_be_visible()
        await page.unroute_all(behavior="wait")
        await page.route(screen.asks, lambda asked: asked.fulfill(json={"items": [], "next_cursor": None}))
        await page.get_by_role("button", name=RETRY["ru"]).click()
        await expect(page.get_by_role("alert")).to_have_count(0)
        await expect(screen.shown(page, "ru")).to_be_visible()
        await page.unroute_all(behavior="wait")

        await page.route(screen.asks, lambda asked: asked.fulfill(status=500, json=FAILURE))
        async with page.expect_response(screen.asks):
            await page.evaluate("void __TSR_ROUTER__.options.context.client.invalidateQueries()")
        await page.wait_for_load_state("networkidle")
        await expect(screen.shown(page, "ru")).to_be_visible()


async def test_out_of_a_conversation_that_does_not_open_one_comes_back_on_a_phone(
    chromium: Browser, shop: Otklik
) -> None:
    async with looking(chromium, shop) as looked:
        page = looked.page
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        await go(page, "/inbox/00000000-0000-7000-8000-000000000000")
        await expect(page.get_by_role("alert")).to_contain_text("Этого диалога здесь больше нет")
        await page.get_by_role("link", name="К списку").click()
        await expect(next(one for one in SCREENS if one.address == "/inbox").shown(page, "ru")).to_be_visible()
