"""facts attributes imports and rfm.

Phase: pre.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from otklik.platform.tenancy import protect

revision = "0031"
down_revision = "0034"


def upgrade() -> None:
    _attributes()
    _fact_names()
    _imports()
    _rfm_settings()
    _visitor_facts()
    _fact_totals()
    _facts()
    _import_changes()
    _import_errors()
    _rfm_moves()
    _rfm_scores()
    _purchase_lines()
    protect(
        op.get_bind(),
        [
            "attributes",
            "fact_names",
            "imports",
            "rfm_settings",
            "visitor_facts",
            "fact_totals",
            "facts",
            "import_changes",
            "import_errors",
            "rfm_moves",
            "rfm_scores",
            "purchase_lines",
        ],
    )


def _attributes() -> None:
    op.create_table(
        "attributes",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('text', 'number', 'date', 'boolean', 'list')", name=op.f("ck_attributes_kind_known")
        ),
        sa.CheckConstraint("length(description) <= 500", name=op.f("ck_attributes_description_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 64", name=op.f("ck_attributes_name_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_attributes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_attributes")),
    )


def _fact_names() -> None:
    op.create_table(
        "fact_names",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(description) <= 500", name=op.f("ck_fact_names_description_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_fact_names_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_fact_names")),
        postgresql_with={"fillfactor": 70},
    )


def _imports() -> None:
    op.create_table(
        "imports",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_key", sa.Text(), nullable=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("plan", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("rows", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("done", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("created", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("changed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("skipped", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("refused", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("kept", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("code", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('people', 'facts', 'purchases')", name=op.f("ck_imports_kind_known")),
        sa.CheckConstraint(
            "state IN ('uploaded', 'waiting', 'running', 'done', 'cancelled', 'failed', 'undoing', 'undone')",
            name=op.f("ck_imports_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_imports_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_workspace", "imports", ["workspace_id", "id"], unique=False)


def _rfm_settings() -> None:
    op.create_table(
        "rfm_settings",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("levels", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_rfm_settings_currency_iso")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_rfm_settings_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_rfm_settings")),
    )


def _visitor_facts() -> None:
    op.create_table(
        "visitor_facts",
        sa.Column("visitor_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column(
            "properties", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("ck_visitor_facts_name_length")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_visitor_facts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_facts")),
    )
    op.create_index("ix_visitor_facts_received_at", "visitor_facts", ["received_at"], unique=False)
    op.create_index("ix_visitor_facts_visitor", "visitor_facts", ["workspace_id", "visitor_key", "id"], unique=False)


def _fact_totals() -> None:
    op.create_table(
        "fact_totals",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sum_minor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_fact_totals_count_positive")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_fact_totals_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_fact_totals_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "name", name=op.f("pk_fact_totals")),
        postgresql_with={"fillfactor": 80},
    )
    op.create_index(
        "ix_fact_totals_name", "fact_totals", ["workspace_id", "name", "last_at", "contact_id"], unique=False
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column(
            "properties", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_facts_currency_iso")),
        sa.CheckConstraint("(amount_minor IS NULL) = (currency IS NULL)", name=op.f("ck_facts_amount_whole")),
        sa.CheckConstraint("length(key) BETWEEN 1 AND 200", name=op.f("ck_facts_key_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name=op.f("ck_facts_name_length")),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"], name=op.f("fk_facts_contact_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_facts_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
    )
    op.create_index("ix_facts_contact", "facts", ["contact_id", "at", "id"], unique=False)
    op.create_index(
        "ix_facts_import", "facts", ["import_id"], unique=False, postgresql_where=sa.text("import_id IS NOT NULL")
    )
    op.create_index("ix_facts_name", "facts", ["workspace_id", "name", "at", "contact_id"], unique=False)
    op.create_index(
        "uq_facts_key", "facts", ["workspace_id", "key"], unique=True, postgresql_where=sa.text("key IS NOT NULL")
    )


def _import_changes() -> None:
    op.create_table(
        "import_changes",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("created", sa.Boolean(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("identity_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_changes_import_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_import_changes_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "contact_id", name=op.f("pk_import_changes")),
    )


def _import_errors() -> None:
    op.create_table(
        "import_errors",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_errors_import_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_import_errors_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "line", "number", name=op.f("pk_import_errors")),
    )


def _rfm_moves() -> None:
    op.create_table(
        "rfm_moves",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_rfm_moves_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_rfm_moves_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", "at", name=op.f("pk_rfm_moves")),
    )


def _rfm_scores() -> None:
    op.create_table(
        "rfm_scores",
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("recency", sa.BigInteger(), nullable=False),
        sa.Column("frequency", sa.BigInteger(), nullable=False),
        sa.Column("money", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("level", sa.BigInteger(), nullable=False),
        sa.Column("purchases", sa.BigInteger(), nullable=False),
        sa.Column("spent_minor", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("frequency BETWEEN 1 AND 5", name=op.f("ck_rfm_scores_frequency_fifth")),
        sa.CheckConstraint("money BETWEEN 1 AND 5", name=op.f("ck_rfm_scores_money_fifth")),
        sa.CheckConstraint("recency BETWEEN 1 AND 5", name=op.f("ck_rfm_scores_recency_fifth")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_rfm_scores_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_rfm_scores_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contact_id", name=op.f("pk_rfm_scores")),
    )
    op.create_index(
        "ix_rfm_scores_cell", "rfm_scores", ["workspace_id", "recency", "value", "contact_id"], unique=False
    )
    op.create_index("ix_rfm_scores_group", "rfm_scores", ["workspace_id", "group", "contact_id"], unique=False)


def _purchase_lines() -> None:
    op.create_table(
        "purchase_lines",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("category", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("quantity_thousandths", sa.BigInteger(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("workspace_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("length(product) BETWEEN 1 AND 200", name=op.f("ck_purchase_lines_product_length")),
        sa.CheckConstraint("quantity_thousandths > 0", name=op.f("ck_purchase_lines_quantity_positive")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("fk_purchase_lines_fact_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_purchase_lines_workspace_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fact_id", "number", name=op.f("pk_purchase_lines")),
    )
    op.create_index("ix_purchase_lines_contact", "purchase_lines", ["contact_id", "at"], unique=False)
    op.create_index(
        "ix_purchase_lines_product", "purchase_lines", ["workspace_id", "product", "at", "contact_id"], unique=False
    )
