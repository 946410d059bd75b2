"""Walks over HTML whose time grows with its length alone: a regular expression that seeks an end which never comes
looks through the rest of the letter again from each beginning.
"""

import re
from typing import Final

_COMMENT: Final = (re.compile(r"<!--"), re.compile(r"-->"))
_TAG: Final = (re.compile(r"<(?!>)"), re.compile(r">"))


def dropped(html: str, begins: re.Pattern[str], ends: re.Pattern[str], *, put: str = "") -> str:
    """Without everything from a beginning to the end next after it; what has no end stays."""
    kept: list[str] = []
    at = 0
    while (begin := begins.search(html, at)) and (end := ends.search(html, begin.end())):
        kept += (html[at : begin.start()], put)
        at = end.end()
    return "".join([*kept, html[at:]])


def without_comments(html: str, *, put: str = "") -> str:
    return dropped(html, *_COMMENT, put=put)


def without_tags(html: str, *, put: str = "") -> str:
    return dropped(html, *_TAG, put=put)
