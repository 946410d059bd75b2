"""What happens in conversations."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class ConversationOpened(Event):
    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID


class MessageAdded(Event):
    """Something was said, noted or done. Too frequent for history: the message itself is the record."""

    kept: ClassVar[bool] = False

    message_id: UUID
    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    kind: str
    direction: str
    author_kind: str
    automatic: bool
    sent_at: datetime
    in_group: bool = False


class MessageChanged(Event):
    """Its text, files or delivery changed."""

    kept: ClassVar[bool] = False

    message_id: UUID
    conversation_id: UUID
    state: str | None


class Answered(Event):
    """A person of ours answered someone who waited: from the provider's time in to the provider's time out.

    Bots and auto-replies never cause this (guarantee 8).
    """

    conversation_id: UUID
    channel_id: UUID
    message_id: UUID
    operator_id: UUID
    waiting_since: datetime
    answered_at: datetime
    first: bool


class ConversationClosed(Event):
    conversation_id: UUID
    operator_id: UUID | None


class ConversationReopened(Event):
    conversation_id: UUID
    by_customer: bool


class ConversationAssigned(Event):
    conversation_id: UUID
    operator_id: UUID | None
    team_id: UUID | None


class ConversationContinued(Event):
    """The person came here from another thread by a signed link; both belong to one contact."""

    conversation_id: UUID
    from_conversation_id: UUID
