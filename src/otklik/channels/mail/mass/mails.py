"""One mail on its way out, and what became of it."""

import re
from enum import StrEnum
from typing import Final

import msgspec

from otklik.channels.contract import ChannelError, Remedy
from otklik.channels.mail import faults

_PATH: Final = re.compile(r"[^\x00-\x20<>\x7f-\xa0\u2028\u2029]{1,254}")
"""What may stand between the angle brackets of MAIL and RCPT without ending the command."""


class AddressRefused(ValueError):
    """The address would break out of its command."""


class Mail(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Ready bytes with their envelope; made by `mail`, which checks the envelope."""

    id: str
    """The caller's own name for it; comes back with the outcome."""
    sender: bytes
    """Envelope sender; empty for the null sender."""
    recipient: bytes
    domain: str
    """Of the recipient, lower case: what pacing goes by."""
    data: bytes
    """Header and body, lines ended by CRLF, not dot-stuffed, the last line ended."""
    dotless: bool = False
    """Made of quoted pieces: no line begins with a dot, so nothing need be stuffed, and all of it is ASCII."""
    eight_bit: bool = False
    utf8: bool = False
    """Needs SMTPUTF8 (RFC 6531)."""


def mail(id: str, *, sender: str, recipient: str, data: bytes, dotless: bool = False) -> Mail:  # noqa: A002
    """Raises `AddressRefused`."""
    if not _PATH.fullmatch(recipient) or "@" not in recipient or (sender and not _PATH.fullmatch(sender)):
        raise AddressRefused("an address that cannot stand in an envelope")
    return Mail(
        id=id,
        sender=sender.encode(),
        recipient=recipient.encode(),
        domain=recipient.rpartition("@")[2].lower(),
        data=data,
        dotless=dotless,
        eight_bit=not (dotless or data.isascii()),
        utf8=not (sender.isascii() and recipient.isascii()),
    )


class Fate(StrEnum):
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    """Refused for now (4yz)."""
    REFUSED = "refused"
    UNKNOWN = "unknown"
    """The whole mail was handed over and no answer was read: sending it again could double it."""
    UNTRIED = "untried"
    """Its end was never handed over, so the server cannot have taken it: safe to send again."""


class Outcome(msgspec.Struct, frozen=True, gc=False):
    mail: Mail
    fate: Fate
    stage: str = ""
    """Where it was refused: mail, rcpt, data; or why it was not tried."""
    code: int = 0
    text: str = ""

    @property
    def error(self) -> ChannelError | None:
        """The same in the contract's words; None when it was accepted."""
        match self.fate:
            case Fate.ACCEPTED:
                return None
            case Fate.UNKNOWN:
                return ChannelError("smtp.answer_lost", remedy=Remedy.UNKNOWN, detail=self.text)
            case Fate.UNTRIED:
                return ChannelError(self.stage or "smtp.lost", remedy=Remedy.RETRY, detail=self.text)
            case _:
                return faults.smtp_reply(self.code, self.text, stage=self.stage)


def stuffed(data: bytes) -> bytes:
    """Every line ended by CRLF and none that could end the mail early (RFC 5321 sections 2.3.8 and 4.5.2).

    A bare LF or CR before a dot is how one mail is smuggled in another (CVE-2023-51764).
    """
    if data.count(b"\n") != data.count(b"\r\n") or data.count(b"\r") != data.count(b"\r\n"):
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    if data.startswith(b"."):
        data = b"." + data
    data = data.replace(b"\r\n.", b"\r\n..")
    return data if data.endswith(b"\r\n") else data + b"\r\n"
