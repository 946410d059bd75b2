"""the reach kit.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "reach_kits",
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("document", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_reach_kits_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_reach_kits")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reach_kits_public_id")),
    )
    protect(op.get_bind(), ["reach_kits"])
