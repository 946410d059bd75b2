"""Catching up, where events come by webhook, on messages that came while nobody answered it.

After eight hours without an answer Odnoklassniki may take the webhook away. They publish no limits of rate, so this
asks once a second at most. Chats come with the latest event first, messages with the latest first.
"""

import asyncio
from typing import Final
from urllib.parse import quote

import msgspec

from otklik.channels import contract, wire
from otklik.channels.contract import Config
from otklik.channels.odnoklassniki import events, graph
from otklik.channels.wire import Obj

ROUND_SECONDS: Final = 300.0
PAUSE_SECONDS: Final = 1.0
"""Between two requests."""
OVERLAP_MILLISECONDS: Final = 120_000
"""Looked through again each time: a message may be seen later than it was written."""
PAGE: Final = 100
PAGES_MAX: Final = 10


async def watch(port: contract.Port, config: Config) -> None:
    """Until cancelled. Begins with what comes from now on. Raises `ChannelError`."""
    since = wire.whole(await port.load_state(), "since") or int(port.now().timestamp() * 1000)
    seen: dict[str, int] = {}
    while True:
        began = int(port.now().timestamp() * 1000)
        seen = await _look(port, config, since=since - OVERLAP_MILLISECONDS, seen=seen)
        since = began
        await port.save_state({"since": since})
        await port.report(None)
        await asyncio.sleep(ROUND_SECONDS)


async def _look(port: contract.Port, config: Config, *, since: int, seen: dict[str, int]) -> dict[str, int]:
    """Deposit what was written since then; `seen` and the answer are chats with the time of their last event."""
    changed = await _changed(port, config, since=since)
    for chat in changed:
        chat_id, last = wire.text(chat, "chat_id"), wire.whole(chat, "lastEventTime")
        if chat_id and seen.get(chat_id) != last:
            await _take(port, config, chat, since=since)
    return {wire.text(one, "chat_id"): wire.whole(one, "lastEventTime") for one in changed}


async def _changed(port: contract.Port, config: Config, *, since: int) -> list[Obj]:
    changed, marker = list[Obj](), ""
    for _ in range(PAGES_MAX):
        query = {"count": str(PAGE), **({"marker": marker} if marker else {})}
        page = await graph.call(port, config, "/me/chats", query)
        found = wire.objs(page, "chats")
        fresh = [one for one in found if wire.whole(one, "lastEventTime") >= since]
        changed += fresh
        marker = wire.text(page, "marker")
        await asyncio.sleep(PAUSE_SECONDS)
        if not marker or len(fresh) < len(found):
            break
    return changed


async def _take(port: contract.Port, config: Config, chat: Obj, *, since: int) -> None:
    """What people wrote, the oldest first; the group's own messages are not told by webhook either."""
    kind = wire.text(chat, "type")
    written = await _written(port, config, wire.text(chat, "chat_id"), since=since)
    for message in sorted(written, key=lambda one: wire.whole(one, "timestamp")):
        if wire.text(message, "sender", "user_id").startswith("user:"):
            item = events.raw_item(msgspec.json.encode({"webhookType": "MESSAGE_CREATED", **message}))
            await port.deposit(msgspec.structs.replace(item, headers={events.CHAT_TYPE: kind} if kind else {}))


async def _written(port: contract.Port, config: Config, chat_id: str, *, since: int) -> list[Obj]:
    written, latest = list[Obj](), 0
    for _ in range(PAGES_MAX):
        query = {"to": str(since), "count": str(PAGE), **({"from": str(latest)} if latest else {})}
        page = wire.objs(await graph.call(port, config, f"/me/messages/{quote(chat_id)}", query), "messages")
        written += page
        await asyncio.sleep(PAUSE_SECONDS)
        if len(page) < PAGE:
            break
        latest = min(wire.whole(one, "timestamp") for one in page)
    return written
