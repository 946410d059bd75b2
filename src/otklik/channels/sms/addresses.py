"""Who wrote an SMS and whom to write to: phone numbers in E.164, and the short codes and names that also send."""

from typing import Final

from otklik.channels import phones
from otklik.channels.contract import ChannelError, OutboundMessage, Remedy, Sender

DIGITS_MIN: Final = 7
"""Shorter numbers are a network's own, not a person's."""


def known(raw: str) -> str:
    """A phone as `+79991234567`, however the provider writes it; a short code or a name as it is."""
    bare = raw.strip()
    digits = bare.removeprefix("+")
    if len(digits) < DIGITS_MIN or not (digits.isascii() and digits.isdigit()):
        return bare
    return phones.e164(f"+{digits}", country="") or bare


def sender(raw: str) -> Sender:
    """The lane at the provider is the number, so `id` is it too."""
    address = known(raw)
    return Sender(id=address, address=address if address.startswith("+") else "")


def receiver(message: OutboundMessage, *, kind: str) -> str:
    """The number to write to, in E.164. Raises `ChannelError` when nobody can be reached at it."""
    address = known(message.to or message.thread_id)
    if not address.startswith("+"):
        raise ChannelError(f"{kind}.number_wrong", remedy=Remedy.UNREACHABLE)
    return address
