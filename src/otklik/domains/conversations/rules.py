"""Decisions of conversations: previews, waiting, what an answer answers. No I/O, no clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from otklik.channels.contract import Capabilities, InboundAutoReply, InboundMessage, Sender

PREVIEW_LENGTH: Final = 160
TEXT_LENGTH_MAX: Final = 200_000
SUBJECT_LENGTH_MAX: Final = 500
SEARCH_TEXT_LENGTH_MAX: Final = 50_000
BELIEVED_LATENESS: Final = timedelta(days=7)
"""A provider may deliver late; a time further back than this is a wrong clock, not a wait."""
SNOOZE_MAX: Final = timedelta(days=366)
_DECORATION: Final = frozenset("\ufe0f\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
"""Variation selector, joiner and skin tones: they change the look of a sign, not what it says."""
OURS: Final = "~"
"""Data of a button that begins so is read by the domain that made it, and is never words of the customer."""
AUTO_REPLY_EVERY: Final = timedelta(hours=12)
"""The same person gets the same automatic answer at most this often (RFC 3834, 2)."""


def address_of(sender: Sender, *, address_kind: str) -> str:
    """What a person is recognised by: the address where the channel has real ones, else the provider's id."""
    return sender.address if address_kind in {"email", "phone"} and sender.address else sender.id


def other_party(said: InboundMessage) -> Sender:
    """Who the conversation is with: whoever wrote, or whom the company wrote to from another program."""
    if said.outgoing and said.recipients:
        return Sender(id=said.recipients[0], address=said.recipients[0])
    return said.sender


def reaches_us(said: InboundMessage) -> bool:
    """Whether it proves that the person can be answered: they wrote it themselves, and to us alone."""
    return not (said.outgoing or said.in_group or isinstance(said, InboundAutoReply))


def preview(text: str) -> str:
    """The first words, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW_LENGTH else line[: PREVIEW_LENGTH - 1].rstrip() + "…"


def believable(sent_at: datetime, *, received_at: datetime) -> datetime:
    """The provider's time, unless it lies in the future or too far back to be true."""
    if sent_at > received_at or sent_at < received_at - BELIEVED_LATENESS:
        return received_at
    return sent_at


def window_closes_at(can: Capabilities, *, wrote_at: datetime | None) -> datetime | None:
    """Until when free text may go to whoever wrote then; None where the provider sets no window."""
    if not can.reply_window_seconds or wrote_at is None:
        return None
    return wrote_at + timedelta(seconds=can.reply_window_seconds)


def waits_since(current: datetime | None, *, wrote_at: datetime) -> datetime:
    """When the customer's waiting began, after they wrote once more."""
    return wrote_at if current is None else min(current, wrote_at)


def answers(waiting_since: datetime | None, *, wrote_at: datetime) -> bool:
    """Whether a message written at `wrote_at` answers what has been waiting."""
    return waiting_since is not None and wrote_at >= waiting_since


def may_snooze(until: datetime, *, now: datetime) -> bool:
    """Into the future, but not for ever: what nobody will see again is to be closed."""
    return now < until <= now + SNOOZE_MAX


def earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """The earlier of two moments, where null is no moment."""
    return min((at for at in (one, other) if at is not None), default=None)


def may_auto_reply(*, kind: str, automatic: bool, in_group: bool, last: datetime | None, now: datetime) -> bool:
    """Only a person is answered by a machine, and not again and again (RFC 3834)."""
    if kind != "message" or automatic or in_group:
        return False
    return last is None or now - last >= AUTO_REPLY_EVERY


def is_remark(text: str, *, state: str, until: datetime | None, now: datetime) -> bool:
    """Whether a message without files is a remark on what is over: asked for, within its time, asking nothing itself.

    A question is always answered, whenever it comes; so is a message with files.
    """
    return state == "closed" and until is not None and now <= until and "?" not in text


def bare_word(text: str) -> str:
    """What stands alone in a message: without the space, the full stop or the skin tone that people add."""
    plain = "".join(sign for sign in text if sign not in _DECORATION)
    return plain.strip().rstrip(".!").rstrip().lower()


def is_expected(text: str, *, words: Sequence[str], state: str, until: datetime | None, now: datetime) -> bool:
    """Whether a message is nothing but one of the words somebody was asked for, in time and while all is over."""
    return state == "closed" and until is not None and now <= until and bare_word(text) in words


def trimmed(text: str, *, length_max: int = TEXT_LENGTH_MAX) -> str:
    """What the thread shows of a very long text; the raw item keeps the rest. NUL cannot be stored by PostgreSQL."""
    clean = text.replace("\0", "\ufffd")
    return clean if len(clean) <= length_max else clean[:length_max]


def reply_subject(subject: str) -> str:
    """`Re: …`, once."""
    lowered = subject.lower()
    if not subject or lowered.startswith(("re:", "отв:", "на:")):
        return subject
    return f"Re: {subject}"
