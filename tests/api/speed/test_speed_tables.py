"""Speed's tables over HTTP: which channels customers choose, and files for a spreadsheet."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from tests import factories
from tests.client import Client, SignInAs
from tests.factories import Company, create_operator
from tests.factories_bonus import answered
from tests.factories_talk import new_talk

from otklik import web
from otklik.domains.contacts import service as contacts
from otklik.domains.speed.service import exporting
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.clock import FixedClock
from otklik.program import Program

WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)
EXPORTS = ("/api/v1/speed/export", "/api/v1/speed/responses/export")


@pytest.fixture
async def company(timed: Program) -> Company:
    return await factories.create_workspace(timed)


@pytest.fixture
async def anna(timed: Program, company: Company) -> OperatorData:
    return await create_operator(timed, company, name="Анна")


@pytest.fixture
async def browser(timed: Program, company: Company) -> Client:
    return await factories.signed_in_client(web.build(timed), timed, company, company.owner)


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


async def several(program: Program, company: Company, clock: FixedClock, anna: OperatorData, *, count: int) -> None:
    """Answers a minute after each question; the last of them is past."""
    for _ in range(count):
        await answered(program, company, clock, anna, after=MINUTE)
    clock.move(MINUTE)


async def test_channels_are_told_by_week_and_share(
    timed: Program, company: Company, clock: FixedClock, anna: OperatorData
) -> None:
    chat, bot = [(await new_talk(timed, company, clock)).channel_id for _ in range(2)]
    for channel_id in (chat, bot, chat, chat):
        await answered(timed, company, clock, anna, after=MINUTE, channel_id=channel_id)
    clock.move(WEEK)
    await answered(timed, company, clock, anna, after=2 * MINUTE, channel_id=bot)
    later = await factories.signed_in_client(web.build(timed), timed, company, company.owner)
    told = (await later.get("/api/v1/speed/preference?from=2026-03-02&to=2026-03-10")).json()
    assert [(one["week"], one["requests"]) for one in told["weeks"]] == [("2026-03-09", 1), ("2026-03-02", 4)]
    shares = {one["channel_id"]: (one["share"], one["median_seconds"]) for one in told["weeks"][1]["channels"]}
    assert shares == {str(chat): (0.75, 60), str(bot): (0.25, 60)}


async def test_the_answers_are_a_table_without_formulas(
    timed: Program, company: Company, clock: FixedClock, anna: OperatorData, browser: Client
) -> None:
    talk = await answered(timed, company, clock, anna, after=MINUTE)
    clock.move(MINUTE)
    async with factories.unit_of_work(timed, company) as ctx:
        changes = contacts.ContactChanges(name='=HYPERLINK("http://evil.example")')
        await contacts.update(ctx, contact_id=(await talk.row()).contact_id, changes=changes)
    reply = await browser.get("/api/v1/speed/responses/export")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    titles, row = table(reply.text)
    told = dict(zip(titles, row, strict=True))
    assert told["Клиент"] == '\'=HYPERLINK("http://evil.example")'
    assert (told["Оператор"], told["Ожидание, с"], told["Первый ответ"]) == ("Анна", "60", "да")
    assert told["Клиент написал"] == "2026-03-02 12:00:00"


async def test_the_report_is_a_table_of_what_the_screen_shows(
    timed: Program, company: Company, clock: FixedClock, anna: OperatorData, browser: Client
) -> None:
    await several(timed, company, clock, anna, count=5)
    report = (await browser.get("/api/v1/speed")).json()
    rows = table((await browser.get("/api/v1/speed/export")).text)
    assert rows[1][2:4] == [str(report["first"]["all"]["count"]), f"{report['first']['all']['median_seconds']:.10g}"]
    assert next(row for row in rows if row[1] == "Анна")[:6] == ["По операторам", "Анна", "5", "60", "60", "5"]
    book = await browser.get("/api/v1/speed/export", params={"format": "xlsx"})
    with zipfile.ZipFile(io.BytesIO(book.content)) as archive:
        assert "Анна" in archive.read("xl/worksheets/sheet1.xml").decode()


async def test_too_long_a_table_is_refused_with_its_length(
    timed: Program,
    company: Company,
    clock: FixedClock,
    anna: OperatorData,
    browser: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exporting, "ROWS_MAX", 1)
    await several(timed, company, clock, anna, count=2)
    refused = await browser.get("/api/v1/speed/responses/export")
    assert (refused.status_code, refused.json()["code"]) == (409, "speed.export_too_long")
    assert refused.json()["params"] == {"count": 2, "max": 1}


async def test_a_long_table_is_whole_and_in_order(
    timed: Program,
    company: Company,
    clock: FixedClock,
    anna: OperatorData,
    browser: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exporting, "PAGE", 2)
    await several(timed, company, clock, anna, count=5)
    rows = table((await browser.get("/api/v1/speed/responses/export")).text)[1:]
    moments = [row[7] for row in rows]
    assert len(set(moments)) == 5
    assert moments == sorted(moments, reverse=True)


async def test_what_is_no_format_or_period_is_refused(browser: Client) -> None:
    for path in EXPORTS:
        assert (await browser.get(path, params={"format": "pdf"})).status_code == 400
        refused = await browser.get(path, params={"from": "2026-02-01", "to": "2026-01-01"})
        assert refused.json()["code"] == "speed.period_invalid"


async def test_tables_are_for_whoever_may_see_speed(client: Client, sign_in_as: SignInAs) -> None:
    viewer = await sign_in_as("viewer")
    for path in (*EXPORTS, "/api/v1/speed/preference"):
        assert (await client.get(path)).status_code == 401
        assert (await viewer.get(path)).status_code == 200
