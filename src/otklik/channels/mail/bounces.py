"""Bounces: who was not reached and whether for good, from reports (RFC 3464) and from notices in plain words.

A notice has no format, so the rule is a reader's: whoever is named near words of failure, in the part before the
returned mail, and is neither the sender, the postmaster nor a contact, was not reached.
"""

import re
from email.message import Message
from typing import Final

import msgspec

from otklik.channels.contract import BouncedRecipient
from otklik.channels.mail import addresses, automatic, bounce_phrases, headers, html, mime, reports

NOTICE_LINES_MAX: Final = 400

_CODE: Final = re.compile(
    r"(?<![\d.:#-])([45]\d\d)(?=[\s\-:;,]|$)(?!\s*(?:bytes|kb|mb|hours?|days?|attempts?))", re.IGNORECASE
)
NOTICE_CHARS_MAX: Final = 100_000
NOTICE_LINE_CHARS_MAX: Final = 1_000
_LEADING: Final = re.compile(r"^\s*<([^\s<>@]+@[^\s<>@]+)>\s*:")
"""`<anna@example.com>: host … said` names a failed recipient whoever it is (qmail, postfix)."""


def recognise(message: Message, *, hint: str = "") -> reports.Notice | None:
    """The notice in this mail, or None when it is an ordinary mail."""
    report = reports.read(message)
    if report is not None and (report.recipients or report.delivered):
        return msgspec.structs.replace(report, original_message_id=reports.original_id(message))
    if not looks_like_bounce(message, hint=hint) and report is None:
        return None
    notice = _read_notice(message, hint)
    return notice if notice is not None and notice.recipients else _inner_notice(message) or notice


def _inner_notice(message: Message) -> reports.Notice | None:
    """A gateway may wrap the notice itself as an attached mail."""
    for part in mime.leaves(message):
        for inner in mime.sub_messages(part.message)[:1] if part.media_type == "message/rfc822" else []:
            report = reports.read(inner)
            if report is not None and report.recipients:
                return msgspec.structs.replace(report, original_message_id=reports.original_id(inner))
    return None


def looks_like_bounce(message: Message, *, hint: str = "") -> bool:
    """By its envelope and titles alone; an answer of a person to a bounce has neither."""
    if _is_report(message, "delivery-status") or headers.raw(message, "x-failed-recipients"):
        return True
    subject = headers.text(message, "subject", hint=hint)
    senders = _field(message, "from", hint) + _field(message, "sender", hint)
    if any(bounce_phrases.DAEMON.match(one.address) for one in senders):
        return True
    titled = bool(bounce_phrases.SUBJECT.search(subject))
    if any(_is_postmaster(one) for one in senders):
        return titled or _returns_mail(message, hint)
    answered = bounce_phrases.REPLY_PREFIX.match(subject) and not _opens_with_recipient(message, hint)
    return titled and not answered and _says_failure(message, hint) and _returns_mail(message, hint)


def _opens_with_recipient(message: Message, hint: str) -> bool:
    """A system that keeps our "Re:" begins with whom it could not reach; a person would quote that below."""
    return bool(bounce_phrases.UNDELIVERED_TO.search(notice_text(message, hint=hint)[:1000]))


def _is_postmaster(one: addresses.Address) -> bool:
    return bool(bounce_phrases.POSTMASTER.match(one.address) or bounce_phrases.DAEMON_NAME.search(one.name))


# ---- notices in words ---------------------------------------------------------------------------------


def _read_notice(message: Message, hint: str) -> reports.Notice | None:
    text = notice_text(message, hint=hint)
    subject = headers.text(message, "subject", hint=hint)
    if not _tells_failure(message, f"{subject}\n{text}"):
        return None
    delayed = bool(bounce_phrases.DELAYED.search(f"{subject}\n{text}")) and not bounce_phrases.GIVEN_UP.search(text)
    lines = text.split("\n")[:NOTICE_LINES_MAX]
    named = _stated_recipients(message) or _named(lines, _not_recipients(message, hint)) or _named_in(subject)
    named = named or _local_names(lines, message, hint)
    recipients = [_described(address, lines, delayed=delayed, alone=len(named) == 1) for address in named]
    return reports.Notice(
        recipients=tuple(recipients), delayed=delayed, original_message_id=reports.original_id(message)
    )


def _tells_failure(message: Message, text: str) -> bool:
    return bool(
        headers.raw(message, "x-failed-recipients")
        or _is_report(message, "delivery-status")
        or bounce_phrases.FAILURE.search(text)
        or bounce_phrases.DELAYED.search(text)
        or bounce_phrases.SUBJECT.search(text.partition("\n")[0])
    )


def notice_text(message: Message, *, hint: str = "") -> str:
    """What the system says itself, before the returned mail."""
    pieces: list[str] = []
    for part in mime.leaves(message):
        if part.media_type not in {"text/plain", "text/html"} or len(pieces) >= 3:
            continue
        text = mime.text_of(part.message, hint=hint)
        pieces.append(html.to_text(text) if part.media_type == "text/html" else text)
        if part.parent != "multipart/alternative" and pieces[-1].strip():
            break
    whole = _readable("\n".join(pieces))
    found = bounce_phrases.RETURNED.search(whole)
    return whole[: found.start()] if found and whole[: found.start()].strip() else whole


def _readable(text: str) -> str:
    """As much as a system says in its own words; patterns over a megabyte without a letter would take minutes."""
    lines = [line[:NOTICE_LINE_CHARS_MAX].rstrip() for line in text[:NOTICE_CHARS_MAX].split("\n")]
    return "\n".join(line for before, line in zip(["", *lines], lines, strict=False) if line or before)


def _stated_recipients(message: Message) -> list[str]:
    """Exim and Google name them in a field."""
    found = addresses.ADDRESS.findall(", ".join(headers.raw_all(message, "x-failed-recipients")))
    return list(dict.fromkeys(address for address in found if reports.is_valid(address)))


def _not_recipients(message: Message, hint: str) -> frozenset[str]:
    """Addresses that a notice names for other reasons: who it is from, who it is to."""
    own = [one.key for name in ("from", "to", "reply-to", "return-path") for one in _field(message, name, hint)]
    inner = [
        one.key
        for part in mime.leaves(message)
        for nested in mime.sub_messages(part.message)[:1]
        for one in _field(nested, "from", hint) + _field(nested, "return-path", hint)
    ]
    return frozenset(own + inner)


def _field(message: Message, name: str, hint: str) -> tuple[addresses.Address, ...]:
    return addresses.parse(headers.raw(message, name), hint=hint)


def _named(lines: list[str], excluded: frozenset[str]) -> list[str]:
    strong: dict[str, None] = {}
    weak: dict[str, None] = {}
    fields: dict[str, None] = {}
    for index, line in enumerate(lines):
        first = _LEADING.match(line)
        if first and reports.is_valid(first.group(1)):
            strong[first.group(1)] = None
        for address in _candidates(line, excluded):
            if bounce_phrases.FIELD_LINE.match(line):
                fields[address] = None
            elif _is_strong(lines, index, address):
                strong[address] = None
            else:
                weak[address] = None
    return _folded(list(strong or weak or fields))


def _candidates(line: str, excluded: frozenset[str]) -> list[str]:
    if bounce_phrases.NOT_ABOUT_RECIPIENT.search(line):
        return []
    found = [
        match.group().rstrip("-_") for match in addresses.ADDRESS.finditer(bounce_phrases.FROM_PIECE.sub(" ", line))
    ]
    return [
        address
        for address in found
        if reports.is_valid(address) and address.lower() not in excluded and not bounce_phrases.OFFICIAL.match(address)
    ]


def _is_strong(lines: list[str], index: int, address: str) -> bool:
    """Alone on its line, first on its line, or beside words of failure."""
    line = lines[index]
    rest = line.replace(address, " ")
    if not re.search(r"[^\W\d_]", rest) or re.match(
        rf"^[\s<\[\"'*>-]*{re.escape(address)}[>\]\"']*\s*(?::|\.\.\.)", line
    ):
        return True
    near = "\n".join(lines[max(0, index - 2) : index + 2])
    return bool(bounce_phrases.FAILURE.search(near) or _CODE.search(line))


def _folded(found: list[str]) -> list[str]:
    return list({address.lower(): address for address in reversed(found)}.values())[::-1]


def _named_in(subject: str) -> list[str]:
    """Some systems name the recipient in the title alone."""
    return [address for address in addresses.ADDRESS.findall(subject) if reports.is_valid(address)][:1]


def _local_names(lines: list[str], message: Message, hint: str) -> list[str]:
    """A system that serves one domain lists bare names; the domain is its own."""
    domain = next((one.key.rpartition("@")[2] for one in _field(message, "from", hint)), "")
    start = next((index for index, line in enumerate(lines) if bounce_phrases.FOLLOWING.search(line)), None)
    if start is None or not domain:
        return []
    found = (bounce_phrases.BARE_NAME.match(line) for line in lines[start + 1 : start + 8])
    return [f"{match.group(1)}@{domain}" for match in found if match and "." in domain]


def _described(address: str, lines: list[str], *, delayed: bool, alone: bool) -> BouncedRecipient:
    reason = _reason_near(address, lines)
    source = f"{reason}\n" + ("\n".join(lines) if alone else "")
    status = reports.STATUS.search(source)
    code = _CODE.search(reason)
    temporary = (status.group(1) if status else code.group(1) if code else "").startswith("4")
    given_up = bounce_phrases.GIVEN_UP.search("\n".join(lines))
    return BouncedRecipient(
        address=address,
        permanent=not delayed and (not temporary or bool(given_up)),
        status=status.group(1) if status else "",
        reason=reason[: reports.REASON_CHARS_MAX],
    )


def _reason_near(address: str, lines: list[str]) -> str:
    """What is said after the address up to a blank line; else before it; else the first words of failure."""
    named = [index for index, line in enumerate(lines) if address.lower() in line.lower()]
    start = next((index for index in named if not bounce_phrases.FIELD_LINE.match(lines[index])), None)
    if start is None:
        return ""
    before, after = _around(address, lines[start])
    said = _joined([after, *_following(lines[start + 1 : start + 7], said=bool(after))])
    failure = (line for line in lines if bounce_phrases.FAILURE.search(line))
    return said or before or next(failure, "").strip()


def _around(address: str, line: str) -> tuple[str, str]:
    start = line.lower().index(address.lower())
    edges = " <>:;,\t\"'[]()*"
    return line[:start].strip(edges), line[start + len(address) :].strip(edges)


def _following(lines: list[str], *, said: bool) -> list[str]:
    found: list[str] = []
    for line in lines:
        told = said or bool(found)
        if told and (not line.strip() or addresses.ADDRESS.match(line.strip().lstrip("<"))):
            break
        if line.strip():
            found.append(line.strip())
    return found


def _joined(pieces: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(pieces)).strip()


def _is_report(message: Message, kind: str) -> bool:
    stated = headers.raw(message, "content-type").lower()
    return stated.startswith("multipart/report") and mime.type_parameter(message, "report-type").lower() == kind


def _returns_mail(message: Message, hint: str) -> bool:
    """Whether it is about mail at all: a customer's undelivered parcel has the same words."""
    if automatic.has_null_sender(message) or automatic.auto_submitted(message) not in {"", "no"}:
        return True
    if any(part.media_type in {"message/rfc822", "text/rfc822-headers"} for part in mime.leaves(message)):
        return True
    text = mime.text_of(next(mime.leaves(message)).message, hint=hint)
    return bool(reports.STATUS.search(text) or _SMTP_WORDS.search(text))


_SMTP_WORDS: Final = re.compile(
    r"\b(?:smtp|rcpt|mail (?:server|system)|non-delivery report|e-?mail below|remote host|(?:your|"
    r"original) message|delivery of e?mail)\b",
    re.IGNORECASE,
)


def _says_failure(message: Message, hint: str) -> bool:
    return bool(bounce_phrases.FAILURE.search(notice_text(message, hint=hint)))
