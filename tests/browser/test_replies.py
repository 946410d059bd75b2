"""What takes seconds at the desk: a ready reply with its file, a picture looked at by keys, a task by one key."""

import re
import struct
import zlib

import pytest
from playwright.async_api import Browser, FilePayload, Locator, expect
from tests.browser.screens import PHONE, Desk, Widget, shows_no_horizontal_scroll, window
from tests.faults.process import Otklik
from tests.faults.waiting import eventually

pytestmark = pytest.mark.browser

ASKED = "Пришлёте прайс на чайные пары?"
PRICES: FilePayload = {"name": "прайс-пары.csv", "mimeType": "text/csv", "buffer": "Пара;990 ₽\r\n".encode()}
TABLE: FilePayload = {
    "name": "ответы.csv",
    "mimeType": "text/csv",
    "buffer": (
        "Сокращение;Название;Текст;Файлы\r\nчашки;Чашки;Есть белые и синие;чашки.jpg\r\nдва слова;;Не войдёт;\r\n"
    ).encode("cp1251"),
}


def picture(name: str, colour: bytes) -> FilePayload:
    """A PNG of 600 by 400 in one colour."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 600, 400, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress((b"\0" + colour * 600) * 400))
    return {"name": name, "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")}


async def test_a_ready_reply_and_its_file_reach_the_customer(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as outside, window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.goto(f"{shop.url}/settings/replies")
        await desk.page.get_by_role("button", name="Добавить ответ").click()
        form = desk.page.get_by_role("dialog", name="Добавить ответ")
        await form.get_by_label("Сокращение").fill("пары")
        await form.get_by_label("Название").fill("Чайные пары")
        await form.get_by_label("Текст").fill("Вот прайс на чайные пары.")
        await form.locator("input[type=file]").set_input_files(PRICES)
        await expect(form.get_by_role("button", name=f"Убрать {PRICES['name']}")).to_be_visible()
        await form.get_by_role("button", name="Сохранить").click()
        row = desk.page.get_by_role("row").filter(has_text="/пары")
        await expect(row).to_contain_text(PRICES["name"])

        page = await outside.new_page()
        await page.goto(f"{shop.url}/demo")
        visitor = Widget(page)
        await visitor.open()
        await visitor.write(ASKED)
        await desk.go_to("Входящие")
        await desk.open(ASKED)
        await desk.composer.click()
        await desk.page.keyboard.type("/пары")
        await expect(desk.page.get_by_role("option", name=re.compile("Чайные пары"))).to_be_visible()
        await desk.page.keyboard.press("Enter")
        await expect(desk.composer).to_have_value("Вот прайс на чайные пары.")
        await expect(desk.page.get_by_role("list", name="Вложения")).to_contain_text(PRICES["name"])
        await desk.page.keyboard.press("Control+Enter")
        await expect(visitor.log).to_contain_text("Вот прайс на чайные пары.")
        link = visitor.frame.get_by_role("link", name=re.compile(re.escape(PRICES["name"])))
        async with outside.expect_page() as opened, page.expect_download() as downloading:
            await link.click()
        del opened
        arrived = await (await downloading.value).path()
        assert arrived.read_bytes() == PRICES["buffer"]


async def test_replies_come_from_a_table_after_a_look_and_are_found_on_a_phone(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium, size=PHONE, touch=True) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.goto(f"{shop.url}/settings/replies")
        await desk.page.get_by_role("button", name="Из таблицы").click()
        panel = desk.page.get_by_role("dialog", name="Ответы из таблицы")
        await panel.locator("input[type=file]").set_input_files(TABLE)
        await expect(panel.get_by_role("status")).to_contain_text("Новых: 1, изменятся: 0, не войдут: 1")
        await expect(panel).to_contain_text("У 1 нового ответа в таблице названы файлы.")
        await expect(panel).to_contain_text("Добавьте сами: чашки.jpg")
        await expect(panel).to_contain_text("Сокращение: буквы, цифры, дефис и подчёркивание")
        assert await shows_no_horizontal_scroll(desk.page)
        await panel.get_by_role("button", name="Загрузить 1 ответ").click()
        await expect(panel).to_be_hidden()
        await desk.page.get_by_role("searchbox", name=re.compile("^Сокращение")).fill("синие")
        await expect(desk.page.get_by_role("row")).to_have_count(2)  # the titles and the one found
        await expect(desk.page.get_by_role("row").last).to_contain_text("/чашки")
        assert "q=" in desk.page.url


async def test_pictures_are_looked_through_by_keys_and_esc_leads_back(chromium: Browser, shop: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.goto(f"{shop.url}/inbox?view=all")
        await desk.open("Айгуль Сафина")
        composer = desk.page.locator("main, body").locator("input[type=file][multiple]").last
        await composer.set_input_files([picture("красная.png", b"\xc0\x30\x30"), picture("синяя.png", b"\x30\x30\xc0")])
        await expect(desk.page.get_by_role("button", name="Убрать синяя.png")).to_be_visible()
        await desk.answer("Вот обе упаковки")
        red = desk.thread.get_by_role("button", name="Открыть картинку красная.png")
        await red.focus()
        await desk.page.keyboard.press("Enter")
        viewer = desk.page.get_by_role("dialog", name="Картинка")
        await expect(viewer.get_by_role("img", name="красная.png")).to_be_visible()
        await desk.page.keyboard.press("ArrowRight")
        shown = viewer.get_by_role("img", name="синяя.png")
        await expect(shown).to_be_visible()
        whole = await still(shown)
        await desk.page.keyboard.press("+")
        await desk.page.keyboard.press("+")

        async def is_larger() -> bool:
            return await width(shown) > whole

        await eventually(is_larger)
        await desk.page.keyboard.press("ArrowLeft")  # moves the larger picture, not to the neighbour
        await expect(shown).to_be_visible()
        await desk.page.keyboard.press("0")
        await desk.page.keyboard.press("ArrowLeft")
        await expect(viewer.get_by_role("img", name="красная.png")).to_be_visible()
        await desk.page.keyboard.press("Escape")
        await expect(viewer).to_be_hidden()
        await expect(red).to_be_focused()


async def width(picture: Locator) -> float:
    """As it is seen now; 0 before it is drawn."""
    box = await picture.bounding_box()
    return box["width"] if box is not None else 0


async def still(picture: Locator) -> float:
    """Its width once it is loaded and grows no more: a viewer that opens lays out twice."""
    await expect(picture).to_have_js_property("complete", value=True)
    seen = [0.0]

    async def stands() -> bool:
        seen.append(await width(picture))
        return seen[-1] > 0 and seen[-1] == seen[-2]

    await eventually(stands)
    return seen[-1]


async def test_a_task_is_written_down_by_a_key_and_from_the_words_being_written(
    chromium: Browser, shop: Otklik
) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, shop)
        await desk.page.goto(f"{shop.url}/inbox?view=all")
        await desk.open("Наталья Белая")
        tasks = desk.page.get_by_role("region", name="Задачи")
        await desk.page.keyboard.press("t")
        dialog = desk.page.get_by_role("dialog", name="Новая задача")
        await expect(dialog.get_by_label("Что сделать")).to_be_focused()
        await desk.page.keyboard.type("Узнать, понравилась ли замена")
        await dialog.get_by_role("button", name="Записать").click()
        await expect(tasks).to_contain_text("Узнать, понравилась ли замена")
        await desk.composer.fill("Напишу вам в понедельник")
        await desk.page.keyboard.press("Control+k")
        await expect(desk.page.get_by_role("combobox", name="Куда перейти, что сделать")).to_be_focused()
        await desk.page.keyboard.type("Задача из этих слов")
        await desk.page.keyboard.press("Enter")
        await expect(dialog.get_by_label("Что сделать")).to_have_value("Напишу вам в понедельник")
        await dialog.get_by_role("button", name="Записать").click()
        await expect(tasks).to_contain_text("Напишу вам в понедельник")
        await desk.composer.fill("")
