"""One outbound message as RFC 5322 bytes. The same message composes to the same bytes, so a retry is the same mail.

Written by hand rather than by `email.message`: that one encodes long Message-IDs as words and costs fifty times more.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Final
from urllib.parse import quote

import msgspec

from otklik.channels.contract import ChannelError, OutboundMessage, Remedy
from otklik.channels.mail import html

LINE_CHARS_MAX: Final = 76
REFERENCES_MAX: Final = 30
"""Ids in References: the first and the newest; mail programs need no more, and some servers limit the header."""
NAME_CHARS_MAX: Final = 150
SUBJECT_CHARS_MAX: Final = 500

_NO_ID: Final = re.compile(r"[^A-Za-z0-9._-]")
_ADDRESS: Final = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,253}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_ATOM: Final = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*")
_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_ID: Final = re.compile(r"[!-;=?-~]{3,400}")


class File(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment with its bytes read."""

    name: str
    media_type: str
    data: bytes
    inline: bool = False
    content_id: str = ""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """Who it is from and where answers go; decided by the channel's settings."""

    address: str
    name: str = ""
    reply_to: str = ""


class Composed(msgspec.Struct, frozen=True, kw_only=True):
    sender: str
    recipient: str
    message_id: str
    """Without angle brackets, as everywhere in Otklik."""
    data: bytes


def compose(message: OutboundMessage, envelope: Envelope, *, files: Sequence[File], now: datetime) -> Composed:
    """Raises `ChannelError` (UNREACHABLE) when the recipient is no address."""
    sender = checked_address(envelope.address)
    recipient = checked_address(message.to)
    message_id = message_id_of(message.id, sender)
    fields = [
        f"From: {mailbox(envelope.name, sender)}",
        f"To: {recipient}",
        f"Subject: {encode_words(message.subject[:SUBJECT_CHARS_MAX], used=9)}",
        f"Date: {format_datetime(message.planned_at or now)}",
        f"Message-ID: <{message_id}>",
        *_thread_fields(message),
        *_machine_fields(message),
        *([f"Reply-To: {mailbox(envelope.name, checked_address(envelope.reply_to))}"] if envelope.reply_to else []),
        "MIME-Version: 1.0",
    ]
    body = _body(message, files, seed=message_id)
    data = "\r\n".join(fields).encode("ascii") + b"\r\n" + body
    return Composed(sender=sender, recipient=recipient, message_id=message_id, data=data)


def message_id_of(outbound_id: str, address: str) -> str:
    """Stable: the ledger's id at the mailbox's own domain."""
    safe = _NO_ID.sub("-", outbound_id)[:200]
    return f"{safe}@{address.rpartition('@')[2]}"


def plus_address(address: str, token: str) -> str:
    """`name+TOKEN@domain`; the plain address when there is no usable token."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}+{token}@{domain}" if re.fullmatch(r"[A-Za-z0-9_-]{4,60}", token) else ""


def checked_address(address: str) -> str:
    """The address as it may stand on the wire; a domain in letters of its own becomes ASCII (RFC 5891)."""
    address = address.strip()
    if not _ADDRESS.fullmatch(address):
        raise ChannelError("smtp.no_such_address", remedy=Remedy.UNREACHABLE, detail="not an address")
    local, _, domain = address.rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
        local.encode("ascii")
    except UnicodeError as error:
        raise ChannelError("smtp.no_such_address", remedy=Remedy.UNREACHABLE, detail="needs SMTPUTF8") from error
    return f"{local}@{domain}"


# ---- fields -------------------------------------------------------------------------------------------


def mailbox(name: str, address: str) -> str:
    """`Name <address>`, the name quoted or encoded as it needs."""
    name = called(name)
    return f"{name}<{address}>" if name else address


def called(name: str) -> str:
    """What stands before an address in angle brackets; empty where there is no name."""
    clean = _CONTROL.sub(" ", name).strip()[:NAME_CHARS_MAX]
    if not clean:
        return ""
    if not clean.isascii() or len(clean) > 60:
        return f"{encode_words(clean, used=10)}\r\n "
    if _ATOM.fullmatch(clean):
        return f"{clean} "
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '" '


def encode_words(value: str, *, used: int) -> str:
    """Unstructured text for a field: ASCII as it is, else encoded words of whole characters (RFC 2047)."""
    clean = _CONTROL.sub(" ", value).strip().encode("utf-8", "replace").decode()
    if clean.isascii() and "=?" not in clean and len(clean) + used <= LINE_CHARS_MAX:
        return clean
    words: list[str] = []
    current = b""
    for char in clean:
        encoded = char.encode()
        if len(current) + len(encoded) > 42:
            words.append(_word(current))
            current = b""
        current += encoded
    words.append(_word(current))
    return "\r\n ".join(words)


def _word(data: bytes) -> str:
    return f"=?utf-8?B?{base64.b64encode(data).decode()}?="


def _thread_fields(message: OutboundMessage) -> list[str]:
    """In-Reply-To and References (RFC 5322 section 3.6.4), one id a line, so no line grows long."""
    known = [one for one in message.references if _ID.fullmatch(one)]
    parent = message.reply_to_id if _ID.fullmatch(message.reply_to_id) else (known[-1] if known else "")
    if not parent:
        return []
    ordered = list(dict.fromkeys([*(one for one in known if one != parent), parent]))
    kept = ordered if len(ordered) <= REFERENCES_MAX else [ordered[0], *ordered[1 - REFERENCES_MAX :]]
    return [f"In-Reply-To: <{parent}>", "References: " + "\r\n ".join(f"<{one}>" for one in kept)]


def _machine_fields(message: OutboundMessage) -> list[str]:
    if not message.automatic:
        return []
    kind = "auto-replied" if message.reply_to_id or message.references else "auto-generated"
    return [f"Auto-Submitted: {kind}", "X-Auto-Response-Suppress: All"]


# ---- body ---------------------------------------------------------------------------------------------


def _body(message: OutboundMessage, files: Sequence[File], *, seed: str) -> bytes:
    inline = [one for one in files if one.inline and one.content_id and message.html]
    attached = [one for one in files if one not in inline]
    text = _text_part(message.text or html.to_text(message.html), "plain")
    part = text
    if message.html:
        rich = _text_part(message.html, "html")
        if inline:
            rich = _multipart("related", [rich, *(file_part(one) for one in inline)], seed=f"{seed}/related")
        part = _multipart("alternative", [text, rich], seed=f"{seed}/alternative")
    if attached:
        part = _multipart("mixed", [part, *(file_part(one) for one in attached)], seed=f"{seed}/mixed")
    return part


def _multipart(kind: str, parts: Sequence[bytes], *, seed: str) -> bytes:
    """The boundary is derived, not random: a retry must be the same bytes."""
    boundary = "=_" + hashlib.sha256(seed.encode()).hexdigest()[:40]
    line = f"--{boundary}".encode()
    head = f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"\r\n\r\n'.encode()
    return head + b"".join(line + b"\r\n" + part + b"\r\n" for part in parts) + line + b"--\r\n"


def _text_part(text: str, kind: str) -> bytes:
    """Plain 7-bit where it can be; quoted-printable for mostly Latin text, base64 for the rest."""
    data = "\r\n".join(re.split(r"\r\n|\r|\n", text.replace("\x00", ""))).encode("utf-8", "replace")
    if data.isascii() and all(len(line) <= 900 for line in data.split(b"\r\n")):
        return f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n".encode() + data
    strange = sum(1 for byte in data if byte > 127)
    if strange * 5 < len(data):
        encoded = binascii.b2a_qp(data.replace(b"\r\n", b"\n"), istext=True).replace(b"\r\n", b"\n")
        encoding, body = "quoted-printable", encoded.replace(b"\n", b"\r\n")
    else:
        encoding, body = "base64", base64_lines(data)
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + body


def file_part(file: File) -> bytes:
    kind = file.media_type.lower()
    if not _TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    name = _CONTROL.sub(" ", file.name).strip().replace("/", "_").replace("\\", "_")[:NAME_CHARS_MAX] or "file"
    fields = [
        f"Content-Type: {kind};\r\n {_plain_parameter('name', name)}",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: {'inline' if file.inline else 'attachment'};\r\n {parameter('filename', name)}",
    ]
    if file.content_id and re.fullmatch(r"[!-;=?-~]{1,200}", file.content_id):
        fields.append(f"Content-ID: <{file.content_id}>")
    return "\r\n".join(fields).encode() + b"\r\n\r\n" + base64_lines(file.data)


def parameter(name: str, value: str) -> str:
    """A parameter in ASCII, or in the sections of RFC 2231 with whole characters in each."""
    if value.isascii() and len(value) <= 60:
        return f'{name}="{_escaped(value)}"'
    sections: list[str] = []
    current = ""
    for char in value:
        encoded = quote(char, safe="!#$&+-.^_`{}~", errors="replace")
        if len(current) + len(encoded) > 55:
            sections.append(current)
            current = ""
        current += encoded
    sections.append(current)
    if len(sections) == 1:
        return f"{name}*=utf-8''{sections[0]}"
    sections[0] = f"utf-8''{sections[0]}"
    lines = [f"{name}*{index}*={piece}" for index, piece in enumerate(sections)]
    return ";\r\n ".join(lines)


def _plain_parameter(name: str, value: str) -> str:
    """The older way for `name`, which Outlook still reads first: encoded words inside quotes."""
    return f'{name}="{_escaped(value) if value.isascii() else encode_words(value, used=10)}"'


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def base64_lines(data: bytes) -> bytes:
    encoded = base64.b64encode(data)
    return b"\r\n".join(encoded[start : start + LINE_CHARS_MAX] for start in range(0, len(encoded), LINE_CHARS_MAX))
