"""Tables of templates, their published versions and the company's named blocks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow

KINDS = "kind IN ('email', 'sms', 'push', 'chat')"


class Template(Identified, TenantRow, Base):
    """A template with the draft that is being written; what is sent is its last published version."""

    __tablename__ = "templates"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        CheckConstraint("length(folder) <= 80", name="folder_length"),
        CheckConstraint(KINDS, name="kind_known"),
        CheckConstraint("purpose IN ('mass', 'personal')", name="purpose_known"),
        CheckConstraint("revision >= 1", name="revision_positive"),
        CheckConstraint("published_number >= 1", name="published_number_positive"),
        Index("ix_templates_updated", "workspace_id", "updated_at", "id"),
    )

    name: Mapped[str]
    kind: Mapped[str]
    purpose: Mapped[str]
    folder: Mapped[str] = mapped_column(server_default=text("''"))
    draft: Mapped[dict[str, Any]]
    """`documents.Body` as JSON."""
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    """Goes up with each saving: who saves over a newer one is told so."""
    published_number: Mapped[int | None]
    published_at: Mapped[datetime | None]
    published_revision: Mapped[int | None]
    """Of the draft, when it was published last; another one now means there are changes to publish."""
    archived_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))


class TemplateVersion(Identified, TenantRow, Base):
    """What was published, once and for all; messages name the number they were made from."""

    __tablename__ = "template_versions"
    __table_args__ = (
        UniqueConstraint("template_id", "number"),
        CheckConstraint("number >= 1", name="number_positive"),
    )

    template_id: Mapped[UUID] = mapped_column(ForeignKey("templates.id", ondelete="CASCADE"))
    number: Mapped[int]
    body: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))


class TemplateBlock(Identified, TenantRow, Base):
    """A piece many templates share, put in by `{% block 'code' %}`: a signature, the address of the shop."""

    __tablename__ = "template_blocks"
    __table_args__ = (
        UniqueConstraint("workspace_id", "code"),
        CheckConstraint("code ~ '^[a-z0-9][a-z0-9_-]{0,39}$'", name="code_form"),
        CheckConstraint("length(source) <= 20000", name="source_length"),
    )

    code: Mapped[str]
    source: Mapped[str]
    updated_at: Mapped[datetime]
