"""a label is a condition of targets.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column("targets", sa.Column("label_id", sa.Uuid(), nullable=True))
    op.drop_index(op.f("uq_targets_conditions"), table_name="targets")
    op.create_index(
        "uq_targets_conditions",
        "targets",
        [
            "workspace_id",
            sa.literal_column("coalesce(channel_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            sa.literal_column("coalesce(team_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            sa.literal_column("coalesce(label_id, '00000000-0000-0000-0000-000000000000'::uuid)"),
            sa.literal_column("coalesce(lower(tier), '')"),
        ],
        unique=True,
    )
    op.create_index("ix_targets_label_id", "targets", ["label_id"], unique=False)
    op.create_foreign_key(op.f("fk_targets_label_id"), "targets", "labels", ["label_id"], ["id"], ondelete="CASCADE")
