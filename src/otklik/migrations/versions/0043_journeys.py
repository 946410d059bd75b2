"""journeys.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    _journeys()
    _batches()
    _counts()
    _runs()
    _run_indexes()
    _versions()
    _news()
    _waits()
    protect(
        op.get_bind(),
        [
            "journeys",
            "journey_batches",
            "journey_counts",
            "journey_runs",
            "journey_versions",
            "journey_news",
            "journey_waits",
        ],
    )


def _journeys() -> None:
    op.create_table(
        "journeys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'draft'"), nullable=False),
        sa.Column("draft", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("revision", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("recipe", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=True),
        sa.Column("published_revision", sa.BigInteger(), nullable=True),
        sa.Column("trigger", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("subject", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("enrol_after", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state = 'draft' OR version IS NOT NULL", name=op.f("ck_journeys_version_published")),
        sa.CheckConstraint("state IN ('draft', 'running', 'paused', 'stopped')", name=op.f("ck_journeys_state_known")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("ck_journeys_name_length")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_journeys_revision_positive")),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["operators.id"], name=op.f("fk_journeys_updated_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_journeys_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journeys")),
    )
    op.create_index(
        "ix_journeys_trigger",
        "journeys",
        ["workspace_id", "trigger", "subject"],
        unique=False,
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index("ix_journeys_updated", "journeys", ["workspace_id", "updated_at", "id"], unique=False)


def _batches() -> None:
    op.create_table(
        "journey_batches",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("way", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("watched", sa.Boolean(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.id"], name=op.f("fk_journey_batches_journey_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_journey_batches_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "version", "node", "way", name=op.f("pk_journey_batches")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_journey_batches_batch_id")),
    )


def _counts() -> None:
    op.create_table(
        "journey_counts",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("node", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.id"], name=op.f("fk_journey_counts_journey_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_journey_counts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "version", "node", "what", "why", name=op.f("pk_journey_counts")),
        postgresql_with={"fillfactor": 70},
    )


def _runs() -> None:
    op.create_table(
        "journey_runs",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.Column("occasion", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("node", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("goal_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("given", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended = '')", name=op.f("ck_journey_runs_ended_whole")),
        sa.CheckConstraint("entry >= 1", name=op.f("ck_journey_runs_entry_positive")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_journey_runs_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.id"], name=op.f("fk_journey_runs_journey_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_journey_runs_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_runs")),
        sa.UniqueConstraint(
            "journey_id", "contact_id", "entry", name=op.f("uq_journey_runs_journey_id_contact_id_entry")
        ),
        postgresql_with={"fillfactor": 70},
    )


def _run_indexes() -> None:
    op.create_index("ix_journey_runs_contact", "journey_runs", ["contact_id", "id"], unique=False)
    op.create_index(
        "ix_journey_runs_due",
        "journey_runs",
        ["journey_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_journey_runs_node",
        "journey_runs",
        ["journey_id", "node", "id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_journey_runs_going",
        "journey_runs",
        ["journey_id", "contact_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_journey_runs_occasion",
        "journey_runs",
        ["journey_id", "contact_id", "occasion"],
        unique=True,
        postgresql_where=sa.text("occasion <> ''"),
    )


def _versions() -> None:
    op.create_table(
        "journey_versions",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("graph", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["journey_id"], ["journeys.id"], name=op.f("fk_journey_versions_journey_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["operators.id"], name=op.f("fk_journey_versions_published_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_journey_versions_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("journey_id", "version", name=op.f("pk_journey_versions")),
    )


def _news() -> None:
    op.create_table(
        "journey_news",
        sa.Column("journey_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column(
            "properties", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["journey_runs.id"], name=op.f("fk_journey_news_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_journey_news_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journey_news")),
    )
    op.create_index("ix_journey_news_journey", "journey_news", ["journey_id", "at"], unique=False)
    op.create_index("ix_journey_news_run", "journey_news", ["run_id"], unique=False)


def _waits() -> None:
    op.create_table(
        "journey_waits",
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["journey_runs.id"], name=op.f("fk_journey_waits_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_journey_waits_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "event", "contact_id", "run_id", name=op.f("pk_journey_waits")),
    )
    op.create_index("ix_journey_waits_run", "journey_waits", ["run_id"], unique=False)
