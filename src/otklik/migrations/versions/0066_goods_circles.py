"""By which segments customers are told apart for recommendations, and what is bought most.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    op.create_table(
        "goods_circles",
        sa.Column("segment_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("counted_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("buyers", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "cardinality(segment_ids) <= 5 AND cardinality(counted_ids) <= 5",
            name=op.f("ck_goods_circles_segments_few"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_goods_circles_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_goods_circles")),
    )
    op.create_table(
        "goods_tops",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("buyers", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("place >= 1", name=op.f("ck_goods_tops_place_from_one")),
        sa.CheckConstraint("buyers >= 0", name=op.f("ck_goods_tops_buyers_positive")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_goods_tops_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "scope", "place", name=op.f("pk_goods_tops")),
    )
    protect(op.get_bind(), ["goods_circles", "goods_tops"])


def downgrade() -> None:
    op.drop_table("goods_tops")
    op.drop_table("goods_circles")
