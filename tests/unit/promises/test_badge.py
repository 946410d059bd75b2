"""A badge is one safe file: well-formed, readable in both themes, and nothing of an address is drawn."""

import re
from itertools import product
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.promises import badge
from otklik.domains.promises.badge import Look

SVG: Final = "{http://www.w3.org/2000/svg}"
EVIL: Final = '"><script>alert(1)</script>&{}'


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80), theme=st.text(), size=st.text())
def test_any_words_make_a_file_that_can_be_read_and_holds_no_script(text: str, theme: str, size: str) -> None:
    drawn = badge.svg(text, Look.of(language=theme, theme=theme, size=size), measured=True)
    root = ET.fromstring(drawn)
    assert {one.tag for one in root.iter()} <= {
        SVG + tag for tag in ("svg", "title", "style", "rect", "circle", "text")
    }
    assert root.findtext(f"{SVG}text") == text or not text


def test_what_stands_in_the_address_is_never_drawn() -> None:
    look = Look.of(language=EVIL, theme=EVIL, size=EVIL)
    assert look == Look()
    assert "<script" not in badge.svg(EVIL, look, measured=False)


@pytest.mark.parametrize(("theme", "size"), list(product(("light", "dark", "auto"), ("small", "medium", "large"))))
def test_text_fits_its_frame_in_every_look(theme: str, size: str) -> None:
    drawn = badge.svg("Обычно отвечаем за 10 минут", Look.of(language="ru", theme=theme, size=size), measured=True)
    root = ET.fromstring(drawn)
    text = root.find(f"{SVG}text")
    assert text is not None
    assert float(text.attrib["x"]) + float(text.attrib["textLength"]) < float(root.attrib["width"])


def luminance(colour: str) -> float:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast_is_that_of_good_print(theme: str) -> None:
    style = badge.svg("x", Look.of(language="", theme=theme, size=""), measured=True)
    colours = dict(re.findall(r"\.([gtd])\{fill:(#\w{6})", style))
    ground, ink = (luminance(colours[one]) for one in "gt")
    assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 7
