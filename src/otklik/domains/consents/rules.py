"""The gate's decision about agreement, and the chain of records: no I/O, clock or session.

Sources: 152-FZ art. 9 (consent, withdrawal, proof), 38-FZ art. 18 (advertising over networks needs prior consent, and
the sender proves it), GDPR art. 6, 7 and 21, RFC 8058 (one click), RFC 2142.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

CALL: Final = "call"
"""The kind of channel that rings instead of writing."""
PURPOSES_MAX: Final = 50
STANDING_MAX: Final = 1_000
"""People one question of the gate may ask about."""
CONFIRM_WITHIN: Final = timedelta(days=7)
CONFIRM_AGAIN_AFTER: Final = timedelta(hours=1)
STEP_LASTS: Final = timedelta(days=90)
COMMAND_PAUSE: Final = timedelta(hours=24)
GENESIS: Final = "0" * 64


class Kind(StrEnum):
    """What a message is, as far as agreement goes."""

    PERSONAL = "personal"
    """A colleague writes to one person."""
    RESPONSE = "response"
    """A machine answers what the person said or did."""
    PROMISE = "promise"
    """What the address was given for."""
    QUESTION = "question"
    """One question after."""
    CONFIRMING = "confirming"
    """Asks whether it was them who typed the address."""
    COMPANY = "company"
    """A purpose of the company's own that the person may choose."""
    NOTICE = "notice"
    """A purpose of the company's own that a contract or the law asks for."""


OF_PRODUCT: Final[Mapping[str, Kind]] = {
    "answer": Kind.PERSONAL,
    "test": Kind.PERSONAL,
    "automatic": Kind.RESPONSE,
    "carry_on": Kind.RESPONSE,
    "command": Kind.RESPONSE,
    "transcript": Kind.RESPONSE,
    "promise": Kind.PROMISE,
    "question": Kind.QUESTION,
    "confirmation": Kind.CONFIRMING,
}
"""The purposes the product itself has; a company's own purpose may not take such a code."""

BINDING: Final = frozenset({"contract", "legal_duty"})
_UNASKED: Final = frozenset({Kind.QUESTION, Kind.CONFIRMING, Kind.COMPANY})
STOPS: Final[Mapping[str, frozenset[Kind]]] = {
    "blocked": frozenset(Kind),
    "hard_bounce": frozenset(Kind) - {Kind.PERSONAL},
    "complaint": _UNASKED,
    "by_hand": _UNASKED | {Kind.NOTICE},
    "import": _UNASKED | {Kind.NOTICE},
    "unsubscribed": frozenset({Kind.QUESTION, Kind.COMPANY}),
    "do_not_call": frozenset(),
}
"""What each reason on the suppression list stops; `do_not_call` stops calls, whatever they are for."""

LIFTED_BY_ITSELF: Final = ("hard_bounce", "blocked")
"""A word from the address shows that it lives and listens."""
OWN_CHOICE: Final = frozenset({"unsubscribed", "complaint"})
"""Only the person takes these back: by agreeing anew. A colleague may not."""
OWN_METHODS: Final = frozenset({"form", "double_opt_in", "preference_centre", "command", "one_click"})
"""Ways in which the person acts, not somebody for them."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """All the gate knows of one ask; gathered for a thousand at once."""

    purpose: str
    channel: str
    basis: str | None
    """Of the company's purpose; None when there is none of this code."""
    archived: bool
    status: str | None
    """granted, withdrawn, pending; None: never asked."""
    record_id: UUID | None
    suppressed: Sequence[str]
    write_only: bool
    step_open: bool
    """The address was given for a promise that this message may keep, or may follow with a question."""
    asked_at: datetime | None
    """When the person last wrote where this answers; None: they never did."""


def refusal(standing: Standing) -> str:
    """Why agreement does not let the message go, as a stable code; empty when it does."""
    kind = kind_of(standing)
    return _left_in_peace(standing, kind) or _unfounded(standing, kind)


def kind_of(standing: Standing) -> Kind:
    """What the message is."""
    ours = Kind.NOTICE if standing.basis in BINDING else Kind.COMPANY
    return OF_PRODUCT.get(standing.purpose, ours)


def ground(standing: Standing) -> str:
    """On what a message that may go rests: `own_words`, `personal`, `step`, `confirmation`, or the lawful basis."""
    kind = kind_of(standing)
    if kind in {Kind.COMPANY, Kind.NOTICE}:
        return standing.basis or ""
    if kind is Kind.CONFIRMING:
        return "confirmation"
    if standing.asked_at is not None:
        return "own_words"
    return "personal" if kind is Kind.PERSONAL else "step"


def _left_in_peace(standing: Standing, kind: Kind) -> str:
    if standing.channel == CALL and (standing.write_only or "do_not_call" in standing.suppressed):
        return "do_not_call"
    stopped = [reason for reason in STOPS if reason in standing.suppressed and kind in STOPS[reason]]
    return f"suppressed_{stopped[0]}" if stopped else ""


def _unfounded(standing: Standing, kind: Kind) -> str:
    if kind is Kind.PERSONAL:
        return ""
    if kind is Kind.CONFIRMING:
        return "" if standing.status == "pending" else "not_requested"
    if kind in {Kind.COMPANY, Kind.NOTICE}:
        return _without_basis(standing)
    if standing.asked_at is not None:
        return ""
    if kind is Kind.RESPONSE:
        return "nobody_asked"
    return "" if standing.step_open else "step_used"


def _without_basis(standing: Standing) -> str:
    if standing.basis is None:
        return "purpose_unknown"
    if standing.archived:
        return "purpose_archived"
    if standing.basis in BINDING:
        return ""
    if standing.status == "withdrawn":
        return "consent_withdrawn"
    if standing.basis == "legitimate_interest" or standing.status == "granted":
        return ""
    return "consent_pending" if standing.status == "pending" else "no_consent"


# ---- the chain ----------------------------------------------------------------------------------------


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What a record's hash covers, in the order in which it is written."""

    contact_id: UUID
    number: int
    at: datetime
    act: str
    purpose: str
    channel: str
    wording_version: int
    wording: str
    language: str
    method: str
    actor_kind: str
    actor_id: UUID | None
    personal_digest: str
    subject_digest: str
    previous_hash: str


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it is kept."""

    link: Link
    hash: str
    personal: str
    salt: str
    erased: bool


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a chain is whole; `broken_at`: number of the first record that is not as it was written, or null."""

    whole: bool
    broken_at: int | None = None
    code: str = ""
    """changed, missing, cut, resealed."""


def digest_of(personal: str, *, salt: str) -> str:
    """SHA-256 (hex) of the salt and what names the person."""
    return hashlib.sha256(f"{salt}\n{personal}".encode()).hexdigest()


def hash_of(link: Link) -> str:
    """SHA-256 (hex) of the link as JSON with keys in the declared order, UTF-8, no spaces."""
    return hashlib.sha256(msgspec.json.encode(link)).hexdigest()


def head_of(contact_id: UUID, *, number: int, last_hash: str) -> str:
    """What the server seals with its key."""
    return f"{contact_id}:{number}:{last_hash}"


def verify(records: Sequence[Sealed], *, number: int, last_hash: str, seal_holds: bool) -> Verdict:
    """Walk one chain, oldest first; `number` and `last_hash` are what its head says."""
    before = GENESIS
    for place, record in enumerate(records, start=1):
        if record.link.number != place or record.link.previous_hash != before:
            return Verdict(whole=False, broken_at=place, code="missing")
        if not _as_written(record):
            return Verdict(whole=False, broken_at=place, code="changed")
        before = record.hash
    if (len(records), before) != (number, last_hash):
        return Verdict(whole=False, broken_at=len(records) + 1, code="cut")
    if not seal_holds:
        return Verdict(whole=False, code="resealed")
    return Verdict(whole=True)


def _as_written(record: Sealed) -> bool:
    if hash_of(record.link) != record.hash:
        return False
    if record.erased:
        return not record.personal and not record.salt
    return digest_of(record.personal, salt=record.salt) == record.link.personal_digest


# ---- commands -----------------------------------------------------------------------------------------

_STOP: Final = frozenset({"stop", "стоп", "unsubscribe", "отписаться", "отписка", "отпиши", "отпишите"})
_SETTINGS: Final = frozenset({"settings", "настройки", "подписки", "preferences"})


def command(text: str) -> str:
    """`stop` or `settings` when the whole message is that word, with or without a slash or a full stop; else empty."""
    word = text.strip().lstrip("/").rstrip(".! ").casefold()
    if word in _STOP:
        return "stop"
    return "settings" if word in _SETTINGS else ""
