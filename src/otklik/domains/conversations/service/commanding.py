"""A message that is nothing but a command (stop, settings): obeyed, and answered politely once.

Where a conversation is going on, the words also stand in it, for there they may mean something else and somebody
reads them. Where none is, none begins: nobody would have anything to say there. What the person chose is on their card.
"""

from typing import Final

import structlog

from otklik.channels.contract import InboundAutoReply
from otklik.domains.consents import service as consents
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import queries
from otklik.domains.conversations.models import Conversation
from otklik.domains.conversations.service import receiving, writing
from otklik.domains.delivery.errors import Refused
from otklik.domains.delivery.events import MessageReceived
from otklik.domains.delivery.service import channels, ledger
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id

PURPOSE: Final = "command"

log = structlog.get_logger()


async def obeyed(ctx: Ctx, told: MessageReceived) -> bool:
    """Whether the message was a command and is done with."""
    said = told.message
    command = consents.understood(address_kind=told.address_kind, text=said.text)
    if not command or said.outgoing or said.in_group or isinstance(said, InboundAutoReply) or said.attachments:
        return False
    person = await receiving.person(ctx, told)
    going_on = await queries.conversation_of_thread(ctx, channel_id=told.channel_id, thread_id=said.thread_id)
    open_one = going_on if going_on is not None and going_on.state == "open" else None
    if open_one is not None and await receiving.receive(ctx, told) is None:
        return True  # it came before
    channel = await channels.any_state(ctx, told.channel_id)
    answer = await consents.obey(
        ctx,
        contact_id=person.contact_id,
        command=command,
        channel=consents.channel_of(channels.manifest(ctx, channel.kind)),
        language=said.sender.language[:2],
    )
    if answer.reply:
        await _answer(ctx, told, person, open_one, text=answer.reply)
    return True


async def _answer(
    ctx: Ctx, told: MessageReceived, person: contacts.IdentifiedContact, open_one: Conversation | None, *, text: str
) -> None:
    try:
        async with ctx.attempt():
            if open_one is not None:
                await writing.reply(ctx, open_one.id, writing.Words(text=text, automatic=True))
            else:
                await ledger.plan(ctx, await _draft(ctx, told, person, text=text))
    except Refused as refused:
        log.info("conversations.command.unanswered", reason=refused.params.get("reason"))


async def _draft(ctx: Ctx, told: MessageReceived, person: contacts.IdentifiedContact, *, text: str) -> ledger.Draft:
    reach = await contacts.reach(ctx, identity_id=person.identity_id)
    return ledger.Draft(
        channel_id=told.channel_id,
        lane=person.identity_id,
        subject_id=new_id(),
        key=f"command:{told.journal_id}:{told.message.external_id}",
        purpose=PURPOSE,
        to_address=reach.address,
        thread_id=told.message.thread_id,
        identity_id=person.identity_id,
        asked_at=ctx.now(),
        content=ledger.Content(text=text, automatic=True, language=ctx.locale),
    )
