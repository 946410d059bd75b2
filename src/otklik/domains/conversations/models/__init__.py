"""Tables of conversations and messages."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from otklik.domains.conversations.models.counts import ConversationCount as ConversationCount
from otklik.platform.db import Base, Identified, TenantRow

LABELS_ON_ONE_MAX: Final = 20
FOLLOWERS_MAX: Final = 50

_FREE = sql("assignee_id IS NULL")
_WAITING = sql("waiting_since IS NOT NULL")
_SNOOZED = sql("snoozed_until IS NOT NULL")


class Conversation(Identified, TenantRow, Base):
    """Everything said with one person in one thread of one channel."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        CheckConstraint("state IN ('open', 'closed')", name="state_known"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at_with_state"),
        CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name="priority_known"),
        CheckConstraint("snoozed_until IS NULL OR state = 'open'", name="snoozed_is_open"),
        CheckConstraint("merged_into_id IS NULL OR state = 'closed' AND waiting_since IS NULL", name="merged_is_over"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        CheckConstraint(f"cardinality(label_ids) <= {LABELS_ON_ONE_MAX}", name="labels_bounded"),
        CheckConstraint(f"cardinality(follower_ids) <= {FOLLOWERS_MAX}", name="followers_bounded"),
        Index("ix_conversations_shelf", "workspace_id", "shelf", "last_message_at", "id"),
        Index("ix_conversations_assignee", "workspace_id", "assignee_id", "shelf", "last_message_at", "id"),
        Index("ix_conversations_unassigned", "workspace_id", "shelf", "last_message_at", "id", postgresql_where=_FREE),
        Index("ix_conversations_channel", "workspace_id", "channel_id", "shelf", "last_message_at", "id"),
        Index(
            "ix_conversations_team",
            "workspace_id",
            "team_id",
            "shelf",
            "last_message_at",
            "id",
            postgresql_where=sql("team_id IS NOT NULL"),
        ),
        Index(
            "ix_conversations_priority",
            "workspace_id",
            "priority",
            "shelf",
            "last_message_at",
            "id",
            postgresql_where=sql("priority <> 'normal'"),
        ),
        Index("ix_conversations_waiting", "workspace_id", "waiting_since", "id", postgresql_where=_WAITING),
        Index("ix_conversations_snoozed", "workspace_id", "snoozed_until", "id", postgresql_where=_SNOOZED),
        Index(
            "ix_conversations_snoozed_assignee",
            "workspace_id",
            "assignee_id",
            "snoozed_until",
            "id",
            postgresql_where=_SNOOZED,
        ),
        Index("ix_conversations_contact_id", "contact_id"),
        Index("ix_conversations_merged_into_id", "merged_into_id", postgresql_where=sql("merged_into_id IS NOT NULL")),
        {"postgresql_with": {"fillfactor": 80}},
    )

    number: Mapped[int]
    """Counts up within the workspace; what people call the conversation by."""
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id"))
    identity_id: Mapped[UUID | None] = mapped_column(ForeignKey("identities.id", ondelete="SET NULL"))
    """Where answers go."""
    thread_id: Mapped[str]
    subject: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=sql("'open'"))
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("teams.id", ondelete="SET NULL"))
    reply_token: Mapped[str] = mapped_column(unique=True)
    preview: Mapped[str]
    preview_author: Mapped[str]
    opened_at: Mapped[datetime]
    last_message_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    """When we were told of the customer's last message."""
    wrote_at: Mapped[datetime | None]
    """When it was written by the provider's clock: the window for free text counts from then."""
    waiting_since: Mapped[datetime | None]
    """When the oldest unanswered message of the customer was written; null when nobody waits for us."""
    promise_due_at: Mapped[datetime | None]
    """By when an answer was promised; null when nothing is promised. Set by the domains above, shown in the list."""
    target_due_at: Mapped[datetime | None]
    """By when the company wants it answered; null when it wants nothing of the kind."""
    left_at: Mapped[datetime | None]
    """When the customer went away while they waited (a visitor left the page); null: they are there, or came back."""
    bad_rating_at: Mapped[datetime | None]
    """When the customer rated badly how they were helped, unless they changed their mind."""
    remark_until: Mapped[datetime | None]
    """Until then the customer's next message is a remark on what is over: nobody waits for an answer to it."""
    expected_words: Mapped[list[str]] = mapped_column(server_default=sql("'{}'"))
    """A message that is nothing but one of these is a remark too, until `expected_until`."""
    expected_until: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    """Null until a person of ours first answered since the conversation was last opened."""
    auto_replied_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None]
    inbound_count: Mapped[int] = mapped_column(server_default=sql("0"))
    priority: Mapped[str] = mapped_column(server_default=sql("'normal'"))
    snoozed_until: Mapped[datetime | None]
    """Out of sight until then; the customer's wait goes on all the same."""
    snoozed_by_id: Mapped[UUID | None]
    snooze_ended_at: Mapped[datetime | None]
    """When it last came back by itself, its moment having come; null once it is put off again."""
    label_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """In the order they were put on. A trigger keeps `conversation_labels` equal to it."""
    follower_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    told_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """Followers who were told of news and have not read it yet: they are not told again."""
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))
    """The conversation that took this one's messages; whatever comes to this one's thread goes there."""
    shelf: Mapped[str] = mapped_column(
        Computed(
            "CASE WHEN merged_into_id IS NOT NULL THEN 'merged' WHEN state = 'closed' THEN 'closed'"
            " WHEN snoozed_until IS NOT NULL THEN 'snoozed' ELSE 'open' END",
            persisted=True,
        )
    )
    """Where the lists find it: each list is one shelf, in order, from an index."""


class Label(Identified, TenantRow, Base):
    """A word the company sorts conversations by."""

    __tablename__ = "labels"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name_length"),
        CheckConstraint(
            "colour IN ('grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet')", name="colour_known"
        ),
    )

    name: Mapped[str]
    colour: Mapped[str]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    """Nobody sees it any more; an alarm takes it off its conversations, some at a time."""


Index(
    "uq_labels_name",
    Label.workspace_id,
    func.lower(Label.name),
    unique=True,
    postgresql_where=Label.deleted_at.is_(None),
)


class ConversationLabel(TenantRow, Base):
    """A label's conversations in the order of the list, so that a rare label's list never reads the others.

    Written by a trigger on `conversations` alone (migration `labels snoozing and views`).
    """

    __tablename__ = "conversation_labels"
    __table_args__ = (
        PrimaryKeyConstraint("conversation_id", "label_id"),
        Index("ix_conversation_labels_list", "workspace_id", "label_id", "shelf", "last_message_at", "conversation_id"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    label_id: Mapped[UUID] = mapped_column(ForeignKey("labels.id", ondelete="CASCADE"))
    shelf: Mapped[str]
    last_message_at: Mapped[datetime]


class ConversationMerge(Identified, TenantRow, Base):
    """One conversation joined into another of the same contact, and what its undoing needs."""

    __tablename__ = "conversation_merges"
    __table_args__ = (Index("ix_conversation_merges_merged_id", "merged_id"),)

    merged_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    by_id: Mapped[UUID | None]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    merged_was_open: Mapped[bool]
    merged_waited_since: Mapped[datetime | None]
    kept_waited_since: Mapped[datetime | None]


class SavedView(Identified, TenantRow, Base):
    """A named filter of the list: somebody's own, or everybody's."""

    __tablename__ = "saved_views"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name_length"),
        Index("ix_saved_views_owner", "workspace_id", "owner_id", "position"),
    )

    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    """Whose it is; null: the whole company's."""
    name: Mapped[str]
    filter: Mapped[dict[str, Any]]
    position: Mapped[int]
    created_at: Mapped[datetime]


class ConversationThread(TenantRow, Base):
    """Which conversation a provider's thread belongs to; its key decides a race of two first messages."""

    __tablename__ = "conversation_threads"
    __table_args__ = (
        PrimaryKeyConstraint("channel_id", "thread_id"),
        Index("ix_threads_conversation", "conversation_id"),
    )

    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    thread_id: Mapped[str]
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))


class ConversationNumber(TenantRow, Base):
    """The last number given in each workspace."""

    __tablename__ = "conversation_numbers"
    __table_args__ = (PrimaryKeyConstraint("workspace_id"),)

    last: Mapped[int]


class Message(Identified, TenantRow, Base):
    """One thing said, noted or done in a conversation.

    Defaults are known here too: to read them back, messages of one block would be written by one statement as long as
    all of them, which the driver parses anew each time (a sixth of the cost of reading a message).
    """

    __tablename__ = "messages"
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - declared on the base
    __table_args__ = (
        CheckConstraint("kind IN ('message', 'note', 'event', 'auto_reply', 'bounce', 'remark')", name="kind_known"),
        CheckConstraint("direction IN ('in', 'out', 'none')", name="direction_known"),
        CheckConstraint("author_kind IN ('contact', 'operator', 'bot', 'system')", name="author_known"),
        UniqueConstraint("workspace_id", "client_key"),
        Index("ix_messages_thread", "conversation_id", "sent_at", "id"),
        Index(
            "uq_messages_external",
            "conversation_id",
            "merged_from_id",
            "external_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sql("external_id IS NOT NULL"),
        ),
        Index("ix_messages_merged_from", "merged_from_id", postgresql_where=sql("merged_from_id IS NOT NULL")),
        Index("ix_messages_external", "channel_id", "external_id", postgresql_where=sql("external_id IS NOT NULL")),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    merged_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    """The merged conversation whose thread it came in; null: this one's own. Providers number messages by thread."""
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channels.id"))
    kind: Mapped[str]
    direction: Mapped[str]
    author_kind: Mapped[str]
    author_id: Mapped[UUID | None]
    """An operator's or a contact's id, by `author_kind`."""
    text: Mapped[str]
    visible_text: Mapped[str]
    html: Mapped[str]
    subject: Mapped[str]
    sent_at: Mapped[datetime]
    """The provider's time for what came in, the plan's for what goes out."""
    stored_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    external_id: Mapped[str | None]
    client_key: Mapped[str | None]
    """The browser's idempotency key: a double click is one message."""
    reply_to_id: Mapped[UUID | None]
    journal_id: Mapped[UUID | None]
    automatic: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    holding: Mapped[bool] = mapped_column(default=False, server_default=sql("false"))
    """An answer that only asks to wait: it stops no clock unless a real one follows soon."""
    state: Mapped[str | None]
    """The ledger's state of what goes out; null for what came in."""
    state_code: Mapped[str] = mapped_column(default="", server_default=sql("''"))
    state_at: Mapped[datetime | None]
    read_by_machine: Mapped[bool | None]
    shown_at: Mapped[datetime | None]
    """First pushed to or fetched by an operator's screen."""
    seen_at: Mapped[datetime | None]
    """First read by an operator, in the open thread."""
    seen_by_id: Mapped[UUID | None]
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=sql("'{}'"))
    """Location, shared contact, buttons, reactions, an event's code and parameters."""


class HoldingRulesRow(TenantRow, Base):
    """How a company tells a holding answer from a real one; no row: as the product comes."""

    __tablename__ = "holding_rules"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id"),
        CheckConstraint("follow_minutes BETWEEN 1 AND 120", name="follow_minutes_range"),
        CheckConstraint("cardinality(phrases) <= 200", name="phrases_count"),
    )

    recognise: Mapped[bool]
    phrases: Mapped[list[str]]
    follow_minutes: Mapped[int]


class MessageFile(TenantRow, Base):
    """A file of a message, in order."""

    __tablename__ = "message_files"
    __table_args__ = (PrimaryKeyConstraint("message_id", "position"), Index("ix_message_files_file_id", "file_id"))

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"))
    position: Mapped[int]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"))
    inline: Mapped[bool] = mapped_column(server_default=sql("false"))
    content_id: Mapped[str] = mapped_column(server_default=sql("''"))
    duration_seconds: Mapped[float | None]


class Reading(TenantRow, Base):
    """How far an operator has read a conversation."""

    __tablename__ = "readings"
    __table_args__ = (PrimaryKeyConstraint("conversation_id", "operator_id"),)

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    inbound_count: Mapped[int]
    """The conversation's `inbound_count` when it was read; the difference is what is unread."""
    at: Mapped[datetime]


class MessageSearch(Base):
    """What messages are found by: Russian and English word forms.

    Outside row-level security on purpose, hence `tenant_id`: under a policy PostgreSQL may not use a GIN index for
    `@@`, which is not leakproof. Only `queries.search` reads it, by tenant, and joins the protected `messages`.
    """

    __tablename__ = "message_search"
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - declared on the base; the vector is not read back
    __table_args__ = (
        Index("ix_message_search_document", "tenant_id", "document", postgresql_using="gin"),
        Index("ix_message_search_time", "tenant_id", "sent_at", "message_id"),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID]
    sent_at: Mapped[datetime]
    words: Mapped[str]
    document: Mapped[str] = mapped_column(
        TSVECTOR, Computed("to_tsvector('russian', translate(words, 'ёЁ', 'еЕ'))", persisted=True)
    )


class PlannedMessage(Identified, TenantRow, Base):
    """An answer to be said at a moment; gone once it is said. Held, it waits for its writer to decide."""

    __tablename__ = "planned_messages"
    __table_args__ = (
        CheckConstraint("(held_code = '') = (held_at IS NULL)", name="held_with_code"),
        UniqueConstraint("workspace_id", "client_key"),
        Index("ix_planned_conversation", "conversation_id", "send_at"),
        Index("ix_planned_author", "workspace_id", "author_id", "send_at", "id"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    text: Mapped[str]
    subject: Mapped[str] = mapped_column(server_default=sql("''"))
    reply_to_id: Mapped[UUID | None]
    attachment_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    send_at: Mapped[datetime]
    only_unanswered: Mapped[bool] = mapped_column(server_default=sql("false"))
    """Not sent by itself when the customer wrote after `written_at`."""
    written_at: Mapped[datetime]
    """When it was last written or looked at by its writer."""
    held_code: Mapped[str] = mapped_column(server_default=sql("''"))
    """Why it was not sent at its moment; an error's code or `customer_wrote`."""
    held_at: Mapped[datetime | None]
    client_key: Mapped[str | None]
