"""Calls outside: written in the transaction of the automation, signed, made after the commit, tried again.

Signed as https://www.standardwebhooks.com asks, so that receivers need no code of ours.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.automations import models, queries
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.http import AddressRefused, HttpClient, HttpFailed
from otklik.platform.ids import new_id

TIMEOUT_SECONDS: Final = 10.0
REPLY_BYTES_MAX: Final = 64 * 1024
TEXT_LENGTH_MAX: Final = 2_000
PURPOSE: Final = "automations.webhooks"
PREFIX: Final = "whsec_"
PASSING: Final = frozenset({408, 425, 429})


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Why the call is made."""

    trigger: str
    automation: str
    message_id: UUID | None


class TryAgain(Exception):
    """The receiver was away or asked for patience: the job is tried again later."""


async def plan(ctx: Ctx, automation_id: UUID, conversation: queries.Conversation, *, url: str, told: Told) -> UUID:
    """Write the call down; returns its id."""
    message = await queries.message_replied_to(ctx, conversation.id, told.message_id)
    body = {
        "type": f"automation.{told.trigger}",
        "timestamp": ctx.now(),
        "data": {
            "automation": told.automation,
            "conversation": {
                "id": conversation.id,
                "number": conversation.number,
                "state": conversation.state,
                "subject": conversation.subject,
                "channel_id": conversation.channel_id,
                "assignee_id": conversation.assignee_id,
                "team_id": conversation.team_id,
            },
            "contact_id": conversation.contact_id,
            "message": {"id": message.id, "text": message.visible_text[:TEXT_LENGTH_MAX]} if message else None,
        },
    }
    call = models.WebhookCall(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        automation_id=automation_id,
        url=url,
        body=msgspec.json.encode(body).decode(),
        state="planned",
        detail="",
        at=ctx.now(),
    )
    ctx.session.add(call)
    await ctx.session.flush()
    return call.id


async def make(parts: Parts, *, workspace_id: WorkspaceId, call_id: UUID) -> None:
    """Make the call unless it was made; no transaction is open while the network is waited for. Raises `TryAgain`."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        call = await queries.call(ctx, call_id)
        wanted = (call.url, call.body) if call is not None and call.state == "planned" else None
    if wanted is None:
        return
    url, body = wanted
    headers = signed(
        secret_of(parts.get(Cipher), workspace_id), call_id=call_id, at=parts.get(Timekeeper).now(), body=body
    )
    try:
        reply = await parts.get(HttpClient).request(
            "POST",
            url,
            headers=headers,
            body=body.encode(),
            timeout_seconds=TIMEOUT_SECONDS,
            reply_bytes_max=REPLY_BYTES_MAX,
        )
        status, detail = reply.status, str(reply.status)
    except HttpFailed as error:
        status, detail = 0, error.reason
    except AddressRefused:
        status, detail = 403, "address_refused"
    passing = status == 0 or status in PASSING or status >= 500
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await queries.settle_call(ctx, call_id, state=_state(status, passing=passing), detail=detail)
    if passing:
        raise TryAgain(detail)


async def give_up(parts: Parts, *, workspace_id: WorkspaceId, call_id: UUID) -> None:
    """The last attempt failed as those before it."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await queries.settle_call(ctx, call_id, state="failed", detail=None)


def secret_of(cipher: Cipher, workspace_id: WorkspaceId) -> bytes:
    """The company's own key, made from the server's: nothing of it is stored."""
    return hashlib.sha256(cipher.sign(str(workspace_id), purpose=PURPOSE).encode()).digest()


def shown(secret: bytes) -> str:
    return PREFIX + base64.b64encode(secret).decode()


def signed(secret: bytes, *, call_id: UUID, at: datetime, body: str) -> dict[str, str]:
    """The three headers of Standard Webhooks; `webhook-id` is the same however often the call is tried."""
    seconds = str(int(at.timestamp()))
    mac = hmac.new(secret, f"{call_id}.{seconds}.{body}".encode(), hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": str(call_id),
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def _state(status: int, *, passing: bool) -> str:
    if 200 <= status < 300:
        return "done"
    return "planned" if passing else "failed"
