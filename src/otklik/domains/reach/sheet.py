"""The sheet for a counter or a door: every way as a QR code with its name, on A4, as PDF.

Fira Sans (SIL Open Font License) has Cyrillic and is embedded, only the letters used.
"""

from importlib import resources
from pathlib import Path
from typing import Final, cast

from fpdf import FPDF
from fpdf.enums import MethodReturnValue

from otklik.domains.reach.schemas import ShownEntry, ShownKit
from otklik.platform import qr
from otklik.platform.i18n import unbroken

FONTS: Final = Path(str(resources.files("fontpkg_fira_sans").joinpath("files")))
MARGIN_MM: Final = 18
COLUMNS: Final = 3
ROWS: Final = 3
CODE_MM: Final = 44
ROW_MM: Final = 74
HEAD_MM: Final = 52
SMALL_POINTS: Final = 9.5
LINES_MAX: Final = 2
WIDTH_MM: Final = 210 - 2 * MARGIN_MM


def pdf(kit: ShownKit) -> bytes:
    """Nine ways a page."""
    sheet = _Sheet(kit)
    sheet.set_title(kit.title)
    per_page = COLUMNS * ROWS
    shown = [one for one in kit.entries if len(one.url.encode()) <= qr.TEXT_BYTES_MAX]
    for number, entry in enumerate(shown):
        if number % per_page == 0:
            sheet.begin()
        row, column = divmod(number % per_page, COLUMNS)
        sheet.way(entry, left=MARGIN_MM + column * WIDTH_MM / COLUMNS, top=HEAD_MM + row * ROW_MM)
    if not shown:
        sheet.begin()
    return bytes(sheet.output())


class _Sheet(FPDF):
    def __init__(self, kit: ShownKit) -> None:
        super().__init__(format="A4")
        self._kit = kit
        self.add_font("Fira", "", FONTS / "FiraSans-Regular.ttf")
        self.add_font("Fira", "B", FONTS / "FiraSans-SemiBold.ttf")
        self.set_auto_page_break(auto=False)
        self.set_lang(kit.language)

    def begin(self) -> None:
        self.add_page()
        self.set_xy(MARGIN_MM, MARGIN_MM)
        self.set_font("Fira", "B", 24)
        self.multi_cell(WIDTH_MM, 10, self._kit.title, max_line_height=10, new_x="LMARGIN", new_y="NEXT")
        self.set_x(MARGIN_MM)
        self.set_font("Fira", "", 12)
        self.multi_cell(WIDTH_MM, 6, self._kit.lead)

    def way(self, entry: ShownEntry, *, left: float, top: float) -> None:
        width = WIDTH_MM / COLUMNS
        self._code(entry.url, left=left + (width - CODE_MM) / 2, top=top)
        self.set_xy(left, top + CODE_MM + 1)
        self._line(entry.title, width, size=13, style="B")
        for text in (entry.says, entry.note, entry.hours):
            for line in self._broken(unbroken(text), width - 4) if text else ():
                self.set_x(left)
                self._line(line, width, size=SMALL_POINTS, style="")

    def _broken(self, text: str, width: float) -> list[str]:
        """At spaces, into as many lines as there is room for; hours are of no use without their end."""
        self.set_font("Fira", "", SMALL_POINTS)
        asked = self.multi_cell(width, text=text, dry_run=True, output=MethodReturnValue.LINES)
        found = cast("list[str]", asked)  # what LINES answers; its type names every other answer too
        return [*found[: LINES_MAX - 1], " ".join(found[LINES_MAX - 1 :])] if len(found) > LINES_MAX else found

    def _line(self, text: str, width: float, *, size: float, style: str) -> None:
        """Centred, shortened to one line: what does not fit in it is no sign any more."""
        self.set_font("Fira", style, size)
        self.cell(width, size * 0.48, self._fitting(text, width - 4), align="C", new_x="LEFT", new_y="NEXT")

    def _fitting(self, text: str, width: float) -> str:
        if self.get_string_width(text) <= width:
            return text
        while text and self.get_string_width(f"{text}…") > width:
            text = text[:-1]
        return f"{text.rstrip()}…"

    def _code(self, url: str, *, left: float, top: float) -> None:
        side, modules = qr.dark_modules(url)
        size = CODE_MM / side
        self.set_fill_color(0)
        for column, row in modules:
            self.rect(left + column * size, top + row * size, size, size, style="F")
