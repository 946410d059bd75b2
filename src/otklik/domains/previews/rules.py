"""Which link of a text is looked behind, and what a page says of itself. Pure; the page is a stranger's."""

import re
import unicodedata
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

import msgspec

ADDRESS_LENGTH_MAX: Final = 2_000
TEXT_LOOKED_AT: Final = 20_000
HTML_LOOKED_AT: Final = 300_000
TAGS_MAX: Final = 2_000
TITLE_LENGTH_MAX: Final = 300
DESCRIPTION_LENGTH_MAX: Final = 600
SITE_NAME_LENGTH_MAX: Final = 100

_LINK: Final = re.compile(r"https?://[^\s<>«»\"]{1,2000}", re.IGNORECASE)
_TRAILING: Final = ".,;:!?)]}'…"
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says of itself; `picture` is an absolute address or empty."""

    title: str = ""
    description: str = ""
    site_name: str = ""
    picture: str = ""


def first_link(text: str) -> str:
    """The first link worth looking behind; empty where there is none."""
    for found in _LINK.finditer(text[:TEXT_LOOKED_AT]):
        address = found.group().rstrip(_TRAILING)
        if fetchable(address):
            return address
    return ""


def fetchable(address: str) -> bool:
    """Whether the address is an http(s) one of reasonable length without a name and password in it."""
    if len(address) > ADDRESS_LENGTH_MAX:
        return False
    try:
        parts = urlsplit(address)
        port_known = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc and port_known


def moved_to(address: str, location: str) -> str:
    """Where a redirect leads; empty where nobody should follow."""
    try:
        target = urljoin(address, location.strip())
    except ValueError:
        return ""
    return target if fetchable(target) else ""


def page(body: bytes, *, address: str, content_type: str = "") -> Page:
    """What the head of the page says: Open Graph first (ogp.me), then the plain elements."""
    head = _Head()
    head.read(_decoded(body[:HTML_LOOKED_AT], content_type))
    said = head.said
    title = _first(said, "og:title", "twitter:title") or head.title
    description = _first(said, "og:description", "twitter:description", "description")
    picture = _first(said, "og:image:secure_url", "og:image", "og:image:url", "twitter:image")
    return Page(
        title=clean(title, TITLE_LENGTH_MAX),
        description=clean(description, DESCRIPTION_LENGTH_MAX),
        site_name=clean(said.get("og:site_name", ""), SITE_NAME_LENGTH_MAX) or host(address),
        picture=moved_to(address, picture) if picture else "",
    )


def host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")[:SITE_NAME_LENGTH_MAX]


def clean(text: str, limit: int) -> str:
    """One line of visible characters: nothing that turns the writing direction or hides."""
    words = " ".join(text[: limit * 8].split())
    seen = "".join(one for one in words if unicodedata.category(one) not in _UNSEEN)
    return seen if len(seen) <= limit else seen[: limit - 1].rstrip() + "…"


def picture_type(data: bytes) -> str:
    """PNG, JPEG, GIF or WebP by their first bytes; empty for all else, an SVG above all."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return "image/gif"
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""


def _decoded(body: bytes, content_type: str) -> str:
    """By the header, else by what the first bytes say, else UTF-8."""
    declared = _CHARSET.search(content_type.encode("ascii", "ignore")) or _CHARSET.search(body[:2_048])
    charset = declared.group(1).decode() if declared else "utf-8"
    try:
        return body.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")


def _first(said: dict[str, str], *names: str) -> str:
    return next((said[name] for name in names if said.get(name)), "")


class _Head(HTMLParser):
    """Reads until the body begins or enough was seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: dict[str, str] = {}
        self.title = ""
        self._in_title = False
        self._tags = 0

    def read(self, html: str) -> None:
        try:
            self.feed(html)
        except _Enough:
            return

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tags += 1
        if tag == "body" or self._tags > TAGS_MAX:
            raise _Enough
        self._in_title = tag == "title" and not self.title
        if tag == "meta":
            self._meta({name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title and len(self.title) < TITLE_LENGTH_MAX * 8:
            self.title += data

    def _meta(self, given: dict[str, str]) -> None:
        name = (given.get("property") or given.get("name") or "").strip().lower()
        if name:
            self.said.setdefault(name, given.get("content", ""))


class _Enough(Exception):
    pass
