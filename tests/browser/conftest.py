"""Chromium, once a run; the demo company as a real process, once a run where a test does not need its own."""

import os
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright
from tests.browser.company import demo_company
from tests.faults.process import Otklik

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHELL = "chromium-headless-shell"
"""The same engine without windows: a fifth less of the processor, and no notifications."""
MACHINES_OWN = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The machine's shell of Chromium, else whatever `whole_chromium` is."""
    async with launched(shutil.which(SHELL) or whole()) as browser:
        yield browser


@pytest.fixture(scope="session")
async def whole_chromium() -> AsyncIterator[Browser]:
    """The one named by CHROMIUM, else the machine's, else the one Playwright downloaded; it can show notifications."""
    async with launched(whole(), channel="chromium") as browser:
        yield browser


@asynccontextmanager
async def launched(path: str | None, *, channel: str | None = None) -> AsyncGenerator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, channel=None if path else channel, args=ARGUMENTS
        )
        yield browser
        await browser.close()


def whole() -> str | None:
    named = os.environ.get("CHROMIUM")  # noqa: TID251 - script/test hands it over; no setting of the product
    return named or next((path for name in MACHINES_OWN if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
async def shop() -> AsyncIterator[Otklik]:
    """The demo company with its site chat. Tests share it, so each speaks in words of its own."""
    async with demo_company() as otklik:
        yield otklik
