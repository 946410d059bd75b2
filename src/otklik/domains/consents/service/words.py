"""What a person said last, of all that was said of one purpose."""

from collections.abc import Sequence
from uuid import UUID

from otklik.domains.consents.models import State


def last(states: Sequence[State], *, purpose_id: UUID, channel: str, address: str) -> State | None:
    """Of one channel and address, as the gate has it (queries/gating.py); `states`: the last said first."""
    return next(
        (
            one
            for one in states
            if one.purpose_id == purpose_id and one.channel in {"", channel} and one.address in {"", address}
        ),
        None,
    )


def taken_back(states: Sequence[State], *, purpose_id: UUID, channel: str) -> bool:
    """Whether nothing was said of the channel (empty: of any) since it was taken back for every address."""
    newest = next(
        (one for one in states if one.purpose_id == purpose_id and (not channel or one.channel in {"", channel})), None
    )
    if newest is None or newest.status != "withdrawn":
        return False
    return not newest.address and newest.channel in {"", channel}
