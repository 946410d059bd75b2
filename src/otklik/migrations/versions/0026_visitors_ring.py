"""devices of visitors that ring and customers a company vouches for.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "visitor_devices",
        sa.Column("visitor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("time_zone", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('web', 'fcm', 'apns')", name=op.f("ck_visitor_devices_kind_known")),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitor_sessions.id"], name=op.f("fk_visitor_devices_visitor_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_visitor_devices_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_devices")),
    )
    op.create_index("ix_visitor_devices_visitor_id", "visitor_devices", ["visitor_id"], unique=False)
    op.create_index("uq_visitor_devices_digest", "visitor_devices", ["workspace_id", "digest"], unique=True)
    op.create_table(
        "visitor_keys",
        sa.Column("visitor_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitor_sessions.id"], name=op.f("fk_visitor_keys_visitor_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_visitor_keys_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_keys")),
    )
    op.create_index("ix_visitor_keys_visitor_id", "visitor_keys", ["visitor_id"], unique=False)
    op.create_index("uq_visitor_keys_token_digest", "visitor_keys", ["token_digest"], unique=True)
    op.add_column("visitor_sessions", sa.Column("customer_id", sa.Text(), nullable=True))
    op.add_column(
        "visitor_sessions",
        sa.Column("customer", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("visitor_sessions", sa.Column("rings", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_index(
        "uq_visitor_sessions_customer",
        "visitor_sessions",
        ["channel_id", "customer_id"],
        unique=True,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    protect(op.get_bind(), ["visitor_devices", "visitor_keys"])
