"""What was found behind links, kept for a while, and each company's choice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow
from otklik.platform.keeping import NAMES_FILE


class LinkPreview(Identified, TenantRow, Base):
    """One address and what its page says of itself; without a title there was nothing to show."""

    __tablename__ = "link_previews"
    __table_args__ = (
        UniqueConstraint("workspace_id", "address_digest"),
        CheckConstraint("length(title) <= 300", name="title_length"),
        CheckConstraint("length(description) <= 600", name="description_length"),
        CheckConstraint("length(site_name) <= 100", name="site_name_length"),
        CheckConstraint("(picture_key IS NULL) = (picture_type = '')", name="picture_whole"),
    )

    address: Mapped[str]
    address_digest: Mapped[str]
    """SHA-256 in hex: an address may be longer than an index takes."""
    title: Mapped[str] = mapped_column(server_default=sql("''"))
    description: Mapped[str] = mapped_column(server_default=sql("''"))
    site_name: Mapped[str] = mapped_column(server_default=sql("''"))
    picture_key: Mapped[str | None] = mapped_column(info=NAMES_FILE)
    picture_type: Mapped[str] = mapped_column(server_default=sql("''"))
    fetched_at: Mapped[datetime]


class PreviewSettings(TenantRow, Base):
    """Whether a company wants previews; no row: it does."""

    __tablename__ = "preview_settings"
    __table_args__ = (PrimaryKeyConstraint("workspace_id"),)

    enabled: Mapped[bool]
