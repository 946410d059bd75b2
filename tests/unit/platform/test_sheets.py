"""Tables for a spreadsheet: what a stranger wrote is never run, and numbers are numbers."""

import csv
import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest

from otklik.platform.sheets import Kind, Row, plain, sheet

MOMENT = datetime(2026, 3, 2, 12, 5, 7, tzinfo=UTC)
ROWS: Sequence[Row] = [["=1+1", 12.5, 7, MOMENT, None], ["+7 900; да", -3.25, -7, MOMENT, 'a "b"\nc']]
TITLES = ["Клиент", "Секунд", "Ответов", "Когда", "Ещё"]


async def pages() -> AsyncIterator[Sequence[Row]]:
    for row in ROWS:
        yield [row]


async def body(kind: Kind, locale: str) -> bytes:
    stream = await sheet(kind, name="Скорость", titles=TITLES, pages=pages(), locale=locale)
    iterator = stream.iterator
    assert isinstance(iterator, AsyncIterator)
    return b"".join([chunk if isinstance(chunk, bytes) else chunk.encode() async for chunk in iterator])


async def test_a_russian_table_is_read_by_a_russian_excel() -> None:
    told = (await body(Kind.CSV, "ru")).decode("utf-8")
    assert told.startswith("\ufeffКлиент;Секунд;Ответов;Когда;Ещё\r\n")
    rows = list(csv.reader(io.StringIO(told[1:], newline=""), delimiter=";"))
    assert rows[1] == ["'=1+1", "12,5", "7", "2026-03-02 12:05:07", ""]
    assert rows[2] == ["'+7 900; да", "-3,25", "-7", "2026-03-02 12:05:07", 'a "b"\nc']


async def test_an_english_one_has_points_and_commas() -> None:
    rows = list(csv.reader(io.StringIO((await body(Kind.CSV, "en")).decode("utf-8-sig"), newline="")))
    assert rows[1][:3] == ["'=1+1", "12.5", "7"]


async def test_in_xlsx_texts_are_texts_and_there_are_no_formulas() -> None:
    with zipfile.ZipFile(io.BytesIO(await body(Kind.XLSX, "ru"))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert "<t>=1+1</t>" in page
    assert '<c r="B2"><v>12.5</v></c>' in page
    assert "T12:05" not in page


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_whatever_begins_like_a_formula_is_text(start: str) -> None:
    assert plain(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


def test_other_words_stay_as_they_are() -> None:
    assert [plain(text) for text in ("", "Мария", "5-6")] == ["", "Мария", "5-6"]
