"""What an SMSC's command_status and message states mean here (SMPP 3.4, 5.1.3 and 5.2.28)."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from otklik.channels.contract import ChannelError, Remedy


class Fault(NamedTuple):
    name: str
    remedy: Remedy


FAULTS: Final[Mapping[int, Fault]] = {
    0x01: Fault("text_refused", Remedy.GIVE_UP),
    0x04: Fault("bind_refused", Remedy.RECONNECT),
    0x05: Fault("already_bound", Remedy.RETRY),
    0x08: Fault("unavailable", Remedy.RETRY),
    0x0A: Fault("sender_refused", Remedy.RECONNECT),
    0x0B: Fault("number_wrong", Remedy.UNREACHABLE),
    0x0D: Fault("bind_refused", Remedy.RECONNECT),
    **dict.fromkeys((0x0E, 0x0F), Fault("password_refused", Remedy.RECONNECT)),
    0x14: Fault("too_many", Remedy.RETRY),
    0x45: Fault("unavailable", Remedy.RETRY),
    **dict.fromkeys((0x48, 0x49), Fault("sender_refused", Remedy.RECONNECT)),
    0x53: Fault("bind_refused", Remedy.RECONNECT),
    0x58: Fault("too_many", Remedy.RETRY),
    **dict.fromkeys((0x64, 0xFE), Fault("unavailable", Remedy.RETRY)),
    **dict.fromkeys((0x65, 0x66), Fault("rejected", Remedy.GIVE_UP)),
}
REFUSED: Final = Fault("refused", Remedy.GIVE_UP)
"""Any other status: the message itself is not to its liking."""

THROTTLING: Final = frozenset({0x14, 0x58})
"""ESME_RMSGQFUL and ESME_RTHROTTLED: slow down."""

STATES: Final = {
    "ENROUTE": 1,
    "DELIVRD": 2,
    "EXPIRED": 3,
    "DELETED": 4,
    "UNDELIV": 5,
    "ACCEPTD": 6,
    "UNKNOWN": 7,
    "REJECTD": 8,
}
"""As receipts spell `message_state` in words."""
ON_THE_WAY: Final = frozenset({1, 6})
DELIVERED: Final = 2
FAILED: Final = {3: "expired", 4: "deleted", 5: "not_delivered", 8: "rejected"}


def error(status: int) -> ChannelError:
    """The error of a response that was no success."""
    fault = FAULTS.get(status, REFUSED)
    return ChannelError(f"smpp.{fault.name}", remedy=fault.remedy, detail=f"command_status 0x{status:08X}")
