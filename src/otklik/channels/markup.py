"""Text as messengers count and mark it: UTF-16 code units, spans of formatting beside a plain string."""

import html
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import nh3

from otklik.channels import wire
from otklik.channels.wire import Obj

TAGS: Final = frozenset({"a", "b", "blockquote", "br", "code", "i", "pre", "s", "u"})
LINK_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})


class Mark(NamedTuple):
    """One span of formatting; `start` and `length` in UTF-16 code units."""

    start: int
    length: int
    tag: str
    href: str = ""


def marks(spans: Sequence[Obj], *, tags: Mapping[str, str], start: str = "offset") -> list[Mark]:
    """A messenger's `type`, offset, `length` and `url` as marks; types without a tag are left out."""
    return [
        Mark(wire.whole(one, start), wire.whole(one, "length"), tags[wire.text(one, "type")], wire.text(one, "url"))
        for one in spans
        if wire.text(one, "type") in tags
    ]


def utf16_length(text: str) -> int:
    """UTF-16 code units: an emoji counts two."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, *, units_max: int) -> Iterator[str]:
    """Pieces of at most `units_max` UTF-16 units, cut at white space where there is some in the second half."""
    rest = text.strip()
    while utf16_length(rest) > units_max:
        # "ignore" drops half of a surrogate pair at the end
        head = rest.encode("utf-16-le")[: units_max * 2].decode("utf-16-le", "ignore")
        space = max(head.rfind("\n"), head.rfind(" "))
        cut = space if space > len(head) // 2 else len(head)
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()
    if rest:
        yield rest


def marked_html(text: str, spans: Sequence[Mark]) -> str:
    """Clean HTML of the text with its marks; empty when there are none. What does not nest is mended."""
    if not spans:
        return ""
    opens: defaultdict[int, str] = defaultdict(str)
    closes: defaultdict[int, str] = defaultdict(str)
    for mark in sorted(spans, key=lambda one: (one.start, -one.length)):
        href = f' href="{html.escape(mark.href)}"' if mark.href else ""
        opens[mark.start] += f"<{mark.tag}{href}>"
        closes[mark.start + mark.length] = f"</{mark.tag}>{closes[mark.start + mark.length]}"
    units = text.encode("utf-16-le")
    out, at = "", 0
    for cut in sorted({*opens, *closes, len(units) // 2}):
        piece = units[at * 2 : cut * 2].decode("utf-16-le", "replace")
        out += html.escape(piece) + closes[cut] + opens[cut]
        at = cut
    return nh3.clean(out.replace("\n", "<br>"), tags=set(TAGS), url_schemes=set(LINK_SCHEMES))
