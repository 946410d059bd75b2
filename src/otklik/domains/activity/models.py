"""Tables of facts, of what is rolled up from them, of attributes, imports and RFM."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, DependentRow, Identified, TenantRow
from otklik.platform.keeping import NAMES_FILE


class Fact(Identified, DependentRow, Base):
    """One event of a person. 20 million of them are ordinary: see docs/adr/0031-facts.md for the indexes."""

    __tablename__ = "facts"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        CheckConstraint("(amount_minor IS NULL) = (currency IS NULL)", name="amount_whole"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_iso"),
        CheckConstraint("length(key) BETWEEN 1 AND 200", name="key_length"),
        Index("uq_facts_key", "workspace_id", "key", unique=True, postgresql_where=sql("key IS NOT NULL")),
        Index("ix_facts_contact", "contact_id", "at", "id"),
        Index("ix_facts_name", "workspace_id", "name", "at", "contact_id"),
        Index("ix_facts_import", "import_id", postgresql_where=sql("import_id IS NOT NULL")),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    """The card it came to; the person is the card's root."""
    name: Mapped[str]
    at: Mapped[datetime]
    """When it happened, as its source says."""
    received_at: Mapped[datetime]
    source: Mapped[str]
    """`api`, `widget`, `import`, or what the sender calls itself."""
    key: Mapped[str | None]
    """The sender's own name for it, unique in the company: a repeat is the same fact."""
    amount_minor: Mapped[int | None]
    currency: Mapped[str | None]
    """ISO 4217."""
    properties: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    import_id: Mapped[UUID | None]


class PurchaseLine(DependentRow, Base):
    """One product of a purchase; person and moment stand here again, for questions about products ask nothing else."""

    __tablename__ = "purchase_lines"
    __table_args__ = (
        PrimaryKeyConstraint("fact_id", "number"),
        CheckConstraint("length(product) BETWEEN 1 AND 200", name="product_length"),
        CheckConstraint("quantity_thousandths > 0", name="quantity_positive"),
        Index("ix_purchase_lines_product", "workspace_id", "product", "at", "contact_id"),
        Index("ix_purchase_lines_contact", "contact_id", "at"),
    )

    fact_id: Mapped[UUID] = mapped_column(ForeignKey("facts.id", ondelete="CASCADE"))
    number: Mapped[int]
    contact_id: Mapped[UUID]
    at: Mapped[datetime]
    product: Mapped[str]
    """The shop's own id of it: an article number, a SKU."""
    title: Mapped[str] = mapped_column(server_default=sql("''"))
    category: Mapped[str] = mapped_column(server_default=sql("''"))
    quantity_thousandths: Mapped[int]
    price_minor: Mapped[int]
    """Of one unit, in the purchase's currency."""


class FactTotal(DependentRow, Base):
    """What a person did of one name, rolled up over all their cards. `contact_id` is the root."""

    __tablename__ = "fact_totals"
    __table_args__ = (
        PrimaryKeyConstraint("contact_id", "name"),
        CheckConstraint("count > 0", name="count_positive"),
        Index("ix_fact_totals_name", "workspace_id", "name", "last_at", "contact_id", postgresql_include=["count"]),
        {"postgresql_with": {"fillfactor": 80}},
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    name: Mapped[str]
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    sum_minor: Mapped[int] = mapped_column(server_default=sql("0"))
    """In the company's currency; amounts in others are counted, not summed."""


class FactName(TenantRow, Base):
    """A name of events the company has seen."""

    __tablename__ = "fact_names"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "name"),
        CheckConstraint("length(description) <= 500", name="description_length"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    name: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=sql("''"))
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class Attribute(TenantRow, Base):
    """What is known of people under one name: its type, found by itself or chosen. The values lie on the cards."""

    __tablename__ = "attributes"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "name"),
        CheckConstraint("kind IN ('text', 'number', 'date', 'boolean', 'list')", name="kind_known"),
        CheckConstraint("length(name) BETWEEN 1 AND 64", name="name_length"),
        CheckConstraint("length(description) <= 500", name="description_length"),
    )

    name: Mapped[str]
    kind: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=sql("''"))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class VisitorFact(Identified, TenantRow, Base):
    """What a visitor of the site did before anybody knew who it is: taken over when somebody does, else forgotten."""

    __tablename__ = "visitor_facts"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        Index("ix_visitor_facts_visitor", "workspace_id", "visitor_key", "id"),
        Index("ix_visitor_facts_received_at", "received_at"),
    )

    visitor_key: Mapped[str]
    name: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    key: Mapped[str | None]
    properties: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))


class Import(Identified, TenantRow, Base):
    """One file taken in: what it is, how its columns are read, how far it is, what came of it."""

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("kind IN ('people', 'facts', 'purchases')", name="kind_known"),
        CheckConstraint(
            "state IN ('uploaded', 'waiting', 'running', 'agreeing', 'done', 'cancelled', 'failed', 'undoing',"
            " 'undone')",
            name="state_known",
        ),
        Index("ix_imports_workspace", "workspace_id", "id"),
    )

    kind: Mapped[str]
    state: Mapped[str]
    file_name: Mapped[str]
    file_key: Mapped[str | None] = mapped_column(info=NAMES_FILE)
    """Null once the file was dropped."""
    format: Mapped[str]
    plan: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    """How it is read: columns, what becomes of duplicates, consent (schemas.ImportPlan)."""
    rows: Mapped[int] = mapped_column(server_default=sql("0"))
    done: Mapped[int] = mapped_column(server_default=sql("0"))
    loaded: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=sql("'{}'"))
    """Blocks that are in, where they are taken apart by person (apart.py); empty: rows are in as the file goes."""
    created: Mapped[int] = mapped_column(server_default=sql("0"))
    changed: Mapped[int] = mapped_column(server_default=sql("0"))
    skipped: Mapped[int] = mapped_column(server_default=sql("0"))
    refused: Mapped[int] = mapped_column(server_default=sql("0"))
    kept: Mapped[int] = mapped_column(server_default=sql("0"))
    """Of an undone import: values that stay, for somebody changed them since."""
    agreeing: Mapped[int] = mapped_column(server_default=sql("0"))
    """People whose agreements are still to be written."""
    code: Mapped[str] = mapped_column(server_default=sql("''"))
    """Of a failed one: why."""
    actor_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class ImportChange(TenantRow, Base):
    """A card that an import named, and what it did to it, so that it can be taken back; nothing where it was right."""

    __tablename__ = "import_changes"
    __table_args__ = (PrimaryKeyConstraint("import_id", "contact_id"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    contact_id: Mapped[UUID]
    created: Mapped[bool]
    before: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    """Field by field what stood there; attributes as `attributes.<name>`, null: nothing."""
    after: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    identity_ids: Mapped[list[UUID]] = mapped_column(server_default=sql("'{}'"))
    """Addresses it added."""
    agreeing: Mapped[bool] = mapped_column(server_default=sql("false"))
    """What the file says that they agreed to is still to be written."""


class ImportRefusal(TenantRow, Base):
    """A row that was refused, or a cell that was left out, and why."""

    __tablename__ = "import_errors"
    __table_args__ = (PrimaryKeyConstraint("import_id", "line", "number"),)

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"))
    line: Mapped[int]
    """Of its row in the file; 1 is the titles."""
    number: Mapped[int]
    refused: Mapped[bool]
    """Whether the whole row was; else only the cell."""
    code: Mapped[str]
    column: Mapped[str]
    value: Mapped[str]


class RfmChoices(TenantRow, Base):
    """The company's currency and its levels of loyalty; no row: the defaults of rules.py."""

    __tablename__ = "rfm_settings"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_iso"),
    )

    currency: Mapped[str]
    levels: Mapped[dict[str, Any]] = mapped_column(server_default=sql("'{}'"))
    counted_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class RfmScore(TenantRow, Base):
    """Where a person who bought stands among the others: fifths of recency, frequency and money, 5 is the best."""

    __tablename__ = "rfm_scores"
    __table_args__ = (
        PrimaryKeyConstraint("contact_id"),
        CheckConstraint("recency BETWEEN 1 AND 5", name="recency_fifth"),
        CheckConstraint("frequency BETWEEN 1 AND 5", name="frequency_fifth"),
        CheckConstraint("money BETWEEN 1 AND 5", name="money_fifth"),
        Index("ix_rfm_scores_group", "workspace_id", "group", "contact_id"),
        Index("ix_rfm_scores_cell", "workspace_id", "recency", "value", "contact_id"),
    )

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    recency: Mapped[int]
    frequency: Mapped[int]
    money: Mapped[int]
    value: Mapped[int]
    """The second side of the grid: the mean of frequency and money, rounded up."""
    group: Mapped[str]
    level: Mapped[int]
    """Of loyalty, 0 is below the first."""
    purchases: Mapped[int]
    spent_minor: Mapped[int]
    last_at: Mapped[datetime]


class RfmMove(TenantRow, Base):
    """A person came into a group: their history."""

    __tablename__ = "rfm_moves"
    __table_args__ = (PrimaryKeyConstraint("contact_id", "at"),)

    contact_id: Mapped[UUID] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    group: Mapped[str]
    """Empty: bought nothing any more, as purchases were taken back."""
