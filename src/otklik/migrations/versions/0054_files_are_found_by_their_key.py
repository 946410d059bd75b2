"""Files are found by their key; of people erased before, whose bytes are gone, the rows let go of it.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"


FORGET_ERASED = """
UPDATE files SET key = NULL, state = 'failed', error_code = 'files.missing'
WHERE channel_id IS NOT NULL AND source IS NULL AND key IS NOT NULL
"""
"""What a channel brought says where it is from; erasure took that away."""


def upgrade() -> None:
    op.execute("SELECT set_config('otklik.workspace_id', '*', true)")
    op.execute(FORGET_ERASED)
    op.create_index(
        "ix_contacts_avatar_key",
        "contacts",
        ["avatar_key"],
        unique=False,
        postgresql_where=sa.text("avatar_key IS NOT NULL"),
    )
    op.create_index("ix_files_key", "files", ["key"], unique=False, postgresql_where=sa.text("key IS NOT NULL"))
