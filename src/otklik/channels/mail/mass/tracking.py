"""Links of a letter's fixed text give way to slots, so that each person's copy leads over our own server. Pure.

Only whole links are touched: one with a slot in it differs from person to person, and its author gives it whole in a
slot named `link:…`. A slot named `said:html…` or `said:text…` holds words of a condition or a loop with links of their
own: `cut` takes those apart.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import Final

import msgspec

from otklik.channels.mail.mass import links, quoted
from otklik.channels.mail.mass.letter import Design, DesignRefused, Form, Segment, Slot

PERSONAL: Final = "link:"
"""Begins the name of a slot that takes an address of one person."""
SAID_HTML: Final = "said:html"
SAID_TEXT: Final = "said:text"
"""Begin the names of slots whose words may hold links that others' words do not."""
COUNTED: Final = "otklik.link."
PICTURE: Final = "otklik.picture"

CUT_KEPT: Final = 2_000
"""Words of conditions are few and the same for many people."""

_SlotOf = Callable[[str, Form], Slot | None]

_HREF: Final = re.compile(
    r"(<a\b[^<>]{0,2000}?\bhref\s{0,9}=\s{0,9})(?:\"(https?://[^\"<>\s]+)\"|'(https?://[^'<>\s]+)')", re.IGNORECASE
)
_BARE: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}»…]")
_END: Final = re.compile(r"</body\s*>", re.IGNORECASE)


class Tracked(msgspec.Struct, frozen=True, kw_only=True):
    """A design whose links are slots, `otklik.link.N` for the N-th of `urls`, and `otklik.picture` in its HTML."""

    design: Design
    urls: tuple[str, ...]


def tracked(design: Design, *, utm: Mapping[str, str]) -> Tracked:
    """Raises `DesignRefused` for more links than a letter may have."""
    numbers: dict[str, int] = {}

    def slot(url: str, form: Form) -> Slot | None:
        if not links.is_web(url):
            return None
        marked = links.with_utm(url, utm)
        return Slot(f"{COUNTED}{numbers.setdefault(marked, len(numbers))}", form)

    html: list[Segment] = []
    for one in design.html:
        html += _in_html(one, slot) if isinstance(one, str) else [one]
    text: list[Segment] = []
    for at, one in enumerate(design.text):
        continued = at + 1 < len(design.text) and isinstance(design.text[at + 1], Slot)
        text += _in_text(one, slot, continued=continued) if isinstance(one, str) else [one]
    if len(numbers) > links.LINKS_MAX:
        raise DesignRefused("too many links")
    changed = msgspec.structs.replace(design, html=_with_picture(html) if html else (), text=text)
    return Tracked(design=changed, urls=tuple(numbers))


class Cut(msgspec.Struct, frozen=True):
    """`pieces[0] + a link to urls[0] + pieces[1] + …`: one of `quoted.piece` more than there are links."""

    pieces: tuple[bytes, ...]
    urls: tuple[str, ...]


@lru_cache(maxsize=CUT_KEPT)
def cut(said: str, *, html: bool) -> Cut:
    """Words of one person's at the links in them."""
    urls: list[str] = []

    def slot(url: str, form: Form) -> Slot | None:
        if not links.is_web(url):
            return None
        urls.append(url)
        return Slot(COUNTED, form)

    texts = [""]
    for one in _in_html(said, slot) if html else _in_text(said, slot, continued=False):
        if isinstance(one, str):
            texts[-1] += one
        else:
            texts.append("")
    return Cut(tuple(quoted.piece(one) for one in texts), tuple(urls))


def _in_html(piece: str, slot: _SlotOf) -> list[Segment]:
    found: list[Segment] = []
    at = 0
    for match in _HREF.finditer(piece):
        made = slot(unescape(match[2] or match[3]), Form.MARKUP)
        if made is not None:
            found += [f'{piece[at : match.start()]}{match[1]}"', made, '"']
            at = match.end()
    return [*found, piece[at:]]


def _in_text(piece: str, slot: _SlotOf, *, continued: bool) -> list[Segment]:
    found: list[Segment] = []
    at = 0
    for match in _BARE.finditer(piece):
        whole = not (continued and match.end() == len(piece))  # else a slot goes on with it
        made = slot(match[0], Form.TEXT) if whole else None
        if made is not None:
            found += [piece[at : match.start()], made]
            at = match.end()
    return [*found, piece[at:]]


def _with_picture(html: Sequence[Segment]) -> list[Segment]:
    """Last in the body: mail programs that cut long letters cut it too, and then nobody read them to the end."""
    picture: list[Segment] = ['<img src="', Slot(PICTURE, Form.MARKUP), '" width="1" height="1" alt="">']
    for at in range(len(html) - 1, -1, -1):
        one = html[at]
        ends = list(_END.finditer(one)) if isinstance(one, str) else []
        if isinstance(one, str) and ends:
            start = ends[-1].start()
            return [*html[:at], one[:start], *picture, one[start:], *html[at + 1 :]]
    return [*html, *picture]
