"""Links of a letter that lead over our own server: short, signed, and to nowhere that was not written by us.

A token is 33 bytes, 44 characters: which letter (4), which row (16), which link of the letter (2), and the keyed hash
of these (11, that is 88 bits: RFC 2104 section 5 advises 80 or more). A link that differs from person to person travels
in the token and is covered by the same hash.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit
from uuid import UUID

import msgspec

from otklik.channels.mail.mass import quoted

MAC_BYTES: Final = 11
TOKEN_CHARS: Final = 44
OPENED: Final = 0xFFFF
"""The number of the picture that tells of an opening."""
UNSUBSCRIBE: Final = 0xFFFE
STATED: Final = 0xFFFD
"""The link's address is in the token."""
LINKS_MAX: Final = 1_000
URL_CHARS_MAX: Final = 2_000
UTM: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id")

_HEAD: Final = struct.Struct(">I16sH")
_HEAD_BYTES: Final = _HEAD.size
_pack: Final = _HEAD.pack
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")


def is_root(base: str) -> bool:
    """Whether a link that begins so is one plain line."""
    return len(base) + TOKEN_CHARS < quoted.LINE_CHARS_MAX and quoted.is_plain(base.encode())


class LinkBroken(ValueError):
    """A link of one person's that leads nowhere."""


class Token(msgspec.Struct, frozen=True, gc=False):
    letter: int
    """The letter's number, under which its links are kept."""
    row: UUID
    link: int
    url: str = ""
    """Of a `STATED` link."""


class Tokens:
    """Makes and reads tokens with one secret of at least 16 bytes."""

    __slots__ = ("_blank",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("a secret of 16 bytes or more")
        key = secret if len(secret) <= hashlib.blake2b.MAX_KEY_SIZE else hashlib.sha256(secret).digest()
        self._blank = hashlib.blake2b(key=key, digest_size=MAC_BYTES, person=b"otklik link")

    def make(self, letter: int, row: bytes, link: int) -> str:
        """`row`: the 16 bytes of its id."""
        head = _pack(letter, row, link)
        mac = self._blank.copy()
        mac.update(head)
        return binascii.b2a_base64(head + mac.digest(), newline=False).translate(_URL_SAFE).decode("ascii")

    def pieces(self, root: bytes, letter: int, row: bytes, links: Sequence[int]) -> list[bytes]:
        """Whole links as a letter takes them (`quoted.piece`); `root`: what stands before a token, see `is_root`."""
        found = []
        for link in links:
            head = _pack(letter, row, link)
            mac = self._blank.copy()
            mac.update(head)
            token = binascii.b2a_base64(head + mac.digest(), newline=False).translate(_URL_SAFE)
            found.append(b"%b%b=\r\n" % (root, token))
        return found

    def make_stated(self, letter: int, row: bytes, url: str) -> str:
        """For a link that is not the same for all. Raises `LinkBroken` when it is no web address."""
        if not is_web(url):
            raise LinkBroken("no web address")
        head, tail = _HEAD.pack(letter, row, STATED), url.encode()
        mark = base64.urlsafe_b64encode(head + self._mac(head + tail)).decode("ascii")
        return f"{mark}.{base64.urlsafe_b64encode(tail).decode('ascii').rstrip('=')}"

    def read(self, text: str) -> Token | None:
        """None for whatever this secret did not sign."""
        mark, dot, tail = text.partition(".")
        if len(mark) != TOKEN_CHARS or len(tail) > URL_CHARS_MAX * 4:
            return None
        try:
            raw = base64.b64decode(mark, altchars=b"-_", validate=True)
            url = base64.b64decode(tail + "=" * (-len(tail) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        head, mac = raw[:_HEAD_BYTES], raw[_HEAD_BYTES:]
        if not hmac.compare_digest(mac, self._mac(head + url)):
            return None
        letter, row, link = _HEAD.unpack(head)
        if (link == STATED) != bool(dot):
            return None
        return Token(letter, UUID(bytes=row), link, url.decode("utf-8", "replace"))

    def _mac(self, data: bytes) -> bytes:
        found = self._blank.copy()
        found.update(data)
        return found.digest()


def is_web(url: str) -> bool:
    """Whether a browser may be sent there: http or https, a host, no line break or space."""
    if len(url) > URL_CHARS_MAX or any(char <= " " or char in '"<>\\^`{|}\x7f' for char in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def on_the_wire(url: str) -> str:
    """The same address in ASCII, as a header may hold it (RFC 3987 section 3.1)."""
    if url.isascii():
        return url
    parts = urlsplit(url)
    try:
        host = parts.netloc.encode("idna").decode("ascii")
    except UnicodeError:
        host = quote(parts.netloc, safe=":[]")
    kept = "%/:?#[]@!$&'()*+,;=~"
    return urlunsplit(
        (
            parts.scheme,
            host,
            quote(parts.path, safe=kept),
            quote(parts.query, safe=kept),
            quote(parts.fragment, safe=kept),
        )
    )


def with_utm(url: str, marks: Mapping[str, str]) -> str:
    """The link with UTM marks; those the author wrote into it stay as they are. Raises `LinkBroken` for no web link."""
    if not is_web(url):
        raise LinkBroken("no web address")
    parts = urlsplit(url)
    there = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    added = [f"{name}={quote(marks[name], safe='')}" for name in UTM if marks.get(name) and name not in there]
    return urlunsplit(parts._replace(query="&".join([*([parts.query] if parts.query else []), *added])))
