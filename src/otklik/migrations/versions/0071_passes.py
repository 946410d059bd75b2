"""The company's cards in people's phones, and the phones that hold them.

Old code knows nothing of them.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0071"
down_revision = "0070"


def upgrade() -> None:
    op.create_table(
        "passes",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("messages", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("message_row_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(message) <= 1000", name=op.f("ck_passes_message_length")),
        sa.CheckConstraint("length(number) BETWEEN 1 AND 40", name=op.f("ck_passes_number_length")),
        sa.CheckConstraint("messages >= 0", name=op.f("ck_passes_messages_positive")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_passes_channel_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_passes_contact_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_passes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passes")),
    )
    op.create_index("ix_passes_channel_id", "passes", ["channel_id"], unique=False)
    op.create_index("uq_passes_contact_id", "passes", ["contact_id", "channel_id"], unique=True)
    op.create_index("uq_passes_number", "passes", ["workspace_id", "number"], unique=True)
    op.create_table(
        "pass_registrations",
        sa.Column("pass_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["passes.id"], name=op.f("fk_pass_registrations_pass_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_pass_registrations_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_registrations")),
    )
    op.create_index("ix_pass_registrations_digest", "pass_registrations", ["workspace_id", "digest"], unique=False)
    op.create_index("uq_pass_registrations_device", "pass_registrations", ["pass_id", "digest"], unique=True)
    protect(op.get_bind(), ["passes", "pass_registrations"])
