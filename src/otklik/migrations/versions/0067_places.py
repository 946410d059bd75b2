"""Shops of the company, which its application watches.

Old code knows nothing of them.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    op.create_table(
        "places",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("radius_meters", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_places_latitude_on_earth")),
        sa.CheckConstraint("length(address) <= 300", name=op.f("ck_places_address_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("ck_places_name_length")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_places_longitude_on_earth")),
        sa.CheckConstraint("radius_meters BETWEEN 100 AND 5000", name=op.f("ck_places_radius_watchable")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_places_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    op.create_index("ix_places_workspace", "places", ["workspace_id", "name"], unique=False)
    protect(op.get_bind(), ["places"])
