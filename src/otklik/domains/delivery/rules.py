"""The gate, the states and the patience of delivery: decisions without I/O, clock or session."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from otklik.channels.contract import Capabilities, Config, PreparedMessage, Remedy, Standing

RETRIES_MAX: Final = 8
RETRY_FIRST_SECONDS: Final = 5.0
RETRY_LONGEST_SECONDS: Final = 3600.0

CLOCK_SLACK: Final = timedelta(minutes=2)
"""How far a provider's clock may differ from ours and still be believed."""

OPEN: Final = ("planned", "claimed", "handed")
WAITING: Final = ("planned", "claimed")
"""Not yet in the provider's hands."""
RANK: Final = {
    "planned": 0,
    "claimed": 1,
    "handed": 2,
    "unknown": 3,
    "failed": 3,
    "skipped": 3,
    "accepted": 4,
    "delivered": 5,
    "read": 6,
}
"""Receipts may come late or out of order: a message only ever moves up."""

TOO_LATE: Final = "too_late"
"""Not sent, for by then it was worth nothing."""
RETRIABLE: Final = frozenset({"failed", "skipped", "unknown"})


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate looks at; gathered when a message is planned and again when it is claimed."""

    channel_enabled: bool
    sends: bool
    reachable: bool
    unreachable_code: str
    text_length: int
    attachment_sizes: Sequence[int]
    buttons: int
    window_closes_at: datetime | None
    until: datetime | None = None
    """Worth nothing from then on."""
    capabilities: Capabilities
    prepared: str | None = None
    """Why the prepared message may not go, empty when it may; None: it is free text."""
    agreement: str = ""
    """Why what the person agreed to does not let it go, as `consents` says; empty when it does."""


def refusal(facts: Facts, *, now: datetime) -> str:
    """Why the message may not go, as a stable code; empty when it may."""
    if not facts.channel_enabled:
        return "channel_disabled"
    if not facts.sends:
        return "channel_receives_only"
    if too_late(facts.until, at=now):
        return TOO_LATE
    if not facts.reachable:
        return facts.unreachable_code or "unreachable"
    if facts.agreement:
        return facts.agreement
    if facts.prepared is None and facts.window_closes_at is not None and facts.window_closes_at <= now:
        return "window_closed"
    return facts.prepared or content_refusal(facts)


def too_late(until: datetime | None, *, at: datetime) -> bool:
    """Whether a message that is worth something `until` is worth nothing where it goes at this moment."""
    return until is not None and until <= at


def content_refusal(facts: Facts) -> str:
    """What the channel cannot carry, as a stable code; empty when it can."""
    can = facts.capabilities
    if facts.text_length > can.text_length_max:
        return "text_too_long"
    if facts.attachment_sizes and not can.attachment_size_bytes_max:
        return "attachments_not_carried"
    if len(facts.attachment_sizes) > max(can.attachments_max, 0):
        return "too_many_attachments"
    if any(size > can.attachment_size_bytes_max for size in facts.attachment_sizes):
        return "attachment_too_large"
    if facts.buttons > can.buttons_max:
        return "buttons_not_carried"
    return ""


def prepared_refusal(message: PreparedMessage | None, values: Mapping[str, str], *, files: int) -> str:
    """Why this prepared message may not go, as a stable code; empty when it may. None: there is none any more."""
    if message is None:
        return "prepared_gone"
    if message.standing is not Standing.APPROVED:
        return f"prepared_{message.standing.value}"
    if message.unsupported:
        return "prepared_unsupported"
    if any(not values.get(blank.name, "").strip() for blank in message.blanks):
        return "prepared_blank_empty"
    if files != (1 if message.media else 0):
        return "prepared_needs_file" if message.media else "attachments_not_carried"
    return ""


_PLACE: Final = re.compile(r"\{\{([\w.]{1,80})\}\}")


def worded(message: PreparedMessage, values: Mapping[str, str]) -> str:
    """What the person will read; a blank without a value stays to be seen."""
    text = "\n\n".join(filter(None, (message.header, message.body, message.footer)))
    return _PLACE.sub(lambda found: values.get(found[1], "").strip() or found[0], text)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a failed attempt leads to."""

    state: str
    code: str
    due_in: timedelta | None = None


def after_error(remedy: Remedy, *, code: str, attempts: int, retry_after_seconds: float | None) -> Outcome:
    """The next state of a row whose attempt ended in a provider's error."""
    if remedy is Remedy.UNKNOWN:
        return Outcome(state="unknown", code=code)
    if remedy in {Remedy.RETRY, Remedy.RECONNECT} and attempts < RETRIES_MAX:
        return Outcome(state="planned", code=code, due_in=pause(attempts, retry_after_seconds=retry_after_seconds))
    return Outcome(state="failed", code=code)


def pause(attempts: int, *, retry_after_seconds: float | None) -> timedelta:
    """5 s doubled with each attempt up to an hour, unless the provider named its own pause."""
    if retry_after_seconds is not None:
        return timedelta(seconds=min(retry_after_seconds, RETRY_LONGEST_SECONDS))
    seconds: float = RETRY_FIRST_SECONDS * 2.0 ** max(attempts - 1, 0)
    return timedelta(seconds=min(seconds, RETRY_LONGEST_SECONDS))


def accepted_at(told: datetime | None, *, handed_at: datetime, now: datetime) -> datetime:
    """The provider's time of acceptance where it can be true.

    Whole seconds are pulled up to the handing over; a clock that is minutes off is not believed.
    """
    if told is None or not handed_at - CLOCK_SLACK <= told <= now + CLOCK_SLACK:
        return now
    return min(max(told, handed_at), now)


def advances(current: str, told: str) -> bool:
    """Whether a receipt moves the row: up only, and a late failure never undoes a delivery."""
    if told == "failed":
        return current not in {"delivered", "read", "failed"}
    return RANK[told] > RANK[current]


def same_words(text: str, other: str) -> bool:
    """Whether two messages say the same; without words nobody can tell."""
    return bool(text.strip()) and text.strip() == other.strip()


def whole(parts: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """State and code of a message whose parts have these: failed by its first failed part, else as far as the last."""
    failed = [part for part in parts if part[0] == "failed"]
    return failed[0] if failed else min(parts, key=lambda part: RANK[part[0]])


_OTHER_REASONS: Final = ("5.2.2", "5.2.3", "5.3.", "5.4.5", "5.4.6", "5.5.", "5.6.", "5.7.")
"""RFC 3463: a full mailbox, a letter too large, loops, and what the receiver thinks of the sender or the letter."""


def address_is_dead(status: str, *, permanent: bool) -> bool:
    """Whether a bounce says that the address itself is no more, rather than that this letter was not wanted."""
    return permanent and not status.startswith(_OTHER_REASONS)


def rate(can: Capabilities, config: Config) -> float:
    """Messages a second over the channel; 0: no limit. What was agreed with the provider stands in the form."""
    agreed = config.get("rate_per_second")
    return float(agreed) if isinstance(agreed, int) and agreed > 0 else can.rate_per_second


def file_kind(media_type: str) -> str:
    """image, video, audio or file."""
    family = media_type.partition("/")[0]
    return family if family in {"image", "video", "audio"} else "file"


def safe_name(name: str) -> str:
    """A file name without folders, control characters or more than 200 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable()).strip(". ")
    return kept[-200:] or "file"
