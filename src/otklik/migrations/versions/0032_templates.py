"""templates their versions and blocks.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    _blocks()
    _templates()
    _versions()
    protect(op.get_bind(), ["template_blocks", "templates", "template_versions"])


def _blocks() -> None:
    op.create_table(
        "template_blocks",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'", name=op.f("ck_template_blocks_code_form")),
        sa.CheckConstraint("length(source) <= 20000", name=op.f("ck_template_blocks_source_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_template_blocks_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_blocks")),
        sa.UniqueConstraint("workspace_id", "code", name=op.f("uq_template_blocks_workspace_id_code")),
    )


def _templates() -> None:
    op.create_table(
        "templates",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("draft", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("published_number", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_revision", sa.BigInteger(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'sms', 'push', 'chat')", name=op.f("ck_templates_kind_known")),
        sa.CheckConstraint("purpose IN ('mass', 'personal')", name=op.f("ck_templates_purpose_known")),
        sa.CheckConstraint("length(folder) <= 80", name=op.f("ck_templates_folder_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_templates_name_length")),
        sa.CheckConstraint("published_number >= 1", name=op.f("ck_templates_published_number_positive")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_templates_revision_positive")),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["operators.id"], name=op.f("fk_templates_updated_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_templates_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
    )
    op.create_index("ix_templates_updated", "templates", ["workspace_id", "updated_at", "id"], unique=False)


def _versions() -> None:
    op.create_table(
        "template_versions",
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_template_versions_number_positive")),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["operators.id"],
            name=op.f("fk_template_versions_published_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["template_id"], ["templates.id"], name=op.f("fk_template_versions_template_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_template_versions_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_versions")),
        sa.UniqueConstraint("template_id", "number", name=op.f("uq_template_versions_template_id_number")),
    )
