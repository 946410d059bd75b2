"""Posts in channels and chats of MAX, which the bot is a member of."""

import re
from collections.abc import Awaitable, Callable
from typing import Final

from otklik.channels import contract, wire
from otklik.channels.contract import ChannelError, Remedy
from otklik.channels.wire import Obj

KINDS: Final = frozenset({"channel", "chat"})
NAMED: Final = re.compile(r"(?:(?:https?://)?max\.ru/|@)?([A-Za-z][\w-]{0,63})/?", re.ASCII)
NUMBERED: Final = re.compile(r"-?\d{1,20}")
Ask = Callable[[str], Awaitable[Obj]]
"""GET of a path."""


async def community(ask: Ask, address: str) -> contract.Community:
    """Raises `ChannelError`: there is no such place, or the bot may not post there."""
    chat = await ask(f"/chats/{_address(address)}")
    number, kind = wire.text(chat, "chat_id"), wire.text(chat, "type")
    if kind not in KINDS:
        raise ChannelError("max.not_a_community", remedy=Remedy.GIVE_UP, detail=kind)
    member = await ask(f"/chats/{number}/members/me")
    if kind == "channel" and not _may_post(member):
        raise ChannelError("max.may_not_post", remedy=Remedy.GIVE_UP)
    return contract.Community(address=number, title=wire.text(chat, "title"), url=wire.text(chat, "link"))


def _address(written: str) -> str:
    if NUMBERED.fullmatch(written):
        return written
    named = NAMED.fullmatch(written)
    if named is None:
        raise ChannelError("max.address_unreadable", remedy=Remedy.GIVE_UP)
    return named[1]


def _may_post(member: Obj) -> bool:
    permissions = member.get("permissions")
    return member.get("is_owner") is True or (isinstance(permissions, list) and "write" in permissions)
