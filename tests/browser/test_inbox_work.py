"""What an operator does with conversations, by mouse and by keyboard, seen at once on a colleague's screen."""

import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple

import pytest
from playwright.async_api import APIRequestContext, Browser, Locator, Page, expect
from tests.browser.company import hire
from tests.browser.screens import Desk, window
from tests.faults.process import Otklik

from otklik.platform.ids import new_id

pytestmark = pytest.mark.browser

COLLEAGUE = ("Лев Тихонов", "lev@otklik.local")
Json = dict[str, Any]  # Any: JSON from the API


class Two(NamedTuple):
    """Whoever acts, a colleague who only looks, and the customers who write to them."""

    desk: Desk
    colleague: Desk
    customers: "Customers"


class Customers:
    """Visitors of the site chat, by the requests its page makes."""

    def __init__(self, request: APIRequestContext, url: str) -> None:
        self._request, self._api = request, f"{url}/api/v1"

    async def write(self, text: str, *, again: str = "") -> str:
        """Somebody new, or who wrote before; returns who it was."""
        who = again or await self._somebody()
        await self._post("/visitor/messages", {"key": str(new_id()), "text": text}, {"authorization": f"Visitor {who}"})
        return who

    async def _somebody(self) -> str:
        channels = (await self._get("/channels"))["items"]
        site = next(one for one in channels if one["kind"] == "webchat")
        return str((await self._post("/visitor/sessions", {"channel_id": site["public_id"]}))["token"])

    async def are_one(self, *texts: str) -> None:
        """The contacts of these conversations are found to be the same person."""
        rows = [await self._row(text) for text in texts]
        first, *others = [one["contact"]["id"] for one in rows]
        for other in others:
            await self._post(f"/contacts/{first}/merges", {"other_id": other}, await self._own())

    async def _row(self, text: str) -> Json:
        rows = (await self._get("/conversations?view=all&limit=100"))["items"]
        return next(one for one in rows if one["preview"] == text)

    async def _own(self) -> dict[str, str]:
        return {"x-csrf-token": (await self._get("/session"))["csrf_token"]}

    async def _get(self, path: str) -> Any:
        return await (await self._request.get(f"{self._api}{path}")).json()

    async def _post(self, path: str, data: Json, headers: dict[str, str] | None = None) -> Json:
        reply = await self._request.post(f"{self._api}{path}", data=data, headers=headers or {})
        assert reply.ok, await reply.text()
        return await reply.json()


class Mouse:
    """By pointing alone; words are typed, for nobody types with a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, row: Locator) -> None:
        await row.click()

    async def act(self, name: str) -> None:
        """One of the acts of the open conversation."""
        await self.page.get_by_role("button", name="Ещё действия").click()
        await self.page.get_by_role("menuitem", name=name).click()

    async def press(self, target: Locator) -> None:
        await target.click()

    async def fill(self, target: Locator, words: str) -> None:
        await target.click()
        await target.fill(words)

    async def pick(self, target: Locator, option: str) -> None:
        """One of a list that opens under a field."""
        await target.click()
        await self.page.get_by_role("option", name=option).click()

    async def tick(self, box: Locator) -> None:
        await box.check()

    async def choose(self, rows: list[Locator]) -> None:
        for row in rows:
            await row.locator("xpath=..").get_by_role("checkbox").check()

    async def undo(self) -> None:
        """The last of what was done."""
        await self.page.get_by_role("button", name="Отменить").last.click()

    async def act_on_chosen(self, name: str) -> None:
        await self.page.get_by_role("toolbar").get_by_role("button", name=name).click()


class Keyboard:
    """The pointer is never moved: keys, the palette, and Tab to what has the focus next."""

    KEYS: Final[Mapping[str, str]] = {"Метка": "l", "Приоритет": "p", "Отложить": "s", "Закрыть": "e"}
    TABS_MAX: Final = 60
    OPTIONS_MAX: Final = 20

    def __init__(self, page: Page) -> None:
        self.page = page

    async def open(self, row: Locator) -> None:
        """What was said last stands first."""
        await expect(row).to_be_visible()
        await self.page.keyboard.press("j")
        await self.page.keyboard.press("Enter")

    async def act(self, name: str) -> None:
        if name in self.KEYS:
            await self.page.keyboard.press(self.KEYS[name])
            return
        await self.page.keyboard.press("Control+k")
        await expect(self.page.get_by_role("combobox", name="Куда перейти, что сделать")).to_be_focused()
        await self.page.keyboard.type(name)
        await expect(self.page.get_by_role("option", selected=True)).to_contain_text(name)
        await self.page.keyboard.press("Enter")

    async def press(self, target: Locator) -> None:
        await self._reach(target)
        await self.page.keyboard.press("Enter")

    async def fill(self, target: Locator, words: str) -> None:
        await self._reach(target)
        await self.page.keyboard.type(words)

    async def pick(self, target: Locator, option: str) -> None:
        await self._reach(target)
        await self.page.keyboard.press("ArrowDown")
        await expect(self.page.get_by_role("option", name=option)).to_be_visible()
        marked = self.page.locator("[role=option][data-combobox-selected]").filter(has_text=option)
        for _ in range(self.OPTIONS_MAX):
            if await marked.count():
                break
            await self.page.keyboard.press("ArrowDown")
        await self.page.keyboard.press("Enter")

    async def undo(self) -> None:
        await self.page.keyboard.press("z")

    async def tick(self, box: Locator) -> None:
        await self._reach(box)
        await self.page.keyboard.press("Space")

    async def choose(self, rows: list[Locator]) -> None:
        for _ in rows:
            await self.page.keyboard.press("j")
            await self.page.keyboard.press("x")

    async def act_on_chosen(self, name: str) -> None:
        await self.page.keyboard.press(self.KEYS[name])

    async def _reach(self, target: Locator) -> None:
        await expect(target).to_be_visible()
        for _ in range(self.TABS_MAX):
            if await target.evaluate("one => one === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        await expect(target).to_be_focused()


HANDS: Final = {"mouse": Mouse, "keyboard": Keyboard}
by_hand = pytest.mark.parametrize("way", HANDS)


@asynccontextmanager
async def two(chromium: Browser, shop: Otklik) -> AsyncGenerator[Two]:
    """The colleague looks at the open conversations all the time and never reloads."""
    async with window(chromium) as theirs, window(chromium) as inside:
        colleague = await Desk.signed_in(theirs, shop, email=COLLEAGUE[1])
        desk = await Desk.signed_in(inside, shop)
        yield Two(desk, colleague, Customers(inside.request, shop.url))


@pytest.fixture(scope="session")
async def staffed(shop: Otklik) -> Otklik:
    """Once for the company: another process's tests may come between ours."""
    await hire(shop, name=COLLEAGUE[0], email=COLLEAGUE[1])
    return shop


def said(what: str) -> str:
    """Words that no other test says."""
    letters = new_id().hex[-8:].translate(str.maketrans("0123456789", "ghijklmnop"))
    return f"{what} {letters}"


@by_hand
async def test_an_open_conversation_is_sorted_put_off_and_handed_over(
    chromium: Browser, staffed: Otklik, way: str
) -> None:
    async with two(chromium, staffed) as (desk, colleague, customers):
        words, hand = said("Где мой заказ?"), HANDS[way](desk.page)
        await customers.write(words)
        await expect(colleague.row(words)).to_be_visible()
        await expect(desk.row(words)).to_be_visible()
        await hand.open(desk.row(words))
        await expect(desk.thread).to_contain_text(words)

        await hand.act("Метка")
        await hand.press(desk.page.get_by_role("dialog").get_by_role("button", name="Доставка"))
        await expect(colleague.row(words)).to_contain_text("Доставка")

        await hand.act("Приоритет")
        await hand.press(desk.page.get_by_role("dialog").get_by_role("button", name="Срочно"))
        await expect(colleague.row(words)).to_contain_text("Срочно")

        await hand.act("Передать")
        panel = desk.page.get_by_role("dialog", name="Передать")
        await hand.pick(panel.get_by_label("Кому"), COLLEAGUE[0])
        await hand.fill(panel.get_by_label("Заметка"), "Клиент ждёт со вчера")
        await hand.press(panel.get_by_role("button", name="Передать", exact=True))
        await expect(panel).to_be_hidden()  # while it stands over the screen, keys are the dialog's
        await expect(colleague.page.get_by_role("button", name=re.compile("^Уведомления: "))).to_be_visible()
        await colleague.open(words)
        await expect(colleague.thread).to_contain_text("Клиент ждёт со вчера")
        await colleague.page.mouse.move(0, 0)  # under a pointer the list stands still

        await hand.act("Отложить")
        await hand.press(desk.page.get_by_role("dialog").get_by_role("button", name="До завтра"))
        await expect(colleague.row(words)).to_be_hidden()


@by_hand
async def test_who_follows_a_conversation_hears_of_it(chromium: Browser, staffed: Otklik, way: str) -> None:
    async with two(chromium, staffed) as (_, colleague, customers):
        words, hand = said("Есть ли рассрочка?"), HANDS[way](colleague.page)
        customer = await customers.write(words)
        await hand.open(colleague.row(words))
        await expect(colleague.thread).to_contain_text(words)
        await hand.act("Следить")
        await colleague.go_to("Скорость")
        news = said("Так есть?")
        await customers.write(news, again=customer)
        await colleague.page.get_by_role("button", name=re.compile("^Уведомления: ")).click()
        await expect(colleague.page.get_by_role("dialog", name="Уведомления")).to_contain_text(
            "Клиент написал в диалоге"
        )


@by_hand
async def test_two_conversations_become_one_and_two_again(chromium: Browser, staffed: Otklik, way: str) -> None:
    async with two(chromium, staffed) as (desk, colleague, customers):
        older, newer, hand = said("Пишу с телефона"), said("Пишу с работы"), HANDS[way](desk.page)
        for words in (older, newer):
            await customers.write(words)
            await expect(colleague.row(words)).to_be_visible()
        await customers.are_one(older, newer)
        await expect(desk.row(newer)).to_be_visible()
        await hand.open(desk.row(newer))
        await expect(desk.thread).to_contain_text(newer)

        await hand.act("Объединить")
        await hand.press(desk.page.get_by_role("dialog").get_by_role("button", name=older))
        await expect(desk.thread).to_contain_text(older)
        await expect(desk.thread).to_contain_text(newer)
        await expect(colleague.row(older)).to_be_hidden()

        await hand.undo()
        await expect(colleague.row(older)).to_be_visible()
        await expect(colleague.row(newer)).to_be_visible()


@by_hand
async def test_many_are_sorted_and_closed_at_once_and_it_can_be_undone(
    chromium: Browser, staffed: Otklik, way: str
) -> None:
    async with two(chromium, staffed) as (desk, colleague, customers):
        both, hand = [said("Спасибо"), said("Уже получил")], HANDS[way](desk.page)
        for words in both:
            await customers.write(words)
            await expect(desk.row(words)).to_be_visible()
        await hand.choose([desk.row(words) for words in both])
        await expect(desk.page.get_by_role("toolbar")).to_be_visible()

        await hand.act_on_chosen("Метка")
        await hand.press(desk.page.get_by_role("dialog").get_by_role("button", name="Возврат"))
        for words in both:
            await expect(colleague.row(words)).to_contain_text("Возврат")
        await expect(desk.page.get_by_text("Готово: 2 диалога")).to_be_visible()

        await hand.act_on_chosen("Закрыть")
        for words in both:
            await expect(colleague.row(words)).to_be_hidden()
        await expect(desk.page.get_by_text("Закрыто 2 диалога")).to_be_visible()

        await hand.undo()
        for words in both:
            await expect(colleague.row(words)).to_be_visible()


@by_hand
async def test_what_is_seen_becomes_everybodys_view(chromium: Browser, staffed: Otklik, way: str) -> None:
    async with two(chromium, staffed) as (desk, colleague, _):
        name, hand = said("Доставка"), HANDS[way](desk.page)
        await hand.press(desk.page.get_by_role("button", name="Фильтр и виды"))
        panel = desk.page.get_by_role("dialog", name="Фильтр и виды")
        await hand.pick(panel.get_by_label("Метка"), "Доставка")
        await expect(desk.page).to_have_url(re.compile("label="))
        await hand.fill(panel.get_by_label("Название вида").first, name)
        await hand.tick(panel.get_by_label("Виден всей компании"))
        await hand.press(panel.get_by_role("button", name="Сохранить вид"))
        views = colleague.page.get_by_role("navigation", name="Разделы")
        await expect(views.get_by_role("link", name=name)).to_be_visible()
        await expect(views.get_by_role("link", name=name)).to_contain_text(re.compile(r"\d"))


@by_hand
async def test_a_message_is_found_by_another_form_of_its_words(chromium: Browser, staffed: Otklik, way: str) -> None:
    async with two(chromium, staffed) as (desk, _, customers):
        words, hand = said("Привезите три новых самовара"), HANDS[way](desk.page)
        await customers.write(words)
        await expect(desk.row(words)).to_be_visible()
        await hand.fill(desk.page.get_by_role("searchbox", name="Поиск по сообщениям"), "новые самовары")
        results = desk.page.get_by_role("list", name="Результаты поиска")
        await expect(results.get_by_role("link").filter(has_text=words.split()[-1])).to_be_visible()

        await hand.press(desk.page.get_by_role("button", name="Фильтр и виды"))
        panel = desk.page.get_by_role("dialog", name="Фильтр и виды")
        await hand.pick(panel.get_by_label("Кто написал"), "Мы")
        await expect(results).to_be_hidden()
        await hand.pick(panel.get_by_label("Кто написал"), "Клиент")
        await expect(results.get_by_role("link").filter(has_text=words.split()[-1])).to_be_attached()
