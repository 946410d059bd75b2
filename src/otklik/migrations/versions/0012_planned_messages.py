"""planned messages.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "planned_messages",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("reply_to_id", sa.Uuid(), nullable=True),
        sa.Column("attachment_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("only_unanswered", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("client_key", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(held_code = '') = (held_at IS NULL)", name=op.f("ck_planned_messages_held_with_code")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["operators.id"], name=op.f("fk_planned_messages_author_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_planned_messages_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_planned_messages_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_messages")),
        sa.UniqueConstraint("workspace_id", "client_key", name=op.f("uq_planned_messages_workspace_id_client_key")),
    )
    op.create_index(
        "ix_planned_author", "planned_messages", ["workspace_id", "author_id", "send_at", "id"], unique=False
    )
    op.create_index("ix_planned_conversation", "planned_messages", ["conversation_id", "send_at"], unique=False)
    protect(op.get_bind(), ["planned_messages"])
