"""The company as a vCard 3.0 (RFC 2426): the version that both kinds of phones take without questions."""

from typing import Final
from urllib.parse import unquote

from otklik.domains.reach.schemas import ShownEntry, ShownKit

LINE_BYTES_MAX: Final = 75
"""RFC 2425, 5.8.1: longer lines are folded."""


def vcard(kit: ShownKit) -> bytes:
    """With every number and address once; other ways are web addresses."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_text(kit.company)};;;;",
        f"FN:{_text(kit.company)}",
        f"ORG:{_text(kit.company)}",
        *dict.fromkeys(_line(one) for one in kit.entries),
        f"URL:{kit.page_url}",
        *([f"NOTE:{_text(kit.lead)}"] if kit.lead else []),
        "END:VCARD",
    ]
    return b"".join(_folded(line) for line in lines)


def _line(entry: ShownEntry) -> str:
    if entry.url.startswith("tel:"):
        return f"TEL;TYPE=WORK,VOICE:{unquote(entry.url.removeprefix('tel:'))}"
    if entry.url.startswith("sms:"):
        return f"TEL;TYPE=WORK,MSG:{unquote(entry.url.removeprefix('sms:').partition('?')[0])}"
    if entry.url.startswith("mailto:"):
        return f"EMAIL;TYPE=INTERNET,WORK:{unquote(entry.url.removeprefix('mailto:').partition('?')[0])}"
    return f"URL:{entry.url}"


def _text(value: str) -> str:
    """RFC 2426, 5.: commas, semicolons and line ends are escaped."""
    escaped = value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    return "\\n".join(escaped.splitlines())


def _folded(line: str) -> bytes:
    """Never inside a character: a folded line goes on after one space."""
    out, length = b"", 0
    for char in line:
        encoded = char.encode()
        if length + len(encoded) > LINE_BYTES_MAX:
            out, length = out + b"\r\n ", 1
        out, length = out + encoded, length + len(encoded)
    return out + b"\r\n"
