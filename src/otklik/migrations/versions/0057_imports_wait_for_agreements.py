"""An import is done when what people agreed to is written too.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0056"

STATES = "'uploaded', 'waiting', 'running', 'agreeing', 'done', 'cancelled', 'failed', 'undoing', 'undone'"


def upgrade() -> None:
    op.add_column("imports", sa.Column("agreeing", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column(
        "import_changes", sa.Column("agreeing", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.drop_constraint("ck_imports_state_known", "imports")
    op.create_check_constraint("state_known", "imports", f"state IN ({STATES})")
