"""Tables of workspaces, accounts, operators, teams, and of everything that lets somebody in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from otklik.platform.db import Base, Identified, TenantRow
from otklik.platform.keeping import NAMES_FILE


class Workspace(Identified, Base):
    """A company. Its own id is the tenant key of every other table."""

    __tablename__ = "workspaces"
    __table_args__ = (CheckConstraint("away_after_minutes BETWEEN 1 AND 480", name="away_after_bounded"),)

    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str] = mapped_column(server_default=text("'ru'"))
    time_zone: Mapped[str] = mapped_column(server_default=text("'Europe/Moscow'"))
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    away_after_minutes: Mapped[int | None] = mapped_column(server_default=text("10"))
    """Without activity at the desk for so long an operator is shown away; None: never."""
    site_url: Mapped[str] = mapped_column(server_default=text("''"))
    """How the company is reached, as its letters say it; empty: not said."""
    phone: Mapped[str] = mapped_column(server_default=text("''"))
    email: Mapped[str] = mapped_column(server_default=text("''"))
    address: Mapped[str] = mapped_column(server_default=text("''"))
    created_at: Mapped[datetime]


class Account(Identified, Base):
    """A person who signs in, by mail address; may be an operator of several workspaces."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        UniqueConstraint("email"),
    )

    email: Mapped[str]
    password_hash: Mapped[str | None]
    totp_secret: Mapped[bytes | None]
    """Encrypted; set when the second factor is on."""
    totp_pending: Mapped[bytes | None]
    """Encrypted; shown to the person, not yet proved by a code."""
    totp_used_step: Mapped[int] = mapped_column(server_default=text("0"))
    """The last 30-second step whose code was used: a code works once."""
    locale: Mapped[str] = mapped_column(server_default=text("'ru'"))
    created_at: Mapped[datetime]


class Operator(Identified, TenantRow, Base):
    """An account at work in one workspace, with a role."""

    __tablename__ = "operators"
    __table_args__ = (
        UniqueConstraint("workspace_id", "account_id"),
        CheckConstraint(
            "role IN ('owner', 'administrator', 'supervisor', 'operator', 'marketer', 'viewer')", name="role_known"
        ),
        CheckConstraint("presence IN ('online', 'away', 'on_break')", name="presence_known"),
        CheckConstraint("opens_with IN ('inbox', 'morning')", name="opens_with_known"),
        Index("ix_operators_account_id", "account_id"),
    )

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    name: Mapped[str]
    role: Mapped[str]
    photo_key: Mapped[str | None] = mapped_column(info=NAMES_FILE)
    """Key in the file store; a real photo or none (CHAT-3)."""
    presence: Mapped[str] = mapped_column(server_default=text("'online'"))
    """What the operator chose: online, away, on_break; really online needs a live socket too."""
    break_ends_at: Mapped[datetime | None]
    """When a break ends by itself; means nothing while `presence` is another."""
    active_at: Mapped[datetime | None]
    """When the desk last told of activity; told sparingly."""
    idle: Mapped[bool] = mapped_column(server_default=text("false"))
    """Nothing was done at the desk for as long as the company allows: shown away."""
    opens_with: Mapped[str] = mapped_column(server_default=text("'inbox'"))
    """What the desk shows first on a new day: the inbox, or the morning view."""
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    deactivated_at: Mapped[datetime | None]


class Team(Identified, TenantRow, Base):
    """A group of operators that conversations can be given to."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    name: Mapped[str]
    created_at: Mapped[datetime]


class TeamMember(TenantRow, Base):
    __tablename__ = "team_members"
    __table_args__ = (Index("ix_team_members_operator_id", "operator_id"),)

    team_id: Mapped[UUID] = mapped_column(ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)


class SignInSession(Identified, TenantRow, Base):
    """A browser that an operator signed in with; the cookie's secret is stored as a keyed digest only."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_sessions_operator_id", "operator_id"),
        Index("ix_sessions_expires_at", "expires_at"),
    )

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    digest: Mapped[str]
    address: Mapped[str]
    user_agent: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Invitation(Identified, TenantRow, Base):
    """An offer to join, sent by mail. Its link is signed over the id, so no secret is stored."""

    __tablename__ = "invitations"
    __table_args__ = (
        Index(
            "uq_invitations_pending",
            "workspace_id",
            "email",
            unique=True,
            postgresql_where=text("accepted_at IS NULL"),
        ),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )

    email: Mapped[str]
    role: Mapped[str]
    team_ids: Mapped[list[UUID]]
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("operators.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]


class PasswordReset(Identified, Base):
    """A way back in, sent by mail; works once and for an hour. Its link is signed over the id."""

    __tablename__ = "password_resets"
    __table_args__ = (Index("ix_password_resets_account_id", "account_id"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Identified, TenantRow, Base):
    """A program's way in, with no more rights than its scopes and than whoever made it."""

    __tablename__ = "api_tokens"
    __table_args__ = (
        UniqueConstraint("digest"),
        Index("ix_api_tokens_workspace_id", "workspace_id"),
    )

    name: Mapped[str]
    digest: Mapped[str]
    hint: Mapped[str]
    """The last characters of the secret, to tell tokens apart."""
    scopes: Mapped[list[str]]
    created_by_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    """Kept after its end, so that the audit trail can still name it."""


class Presence(TenantRow, Base):
    """Live sockets of one operator on one node; a node that died stops beating and so stops counting."""

    __tablename__ = "presences"
    __table_args__ = (
        Index("ix_presences_workspace_id", "workspace_id"),
        CheckConstraint("connections >= 0", name="connections_positive"),
    )

    operator_id: Mapped[UUID] = mapped_column(ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True)
    node_id: Mapped[str] = mapped_column(primary_key=True)
    connections: Mapped[int]
    seen_at: Mapped[datetime]
