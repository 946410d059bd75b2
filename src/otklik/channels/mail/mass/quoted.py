"""Quoted-printable pieces that may be joined in any order (RFC 2045 section 6.7).

Each piece is whole lines: it begins at the start of a line and ends with a soft break, so the decoder sees the texts
joined, no line is longer than 76 characters, and none begins with a dot. Runs of spaces are written so that the relaxed
canonical form of DKIM (RFC 6376 section 3.4.4) is the piece itself: a body made of such pieces is hashed as it is.
"""

import binascii
import re
from typing import Final

LINE_CHARS_MAX: Final = 76

_PLAIN: Final = re.compile(rb"[!-<>-~]+(?: [!-<>-~]+)*")
_PLAIN_BYTES_MAX: Final = 73
"""A short value of letters with single spaces between; the first may be no dot, which is asked apart."""
_SHORT_BYTES: Final = 24
"""So many fit into a line whatever they are."""
_LONG: Final = re.compile(rb"[!-<>-~]+")
"""A link: nothing to be encoded, only to be cut."""
_TOKENS: Final = [
    f"={byte:02X}".encode() if byte == 0x3D or not 0x20 <= byte <= 0x7E else bytes([byte]) for byte in range(256)
]
_SPACE: Final = 0x20
_DOT: Final = 0x2E
_EQUALS: Final = 0x3D
_AWKWARD: Final = re.compile(rb"^[ .]|  |[\0\r\n]| $")
_NEWLINES: Final = re.compile("\r\n|\r|\n")


def is_plain(data: bytes) -> bool:
    """Whether it begins a piece as it is."""
    return len(data) <= _PLAIN_BYTES_MAX and bool(_PLAIN.fullmatch(data)) and data[0] != _DOT


def piece(text: str) -> bytes:
    """`text` as whole lines ended by a soft break; empty for empty text."""
    data = text.encode("utf-8", "replace")
    if is_plain(data):
        return data + b"=\r\n"
    if not data:
        return b""
    if _AWKWARD.search(data):
        return _encoded(text)
    if len(data) <= _SHORT_BYTES and b"\t" not in data:
        return binascii.b2a_qp(data, istext=False) + b"=\r\n"
    found = _wrapped(data if _LONG.fullmatch(data) else b"".join(map(_TOKENS.__getitem__, data)))
    return _encoded(text) if found is None else found


def _wrapped(tokens: bytes) -> bytes | None:
    """Cut into lines between two tokens; None where a line would begin with a dot or a space."""
    lines = []
    at = 0
    while len(tokens) - at >= LINE_CHARS_MAX:
        end = at + LINE_CHARS_MAX - 1
        end -= 1 if tokens[end - 1] == _EQUALS else 2 if tokens[end - 2] == _EQUALS else 0
        if tokens[end] in {_DOT, _SPACE}:
            return None
        lines.append(tokens[at:end])
        at = end
    return b"=\r\n".join([*lines, tokens[at:]]) + b"=\r\n"


def _encoded(text: str) -> bytes:
    """Any text, a byte at a time."""
    lines = [line.encode("utf-8", "replace") for line in _NEWLINES.split(text.replace("\0", ""))]
    out = bytearray()
    for line in lines[:-1]:
        _write_line(out, line)
        out += b"\r\n"
    if lines[-1]:
        _write_line(out, lines[-1])
        out += b"=\r\n"
    return bytes(out)


def _write_line(out: bytearray, line: bytes) -> None:
    """One line of the text as one or more lines, all but the last ended by soft breaks."""
    used, before = 0, -1
    end = len(line) - 1
    for at, byte in enumerate(line):
        token = _TOKENS[byte]
        if byte == _SPACE and (before == _SPACE or at in {0, end}):
            token = b"=20"
        if used + len(token) > LINE_CHARS_MAX - 1:
            out += b"=\r\n"
            used = 0
        if used == 0 and (byte == _DOT or token == b" "):
            token = b"=2E" if byte == _DOT else b"=20"
        out += token
        used += len(token)
        before = byte
