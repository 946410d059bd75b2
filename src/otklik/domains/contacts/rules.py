"""Decisions about people and addresses: how an address is compared, whose it is, what a joined card shows."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec
import phonenumbers

ADDRESS_LENGTH_MAX: Final = 320
"""64 for the local part, `@`, 255 for the domain (RFC 3696, 3)."""
ATTRIBUTES_MAX: Final = 100
NAME_LENGTH_MAX: Final = 200
LOCALE_LENGTH_MAX: Final = 35
SEARCH_WORDS_MAX: Final = 8
SEARCH_TEXT_MAX: Final = 4_000
TRUNK_DIGITS_MIN: Final = 4
"""Fewer digits after an 8 would find too much."""
UNTOLD_AGAIN: Final = timedelta(days=1)
"""So long a provider is not asked again who somebody is of whom it told nothing."""
PICTURE_AGAIN: Final = timedelta(days=7)
"""So long a picture that was sent for is not sent for again, unless another is shown."""

EMAIL: Final = "email"
PHONE: Final = "phone"
EXTERNAL: Final = "external"
"""The company's own id of a customer, as its other systems know them."""

AttributeValue = str | int | float | bool | list[str]

_LOCAL_PART: Final = re.compile(r"[^\s<>()\[\]\",;:\\@\x00-\x1f\x7f]{1,64}")
_NUMBER_LIKE: Final = re.compile(r"\+?[\d\s().-]{3,}")
_KEPT_MARKS: Final = str.maketrans({"й": "\0", "ё": "е"})


def normalise(address_kind: str, address: str, *, country: str) -> str | None:
    """The one spelling an address is compared by; None when it is not an address of that kind.

    Mail: lower case, domain in ASCII (RFC 5891). Phone: E.164; `country` (ISO 3166) reads national numbers.
    Other kinds are the provider's own ids and only lose white space round them.
    """
    trimmed = address.strip()
    if not trimmed or len(trimmed) > ADDRESS_LENGTH_MAX:
        return None
    if address_kind == EMAIL:
        return _email(trimmed)
    if address_kind == PHONE:
        return _phone(trimmed, country)
    return trimmed


def may_be_asked_after(untold_at: datetime | None, *, now: datetime) -> bool:
    """Whether to ask the provider who a nameless person is."""
    return untold_at is None or now - untold_at >= UNTOLD_AGAIN


def picture_is_due(tried: tuple[datetime | None, str], *, digest: str, now: datetime) -> bool:
    """Whether to send for a picture. `tried`: when that was last done, and the digest of where it was then."""
    tried_at, tried_digest = tried
    return tried_at is None or tried_digest != digest or now - tried_at >= PICTURE_AGAIN


def picture_digest(where: str) -> str:
    """Of a picture's address, which may be long: 16 hexadecimal digits."""
    return hashlib.sha256(where.encode("utf-8", "replace")).hexdigest()[:16]


def presentable(address_kind: str, address: str) -> str:
    """The address as people write it: an international mail domain in its own letters."""
    if address_kind != EMAIL or "xn--" not in address:
        return address
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode().decode('idna')}"
    except UnicodeError:
        return address


class Settlement(StrEnum):
    """What becomes of an address told or proven for a person."""

    HOLD = "hold"
    """Nobody has it: it is theirs from now on."""
    CONFIRM = "confirm"
    """It is theirs already."""
    JOIN = "join"
    """It is proven here and somebody wrote from it there: one person."""
    CLAIM = "claim"
    """Said, not proven: written down, gives no rights."""


def settle(*, owner: UUID | None, holder: UUID | None, verified: bool, parted: bool = False) -> Settlement:
    """Decide by the person the address is added to, the person who holds it (None: nobody) and the proof.

    Whatever came from an address belongs to whoever proves to own the address, so proof on one side is enough to
    join with the one who wrote from it; a claim proves nothing on either side. People parted by hand stay parted.
    """
    if holder is not None and holder == owner:
        return Settlement.CONFIRM
    if not verified:
        return Settlement.CLAIM
    if holder is None:
        return Settlement.HOLD
    return Settlement.CLAIM if parted else Settlement.JOIN


def elder_first(one: UUID, two: UUID) -> tuple[UUID, UUID]:
    """(kept, other): the card known longer is kept; ids sort by time of birth."""
    return (one, two) if one < two else (two, one)


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """A card's own values; empty means unknown."""

    id: UUID
    name: str = ""
    locale: str = ""
    notes: str = ""
    attributes: Mapping[str, AttributeValue] = msgspec.field(default_factory=dict[str, AttributeValue])
    avatar_key: str | None = None


def fold(root_id: UUID, members: Iterable[Profile]) -> Profile:
    """What a person's cards show together: the root's values first, then those of the cards known longest."""
    ordered = list(members)
    if len(ordered) == 1 and ordered[0].id == root_id:
        return ordered[0]
    ordered.sort(key=lambda member: (member.id != root_id, member.id))
    attributes: dict[str, AttributeValue] = {}
    for member in reversed(ordered):
        attributes |= member.attributes
    return Profile(
        id=root_id,
        name=_first(member.name for member in ordered),
        locale=_first(member.locale for member in ordered),
        notes=joined_notes(root_id, [(member.id, member.notes) for member in ordered]),
        attributes=attributes,
        avatar_key=_first(member.avatar_key or "" for member in ordered) or None,
    )


def joined_notes(root_id: UUID, notes: Iterable[tuple[UUID, str]]) -> str:
    """The cards' notes as one text, in the order of `fold`, from (card id, notes)."""
    ordered = sorted(notes, key=lambda one: (one[0] != root_id, one[0]))
    return "\n\n".join(text for _, text in ordered if text)


def renamed(current: str, *, before: str, after: str) -> str:
    """A card follows the provider's name until an operator gives it another."""
    return after if after and current in {"", before} else current


def search_text(parts: Iterable[str]) -> str:
    """What a card is found by, one part a line; phones also as bare digits."""
    folded = [_folded(part) for part in parts if part]
    return "\n".join(dict.fromkeys(folded))[:SEARCH_TEXT_MAX]


def search_terms(query: str) -> Sequence[str]:
    """Words that must all be found. A number is one word, however it is written: `8 (912) 345-67-89`."""
    if _NUMBER_LIKE.fullmatch(query.strip()):
        digits = re.sub(r"\D", "", query)
        return [_without_trunk(digits)] if digits else []
    return _folded(query).split()[:SEARCH_WORDS_MAX]


def _email(address: str) -> str | None:
    local, at, domain = address.rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local):
        return None
    try:
        ascii_domain = domain.lower().rstrip(".").encode("idna").decode()
    except UnicodeError:
        return None
    return f"{local.lower()}@{ascii_domain}" if re.fullmatch(r"[a-z0-9_.-]+", ascii_domain) else None


def _phone(address: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(address, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _first(values: Iterable[str]) -> str:
    return next((value for value in values if value), "")


def _folded(value: str) -> str:
    """Lower case, no accents, `ё` as `е`; `й` is a letter of its own and stays."""
    lowered = unicodedata.normalize("NFC", value.casefold()).translate(_KEPT_MARKS)
    bare = "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))
    return bare.replace("\0", "й")


def _without_trunk(digits: str) -> str:
    """A Russian number being dialled with 8 is kept with +7: what follows the 8 is in both."""
    return digits[1:] if digits.startswith("8") and len(digits) >= TRUNK_DIGITS_MIN else digits
