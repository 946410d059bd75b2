"""The desk in Chromium over 100,000 conversations: when the inbox is first painted, and how soon each act is seen.

Times are taken inside the page, by its own clock: from navigation's start to the paint with rows in it, and from an
act to the frame that shows what came of it, through the server where the act needs it. The references are a bare page
of the same server, and the bare request behind an act.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncGenerator, Mapping
from typing import Final

import msgspec
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from bench import harness, inbox_data
from bench.figures import Figure, figure, percentile
from bench.harness import Desk, Running
from bench.inbox_data import Inbox
from otklik.commands.database import OpenDatabase

ARGUMENTS: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PATIENCE_MILLISECONDS: Final = 30_000
PAUSE_MILLISECONDS: Final = 300
"""Between two acts: nobody opens four conversations a second, and what the last still loads is not the next one's."""
ROW: Final = 'a[href^="/inbox/"]'
WAIT: Final = """
const frame = () => new Promise((done) => requestAnimationFrame(done));
const painted = () => new Promise((done) => setTimeout(done));
const until = async (seen) => {
  const began = performance.now();
  if (seen()) await frame();
  while (!seen()) {
    if (performance.now() - began > 20000) throw new Error("it never came: " + seen);
    await frame();
  }
  await painted();
};
"""
"""What is asked inside a frame, before it is painted, is seen once that frame has been; the task after it tells."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    inbox: Inbox = Inbox(conversations=100_000, messages_each=10)
    rounds: int = 7
    times: int = 60


TINY: Final = Size(inbox=Inbox(conversations=300, messages_each=4), rounds=1, times=2)

ACTS: Final[Mapping[str, str]] = {
    "open": """
window.opened ??= new Set();
const row = [...document.querySelectorAll('a[href^="/inbox/"]')].find(({ pathname }) => !opened.has(pathname));
opened.add(row.pathname);
const said = () => document.querySelector('[role="log"] article')?.id;
const before = said();
began = performance.now();
row.click();
await until(() => said() && said() !== before);
""",
    "next_row": """
document.activeElement?.blur();
const marked = () => document.querySelector('a[data-marked]')?.getAttribute("href");
const before = marked();
const code = turn % 2 ? "KeyK" : "KeyJ";
began = performance.now();
document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "j", code, bubbles: true }));
await until(() => marked() !== before);
""",
    "type": """
const box = document.querySelector("textarea");
box.focus();
began = performance.now();
document.execCommand("insertText", false, "а");
await until(() => box.value.endsWith("а"));
""",
    "view": """
const views = [...document.querySelectorAll('nav a[href*="view="]')];
const link = views[turn % views.length];
began = performance.now();
link.click();
const loading = () => document.querySelector('[role="status"][aria-label^="Загружаем"]');
await until(() => link.getAttribute("aria-current") === "page" && !loading());
""",
}
"""What a person does, and what then must be on the screen. `turn` counts up."""


async def run(size: Size | None = None) -> AsyncGenerator[Figure]:
    size = size or Size()
    async with (
        harness.data_folder() as folder,
        harness.otklik(folder) as server,
        harness.signed_in(server) as desk,
        harness.connected_bot(desk),
        harness.database(server) as database,
        async_playwright() as playwright,
    ):
        await asyncio.to_thread(_load, database, size.inbox)
        browser = await playwright.chromium.launch(executable_path=_chromium(), args=[*ARGUMENTS])
        try:
            async for found in _paints(browser, server, desk, rounds=size.rounds):
                yield found
            async for found in _acts(browser, server, desk, times=size.times):
                yield found
        finally:
            await browser.close()


def _load(database: OpenDatabase, inbox: Inbox) -> None:
    inbox_data.load(database.admin_dsn, inbox)


def _chromium() -> str | None:
    """The machine's own; None lets Playwright use the one it downloaded."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")  # noqa: TID251


async def _paints(browser: Browser, server: Running, desk: Desk, *, rounds: int) -> AsyncGenerator[Figure]:
    """Each time in a browser that knows nothing, cache and all."""
    paint: list[float] = []
    rows: list[float] = []
    bare: list[float] = []
    for _ in range(rounds):
        context = await _window(browser, server, desk)
        page = await context.new_page()
        await page.goto(f"{server.url}/inbox?view=all")
        await page.wait_for_selector(ROW)
        rows.append(await page.evaluate(f"async () => {{ {WAIT} await until(() => true); return performance.now(); }}"))
        paint.append(await _first_paint(page))
        await context.close()
        context = await _window(browser, server, desk)
        page = await context.new_page()
        await page.goto(f"{server.url}/offline.html")
        bare.append(await _first_paint(page))
        await context.close()
    reference = percentile(bare, 50)
    yield figure("desk.first_paint", percentile(paint, 50), "ms", reference=reference, target="value <= 1000")
    yield figure("desk.rows_shown", percentile(rows, 50), "ms", reference=reference, target="value <= 1000")


async def _acts(browser: Browser, server: Running, desk: Desk, *, times: int) -> AsyncGenerator[Figure]:
    context = await _window(browser, server, desk)
    page = await context.new_page()
    await page.goto(f"{server.url}/inbox?view=all")
    await page.wait_for_selector(ROW)
    await page.wait_for_load_state("networkidle")
    frame = await _idle_frame(page)
    for name, script in ACTS.items():
        spent: list[float] = []
        for turn in range(times + 2):
            whole = f"async (turn) => {{ let began; {WAIT} {script} return performance.now() - began; }}"
            spent.append(await page.evaluate(whole, turn))
            await page.wait_for_timeout(PAUSE_MILLISECONDS)
        for percent in (50, 95):
            target = "value <= 100" if percent == 95 else None
            yield figure(
                f"desk.{name}.p{percent}", percentile(spent[2:], percent), "ms", reference=frame, target=target
            )
    await context.close()


async def _idle_frame(page: Page) -> float:
    """What waiting for nothing takes: two frames."""
    body = "const began = performance.now(); await until(() => true); return performance.now() - began;"
    script = f"async () => {{ {WAIT} {body} }}"
    return percentile([await page.evaluate(script) for _ in range(20)], 50)


async def _first_paint(page: Page) -> float:
    script = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()"
    return float(await page.evaluate(script))


async def _window(browser: Browser, server: Running, desk: Desk) -> BrowserContext:
    context = await browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="ru-RU", timezone_id="Europe/Moscow", service_workers="block"
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    pairs = [one.split("=", 1) for one in desk.cookie.split("; ")]
    await context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in pairs])
    return context
