"""SMTP replies out of a stream of bytes (RFC 5321 section 4.2), with a limit on everything a server may say."""

from typing import Final

import msgspec

LINE_BYTES_MAX: Final = 2_048
"""RFC 5321 section 4.5.3.1.5 allows 512; some servers put an explanation with a link into one line."""
LINES_MAX: Final = 100
"""Lines of one reply: EHLO's is the longest anybody sends, about twenty."""
TEXT_CHARS_MAX: Final = 500


class Reply(msgspec.Struct, frozen=True, gc=False):
    code: int
    lines: tuple[bytes, ...]
    """Without code and separator."""

    @property
    def text(self) -> str:
        return b" ".join(self.lines).decode("utf-8", "replace")[:TEXT_CHARS_MAX]


class Reader:
    """Holds what has come of a reply that is not complete."""

    __slots__ = ("_lines", "_rest", "malformed")

    def __init__(self) -> None:
        self.malformed = False
        """What came is no SMTP reply, or is longer than any may be; nothing more is read."""
        self._rest = b""
        self._lines: list[bytes] = []

    @property
    def empty(self) -> bool:
        """True when nothing is held: whoever turns to TLS must not carry over what came before it."""
        return not self._rest and not self._lines

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that are complete now, in order; those before something malformed still count."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        found: list[Reply] = []
        for line in lines:
            reply = self._take(line)
            if self.malformed:
                return found
            if reply is not None:
                found.append(reply)
        self.malformed = len(self._rest) > LINE_BYTES_MAX
        return found

    def _take(self, line: bytes) -> Reply | None:
        line = line.removesuffix(b"\r")
        code, separator = line[:3], line[3:4]
        known = code.isdigit() and len(code) == 3 and b"200" <= code < b"600" and separator in {b"", b" ", b"-"}
        if not known or len(line) > LINE_BYTES_MAX or len(self._lines) >= LINES_MAX:
            self.malformed = True
            return None
        self._lines.append(line[4:])
        if separator == b"-":
            return None
        reply = Reply(int(code), tuple(self._lines))
        self._lines.clear()
        return reply


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """What the server said it can do (EHLO, RFC 5321 section 4.1.1.1); nothing after HELO."""

    pipelining: bool = False
    starttls: bool = False
    eight_bit: bool = False
    utf8: bool = False
    size_bytes_max: int = 0
    """0: no limit stated (RFC 1870)."""
    takes_size: bool = False
    auth: frozenset[str] = frozenset()


def announced(reply: Reply) -> Announced:
    """Keywords of an EHLO reply; the first line is the greeting."""
    words = [line.decode("ascii", "replace").upper().replace("AUTH=", "AUTH ").split() for line in reply.lines[1:]]
    said = {one[0]: one[1:] for one in words if one}
    stated = next(iter(said.get("SIZE", [])), "")
    return Announced(
        pipelining="PIPELINING" in said,
        starttls="STARTTLS" in said,
        eight_bit="8BITMIME" in said,
        utf8="SMTPUTF8" in said,
        size_bytes_max=int(stated) if stated.isdigit() and len(stated) < 19 else 0,
        takes_size="SIZE" in said,
        auth=frozenset(method for one in words if one[:1] == ["AUTH"] for method in one[1:]),
    )
