"""A quiet line of a thread speaks to people: every code that is written there has words in both languages."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
CATALOGUES = ROOT / "web/src/shared/i18n"
WRITTEN = re.compile(r'(?:event_line|note_event|record)\(\s*[^()]*code="(\w+)"')
SEVERAL = {"assigned", "queued"}
"""What the desk tells by more than the code."""


def test_every_line_of_a_thread_has_words_in_both_languages() -> None:
    sources = (ROOT / "src/otklik/domains").rglob("*.py")
    codes = {code for path in sources for code in WRITTEN.findall(path.read_text())} - SEVERAL
    assert {"closed", "carried_on_by_email"} <= codes
    for language in ("ru", "en"):
        words = json.loads((CATALOGUES / f"{language}.json").read_text())
        assert sorted(code for code in codes | {"continued_in", "continued_from"} if f"event.{code}" not in words) == []
