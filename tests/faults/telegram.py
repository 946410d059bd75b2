"""What Telegram does in the tests of faults: tells updates to the webhook, holds an answer back."""

import asyncio
import time
from contextlib import suppress

import aiohttp
from tests.contract import botapi
from tests.contract.botapi import BotApi
from tests.faults.process import Json, Otklik

PATIENCE_SECONDS = 10.0
ASKED_AT = int(time.time()) - 3_600
"""Within the days in which a provider's time is believed."""
FIRST_INBOUND_ID = 10_000
"""Far from the numbers the fake Bot API gives to what the bot says: in a chat both count in one row."""


class HoldingBotApi(BotApi):
    """Counts what it took and what it answered; keeps one request waiting until it is released."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0
        self.answered = 0
        self.hold_at = 0
        self.release = asyncio.Event()

    async def _behave(self, request: botapi.Request) -> object:
        if request.method != "sendMessage":
            return await super()._behave(request)
        self.taken += 1
        if self.taken == self.hold_at:
            await self.release.wait()
        self.answered += 1
        return await super()._behave(request)


async def told(session: aiohttp.ClientSession, otklik: Otklik, body: Json) -> int:
    """The status of one delivery of an update; 0 where the connection failed, which Telegram repeats too."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": otklik.webhook_secret}
    timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
    with suppress(aiohttp.ClientError, TimeoutError):
        async with session.post(otklik.webhook, json=body, headers=headers, timeout=timeout) as reply:
            return reply.status
    return 0


def update(chat: int, number: int, text: str, *, at: int = ASKED_AT, **more: object) -> Json:
    """`number` counts within the chat."""
    message = {
        "message_id": FIRST_INBOUND_ID + number,
        "date": at,
        "chat": {"id": chat, "type": "private"},
        "from": {"id": chat, "is_bot": False, "first_name": "Чат", "last_name": str(chat)},
        **({"text": text} if text else {}),
        **more,
    }
    return {"update_id": chat * 1_000 + number, "message": message}
