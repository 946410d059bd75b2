"""segments.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    _segments()
    _segment_people()
    _segment_standings()
    _segment_touches()
    _segment_watches()
    protect(op.get_bind(), ["segments", "segment_people", "segment_standings", "segment_touches", "segment_watches"])


def _segments() -> None:
    op.create_table(
        "segments",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("named_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("followed", sa.Text(), server_default=sa.text("'no'"), nullable=False),
        sa.Column("filled_to", sa.Uuid(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sized_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z0-9_]{1,60}$'", name=op.f("ck_segments_code_shape")),
        sa.CheckConstraint("followed IN ('no', 'filling', 'yes')", name=op.f("ck_segments_followed_known")),
        sa.CheckConstraint("kind IN ('rule', 'list')", name=op.f("ck_segments_kind_known")),
        sa.CheckConstraint("length(description) <= 1000", name=op.f("ck_segments_description_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_segments_name_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_segments_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
    )
    op.create_index(
        "ix_segments_followed", "segments", ["workspace_id"], unique=False, postgresql_where=sa.text("followed <> 'no'")
    )
    op.create_index("uq_segments_code", "segments", ["workspace_id", "code"], unique=True)


def _segment_people() -> None:
    op.create_table(
        "segment_people",
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "source IN ('hand', 'addresses', 'import', 'api')", name=op.f("ck_segment_people_source_known")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_segment_people_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_segment_people_segment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_segment_people_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("segment_id", "contact_id", name=op.f("pk_segment_people")),
    )
    op.create_index("ix_segment_people_contact_id", "segment_people", ["contact_id"], unique=False)


def _segment_standings() -> None:
    op.create_table(
        "segment_standings",
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("inside", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flips_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("inside OR flips_at IS NOT NULL", name=op.f("ck_segment_standings_worth_a_row")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_segment_standings_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_segment_standings_segment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_segment_standings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("segment_id", "contact_id", name=op.f("pk_segment_standings")),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index("ix_segment_standings_contact_id", "segment_standings", ["contact_id"], unique=False)
    op.create_index(
        "ix_segment_standings_flips_at",
        "segment_standings",
        ["segment_id", "flips_at"],
        unique=False,
        postgresql_where=sa.text("flips_at IS NOT NULL"),
    )


def _segment_touches() -> None:
    op.create_table(
        "segment_touches",
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_segment_touches_segment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_segment_touches_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_touches")),
    )
    op.create_index("ix_segment_touches_segment", "segment_touches", ["segment_id", "id"], unique=False)


def _segment_watches() -> None:
    op.create_table(
        "segment_watches",
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("watcher", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(watcher) BETWEEN 1 AND 120", name=op.f("ck_segment_watches_watcher_length")),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_segment_watches_segment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_segment_watches_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("segment_id", "watcher", name=op.f("pk_segment_watches")),
    )
