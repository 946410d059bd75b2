"""Raw RFC 5322 bytes to what happened: a message, a machine's answer, a bounce, a read receipt. Pure.

It never refuses a mail: what cannot be understood is kept as readable text.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from email.message import Message
from typing import Final

import msgspec

from otklik.channels.contract import (
    BouncedRecipient,
    Inbound,
    InboundAttachment,
    InboundAutoReply,
    InboundBounce,
    InboundComplaint,
    InboundDelivered,
    InboundMessage,
    InboundRead,
    InboundUnknown,
    RawItem,
    Sender,
)
from otklik.channels.mail import addresses, automatic, bodies, bounces, charsets, dates, headers, mime, quotes, reports

REFERENCES_MAX: Final = 100
"""Ids of one thread that are kept: the first and the newest ones."""

SUBJECT_CHARS_MAX: Final = 1000

SALVAGED_BYTES_MAX: Final = 500_000

_OLE: Final = b"\xd0\xcf\x11\xe0"
_WIDE_RUN: Final = re.compile(rb"(?:[\x20-\x7e\r\n\t]\x00|[\x10-\x4f]\x04){12,}")
_NARROW_RUN: Final = re.compile(rb"[\x20-\x7e\r\n\t]{12,}")
_SUBJECT_TOKEN: Final = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{48}(?![A-Za-z0-9_-])")
_ID: Final = re.compile(r"<\s*([^<>]{1,400}?)\s*>")
_RECIPIENT_FIELDS: Final = (
    "to",
    "cc",
    "bcc",
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "apparently-to",
)


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """What the mailbox knows of itself; empty when a mail is only inspected."""

    address: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def addresses(self) -> frozenset[str]:
        return frozenset(one.lower() for one in (self.address, *self.aliases) if one)


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """The fields every event is made from."""

    message: Message
    hint: str
    external_id: str
    sent_at: datetime
    sender: Sender
    subject: str
    references: tuple[str, ...]
    reply_to_id: str
    recipients: tuple[str, ...]


def read(item: RawItem, own: Own) -> list[Inbound]:
    """Every event of one mail, in order; never raises, whatever the bytes are."""
    try:
        return _read(item, own)
    except Exception:  # noqa: BLE001  # the edge to strangers' bytes: a mail must never stop the mailbox
        return [_bare(item)]


def _read(item: RawItem, own: Own) -> list[Inbound]:
    if item.body.startswith(_OLE):
        return [_bare(item)]
    message = mime.open_message(item.body)
    letter = _letter(message, item)
    receipt = _receipt(letter)
    if receipt is not None:
        return [receipt]
    complaint = _complaint(letter)
    if complaint is not None:
        return [msgspec.structs.replace(complaint, came_to=reply_token(letter.recipients, own))]
    notice = bounces.recognise(message, hint=letter.hint)
    if notice is not None:
        return [_delivered(letter, notice) if notice.delivered else _bounce(letter, notice, own)]
    return [_truncated(_message(letter, own), item)]


def _truncated(message: InboundMessage, item: RawItem) -> InboundMessage:
    """Of a mail over the size limit only the beginning was fetched: say so, and keep no half of a file."""
    size = item.headers.get("truncated-from", "")
    if not size.isdigit():
        return message
    note = f"[{megabytes(size)} MB > {megabytes(item.headers.get('size-limit', '0'))} MB]"
    kept = [msgspec.structs.replace(one, data=None, size=None) for one in message.attachments[-1:]]
    return msgspec.structs.replace(
        message,
        text=f"{message.text}\n\n{note}".strip(),
        visible_text=f"{message.visible_text}\n\n{note}".strip(),
        attachments=(*message.attachments[:-1], *kept),
    )


def megabytes(size: str) -> str:
    return f"{int(size) / 1024 / 1024:.0f}" if size.isdigit() else "?"


def _letter(message: Message, item: RawItem) -> Letter:
    hint = mime.hint_of(message, item.body)
    references = _references(message)
    reply_to_id = next(iter(_ids(headers.raw(message, "in-reply-to"))), "") or (references[-1] if references else "")
    external_id = _message_id(message, item.body)
    return Letter(
        message=message,
        hint=hint,
        external_id=external_id,
        sent_at=dates.sent_at(message, received_at=item.received_at),
        sender=_sender(message, hint, external_id),
        subject=headers.text(message, "subject", hint=hint)[:SUBJECT_CHARS_MAX],
        references=tuple(one for one in references if one != external_id),
        reply_to_id=reply_to_id,
        recipients=_recipients(message, hint),
    )


def _message_id(message: Message, raw: bytes) -> str:
    """The mail's own id, or a digest of its bytes: the same mail read twice is the same message."""
    stated = headers.raw(message, "message-id") or headers.raw(message, "x-message-id")
    stated = next(iter(_ids(stated)), "") or stated.strip().strip("<>").strip()
    if stated and len(stated) <= 400 and not re.search(r"\s", stated):
        return stated.encode("utf-8", "replace").decode()
    return f"{digest(raw)}@without-message-id.invalid"


def digest(raw: bytes) -> str:
    """A stable id of the mail's bytes. Trace fields differ between copies, so they do not count."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = [
        line
        for line in re.split(rb"\n(?![ \t])", head)
        if not re.match(
            rb"(?:received|delivered-to|x-[\w-]+|return-path|dkim-signature|arc-[\w-]+)[ \t]*:", line, re.IGNORECASE
        )
    ]
    return hashlib.sha256(b"\n".join(kept) + b"\n\n" + body).hexdigest()[:32]


def _ids(value: str) -> list[str]:
    clean = value.encode("utf-8", "replace").decode()
    return [re.sub(r"\s+", "", one) for one in _ID.findall(clean)]


def _references(message: Message) -> tuple[str, ...]:
    """Oldest first; In-Reply-To is the newest when References does not end with it (RFC 5322 section 3.6.4)."""
    known = [one for value in headers.raw_all(message, "references") for one in _ids(value)]
    parents = [one for value in headers.raw_all(message, "in-reply-to") for one in _ids(value)[:1]]
    ordered = list(dict.fromkeys([*known, *[one for one in parents if one not in known]]))
    return tuple(ordered if len(ordered) <= REFERENCES_MAX else [ordered[0], *ordered[1 - REFERENCES_MAX :]])


def _sender(message: Message, hint: str, external_id: str) -> Sender:
    """Who wrote: From, else whoever stands for them. Nobody at all is a person of their own, not one for all mails."""
    named = ""
    for field in ("from", "sender", "reply-to", "x-original-from", "return-path"):
        for one in addresses.parse(headers.raw(message, field), hint=hint):
            named = named or one.name
            if "@" in one.address:
                return Sender(id=one.key, name=one.name or named, address=one.address)
    return Sender(id=f"unknown-{hashlib.sha256(external_id.encode()).hexdigest()[:16]}", name=named)


def _recipients(message: Message, hint: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for field in _RECIPIENT_FIELDS:
        for value in headers.raw_all(message, field):
            for one in addresses.parse(value, hint=hint):
                if "@" in one.address:
                    found.setdefault(one.key, one.address)
    return tuple(found.values())


# ---- what it is ---------------------------------------------------------------------------------------


def _message(letter: Letter, own: Own) -> InboundMessage:
    body = bodies.read(letter.message, hint=letter.hint)
    machine = automatic.is_automatic(letter.message, hint=letter.hint)
    made = InboundAutoReply if machine else InboundMessage
    addressed = {one.lower() for one in letter.recipients}
    return made(
        external_id=letter.external_id,
        thread_id=_thread(letter),
        sender=letter.sender,
        sent_at=letter.sent_at,
        text=body.text,
        visible_text=quotes.visible(body.folded),
        html=body.html,
        subject=letter.subject,
        attachments=body.attachments,
        reply_to_id=letter.reply_to_id,
        references=letter.references,
        start_payload=reply_token(letter.recipients, own) or subject_token(letter.subject),
        recipients=letter.recipients,
        in_group=automatic.is_to_a_list(letter.message),
        outgoing=letter.sender.id in own.addresses and not addressed & own.addresses,
    )


def _thread(letter: Letter) -> str:
    return letter.references[0] if letter.references else letter.external_id


def reply_token(recipients: Sequence[str], own: Own) -> str:
    """The token of `name+TOKEN@domain` among the recipients, for one of the mailbox's own addresses."""
    for recipient in recipients:
        local, _, domain = recipient.rpartition("@")
        name, plus, token = local.partition("+")
        if plus and f"{name}@{domain}".lower() in own.addresses:
            return token
    return ""


def subject_token(subject: str) -> str:
    """The token that a link of ours wrote into the subject; other words may stand round it."""
    found = _SUBJECT_TOKEN.search(subject)
    return found[0] if found else ""


def _bounce(letter: Letter, notice: reports.Notice, own: Own) -> InboundBounce:
    text = bodies.read(letter.message, hint=letter.hint).text
    return InboundBounce(
        external_id=letter.external_id,
        sent_at=letter.sent_at,
        recipients=notice.recipients,
        sender=letter.sender,
        subject=letter.subject,
        text=text,
        visible_text=bounces.notice_text(letter.message, hint=letter.hint).strip(),
        original_message_id=notice.original_message_id or letter.reply_to_id,
        delayed=notice.delayed,
        came_to=reply_token(letter.recipients, own),
    )


def _delivered(letter: Letter, notice: reports.Notice) -> Inbound:
    original = notice.original_message_id or letter.reply_to_id
    if not original:
        return InboundUnknown(name="mail.delivered_without_original", external_id=letter.external_id)
    return InboundDelivered(external_id=original, sent_at=letter.sent_at)


def _receipt(letter: Letter) -> Inbound | None:
    """A disposition notification (RFC 8098): displayed by a person, or deleted by a machine that refused it."""
    fields = _report_fields(letter.message, "message/disposition-notification")
    if fields is None:
        return None
    mode, _, kind = fields.get("disposition", "").lower().partition(";")
    original = next(iter(_ids(fields.get("original-message-id", ""))), "")
    if kind.strip().startswith("displayed") and original:
        by_machine = True if "automatic-action" in mode else False if "manual-action" in mode else None
        return InboundRead(external_id=original, sent_at=letter.sent_at, by_machine=by_machine)
    if "automatic" in mode and bounces.looks_like_bounce(letter.message, hint=letter.hint):
        return None  # a server that refuses by a "deleted" receipt: read on as a bounce
    return InboundUnknown(
        name=f"mail.receipt_{re.sub(r'[^a-z]', '', kind) or 'unclear'}", external_id=letter.external_id
    )


def _complaint(letter: Letter) -> InboundComplaint | None:
    """A "this is spam" report (RFC 5965): no more mail may go to whoever pressed it."""
    fields = _report_fields(letter.message, "message/feedback-report")
    if fields is None:
        return None
    stated = addresses.ADDRESS.findall(fields.get("original-rcpt-to", "")) or _original_recipients(letter)
    kind = fields.get("feedback-type", "abuse").strip().lower()[:60] or "abuse"
    reason = f"complaint: {kind}"
    return InboundComplaint(
        external_id=letter.external_id,
        sent_at=letter.sent_at,
        recipients=tuple(
            # RFC 6430: "not-spam" takes a complaint back
            BouncedRecipient(address=one, permanent=kind != "not-spam", reason=reason)
            for one in stated
        ),
        sender=letter.sender,
        subject=letter.subject,
        text=bodies.read(letter.message, hint=letter.hint).text,
        visible_text=bounces.notice_text(letter.message, hint=letter.hint).strip(),
        # no original_message_id: the mail did arrive, so its state must not become "failed"
        complaint=kind,
        about_message_id=reports.original_id(letter.message) or fields.get("original-message-id", "").strip("<> "),
        reporter=fields.get("user-agent", "")[:200],
    )


def _original_recipients(letter: Letter) -> list[str]:
    for part in mime.leaves(letter.message):
        for inner in mime.sub_messages(part.message)[:1] if part.media_type == "message/rfc822" else []:
            return [one.address for one in addresses.parse(headers.raw(inner, "to"), hint=letter.hint) if one.address]
    return []


def _report_fields(message: Message, media_type: str) -> dict[str, str] | None:
    for part in mime.leaves(message):
        if part.media_type == media_type and "message/rfc822" not in part.parents:
            text = charsets.decode(mime.content(part.message))
            unfolded = re.sub(r"\r?\n[ \t]+", " ", text)
            pairs = re.findall(r"^([A-Za-z-]+)\s*:\s*(.*?)\s*$", unfolded, re.MULTILINE)
            return {name.lower(): value for name, value in reversed(pairs)}
    return None


def _bare(item: RawItem) -> InboundMessage:
    """The last resort: what can be read in the bytes, and the bytes themselves as a file."""
    text = salvage(item.body)
    external_id = f"{digest(item.body)}@unreadable.invalid"
    outlook = item.body.startswith(_OLE)
    name, kind = (
        ("message.msg", "application/vnd.ms-outlook") if outlook else ("message.eml", "application/octet-stream")
    )
    return InboundMessage(
        external_id=external_id,
        thread_id=external_id,
        sender=Sender(id=f"unknown-{external_id[:16]}"),
        sent_at=item.received_at or dates.UNDATED,
        text=text,
        visible_text=text,
        attachments=(InboundAttachment(name=name, media_type=kind, size=len(item.body), data=item.body, kind="file"),),
    )


def salvage(raw: bytes) -> str:
    """Runs of printable text in bytes that are no mail at all; Outlook's own format keeps it as UTF-16."""
    if b"\x00" not in raw[:4096]:
        return charsets.decode(raw[:SALVAGED_BYTES_MAX])
    wide = [run.decode("utf-16-le", "ignore") for run in _WIDE_RUN.findall(raw[:SALVAGED_BYTES_MAX])]
    narrow = [run.decode("ascii") for run in _NARROW_RUN.findall(raw[:SALVAGED_BYTES_MAX])]
    return "\n".join(run for run in wide + narrow if not run.startswith("__"))
