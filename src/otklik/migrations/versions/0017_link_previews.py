"""link previews.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "link_previews",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_digest", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("site_name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("picture_key", sa.Text(), nullable=True),
        sa.Column("picture_type", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(picture_key IS NULL) = (picture_type = '')", name=op.f("ck_link_previews_picture_whole")),
        sa.CheckConstraint("length(description) <= 600", name=op.f("ck_link_previews_description_length")),
        sa.CheckConstraint("length(site_name) <= 100", name=op.f("ck_link_previews_site_name_length")),
        sa.CheckConstraint("length(title) <= 300", name=op.f("ck_link_previews_title_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_link_previews_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_previews")),
        sa.UniqueConstraint(
            "workspace_id", "address_digest", name=op.f("uq_link_previews_workspace_id_address_digest")
        ),
    )
    op.create_table(
        "preview_settings",
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_preview_settings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_preview_settings")),
    )
    protect(op.get_bind(), ["link_previews", "preview_settings"])
