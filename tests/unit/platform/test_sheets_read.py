"""Tables that come back: what was written is what is read, and a stranger's file is bounded."""

import io
import zipfile
from collections.abc import AsyncIterator, Sequence

import pytest
import xlsxwriter

from otklik.platform import sheets_read
from otklik.platform.sheets import Kind, Row, sheet
from otklik.platform.sheets_read import SheetTooLong, SheetUnreadable

ROWS: Sequence[Row] = [["=1+1", 'a "b"; c', "две\nстроки"], ["'так", "", "+7 900"], [7, 2.5, None]]


async def written(kind: Kind, locale: str) -> bytes:
    async def pages() -> AsyncIterator[Sequence[Row]]:
        yield ROWS

    stream = await sheet(kind, name="т", titles=["А", "Б", "В"], pages=pages(), locale=locale)
    iterator = stream.iterator
    assert isinstance(iterator, AsyncIterator)
    return b"".join([chunk if isinstance(chunk, bytes) else chunk.encode() async for chunk in iterator])


@pytest.mark.parametrize(("kind", "locale"), [(Kind.CSV, "ru"), (Kind.CSV, "en"), (Kind.XLSX, "ru")])
async def test_what_was_written_is_read_back(kind: Kind, locale: str) -> None:
    found = sheets_read.rows(kind, await written(kind, locale), rows_max=4)
    decimal = "2,5" if (kind, locale) == (Kind.CSV, "ru") else "2.5"
    assert found == [["А", "Б", "В"], *ROWS[:2], ["7", decimal, ""]]


def test_a_table_of_an_old_windows_is_read() -> None:
    assert sheets_read.rows(Kind.CSV, "Имя;Ёж\r\nа;б\r\n".encode("cp1251"), rows_max=9) == [["Имя", "Ёж"], ["а", "б"]]


async def test_more_rows_than_may_be_read_are_refused() -> None:
    for kind in Kind:
        with pytest.raises(SheetTooLong):
            sheets_read.rows(kind, await written(kind, "en"), rows_max=3)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("content", [b"\x81\x98\xff", b'"open'])
def test_what_is_no_table_is_refused(kind: Kind, content: bytes) -> None:
    with pytest.raises(SheetUnreadable):
        sheets_read.rows(kind, content, rows_max=9)


async def test_half_of_a_workbook_is_refused() -> None:
    whole = await written(Kind.XLSX, "en")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as packed, zipfile.ZipFile(out, "w") as less:
        for name in packed.namelist():
            if "sheet1" not in name:
                less.writestr(name, packed.read(name))
    for content in (whole[: len(whole) // 2], out.getvalue()):
        with pytest.raises(SheetUnreadable):
            sheets_read.rows(Kind.XLSX, content, rows_max=9)


def test_what_unpacks_to_too_much_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets_read, "UNPACKED_BYTES_MAX", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 2_000_000)
    assert len(out.getvalue()) < 10_000
    with pytest.raises(SheetTooLong):
        sheets_read.rows(Kind.XLSX, out.getvalue(), rows_max=9)


def test_a_cell_far_away_costs_nothing() -> None:
    """Some readers make room for every cell between the first and the last."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "а")
        page.write_string(1_048_575, 16_383, "б")
    with pytest.raises(SheetTooLong):
        sheets_read.rows(Kind.XLSX, out.getvalue(), rows_max=9)


def test_a_number_of_a_workbook_is_what_is_seen_in_it() -> None:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as made:
        made.add_worksheet().write_row(0, 0, [19.990000000000002, 1_234_567.5, 12.0])
    assert sheets_read.rows(Kind.XLSX, body.getvalue(), rows_max=9) == [["19.99", "1234567.5", "12"]]


def test_whoever_stops_halfway_may_close_the_file_first() -> None:
    file = io.BytesIO(b"a;b\n1;2\n3;4\n")
    rows = sheets_read.each_csv_row(file)
    assert next(rows) == ["a", "b"]
    file.close()
    rows.close()
