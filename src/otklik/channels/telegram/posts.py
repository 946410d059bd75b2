"""Posts in channels and groups, which the bot writes to as one of their administrators or members."""

import re
from typing import Final

from otklik.channels import contract, wire
from otklik.channels.contract import ChannelError, Config, Remedy
from otklik.channels.telegram import bot
from otklik.channels.wire import Obj

KINDS: Final = frozenset({"channel", "group", "supergroup"})
NAMED: Final = re.compile(r"(?:(?:https?://)?t\.me/|@)?([A-Za-z][A-Za-z0-9_]{3,31})/?")
NUMBERED: Final = re.compile(r"-?\d{1,20}")
PRIVATE: Final = "-100"
"""What numbers of channels and supergroups begin with; links to what only members see leave it out."""


async def community(port: contract.Port, config: Config, address: str) -> contract.Community:
    """Raises `ChannelError`: there is no such place, or the bot may not post there."""
    chat = wire.obj(await bot.call(port, config, "getChat", {"chat_id": _address(address)}))
    number, kind = wire.text(chat, "id"), wire.text(chat, "type")
    if kind not in KINDS:
        raise ChannelError("telegram.not_a_community", remedy=Remedy.GIVE_UP, detail=kind)
    me = int(str(config.get("token", "")).partition(":")[0])
    member = wire.obj(await bot.call(port, config, "getChatMember", {"chat_id": number, "user_id": me}))
    if not _may_post(member, chat):
        raise ChannelError("telegram.may_not_post", remedy=Remedy.GIVE_UP, detail=wire.text(member, "status"))
    username = wire.text(chat, "username")
    return contract.Community(
        address=number, title=wire.text(chat, "title"), url=f"https://t.me/{username}" if username else ""
    )


def link(place: contract.Community, message_id: str) -> str:
    """Where the post is seen; of a place of members only, where they see it. Small groups have no links."""
    if place.url:
        return f"{place.url}/{message_id}"
    if place.address.startswith(PRIVATE):
        return f"https://t.me/c/{place.address.removeprefix(PRIVATE)}/{message_id}"
    return ""


def _address(written: str) -> str:
    if NUMBERED.fullmatch(written):
        return written
    named = NAMED.fullmatch(written)
    if named is None:
        raise ChannelError("telegram.address_unreadable", remedy=Remedy.GIVE_UP)
    return f"@{named[1]}"


def _may_post(member: Obj, chat: Obj) -> bool:
    """In a channel only administrators with that right; in a group whoever is there, unless it silences its members."""
    status = wire.text(member, "status")
    if status == "creator":
        return True
    if wire.text(chat, "type") == "channel":
        return status == "administrator" and member.get("can_post_messages") is True
    if status == "restricted":
        return member.get("is_member") is not False and member.get("can_send_messages") is True
    silenced = wire.obj(chat, "permissions").get("can_send_messages") is False
    return status == "administrator" or (status == "member" and not silenced)
