"""messages to many.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0041"
down_revision = "0036"


def upgrade() -> None:
    _batches()
    _mailboxes()
    _followed()
    _links()
    _messages()
    protect(
        op.get_bind(),
        ["mass_batches", "mass_days", "mass_mail_settings", "mass_counts", "mass_hits", "mass_links", "mass_messages"],
    )


def _batches() -> None:
    op.create_table(
        "mass_batches",
        sa.Column("number", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("per_second", sa.Double(), nullable=True),
        sa.Column("budget_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("utm", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'paused', 'stopped')", name=op.f("ck_mass_batches_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_mass_batches_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mass_batches_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_batches")),
        sa.UniqueConstraint("number", name=op.f("uq_mass_batches_number")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_mass_batches_workspace_id_key")),
    )
    op.create_index("ix_mass_batches_owner", "mass_batches", ["workspace_id", "owner", "owner_id"], unique=False)
    op.create_index(
        "ix_mass_batches_running",
        "mass_batches",
        ["channel_id"],
        unique=False,
        postgresql_where=sa.text("state = 'running'"),
    )


def _mailboxes() -> None:
    op.create_table(
        "mass_days",
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_mass_days_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mass_days_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel_id", "day", name=op.f("pk_mass_days")),
    )
    op.create_table(
        "mass_mail_settings",
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=True),
        sa.Column("keys_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pace", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("warm_up", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channels.id"], name=op.f("fk_mass_mail_settings_channel_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mass_mail_settings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_mass_mail_settings")),
    )


def _followed() -> None:
    op.create_table(
        "mass_counts",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("variant", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('state', 'mark')", name=op.f("ck_mass_counts_kind_known")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["mass_batches.id"], name=op.f("fk_mass_counts_batch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mass_counts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "variant", "kind", "name", "code", name=op.f("pk_mass_counts")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "mass_hits",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("link", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("prefetch", sa.Boolean(), nullable=False),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["mass_batches.id"], name=op.f("fk_mass_hits_batch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mass_hits_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_hits")),
    )
    op.create_index("ix_mass_hits_message", "mass_hits", ["message_id", "at"], unique=False)
    op.create_index("ix_mass_hits_waiting", "mass_hits", ["at"], unique=False, postgresql_where=sa.text("who IS NULL"))


def _links() -> None:
    op.create_table(
        "mass_links",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["mass_batches.id"], name=op.f("fk_mass_links_batch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mass_links_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_mass_links")),
        sa.UniqueConstraint("batch_id", "url", name=op.f("uq_mass_links_batch_id_url")),
    )


def _messages() -> None:
    op.create_table(
        "mass_messages",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("identity_id", sa.Uuid(), nullable=True),
        sa.Column("round", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("variant", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("ground", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("consent_record_id", sa.Uuid(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_machine", sa.Boolean(), nullable=True),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unsubscribed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("complained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cost_micros", sa.BigInteger(), nullable=True),
        sa.Column("cost_currency", sa.Text(), nullable=True),
        sa.Column("segments", sa.SmallInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('planned', 'claimed', 'handed', 'accepted', 'delivered', 'read', 'failed', 'skipped',"
            " 'unknown')",
            name=op.f("ck_mass_messages_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["mass_batches.id"], name=op.f("fk_mass_messages_batch_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_mass_messages_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_messages")),
        sa.UniqueConstraint("contact_id", "batch_id", "round", name=op.f("uq_mass_messages_contact_id_batch_id_round")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index(
        "ix_mass_messages_claimed",
        "mass_messages",
        ["claimed_by"],
        unique=False,
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.create_index(
        "ix_mass_messages_due",
        "mass_messages",
        ["batch_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'planned'"),
    )
