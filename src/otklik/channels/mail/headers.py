"""Header fields as they come: folded, with raw 8-bit text, with encoded words broken inside a character.

Sources: RFC 5322 (fields), RFC 2047 (encoded words), RFC 2231 (parameters). Reads more than they allow.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from email.message import Message
from typing import Final
from urllib.parse import unquote_to_bytes

from otklik.channels.mail import charsets

HEADER_CHARS_MAX: Final = 20_000
"""Characters of one header field that are read; more is an attack or an accident."""

_ENCODED_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?(.*?)(?:\?=|$)", re.DOTALL)
_FOLD: Final = re.compile(r"\r?\n[ \t]*|\r")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES: Final = re.compile(r"[ \t\r\n]+")
_BASE64_JUNK: Final = re.compile(r"[^A-Za-z0-9+/]")
_PARAMETER: Final = re.compile(r";\s*([^\s=;]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"?|([^;]*))", re.DOTALL)
_SECTION: Final = re.compile(r"(?P<name>[^*]+)(?:\*(?P<index>\d+))?(?P<encoded>\*)?")


def raw(message: Message, name: str) -> str:
    """The first field of that name, unfolded, 8-bit bytes kept as surrogate escapes; empty when absent."""
    return next(iter(raw_all(message, name)), "")


def raw_all(message: Message, name: str) -> list[str]:
    # str(): the standard parser wraps a field with 8-bit bytes in a Header object; raw_items gives it untouched
    wanted = name.lower()
    return [unfold(str(value)) for key, value in message.raw_items() if key.lower() == wanted]


def text(message: Message, name: str, *, hint: str = "") -> str:
    """The first field of that name as people read it."""
    return decode_text(raw(message, name), hint=hint)


def unfold(value: str) -> str:
    return _FOLD.sub(" ", value[:HEADER_CHARS_MAX]).strip()


def as_bytes(value: str) -> bytes:
    """The bytes behind a field that the parser kept as ASCII with surrogate escapes."""
    return value.encode("utf-8", "surrogateescape")


def decode_text(value: str, *, hint: str = "") -> str:
    """Unstructured text: encoded words decoded, raw 8-bit guessed, white space and control characters tidied."""
    parts: list[str] = []
    position = 0
    for start, end, decoded in _runs(value, hint):
        between = value[position:start]
        parts.append(_plain(between, hint))
        parts.append(decoded)
        position = end
    parts.append(_plain(value[position:], hint))
    return _SPACES.sub(" ", _CONTROL.sub("", "".join(parts))).strip()


def _plain(value: str, hint: str) -> str:
    return charsets.decode(as_bytes(value), hint=hint) if value else ""


def _runs(value: str, hint: str) -> Iterator[tuple[int, int, str]]:
    """Runs of neighbouring encoded words, each decoded as one: a character may be split between two words."""
    matches = list(_ENCODED_WORD.finditer(value))
    index = 0
    while index < len(matches):
        last = index
        while last + 1 < len(matches) and not value[matches[last].end() : matches[last + 1].start()].strip():
            last += 1
        yield matches[index].start(), matches[last].end(), _decode_run(matches[index : last + 1], hint)
        index = last + 1


def _decode_run(words: list[re.Match[str]], hint: str) -> str:
    done: list[str] = []
    pending = b""
    charset = ""
    for name, payload in _payloads(words):
        if name != charset and pending:
            done.append(charsets.decode(pending, charset, hint=hint))
            pending = b""
        charset = name
        pending += payload
    done.append(charsets.decode(pending, charset, hint=hint))
    return "".join(done)


def _payloads(words: list[re.Match[str]]) -> Iterator[tuple[str, bytes]]:
    """Charset and bytes of each word; base64 cut outside a group of four goes on in the next word."""
    carry = ""
    for number, word in enumerate(words):
        charset, encoding, payload = word.group(1).lower(), word.group(2).lower(), word.group(3)
        if encoding == "q":
            yield charset, _decode_q(payload)
            continue
        stripped = _BASE64_JUNK.sub("", carry + payload)
        following = words[number + 1] if number + 1 < len(words) else None
        broken = len(stripped) % 4 and "=" not in payload
        if broken and following is not None and following.group(2).lower() == "b":
            whole = len(stripped) - len(stripped) % 4
            carry = stripped[whole:]
            yield charset, decode_base64(stripped[:whole])
            continue
        carry = ""
        yield charset, decode_base64(stripped)


def _decode_q(payload: str) -> bytes:
    prepared = as_bytes(payload.replace("_", " "))
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda found: bytes([int(found.group(1), 16)]), prepared)


def decode_base64(payload: str) -> bytes:
    """Base64 whatever its padding and line ends."""
    stripped = _BASE64_JUNK.sub("", payload)
    if len(stripped) % 4 == 1:
        stripped = stripped[:-1]
    try:
        return base64.b64decode(stripped + "=" * (-len(stripped) % 4))
    except (binascii.Error, ValueError):
        return b""


def parameters(value: str, *, hint: str = "") -> Mapping[str, str]:
    """Parameters of a structured field, RFC 2231 sections joined and decoded, RFC 2047 words tolerated."""
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAMETER.finditer(";" + value.partition(";")[2]):
        quoted, bare = found.group(2), found.group(3)
        content = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else (bare or "").strip()
        split = _SECTION.fullmatch(found.group(1))
        if split is None:
            continue
        entry = (int((split["index"] or "0")[:4]), bool(split["encoded"]), content)
        sections.setdefault(split["name"].lower(), []).append(entry)
    return {name: _join_sections(entries, hint) for name, entries in sections.items()}


def _join_sections(entries: list[tuple[int, bool, str]], hint: str) -> str:
    entries = sorted(entries, key=lambda entry: entry[0])
    if not any(encoded for _, encoded, _ in entries):
        if len(entries) > 1 and all(index == 0 for index, _, _ in entries):
            entries = entries[:1]
        return decode_text("".join(content for _, _, content in entries), hint=hint)
    return _decode_extended([entry for entry in entries if len(entries) == 1 or entry[1] or entry[0] > 0], hint)


def _decode_extended(entries: list[tuple[int, bool, str]], hint: str) -> str:
    charset = ""
    collected = b""
    for number, (_, encoded, content) in enumerate(entries):
        rest = content
        if number == 0 and encoded and content.count("'") >= 2:
            charset, _, rest = content.split("'", 2)
        collected += unquote_to_bytes(as_bytes(rest)) if encoded else as_bytes(rest)
    return _CONTROL.sub("", charsets.decode(collected, charset, hint=hint)).strip()
