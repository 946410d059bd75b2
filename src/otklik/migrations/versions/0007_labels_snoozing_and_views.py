"""Labels, priority, snoozing, following, merging and saved views; the lists read one shelf from one index.

Phase: pre.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0007"
down_revision = "0006"

CHECKS: Final = {
    "priority_known": "priority IN ('low', 'normal', 'high', 'urgent')",
    "snoozed_is_open": "snoozed_until IS NULL OR state = 'open'",
    "merged_is_over": "merged_into_id IS NULL OR state = 'closed' AND waiting_since IS NULL",
    "merged_into_another": "merged_into_id <> id",
    "labels_bounded": "cardinality(label_ids) <= 20",
    "followers_bounded": "cardinality(follower_ids) <= 50",
}

KEEP_LABELS: Final = """
CREATE FUNCTION keep_conversation_labels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM conversation_labels WHERE conversation_id = NEW.id AND NOT label_id = ANY (NEW.label_ids);
    INSERT INTO conversation_labels (workspace_id, conversation_id, label_id, shelf, last_message_at)
    SELECT NEW.workspace_id, NEW.id, label_id, NEW.shelf, NEW.last_message_at FROM unnest(NEW.label_ids) AS label_id
    ON CONFLICT (conversation_id, label_id)
    DO UPDATE SET shelf = excluded.shelf, last_message_at = excluded.last_message_at;
    RETURN NULL;
END
$$
"""
"""`conversation_labels` is an index PostgreSQL cannot make itself: an array's elements, each in the list's order."""

ON_INSERT: Final = """
CREATE TRIGGER labels_on_insert AFTER INSERT ON conversations FOR EACH ROW
WHEN (cardinality(NEW.label_ids) > 0) EXECUTE FUNCTION keep_conversation_labels()
"""
ON_UPDATE: Final = """
CREATE TRIGGER labels_on_update AFTER UPDATE ON conversations FOR EACH ROW
WHEN (cardinality(OLD.label_ids) + cardinality(NEW.label_ids) > 0
      AND (OLD.label_ids, OLD.shelf, OLD.last_message_at)
          IS DISTINCT FROM (NEW.label_ids, NEW.shelf, NEW.last_message_at))
EXECUTE FUNCTION keep_conversation_labels()
"""


def upgrade() -> None:
    _labels()
    _views_and_merges()
    _columns()
    _drop_lists()
    _lists()
    _narrow_lists()
    _messages()
    _guards()


def _labels() -> None:
    op.create_table(
        "labels",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("colour", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "colour IN ('grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet')",
            name=op.f("ck_labels_colour_known"),
        ),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_labels_name_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_labels_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labels")),
    )
    op.create_index(
        "uq_labels_name",
        "labels",
        ["workspace_id", sa.literal_column("lower(name)")],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "conversation_labels",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("label_id", sa.Uuid(), nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_conversation_labels_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["labels.id"], name=op.f("fk_conversation_labels_label_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_conversation_labels_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "label_id", name=op.f("pk_conversation_labels")),
    )
    op.create_index(
        "ix_conversation_labels_list",
        "conversation_labels",
        ["workspace_id", "label_id", "shelf", "last_message_at", "conversation_id"],
        unique=False,
    )


def _views_and_merges() -> None:
    op.create_table(
        "saved_views",
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("filter", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_saved_views_name_length")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["operators.id"], name=op.f("fk_saved_views_owner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_saved_views_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    op.create_index("ix_saved_views_owner", "saved_views", ["workspace_id", "owner_id", "position"], unique=False)
    op.create_table(
        "conversation_merges",
        sa.Column("merged_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_was_open", sa.Boolean(), nullable=False),
        sa.Column("merged_waited_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_waited_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["conversations.id"], name=op.f("fk_conversation_merges_kept_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["conversations.id"], name=op.f("fk_conversation_merges_merged_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_conversation_merges_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_merges")),
    )
    op.create_index("ix_conversation_merges_merged_id", "conversation_merges", ["merged_id"], unique=False)


def _columns() -> None:
    op.add_column("conversations", sa.Column("priority", sa.Text(), server_default=sa.text("'normal'"), nullable=False))
    op.add_column("conversations", sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversations", sa.Column("snoozed_by_id", sa.Uuid(), nullable=True))
    op.add_column(
        "conversations",
        sa.Column("label_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "conversations",
        sa.Column("follower_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column(
        "conversations",
        sa.Column("told_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("conversations", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.add_column(
        "conversations",
        sa.Column(
            "shelf",
            sa.Text(),
            sa.Computed(
                "CASE WHEN merged_into_id IS NOT NULL THEN 'merged' WHEN state = 'closed' THEN 'closed'"
                " WHEN snoozed_until IS NOT NULL THEN 'snoozed' ELSE 'open' END",
                persisted=True,
            ),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_conversations_merged_into_id",
        "conversations",
        ["merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_conversations_merged_into_id"),
        "conversations",
        "conversations",
        ["merged_into_id"],
        ["id"],
        ondelete="SET NULL",
    )


def _drop_lists() -> None:
    op.drop_index(op.f("ix_conversations_all"), table_name="conversations")
    op.drop_index(
        op.f("ix_conversations_closed"), table_name="conversations", postgresql_where="(state = 'closed'::text)"
    )
    op.drop_index(op.f("ix_conversations_open"), table_name="conversations", postgresql_where="(state = 'open'::text)")
    op.drop_index(
        op.f("ix_conversations_assignee"), table_name="conversations", postgresql_where="(state = 'open'::text)"
    )
    op.drop_index(op.f("ix_conversations_channel"), table_name="conversations")


def _lists() -> None:
    op.create_index(
        "ix_conversations_assignee",
        "conversations",
        ["workspace_id", "assignee_id", "shelf", "last_message_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_conversations_channel",
        "conversations",
        ["workspace_id", "channel_id", "shelf", "last_message_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_conversations_shelf", "conversations", ["workspace_id", "shelf", "last_message_at", "id"], unique=False
    )


def _narrow_lists() -> None:
    op.create_index(
        "ix_conversations_priority",
        "conversations",
        ["workspace_id", "priority", "shelf", "last_message_at", "id"],
        unique=False,
        postgresql_where=sa.text("priority <> 'normal'"),
    )
    op.create_index(
        "ix_conversations_snoozed",
        "conversations",
        ["workspace_id", "snoozed_until", "id"],
        unique=False,
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )
    op.create_index(
        "ix_conversations_team",
        "conversations",
        ["workspace_id", "team_id", "shelf", "last_message_at", "id"],
        unique=False,
        postgresql_where=sa.text("team_id IS NOT NULL"),
    )


def _messages() -> None:
    op.add_column("messages", sa.Column("merged_from_id", sa.Uuid(), nullable=True))
    op.drop_constraint(op.f("uq_messages_conversation_id_external_id"), "messages", type_="unique")
    op.create_index(
        "ix_messages_merged_from",
        "messages",
        ["merged_from_id"],
        unique=False,
        postgresql_where=sa.text("merged_from_id IS NOT NULL"),
    )
    op.create_index(
        "uq_messages_external",
        "messages",
        ["conversation_id", "merged_from_id", "external_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_messages_merged_from_id"), "messages", "conversations", ["merged_from_id"], ["id"], ondelete="CASCADE"
    )


def _guards() -> None:
    protect(op.get_bind(), ["labels", "saved_views", "conversation_labels", "conversation_merges"])
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_conversations_{name}"), "conversations", condition)
    for statement in (KEEP_LABELS, ON_INSERT, ON_UPDATE):
        op.execute(statement)
