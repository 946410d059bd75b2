"""A statement reads its scope once, not once a row: a scan of millions of rows spent half its time on that.

Phase: pre.
"""

from alembic import op

from otklik.platform import tenancy

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    tenancy.renew(op.get_bind())
