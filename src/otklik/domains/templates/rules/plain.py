"""The plain part of a letter, from its HTML: addresses stand beside the words that led to them."""

import re
from html import unescape
from typing import Final

from otklik.channels.mail import html as mail_html
from otklik.domains.templates.language.shield import around

_HIDDEN: Final = re.compile(r'<div style="display:none[^"]*"[^>]*>.*?</div>', re.IGNORECASE | re.DOTALL)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_ANCHOR: Final = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)</a>', re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[^>]+>")
_SPACES: Final = re.compile(r"[ \t\N{NO-BREAK SPACE}]+")
_ALT: Final = re.compile(r'<img\b[^>]*?\balt="([^"]*)"[^>]*>', re.IGNORECASE)


def plain_part(html: str) -> str:
    """Liquid in `html` stays as it is: the text is a source of its own."""
    return around(html, _plain)


def _plain(html: str) -> str:
    visible = _HIDDEN.sub("", _COMMENT.sub("", html))
    linked = _ANCHOR.sub(_told, visible)
    return mail_html.to_text(linked).strip()


def _told(found: re.Match[str]) -> str:
    """`words (address)`; of a linked picture its alt; a bare address once."""
    inner = _ALT.sub(r"\1", found[2])
    words = _SPACES.sub(" ", unescape(_TAG.sub("", inner))).strip()
    address = found[1]
    if not words or words == unescape(address):
        return address
    return f"{inner} ({address})" if address else inner
