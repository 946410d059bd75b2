"""messages have prices.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

from otklik.platform.tenancy import protect

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "message_prices",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("country ~ '^([A-Z]{2})?$'", name=op.f("ck_message_prices_country_iso")),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_message_prices_currency_iso")),
        sa.CheckConstraint("micros BETWEEN 0 AND 1000000000000", name=op.f("ck_message_prices_micros_bounded")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_message_prices_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "kind", "country", name=op.f("pk_message_prices")),
    )
    op.add_column("ledger", sa.Column("segments", sa.BigInteger(), nullable=True))
    op.add_column("ledger", sa.Column("cost_micros", sa.BigInteger(), nullable=True))
    op.add_column("ledger", sa.Column("cost_currency", sa.Text(), nullable=True))
    protect(op.get_bind(), ["message_prices"])
