"""The tree of a mail, read leniently: parts, their bytes, names and text, whatever is broken in between.

The standard library's compat32 parser builds the tree, because it keeps every byte; all decoding is ours.
"""

import binascii
import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message
from typing import Final

import msgspec

from otklik.channels.mail import charsets, headers

PARTS_MAX: Final = 500
"""Parts of one mail that are looked at."""

FIELDS_MAX: Final = 2_000
"""Header fields of one mail that are looked at."""

BOUNDARIES_MAX: Final = 100
"""Boundaries one mail may state: the standard parser tries each line against every open one."""

DEPTH_MAX: Final = 40
"""Levels of nesting; the standard parser recurses once a level."""

MULTIPART_REST_MIN: Final = 20
"""Characters behind a closing boundary that can hold a part at all."""

_TYPE: Final = re.compile(r"\s*([A-Za-z0-9!#$&^_.+-]+)/([A-Za-z0-9!#$&^_.+-]+)")
_KNOWN_FIELDS: Final = re.compile(
    rb"^(?:from|to|cc|subject|date|received|message-id|mime-version|content-type|return-path|delivered-to|reply-to|"
    rb"sender|x-[\w-]+|dkim-signature|in-reply-to|references|content-transfer-encoding)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD: Final = re.compile(rb"[!-9;-~]+[ \t]*:")
_BOUNDARY_LINE: Final = re.compile(r"^--(\S[^\r\n]{0,200}?)[ \t]*\r?\nContent-", re.MULTILINE | re.IGNORECASE)
_BOUNDARY: Final = re.compile(rb"boundary\s{0,9}=", re.IGNORECASE)
_BASE64_SEGMENT: Final = re.compile(r"[A-Za-z0-9+/\s]+=*")


class TooNested(ValueError):
    """A mail inside a mail inside a mail: no letter, and it would take minutes to unpack."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One leaf of the tree."""

    media_type: str
    message: Message
    parents: tuple[str, ...]
    """Media types from the root down to the direct parent."""

    @property
    def parent(self) -> str:
        return self.parents[-1] if self.parents else ""


def open_message(raw: bytes) -> Message:
    """The tree of raw RFC 5322 bytes. A file without any header is a body alone. Raises `TooNested`."""
    prepared = _prepare(raw)
    if len(_BOUNDARY.findall(prepared)) > BOUNDARIES_MAX:
        raise TooNested
    message = email.message_from_bytes(prepared, policy=email.policy.compat32)
    return _recovered(message)


def leaves(message: Message) -> Iterator[Part]:
    """Every part that is not a container, in order; an attached mail is a leaf."""
    stack: list[tuple[Message, tuple[str, ...]]] = [(message, ())]
    for _ in range(PARTS_MAX):
        if not stack:
            return
        node, parents = stack.pop()
        kind = media_type(node)
        children = sub_messages(node)
        if children and kind.startswith("multipart/") and len(parents) < DEPTH_MAX:
            stack.extend((child, (*parents, kind)) for child in reversed(children))
        else:
            yield Part(media_type=kind, message=node, parents=parents)


def sub_messages(node: Message) -> list[Message]:
    payload = payload_of(node)
    children = [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []
    return [*children, *_parts_after_end(node)] if children else []


def payload_of(node: Message) -> object:
    """The payload as parsed. `get_payload` would already replace bytes it believes to be in no charset."""
    return vars(node).get("_payload")


def _parts_after_end(node: Message) -> list[Message]:
    """Parts behind the closing line: an inner multipart that used its parent's boundary closed it too early."""
    rest = node.epilogue or ""
    found = _BOUNDARY_LINE.search(rest)
    if found is None or len(rest) < MULTIPART_REST_MIN:
        return []
    field = f'Content-Type: multipart/mixed; boundary="{found.group(1).strip()}"'
    again = email.message_from_bytes(headers.as_bytes(f"{field}\n\n{rest}"), policy=email.policy.compat32)
    payload = payload_of(again)
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def media_type(node: Message) -> str:
    """Lower-case type of a part; `text/plain` when it states none that can be read (RFC 2045 section 5.2)."""
    found = _TYPE.match(headers.raw(node, "content-type"))
    if found:
        stated = f"{found.group(1)}/{found.group(2)}".lower()
        return stated if not (stated.startswith("multipart/") and not node.is_multipart()) else "text/plain"
    return "multipart/mixed" if node.is_multipart() else "text/plain"


def type_parameter(node: Message, name: str, *, hint: str = "") -> str:
    return headers.parameters(headers.raw(node, "content-type"), hint=hint).get(name, "")


def disposition(node: Message) -> str:
    """`inline`, `attachment` or empty."""
    value = headers.raw(node, "content-disposition").partition(";")[0].strip().lower()
    return "" if not value else "inline" if value == "inline" else "attachment"


def file_name(node: Message, *, hint: str = "") -> str:
    """The part's file name without any folder; empty when it has none."""
    stated = headers.parameters(headers.raw(node, "content-disposition"), hint=hint).get("filename", "")
    stated = stated or type_parameter(node, "name", hint=hint)
    return re.split(r"[\\/]", stated)[-1].strip()[:200]


def content_id(node: Message) -> str:
    return headers.as_bytes(headers.raw(node, "content-id")).decode("utf-8", "replace").strip().strip("<>").strip()


def content(node: Message) -> bytes:
    """The part's bytes with the transfer encoding undone; what cannot be undone is given as it stands."""
    payload = payload_of(node)
    if isinstance(payload, list):
        children = [child for child in payload if isinstance(child, Message)][:PARTS_MAX]
        return b"\n".join(flatten(child) for child in children)
    text = payload if isinstance(payload, str) else ""
    encoding = headers.raw(node, "content-transfer-encoding").partition(";")[0].strip().strip('"').lower()
    if encoding == "base64":
        return _decode_base64(text)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(_tidy_qp(headers.as_bytes(text)))
    if encoding in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        return decode_uu(text.splitlines()) or headers.as_bytes(text)
    return headers.as_bytes(text)


def text_of(node: Message, *, hint: str = "") -> str:
    """The part's text with LF line ends, by its declared charset or by what it looks like."""
    data = content(node)
    charset = type_parameter(node, "charset") or _charset_in_html(node, data)
    return charsets.decode(data, charset, hint=hint).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def flatten(node: Message) -> bytes:
    """An attached mail as bytes again."""
    try:
        return node.as_bytes(policy=email.policy.compat32)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # the generator refuses some trees its own parser made (bytes that are in no charset)
        payload = payload_of(node)
        fields = "".join(f"{key}: {value}\n" for key, value in node.raw_items())
        return headers.as_bytes(fields + "\n" + (payload if isinstance(payload, str) else ""))


def decode_uu(lines: list[str]) -> bytes:
    """Lines between `begin` and `end`; some programs pad lines wrongly, so the length byte decides."""
    decoded = b""
    inside = False
    for line in lines:
        if not inside:
            inside = line.startswith("begin ")
            continue
        if line.strip() == "end":
            break
        decoded += _uu_line(line)
    return decoded


def hint_of(message: Message, raw: bytes) -> str:
    """The charset that unlabelled bytes of this mail are most likely in: the text's own, or a guess over all of it."""
    if raw.isascii():
        return _declared_text_charset(message)
    header_bytes = raw.partition(b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n")[0]
    samples = [header_bytes] + [
        content(part.message)[: charsets.SAMPLE_BYTES_MAX]
        for part in leaves(message)
        if part.media_type.startswith("text/") and not type_parameter(part.message, "charset")
    ]
    strange = charsets.join_samples([sample for sample in samples if not sample.isascii()])
    if not strange:
        return _declared_text_charset(message)
    guessed = charsets.guess(strange)
    declared = _declared_text_charset(message)
    if declared and declared != "utf-8" and guessed == "cp1252":
        return declared
    return declared if declared and charsets.decodes_well(strange, declared) else guessed


def _declared_text_charset(message: Message) -> str:
    stated = (charsets.canonical(type_parameter(part.message, "charset")) for part in leaves(message))
    return next((name for name in stated if name), "")


def _prepare(raw: bytes) -> bytes:
    """Drops what stands before the first field (a BOM, an mbox line, blank lines) and lines that break the header."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    head, separator, body = _split_head(raw)
    if not _KNOWN_FIELDS.search(head):
        return b"\n" + raw
    return _tidy_head(head) + separator + body


def _split_head(raw: bytes) -> tuple[bytes, bytes, bytes]:
    found = re.search(rb"\r?\n[ \t]*\r?\n|\r\r", raw)
    if found is None:
        return raw, b"\n\n", b""
    return raw[: found.start()], b"\n\n", raw[found.end() :]


def _tidy_head(head: bytes) -> bytes:
    """Fields and their continuations; a stray line between them is dropped, after the last one it is the body."""
    lines = re.split(rb"\r\n|\n|\r", head)[:FIELDS_MAX]
    last = max(index for index, line in enumerate(lines) if _FIELD.match(line))
    kept = [line for line in lines[: last + 1] if _FIELD.match(line) or _continues(line)]
    after = lines[last + 1 :]
    while after and _continues(after[0]):
        kept.append(after.pop(0))
    return b"\n".join([*kept, b"", *after] if after else kept)


def _continues(line: bytes) -> bool:
    return line[:1] in {b" ", b"\t"} and bool(line.strip())


def _recovered(message: Message) -> Message:
    """A multipart whose boundary is not stated, or is stated wrongly, is split at the boundary it really uses."""
    stated = headers.raw(message, "content-type").lower()
    payload = payload_of(message)
    if not isinstance(payload, str):
        return message
    found = _BOUNDARY_LINE.search(payload)
    if found is None or not (stated.startswith("multipart/") or "MIME" in payload[:200]):
        return message
    kind = stated.partition(";")[0] if stated.startswith("multipart/") else "multipart/mixed"
    fields = "".join(f"{key}: {value}\n" for key, value in message.raw_items() if key.lower() not in _REPLACED)
    boundary = found.group(1).strip().replace('"', "")
    rebuilt = f'{fields}Content-Type: {kind}; boundary="{boundary}"\n\n{payload}'
    return email.message_from_bytes(headers.as_bytes(rebuilt), policy=email.policy.compat32)


_REPLACED: Final = frozenset({"content-type", "content-transfer-encoding"})


def _decode_base64(text: str) -> bytes:
    """Padded runs one after another, and plain lines that a list server glued below them."""
    lines = text.splitlines(keepends=True)
    ended = next((index for index, line in enumerate(lines) if "=" in line.rstrip()[-2:]), len(lines))
    plain = next((index for index, line in enumerate(lines) if index > ended and _GLUED.search(line)), len(lines))
    encoded = "".join(lines[:plain])
    decoded = b"".join(headers.decode_base64(run) for run in _BASE64_SEGMENT.findall(encoded))
    return decoded + (b"\n" + headers.as_bytes("".join(lines[plain:])) if plain < len(lines) else b"")


_GLUED: Final = re.compile(r"[^A-Za-z0-9+/=\s]|\S[ \t]+\S")


def _tidy_qp(data: bytes) -> bytes:
    return re.sub(rb"(?<![ \t])[ \t]+(\r?\n)", rb"\1", data)  # begun at a run's start only: linear in its length


def _uu_line(line: str) -> bytes:
    if not line.strip():
        return b""
    try:
        return binascii.a2b_uu(line)
    except (binascii.Error, ValueError):
        length = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:length])
        except (binascii.Error, ValueError):
            return b""


def _charset_in_html(node: Message, data: bytes) -> str:
    if not headers.raw(node, "content-type").lower().startswith("text/html"):
        return ""
    found = re.search(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", data[:4096], re.IGNORECASE)
    return found.group(1).decode("ascii", "ignore") if found else ""
