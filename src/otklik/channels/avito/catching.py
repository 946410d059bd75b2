"""Catching up on messages that no webhook brought: the account's chats are looked through every minute.

Avito publishes no limit for messages. Of its limits that are known the strictest, that of lists of advertisements,
is 25 requests a minute; this keeps to 20, and each look is bounded by what Avito lets be leafed through.
"""

import asyncio
from typing import Final

from otklik.channels import contract, wire
from otklik.channels.avito import messages
from otklik.channels.avito.account import Account, Ask
from otklik.channels.contract import RawItem
from otklik.channels.wire import Obj

ROUND_SECONDS: Final = 60.0
PAUSE_SECONDS: Final = 3.0
"""Between two requests."""
OVERLAP_SECONDS: Final = 120
"""Looked through again each time: a message may be seen later than it was written."""
PAGE: Final = 100
OFFSET_MAX: Final = 1000
"""Both as Avito's document says."""
CHATS_MAX: Final = 10_000

_Seen = dict[str, tuple[int, str]]
"""By chat: when it last changed, and its last message."""


async def watch(port: contract.Port, account: Account) -> None:
    """Until cancelled. Begins with what comes from now on. Raises `ChannelError`."""
    since = wire.whole(await port.load_state(), "since") or int(port.now().timestamp())
    seen: _Seen = {}
    while True:
        began = int(port.now().timestamp())
        await _look(port, account, since=since - OVERLAP_SECONDS, seen=seen)
        since = began
        await port.save_state({"since": since})
        await port.report(None)
        await asyncio.sleep(ROUND_SECONDS)


async def _look(port: contract.Port, account: Account, *, since: int, seen: _Seen) -> None:
    for chat in await _changed(account, since=since):
        chat_id = wire.text(chat, "id")
        now = (wire.whole(chat, "updated"), wire.text(chat, "last_message", "id"))
        if not chat_id or seen.get(chat_id) == now:
            continue
        for item in await _written(account, chat, since=since):
            await port.deposit(item)
        if len(seen) >= CHATS_MAX:
            seen.clear()
        seen[chat_id] = now


async def _changed(account: Account, *, since: int) -> list[Obj]:
    """The chats in which something happened since then."""
    changed: list[Obj] = []
    for offset in range(0, OFFSET_MAX + 1, PAGE):
        query = {"chat_types": "u2i,u2u", "limit": str(PAGE), "offset": str(offset)}
        page = wire.objs(await account.call(Ask("GET", account.chats(version=2), query=query)), "chats")
        fresh = [one for one in page if wire.whole(one, "updated") >= since]
        changed += fresh
        await asyncio.sleep(PAUSE_SECONDS)
        if len(page) < PAGE or not fresh:
            break
    return changed


async def _written(account: Account, chat: Obj, *, since: int) -> list[RawItem]:
    """What was written in the chat since then, the oldest first."""
    written: list[Obj] = []
    path = account.chats(wire.text(chat, "id"), "messages", "", version=3)
    for offset in range(0, OFFSET_MAX + 1, PAGE):
        page = await account.listed(Ask("GET", path, query={"limit": str(PAGE), "offset": str(offset)}))
        fresh = [one for one in page if wire.whole(one, "created") >= since]
        written += fresh
        await asyncio.sleep(PAUSE_SECONDS)
        if len(page) < PAGE or not fresh:
            break
    written.sort(key=lambda one: wire.whole(one, "created"))
    return [messages.found(one, chat, account=account.number) for one in written]
