"""Words as people write them, of 1,050 letters, from right to left, both ways, of emoji: none is wider than its box."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
from playwright.async_api import Browser, expect
from tests.browser.awkward import ARABIC, Company, fill, wider_than_their_boxes
from tests.browser.company import demo_company
from tests.browser.routes import LEADS_ELSEWHERE, ROUTES, Route, go
from tests.browser.screens import DESKTOP, PHONE, Desk, shows_no_horizontal_scroll, window
from tests.browser.test_accessible import parameters, settled
from tests.faults.process import Otklik

pytestmark = pytest.mark.browser

OTHERS: Final = ("/segments", "/campaigns", "/journeys", "/templates")
"""Rooms where nothing of what is written here stands."""


@pytest.fixture(scope="module")
async def wordy() -> AsyncIterator[Otklik]:
    """A company of its own: nobody else's test should meet such people."""
    async with demo_company() as otklik:
        yield otklik


async def test_nothing_is_wider_than_its_box(chromium: Browser, wordy: Otklik) -> None:
    async with window(chromium) as inside:
        desk = await Desk.signed_in(inside, wordy)
        session = await (await desk.page.request.get(f"{wordy.url}/api/v1/session")).json()
        company = Company(desk.page.request, wordy.url, {"x-csrf-token": session["csrf_token"]})
        values = await parameters(desk) | await fill(company)
        routes = [Route(**one) for one in await desk.page.evaluate(ROUTES)]
        shown = [one for one in routes if one.desk and one.pattern not in LEADS_ELSEWHERE]
        wrong: list[str] = []
        for width, height in (DESKTOP, PHONE):
            await desk.page.set_viewport_size({"width": width, "height": height})
            for route in shown:
                if route.pattern.startswith(OTHERS):
                    continue
                await go(desk.page, route.address(values))
                await expect(desk.page.locator("#content h1").first).to_be_attached()
                await settled(desk.page)
                found = await wider_than_their_boxes(desk.page)
                if not await shows_no_horizontal_scroll(desk.page):
                    found.append("scrolls sideways")
                wrong += [f"{width} {route.pattern}: {one}" for one in found]
        assert not wrong, "\n".join(wrong)
        await desk.page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        await go(desk.page, f"/inbox/{values['$conversationId']}")
        said = desk.thread.get_by_text(ARABIC, exact=True).first
        await expect(said).to_be_attached()
        assert await said.evaluate("said => getComputedStyle(said).direction") == "rtl"
