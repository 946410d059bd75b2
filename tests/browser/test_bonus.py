"""A month of the bonus: a supervisor looks, an administrator closes it, an operator reads their statement."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from tests.browser.company import demo_company, hire
from tests.browser.screens import Desk, window
from tests.factories import Company
from tests.factories_bonus import SAID, answered, set_terms, with_terms
from tests.factories_talk import new_talk
from tests.faults.process import Otklik

from otklik import demo
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.schemas import OperatorData
from otklik.domains.workspaces.service import operators
from otklik.platform.clock import FixedClock
from otklik.program import Program

pytestmark = pytest.mark.browser

QUICK, QUICK_EMAIL = "Роман Быстров", "roman@otklik.local"
SLOW, SLOW_EMAIL = "Семён Обычный", "semyon@otklik.local"
SUPERVISOR, SUPERVISOR_EMAIL = "Света Главная", "sveta@otklik.local"
POOL = 10_000_01
QUICK_TIME, SLOW_TIME = timedelta(minutes=1), timedelta(minutes=5)


@dataclass
class World:
    otklik: Otklik
    month: str


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """The month before the last Roman answered five times as quickly as Semyon, who answered as usual.

    Not the last one: what the demo company tells of its last days falls into it while a month is young.
    """
    async with demo_company() as otklik:
        quick = await hire(otklik, name=QUICK, email=QUICK_EMAIL)
        slow = await hire(otklik, name=SLOW, email=SLOW_EMAIL)
        await hire(otklik, name=SUPERVISOR, email=SUPERVISOR_EMAIL, role="supervisor")
        now = datetime.now(UTC)  # noqa: TID251 - the process under test has the real clock
        tenth = (now.replace(day=1) - timedelta(days=32)).replace(day=10, hour=9, minute=0)
        await _that_month(otklik, FixedClock(tenth), quick, slow)
        yield World(otklik, f"{tenth:%Y-%m}")


async def _that_month(otklik: Otklik, clock: FixedClock, quick: OperatorData, slow: OperatorData) -> None:
    program = Program(otklik.settings, database_url=otklik.dsn, clock=clock)
    await program.start(work=False)
    try:
        made = await workspaces.demo_company(
            program.parts, password=demo.PASSWORD, email=demo.EMAIL, name=demo.COMPANY, owner_name=demo.OWNER
        )
        async with program.database.transaction(made.workspace_id) as ctx:
            found = await operators.operators(ctx, cursor=None, limit=None)
        owner = next(one for one in found.items if one.role == "owner")
        company = Company(id=made.workspace_id, slug="demo", owner=owner)
        await set_terms(program, company, with_terms(pool_minor=POOL, answers_min=3))
        channel = (await new_talk(program, company, clock)).channel_id
        for operator, after in ((quick, QUICK_TIME), (slow, SLOW_TIME)) * 3:
            await answered(program, company, clock, operator, after=after, channel_id=channel, text=SAID)
    finally:
        await program.stop()


async def test_a_month_is_looked_at_closed_and_read(world: World, chromium: Browser, tmp_path: Path) -> None:
    async with window(chromium) as one, window(chromium) as two, window(chromium) as three:
        supervisor = await _on_the_board(await Desk.signed_in(one, world.otklik, email=SUPERVISOR_EMAIL), world)
        places = supervisor.get_by_role("table", name="Места", exact=True)
        await expect(places.get_by_role("row")).to_have_count(3)
        await expect(places.get_by_role("row").nth(1)).to_contain_text(QUICK)
        await expect(places.get_by_role("row").nth(1)).to_contain_text("20 % обычного")
        shares = supervisor.locator("dl")
        await expect(shares).to_contain_text("83,33 балла × 3 ответов")
        await expect(shares).to_contain_text("Всего10 000,01 ₽")
        await expect(supervisor.get_by_role("button", name="Закрыть месяц")).to_have_count(0)

        owner = await _on_the_board(await Desk.signed_in(two, world.otklik), world)
        await owner.get_by_role("button", name="Закрыть месяц").click()
        await owner.get_by_role("dialog").get_by_role("button", name="Закрыть месяц").click()
        await expect(owner.get_by_text("Закрыт", exact=True)).to_be_visible()
        await expect(supervisor.get_by_text("Закрыт", exact=True)).to_be_visible()  # told, not reloaded
        await _table_says_what_the_screen_says(owner, tmp_path)

        roman = await _on_the_board(await Desk.signed_in(three, world.otklik, email=QUICK_EMAIL), world)
        await expect(roman.get_by_role("row").filter(has_text=SLOW)).not_to_contain_text("₽")
        await roman.get_by_role("link", name=QUICK).click()
        await expect(roman.get_by_role("heading", level=1)).to_contain_text(QUICK)
        await expect(roman.get_by_text("6 249,91 ₽").first).to_be_visible()
        await expect(roman.get_by_text("Закрыто").first).to_be_visible()
        await expect(roman.get_by_text("1 мин рабочего времени при обычных 5 мин")).to_be_visible()


async def _on_the_board(desk: Desk, world: World) -> Page:
    await desk.page.goto(f"{world.otklik.url}/bonus?month={world.month}")
    await expect(desk.page.get_by_role("heading", name="Доска лидеров")).to_be_visible()
    return desk.page


async def _table_says_what_the_screen_says(page: Page, folder: Path) -> None:
    await page.get_by_role("button", name="В таблицу").click()
    async with page.expect_download() as download:
        await page.get_by_role("menuitem", name="CSV").click()
    path = folder / "board.csv"
    await (await download.value).save_as(path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
    shown = page.get_by_role("table", name="Места", exact=True).get_by_role("row")
    assert [row["Оператор"] for row in rows if row["Место"]] == [QUICK, SLOW]
    for place, row in enumerate(rows[:2], start=1):
        text = " ".join((await shown.nth(place).inner_text()).split())
        assert row["Оператор"] in text
        assert row["Баллы"] in text
        assert row["Премия"] in text.replace(" ", "")
