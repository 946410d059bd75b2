"""Draws docs/pictures: every screen of the running product, wide and narrow, light and dark, and the chat on the shop.

The product runs in a temporary folder with the demo company and is never told to reach anything outside. Which screens
there are is asked of the desk's own router, so a new one is drawn with no word here.
"""

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pictured import BESIDE, ENGLISH, Screen, public
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.browser.routes import CHOSEN, FIRST_OF, ROUTES, Route

from otklik import demo

ROOT: Final = Path(__file__).parents[1]
TARGET: Final = ROOT / "docs" / "pictures"
START_SECONDS: Final = 90
SHARED_FOLDER: Final = 0o711
QUESTIONS: Final = {
    "1440-light": "Что посоветуете к завтраку, помягче?",
    "1440-dark": "Какой кофе взять к завтраку, без кислинки?",
    "360-light": "Подскажите мягкий кофе к завтраку?",
    "360-dark": "Хочу мягкий кофе к завтраку. Какой выбрать?",
}
"""Each visitor's own: the desk finds their row by it."""
ARGUMENTS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE: Final = (1440, 900)
PHONE: Final = (390, 844)
SMALL_PHONE: Final = (360, 740)


COLOURS: Final = 256
"""Of a screen's own few colours each picture keeps so many: a third of the bytes, and nobody sees the difference.

By how far they reach rather than by how many pixels have them, or a small dot would take the colour of its neighbour.
"""
KEPT_AS_THEY_ARE: Final = 64


def main(names: list[str]) -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    with product() as (url, folder), sync_playwright() as playwright:
        found = os.environ.get("CHROMIUM") or shutil.which("chromium")  # noqa: TID251 - a script has no settings
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        signed_in = sign_in(browser, url)
        screens = [
            one for one in every_screen(browser, url, signed_in, folder=folder) if not names or one.name in names
        ]
        if not names:
            forget(screens)
        for width, size in (("1440", WIDE), ("390", PHONE)):
            for scheme in ("light", "dark"):
                draw(browser, url, signed_in, screens, size=size, suffix=f"{width}-{scheme}", scheme=scheme)
        english = [one for one in screens if one.name in ENGLISH]
        draw(browser, url, signed_in, english, size=WIDE, suffix="1440-light-en", scheme="light", locale="en-GB")
        if not names or "widget" in names:
            draw_widget(browser, url, signed_in)
        browser.close()
    total = sum(path.stat().st_size for path in TARGET.glob("*.png"))
    print(f"{len(list(TARGET.glob('*.png')))} pictures, {total / 1e6:.1f} MB")
    return 0


def every_screen(browser: Browser, url: str, signed_in: BrowserContext, *, folder: Path) -> list[Screen]:
    """The router's, each with the first conversation, contact and channel there are; a dead link's page is none."""
    page = browser.new_page()
    page.goto(f"{url}/sign-in")
    settle(page)
    routes = [Route(**one) for one in page.evaluate(ROUTES)]
    page.close()
    values = dict(CHOSEN)
    for name, path in FIRST_OF.items():
        listed = signed_in.request.get(f"{url}{path}").json()
        values[name] = (listed if isinstance(listed, list) else listed["items"])[0]["id"]
    shown = [one for one in routes if one.pattern != "/" and not one.refused]
    outside = [Screen(one.name, one.address(values), outside=True) for one in shown if not one.desk]
    return [
        *outside,
        *public(signed_in, url, folder=folder),
        *(Screen(one.name, one.address(values)) for one in shown if one.desk),
        *BESIDE,
    ]


def forget(screens: list[Screen]) -> None:
    """Pictures of what is no longer there; those of the chat are drawn anew anyway."""
    known = re.compile(f"({'|'.join(one.name for one in screens)}|shop|widget|widget-thread)-(1440|390|360)-.*")
    for path in TARGET.glob("*.png"):
        if not known.fullmatch(path.stem):
            path.unlink()


@contextmanager
def product() -> Iterator[tuple[str, Path]]:
    """A serving process on a free port: its address and its folder."""
    folder = Path(tempfile.mkdtemp(prefix="otk-pictures-"))
    folder.chmod(SHARED_FOLDER)  # as root, PostgreSQL's account must reach it
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"OTKLIK_DATA_DIR": str(folder), "OTKLIK_PORT": str(port), "OTKLIK_DEMO": "1"}
    with (folder / "log").open("wb") as log:
        command = [str(ROOT / ".venv/bin/otklik"), "serve"]
        process = subprocess.Popen(command, env={**os.environ, **own}, stdout=log, stderr=log)  # noqa: TID251
    url = f"http://127.0.0.1:{port}"
    try:
        wait(url, process, folder / "log")
        yield url, folder
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/demo")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    sys.exit(f"The product did not start:\n{log.read_text()[-2000:]}")


def sign_in(browser: Browser, url: str) -> BrowserContext:
    """The owner, by the API."""
    context = browser.new_context()
    answer = context.request.post(f"{url}/api/v1/session", data={"email": demo.EMAIL, "password": demo.PASSWORD}).json()
    context.set_extra_http_headers({"x-csrf-token": answer["csrf_token"]})
    return context


def draw(
    browser: Browser,
    url: str,
    signed_in: BrowserContext,
    screens: list[Screen],
    *,
    size: tuple[int, int],
    suffix: str,
    scheme: str,
    locale: str = "ru-RU",
) -> None:
    if not locale.startswith("ru"):
        signed_in.request.patch(f"{url}/api/v1/me", data={"locale": "en"})
    context = person(browser, size=size, scheme=scheme, locale=locale)
    page = context.new_page()
    for screen in screens:
        if not screen.outside and not context.cookies():
            context.add_cookies(signed_in.cookies())  # type: ignore[arg-type]  # what cookies() gives, add_cookies takes
        page.goto(f"{url}{screen.path}")
        settle(page)
        if screen.act is not None:
            screen.act(page)
            settle(page)
        save(page, f"{screen.name}-{suffix}")
    context.close()
    if not locale.startswith("ru"):
        signed_in.request.patch(f"{url}/api/v1/me", data={"locale": "ru"})


def draw_widget(browser: Browser, url: str, signed_in: BrowserContext) -> None:
    """A visitor on the shop's page while an operator sits at the desk."""
    always = [[{"opens": "00:00", "closes": "24:00"}]] * 7
    hours = signed_in.request.put(f"{url}/api/v1/hours", data={"time_zone": "Europe/Moscow", "week": always})
    assert hours.ok, hours.text()
    desk = person(browser, size=WIDE, scheme="light", locale="ru-RU")
    desk.add_cookies(signed_in.cookies())  # type: ignore[arg-type]
    operator = desk.new_page()
    operator.goto(f"{url}/inbox")
    settle(operator)
    for width, size in (("1440", WIDE), ("360", SMALL_PHONE)):
        for scheme in ("light", "dark"):
            visitor(browser, url, operator, size=size, suffix=f"{width}-{scheme}", scheme=scheme)
    desk.close()


def visitor(browser: Browser, url: str, operator: Page, *, size: tuple[int, int], suffix: str, scheme: str) -> None:
    context = person(browser, size=size, scheme=scheme, locale="ru-RU")
    page = context.new_page()
    page.goto(f"{url}/demo")
    settle(page)
    save(page, f"shop-{suffix}")
    page.get_by_role("button", name="Чат с нами").click()
    frame = page.frame_locator("otklik-chat iframe")
    box = frame.get_by_role("textbox", name="Сообщение")
    expect(box).to_be_visible()
    settle(page)
    save(page, f"widget-{suffix}")
    question = QUESTIONS[suffix]
    box.fill(question)
    frame.get_by_role("button", name="Отправить").click()
    row = operator.get_by_role("link").filter(has_text=question).first
    row.click()
    operator.get_by_role("textbox", name="Ответ", exact=True).fill(
        "Бразилию Серрадо: шоколад и орех, кислотности почти нет."
    )
    operator.get_by_role("button", name="Отправить", exact=True).click()
    operator.get_by_role("button", name="Отправить сейчас").click()
    expect(frame.get_by_role("log")).to_contain_text("Серрадо")
    settle(page)
    save(page, f"widget-thread-{suffix}")
    context.close()


def person(browser: Browser, *, size: tuple[int, int], scheme: str, locale: str) -> BrowserContext:
    return browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
        timezone_id="Europe/Moscow",
        reduced_motion="reduce",
        has_touch=size[0] < WIDE[0],
        is_mobile=size[0] < WIDE[0],
    )


def settle(page: Page) -> None:
    """Fonts, pictures and the last answer are there, and nothing is half faded in."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("main, form, .top").first).to_be_visible()
    page.wait_for_timeout(400)
    expect(page.get_by_role("status", name=re.compile("^(Загружаем|Loading)"))).to_have_count(0)


def save(page: Page, name: str) -> None:
    """Few colours, packed as tightly as the format allows."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(palette=palette(picture), dither=Image.Dither.NONE).save(TARGET / f"{name}.png", optimize=True)


def palette(picture: Image.Image) -> Image.Image:
    """What is seen most keeps its very colour; the rest are those that reach furthest."""
    counted = picture.getcolors(picture.width * picture.height) or []
    most = [colour for _, colour in sorted(counted, key=lambda one: one[0], reverse=True)[:KEPT_AS_THEY_ARE]]
    rest = picture.quantize(COLOURS - len(most), method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    chosen = Image.new("P", (1, 1))
    chosen.putpalette([*(part for colour in most for part in colour), *rest][: 3 * COLOURS])  # type: ignore[misc]  # RGB
    return chosen


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
