"""What a customer says of what is over, when asked: kept as a remark, which reopens nothing and starts no wait."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from otklik.domains.conversations import rules
from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.conversations.service.locking import locked
from otklik.domains.delivery.events import MessageReceived
from otklik.platform.context import Ctx


async def expect_words(ctx: Ctx, conversation_id: UUID, *, words: Sequence[str], until: datetime) -> None:
    """The customer was asked for one of `words`: a message that is nothing else is a remark, and starts no wait."""
    conversation = await locked(ctx, conversation_id)
    conversation.expected_words, conversation.expected_until = list(words), until


async def expect_remark(ctx: Ctx, conversation_id: UUID, *, until: datetime) -> None:
    """The customer was asked for a word on what is over: their next message is that, and starts no wait."""
    (await locked(ctx, conversation_id)).remark_until = until


def bare_word(text: str) -> str:
    """What stands alone in a message, as `expect_words` compares it."""
    return rules.bare_word(text)


def read(ctx: Ctx, conversation: Conversation, message: Message, told: MessageReceived) -> None:
    """A remark on what is over is kept as one; the word that was asked for leaves room for a remark after it."""
    if message.kind != "message" or told.message.outgoing or told.file_ids:
        return
    text, state, now = message.visible_text, conversation.state, ctx.now()
    words, until = conversation.expected_words, conversation.expected_until
    if rules.is_expected(text, words=words, state=state, until=until, now=now):
        message.kind = "remark"
    elif rules.is_remark(text, state=state, until=conversation.remark_until, now=now):
        message.kind, conversation.remark_until = "remark", None
