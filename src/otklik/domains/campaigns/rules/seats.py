"""Where each person of the audience sits: control group or not, which variant, in the test or among the rest.

Decided by a keyed hash of campaign and person, so that it is the same whenever it is asked, on any node, and says
nothing about when the person was met. Each question has a salt of its own: who is in the control group and who is in
the test are independent.
"""

import hashlib
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec

PARTS: Final = 1_000_000
"""Shares are cut this fine."""


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """`control`: gets nothing, so that others can be compared. `tested`: in the part that decides the winner."""

    control: bool
    variant: int
    tested: bool


def seat(
    campaign_id: UUID, contact_id: UUID, *, control_percent: int, shares: Sequence[int], test_percent: int
) -> Seat:
    """`shares`: weights of the variants; `test_percent` 100: everybody decides."""
    return Seat(
        control=_within(control_percent, campaign_id, contact_id, "control"),
        variant=_by_share(place(campaign_id, contact_id, "variant"), shares) if len(shares) > 1 else 0,
        tested=_within(test_percent, campaign_id, contact_id, "test"),
    )


def _within(percent: int, campaign_id: UUID, contact_id: UUID, salt: str) -> bool:
    if percent in {0, 100}:
        return percent == 100
    return place(campaign_id, contact_id, salt) < percent * PARTS // 100


def place(campaign_id: UUID, contact_id: UUID, salt: str) -> int:
    """From 0 to `PARTS` - 1, evenly."""
    digest = hashlib.blake2b(campaign_id.bytes + contact_id.bytes, digest_size=8, person=salt.encode()).digest()
    return int.from_bytes(digest) * PARTS >> 64


def _by_share(at: int, shares: Sequence[int]) -> int:
    whole, upto = sum(shares), 0
    for number, share in enumerate(shares):
        upto += share
        if at * whole < upto * PARTS:
            return number
    return len(shares) - 1
