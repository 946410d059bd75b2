"""speed by team.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "gone_teams",
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_gone_teams_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_gone_teams")),
    )
    op.add_column("responses", sa.Column("team_id", sa.Uuid(), nullable=True))
    op.add_column(
        "responses",
        sa.Column(
            "wait_seconds",
            sa.BigInteger(),
            sa.Computed("round(extract(epoch FROM answered_at - waiting_since))::bigint", persisted=True),
            nullable=False,
        ),
    )
    op.add_column(
        "responses",
        sa.Column(
            "working_wait_seconds",
            sa.BigInteger(),
            sa.Computed("round(working_seconds::numeric)::bigint", persisted=True),
            nullable=False,
        ),
    )
    op.create_index(
        "ix_responses_figures",
        "responses",
        ["workspace_id", "answered_at"],
        unique=False,
        postgresql_include=[
            "wait_seconds",
            "working_wait_seconds",
            "first",
            "in_hours",
            "channel_id",
            "operator_id",
            "team_id",
            "waiting_since",
        ],
    )
    op.create_index("ix_responses_operator", "responses", ["workspace_id", "operator_id", "answered_at"], unique=False)
    protect(op.get_bind(), ["gone_teams"])
