"""What happens in conversations."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class ConversationOpened(Event, frozen=True, kw_only=True):
    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID


class MessageAdded(Event, frozen=True, kw_only=True):
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
    with_link: bool = False
    """There may be a link in its text, and it is no letter."""


class MessageChanged(Event, frozen=True, kw_only=True):
    """Its text, files or delivery changed."""

    kept: ClassVar[bool] = False

    message_id: UUID
    conversation_id: UUID
    state: str | None


class WaitingChanged(Event, frozen=True, kw_only=True):
    """Somebody begins to wait for us, waits since another moment, or (`waiting_since` null) waits no more.

    Told after `Answered` where an answer ended the wait. Too frequent for history.
    """

    kept: ClassVar[bool] = False

    conversation_id: UUID
    channel_id: UUID
    contact_id: UUID
    waiting_since: datetime | None


class DueShown(Event, frozen=True, kw_only=True):
    """By when an answer is due, by promise or by target, changed; the domain that decided it keeps the record."""

    kept: ClassVar[bool] = False

    conversation_id: UUID


class CustomerLeft(Event, frozen=True, kw_only=True):
    """Who waited went away without an answer, or (`left_at` null) came back."""

    kept: ClassVar[bool] = False

    conversation_id: UUID
    left_at: datetime | None


class Answered(Event, frozen=True, kw_only=True):
    """A person of ours answered someone who waited: from the provider's time in to the provider's time out.

    Bots and auto-replies never cause this (guarantee 8).
    """

    conversation_id: UUID
    channel_id: UUID
    message_id: UUID
    operator_id: UUID
    waiting_since: datetime
    answered_at: datetime
    """When the provider accepted it, or the holding answer that it soon followed."""
    first: bool
    team_id: UUID | None = None
    """Whose conversation it was at that moment."""
    accepted_at: datetime | None = None
    """When the provider accepted this very answer, whatever holding one stands before it."""
    letters: int | None = None
    """How much it says: `holding.substance` of its words."""


class ConversationClosed(Event, frozen=True, kw_only=True):
    """`waiting_since` says since when the customer waited for an answer that will not come; null: nobody waited.

    `first` then tells that nobody had answered since the conversation was opened.
    """

    conversation_id: UUID
    operator_id: UUID | None
    waiting_since: datetime | None = None
    first: bool = False


class ConversationReopened(Event, frozen=True, kw_only=True):
    conversation_id: UUID
    by_customer: bool


class ConversationAssigned(Event, frozen=True, kw_only=True):
    """`reason` says which rule did it; empty: a person chose so.

    `taken_from_id` had it too long: rules find somebody else.
    """

    conversation_id: UUID
    operator_id: UUID | None
    team_id: UUID | None
    reason: str = ""
    taken_from_id: UUID | None = None


class ConversationContinued(Event, frozen=True, kw_only=True):
    """The person came here from another thread by a signed link; both belong to one contact."""

    conversation_id: UUID
    from_conversation_id: UUID


class HoldingRulesChanged(Event, frozen=True, kw_only=True):
    """How an answer that only asks to wait is told from a real one."""


class ConversationSnoozed(Event, frozen=True, kw_only=True):
    conversation_id: UUID
    until: datetime


class ConversationWoken(Event, frozen=True, kw_only=True):
    """A snoozed conversation is in the lists again."""

    conversation_id: UUID
    by_customer: bool


class ConversationLabelled(Event, frozen=True, kw_only=True):
    conversation_id: UUID
    label_id: UUID


class ConversationUnlabelled(Event, frozen=True, kw_only=True):
    conversation_id: UUID
    label_id: UUID


class ConversationPrioritised(Event, frozen=True, kw_only=True):
    conversation_id: UUID
    priority: str


class ConversationMerged(Event, frozen=True, kw_only=True):
    """The messages and the waiting of `merged_id` are those of `conversation_id` from now on."""

    conversation_id: UUID
    merged_id: UUID


class ConversationUnmerged(Event, frozen=True, kw_only=True):
    """`merged_id` has its own messages and waiting again."""

    conversation_id: UUID
    merged_id: UUID


class LabelCreated(Event, frozen=True, kw_only=True):
    label_id: UUID
    label: str


class LabelChanged(Event, frozen=True, kw_only=True):
    label_id: UUID
    label: str


class LabelDeleted(Event, frozen=True, kw_only=True):
    label_id: UUID
    label: str
