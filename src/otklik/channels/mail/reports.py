"""Delivery reports in the form that RFC 3464 gives them, and the many near it."""

import binascii
import re
from collections.abc import Iterator
from email.message import Message
from typing import Final

import msgspec

from otklik.channels.contract import BouncedRecipient
from otklik.channels.mail import addresses, charsets, headers, mime

REASON_CHARS_MAX: Final = 500

STATUS: Final = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
"""An enhanced status code of failure (RFC 3463)."""
_TYPED: Final = re.compile(r"^\s*(?:[\w.-]+\s*;)?\s*(.*)$", re.DOTALL)
_MESSAGE_ID: Final = re.compile(r"^[> \t]*Message-ID:\s{0,9}<([^<>\s]{3,250})>", re.IGNORECASE | re.MULTILINE)


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    recipients: tuple[BouncedRecipient, ...]
    delayed: bool = False
    delivered: bool = False
    """A report of success: nothing is wrong."""
    original_message_id: str = ""


def read(message: Message) -> Notice | None:
    """Everything the delivery-status parts state; None when there is no such part."""
    blocks = [
        block
        for part in mime.leaves(message)
        if part.media_type == "message/delivery-status" and not _inside_original(part)
        for block in _blocks(_status_text(part.message))
    ]
    if not any(part.media_type == "message/delivery-status" for part in mime.leaves(message)):
        return None
    stated = [block for block in blocks if "final-recipient" in block or "original-recipient" in block]
    actions = {_action(block) for block in stated}
    failed = [block for block in stated if _action(block) in {"failed", "delayed"}]
    recipients = _unique([one for one in map(_reported, failed) if one is not None])
    return Notice(
        recipients=tuple(recipients),
        delayed=actions == {"delayed"},
        delivered=bool(stated) and not failed,
    )


def _inside_original(part: mime.Part) -> bool:
    return "message/rfc822" in part.parents


def _status_text(node: Message) -> str:
    data = mime.content(node)
    encoding = headers.raw(node, "content-transfer-encoding").strip().lower()
    if encoding == "quoted-printable" and isinstance(mime.payload_of(node), list):
        data = binascii.a2b_qp(data)
    if encoding == "base64" and isinstance(mime.payload_of(node), list):
        data = headers.decode_base64(data.decode("ascii", "ignore")) or data
    return charsets.decode(data)


def _blocks(text: str) -> Iterator[dict[str, str]]:
    """Field groups; a group ends at a blank line or where a field comes for the second time."""
    current: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        found = re.match(r"([A-Za-z][A-Za-z0-9-]*)\s*:\s*(.*)", line)
        if not line.strip() or (found and found.group(1).lower() in current):
            if current:
                yield current
            current, name = {}, ""
        if found:
            name = found.group(1).lower()
            current[name] = found.group(2).strip()
        elif line[:1] in {" ", "\t"} and name:
            current[name] += " " + line.strip()
    if current:
        yield current


def _action(block: dict[str, str]) -> str:
    """`failed`, `delayed` or `done`; gateways write "failure", "error (…)" and the like."""
    stated = block.get("action", "").lower()
    if stated.startswith(("delay", "defer")):
        return "delayed"
    if stated.startswith(("deliver", "relay", "expand")):
        return "done"
    return "failed" if stated or block.get("status", "5")[:1] in "45" else "done"


def _reported(block: dict[str, str]) -> BouncedRecipient | None:
    address = _recipient_address(block)
    if not address:
        return None
    diagnostic = re.sub(r"\s+", " ", _TYPED.sub(r"\1", block.get("diagnostic-code", ""))).strip()
    status = _best_status(block.get("status", ""), diagnostic)
    permanent = _action(block) == "failed" and not (status or block.get("status", "")).startswith("4")
    stated_reason = diagnostic or block.get("status", "")
    return BouncedRecipient(
        address=address, permanent=permanent, status=status, reason=stated_reason[:REASON_CHARS_MAX]
    )


def _recipient_address(block: dict[str, str]) -> str:
    """The address we wrote to: the original one where stated, since a final one may be behind a forward."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = _TYPED.sub(r"\1", block.get(name, "")).replace("+2B", "+").replace("+3D", "=")
        found = addresses.ADDRESS.search(value)
        if found and is_valid(found.group()):
            return found.group()
    return ""


def _best_status(stated: str, diagnostic: str) -> str:
    """The most telling code: a general x.0.0 gives way to the one in the diagnostic of the same class."""
    first = STATUS.search(stated)
    second = STATUS.search(diagnostic)
    if first and (not first.group(1).endswith(".0.0") or second is None):
        return first.group(1)
    return second.group(1) if second else ""


def is_valid(address: str) -> bool:
    local, _, domain = address.rpartition("@")
    return bool(local) and "." in domain and ".." not in address and not local.startswith(".")


def _unique(recipients: list[BouncedRecipient]) -> list[BouncedRecipient]:
    return list({one.address.lower(): one for one in reversed(recipients)}.values())[::-1]


def original_id(message: Message) -> str:
    """Message-ID of the mail that came back, wherever the notice carries it; empty when it does not."""
    own = headers.raw(message, "message-id").strip().strip("<>")
    for part in mime.leaves(message):
        inner = next(iter(mime.sub_messages(part.message)), None) if part.media_type == "message/rfc822" else None
        stated = headers.raw(inner, "message-id").strip().strip("<>") if inner is not None else ""
        if stated and stated != own:
            return stated
        found = _MESSAGE_ID.search(mime.content(part.message)[:200_000].decode("utf-8", "replace"))
        if found and found.group(1) != own:
            return found.group(1)
    return ""
