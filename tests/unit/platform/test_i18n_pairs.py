"""A number never stands apart from its unit at the end of a line."""

import pytest

from otklik.platform.i18n import unbroken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ответим примерно через 4 минуты.", "Ответим примерно через 4\u00a0минуты."),
        ("Open now, daily 9:00 AM to 9:00 PM", "Open now, daily 9:00\u00a0AM to 9:00\u00a0PM"),
        ("+7 495 000-00-00", "+7 495 000-00-00"),
        ("с 9 до 21", "с 9\u00a0до 21"),
    ],
)
def test_a_number_stays_with_its_unit(text: str, kept: str) -> None:
    assert unbroken(text) == kept
