"""What a block of one channel's messages will ask, asked once for all of them: senders, conversations, doubles.

Only what was found is trusted: a conversation not found here is asked for again, since another transaction may have
opened it meanwhile. Those found are locked to the end of the transaction, so nobody else adds messages to them.
"""

from typing import Final, NamedTuple
from uuid import UUID

from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import queries, rules
from otklik.domains.conversations.models import Conversation
from otklik.domains.delivery.events import MessagesComing
from otklik.platform.context import Ctx

_KEY: Final = "conversations.foreseen"


class _Foreseen(NamedTuple):
    channel_id: UUID
    threads: dict[str, Conversation]
    conversation_ids: frozenset[UUID]
    asked: frozenset[str]
    here: set[tuple[UUID, str | None]]


async def foresee(ctx: Ctx, told: MessagesComing) -> None:
    addresses = {rules.address_of(one.sender, address_kind=told.address_kind) for one in told.messages}
    people = await contacts.foresee_senders(ctx, address_kind=told.address_kind, addresses=addresses)
    threads = await queries.conversations_of_threads(
        ctx, channel_id=told.channel_id, thread_ids={one.thread_id for one in told.messages}
    )
    ids = frozenset(one.id for one in threads.values() if one.merged_into_id is None)
    asked = frozenset(one.external_id for one in told.messages)
    ctx.session.info[_KEY] = _Foreseen(
        channel_id=told.channel_id,
        threads=threads,
        conversation_ids=ids,
        asked=asked,
        here=await queries.external_ids_here(ctx, conversation_ids=ids, external_ids=asked),
    )
    await contacts.foresee_people(ctx, people | {one.contact_id for one in threads.values()})


async def conversation_of_thread(ctx: Ctx, *, channel_id: UUID, thread_id: str) -> Conversation | None:
    """The thread's conversation, locked."""
    known: _Foreseen | None = ctx.session.info.get(_KEY)
    if known is not None and known.channel_id == channel_id and thread_id in known.threads:
        return known.threads[thread_id]
    return await queries.conversation_of_thread(ctx, channel_id=channel_id, thread_id=thread_id)


async def is_here(ctx: Ctx, conversation: Conversation, external_id: str, *, merged_from_id: UUID | None) -> bool:
    """Whether the provider's message is in the conversation already; it counts as there from now on."""
    known: _Foreseen | None = ctx.session.info.get(_KEY)
    if known is None or conversation.id not in known.conversation_ids or external_id not in known.asked:
        found = await queries.message_by_external(
            ctx, conversation_id=conversation.id, external_id=external_id, merged_from_id=merged_from_id
        )
        return found is not None
    here = (conversation.id, external_id) in known.here
    known.here.add((conversation.id, external_id))
    return here
