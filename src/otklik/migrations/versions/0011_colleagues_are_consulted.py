"""colleagues are consulted.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "consultations",
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("asker_id", sa.Uuid(), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(state = 'open') = (settled_at IS NULL)", name=op.f("ck_consultations_settled_with_state")),
        sa.CheckConstraint(
            "state <> 'open' OR operator_id IS NOT NULL OR team_id IS NOT NULL", name=op.f("ck_consultations_owned")
        ),
        sa.CheckConstraint("state IN ('open', 'answered', 'withdrawn')", name=op.f("ck_consultations_state_known")),
        sa.CheckConstraint("length(answer) <= 20000", name=op.f("ck_consultations_answer_length")),
        sa.CheckConstraint("length(question) BETWEEN 1 AND 4000", name=op.f("ck_consultations_question_length")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["operators.id"], name=op.f("fk_consultations_answered_by_id")),
        sa.ForeignKeyConstraint(["asker_id"], ["operators.id"], name=op.f("fk_consultations_asker_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_consultations_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["operator_id"], ["operators.id"], name=op.f("fk_consultations_operator_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_consultations_team_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_consultations_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
    )
    op.create_index(
        "ix_consultations_asker", "consultations", ["workspace_id", "asker_id", "asked_at", "id"], unique=False
    )
    op.create_index("ix_consultations_conversation", "consultations", ["conversation_id", "asked_at"], unique=False)
    op.create_index(
        "ix_consultations_operator",
        "consultations",
        ["workspace_id", "operator_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_consultations_team",
        "consultations",
        ["workspace_id", "team_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    protect(op.get_bind(), ["consultations"])
