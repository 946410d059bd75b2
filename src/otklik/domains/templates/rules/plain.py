"""The plain part of a letter, from its HTML: addresses stand beside the words that led to them."""

import re
from html import unescape
from typing import Final

from otklik.channels.mail import html as mail_html
from otklik.domains.templates.language import scanning
from otklik.domains.templates.language.shield import around
from otklik.domains.templates.rules import gaps

_HIDDEN: Final = (
    re.compile(r'<div style="display:none[^"<>]*"[^<>]*>', re.IGNORECASE),
    re.compile(r"</div>", re.IGNORECASE),
)
_ANCHOR: Final = re.compile(r'<a\b[^<>]*?\bhref="([^"<>]*)"[^<>]*>', re.IGNORECASE)
_ANCHOR_ENDS: Final = re.compile(r"</a>", re.IGNORECASE)
_STRUCK: Final = re.compile(r"<s>[^<>{}]*(?:\{\{[^<>{}]*\}\}[^<>{}]*)*</s>", re.IGNORECASE)
"""Words that are no longer true, an old price: nothing in plain text would tell them from those that are."""
_SPACES: Final = re.compile(r"[ \t\N{NO-BREAK SPACE}]+")
_ALT: Final = re.compile(r'<img\b[^<>]*?\balt="([^"<>]*)"[^<>]*>', re.IGNORECASE)


def plain_part(html: str) -> str:
    """Liquid in `html` stays as it is: the text is a source of its own."""
    return gaps.closed_up(around(_STRUCK.sub("", html), _plain))


def _plain(html: str) -> str:
    visible = scanning.dropped(scanning.without_comments(html), *_HIDDEN)
    return mail_html.to_text(_linked(visible)).strip()


def _linked(html: str) -> str:
    kept: list[str] = []
    at = 0
    while (begin := _ANCHOR.search(html, at)) and (end := _ANCHOR_ENDS.search(html, begin.end())):
        kept += (html[at : begin.start()], _told(begin[1], html[begin.end() : end.start()]))
        at = end.end()
    return "".join([*kept, html[at:]])


def _told(address: str, inside: str) -> str:
    """`words (address)`; of a linked picture its alt; a bare address once."""
    inner = _ALT.sub(r"\1", inside)
    words = _SPACES.sub(" ", unescape(scanning.without_tags(inner))).strip()
    if not words or words == unescape(address):
        return address
    return f"{inner} ({address})" if address else inner
