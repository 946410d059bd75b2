"""What FCM and APNs have in common: the words a phone shows, and what became of handing them over."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

import msgspec

TIMEOUT_SECONDS: Final = 15.0
REPLY_BYTES_MAX: Final = 64 * 1024
BODY_BYTES_MAX: Final = 4096
"""Of a whole message, both at FCM and at APNs."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One notification. `tag`: a later one with the same tag takes its place on the phone."""

    title: str
    body: str
    tag: str = ""
    data: Mapping[str, str] = {}
    """For the application itself: which conversation to open."""
    loud: bool = True
    """False: shown without a sound."""
    ttl_seconds: int = 4 * 3600
    """How long the service keeps it for a phone that is off."""


class Outcome(StrEnum):
    """What is to be done after handing a note over."""

    TAKEN = "taken"
    """The service has it. Whether it was shown nobody tells."""
    GONE = "gone"
    """The application was removed or the token changed: forget the token."""
    LATER = "later"
    """Nothing was sent; try again."""
    REFUSED = "refused"
    """This note will never go."""
    BROKEN = "broken"
    """The company's own credentials are refused: nothing will go until they are mended."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """`code` is the service's own word for it: UNREGISTERED, BadDeviceToken, HTTP 500."""

    outcome: Outcome
    code: str = ""


class CredentialsInvalid(Exception):
    """The service account or the key cannot be read; the message says what is missing."""
