"""A company says its site, phone, e-mail and address once; templates name them.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    for name in ("site_url", "phone", "email", "address"):
        op.add_column("workspaces", sa.Column(name, sa.Text(), server_default=sa.text("''"), nullable=False))
