"""What went wrong with a mail server, in the contract's words: a stable code and what to do about it."""

import re
import ssl
from collections.abc import Sequence
from typing import Final

from otklik.channels.contract import ChannelError, Remedy

_ENHANCED: Final = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_POLICY: Final = re.compile(
    r"spam|policy|block|black|reputation|relay|denied|reject(?:ed)? (?:by|due)|not allowed|prohibited|"
    r"spf|dkim|dmarc|rbl|dnsbl|authenticat|unsolicited|virus|content",
    re.IGNORECASE,
)
_NO_ADDRESS: Final = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1"})
_LOGIN_CODES: Final = frozenset({530, 534, 535, 538})

_BY_STATUS: Final = {
    "5.2.2": "smtp.mailbox_full",
    "5.2.3": "smtp.too_large",
    "5.3.4": "smtp.too_large",
    "5.1.7": "smtp.sender_refused",
    "5.1.8": "smtp.sender_refused",
    "5.6.7": "smtp.address_not_supported",
}


def smtp_reply(code: int, text: str, *, stage: str) -> ChannelError:
    """A refusal of the server at `stage`: mail, rcpt, data or auth (RFC 5321 section 4.2, RFC 3463)."""
    found = _ENHANCED.search(text)
    status = found.group(1) if found else ""
    detail = f"{stage} {code} {text}"[:500]
    if 400 <= code < 500 or code == 0:
        return ChannelError("smtp.deferred", remedy=Remedy.RETRY, detail=detail)
    if stage == "auth" or code in _LOGIN_CODES or status in {"5.7.8", "5.7.9"}:
        return ChannelError("smtp.login", remedy=Remedy.RECONNECT, detail=detail)
    if status in _BY_STATUS:
        return ChannelError(_BY_STATUS[status], remedy=Remedy.GIVE_UP, detail=detail)
    return _final(code, status, text, stage=stage, detail=detail)


def _final(code: int, status: str, text: str, *, stage: str, detail: str) -> ChannelError:
    if status.startswith("5.7."):
        return ChannelError("smtp.policy", remedy=Remedy.GIVE_UP, detail=detail)
    if stage == "mail":
        return ChannelError("smtp.sender_refused", remedy=Remedy.GIVE_UP, detail=detail)
    if status in _NO_ADDRESS:
        return ChannelError("smtp.no_such_address", remedy=Remedy.UNREACHABLE, detail=detail)
    if code == 552:
        return ChannelError("smtp.too_large", remedy=Remedy.GIVE_UP, detail=detail)
    if _POLICY.search(text):
        return ChannelError("smtp.policy", remedy=Remedy.GIVE_UP, detail=detail)
    if stage == "rcpt" and code in {550, 551, 553} and not status:
        return ChannelError("smtp.no_such_address", remedy=Remedy.UNREACHABLE, detail=detail)
    return ChannelError("smtp.refused", remedy=Remedy.GIVE_UP, detail=detail)


def connecting(protocol: str, error: BaseException) -> ChannelError:
    """No connection was made: the certificate is wrong (a person must act) or the network is."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return ChannelError(f"{protocol}.certificate", remedy=Remedy.RECONNECT, detail=error.verify_message)
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return ChannelError(f"{protocol}.certificate", remedy=Remedy.RECONNECT, detail=cause.verify_message)
    if isinstance(error, ssl.SSLError):
        return ChannelError(f"{protocol}.tls", remedy=Remedy.RETRY, detail=str(error.reason or error)[:200])
    return ChannelError(f"{protocol}.unreachable", remedy=Remedy.RETRY, detail=_plain(error))


def no_folder(missing: Sequence[str]) -> ChannelError:
    return ChannelError("imap.folder", remedy=Remedy.RECONNECT, detail=", ".join(missing)[:300])


def lost(protocol: str, error: BaseException) -> ChannelError:
    """The link went down while nothing had been handed over."""
    return ChannelError(f"{protocol}.lost", remedy=Remedy.RETRY, detail=_plain(error))


def _plain(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:200]
