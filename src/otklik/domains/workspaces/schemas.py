"""Wire shapes of workspaces and people. Whatever is sent in is bounded, and unknown fields are refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec

from otklik.domains.workspaces.rules import PASSWORD_LENGTH_MAX

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"\S")]
Email = Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
Password = Annotated[str, msgspec.Meta(max_length=PASSWORD_LENGTH_MAX)]
Code = Annotated[str, msgspec.Meta(max_length=16)]
Slug = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern="^[a-z0-9][a-z0-9-]*$")]
LocaleName = Literal["en", "ru"]
PresenceName = Literal["online", "away", "on_break"]
OpensWith = Literal["inbox", "morning"]
StatusName = Literal["online", "away", "on_break", "offline"]
"""What colleagues see: the choice, what the desk noticed and whether there is a live socket, in one word."""
BreakMinutes = Annotated[int, msgspec.Meta(ge=1, le=480)]
AwayAfterMinutes = Annotated[int, msgspec.Meta(ge=1, le=480)]
RoleName = Literal["owner", "administrator", "supervisor", "operator", "marketer", "viewer"]
ActorName = Literal["operator", "token", "visitor", "system"]
Ids = Annotated[list[UUID], msgspec.Meta(max_length=200)]


class Incoming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that is sent in."""


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything that is sent out."""


class SignInData(Incoming, frozen=True, kw_only=True):
    email: Email
    password: Password
    code: Code | None = None
    workspace: Slug | None = None
    """Which company, for those who work in several; else the one signed in to last."""


class SelfData(Outgoing, frozen=True, kw_only=True):
    id: UUID
    name: str
    email: str
    role: RoleName
    photo_url: str | None
    presence: PresenceName
    break_ends_at: datetime | None
    locale: str
    opens_with: OpensWith
    """What the desk shows first on a new day."""


class WorkspaceData(Outgoing, frozen=True, kw_only=True):
    id: UUID
    name: str
    slug: str
    locale: str
    time_zone: str
    settings: Mapping[str, Any]  # Any: the desk's own document
    away_after_minutes: int | None
    """Without activity at the desk for so long an operator is shown away; null: never."""
    site_url: str
    """How the company is reached, as its letters say it; empty: not said."""
    phone: str
    email: str
    address: str


class Me(Outgoing, frozen=True, kw_only=True):
    """Who is signed in, where, and what they may do there."""

    operator: SelfData
    workspace: WorkspaceData
    permissions: Sequence[str]
    csrf_token: str
    """Goes back as `X-CSRF-Token` with every request that changes something; empty for API tokens."""
    totp_enabled: bool
    live_head: int
    """Of the desk's last event: `/live?after=` it misses nothing of what was asked for since."""


class MePatch(Incoming, frozen=True, kw_only=True):
    name: Name | msgspec.UnsetType = msgspec.UNSET
    locale: LocaleName | msgspec.UnsetType = msgspec.UNSET
    opens_with: OpensWith | msgspec.UnsetType = msgspec.UNSET
    presence: PresenceName | msgspec.UnsetType = msgspec.UNSET
    break_minutes: BreakMinutes | msgspec.UnsetType | None = msgspec.UNSET
    """How long the break is, from now; null or left out: until one comes back. Only with `presence` on_break."""


class PasswordChange(Incoming, frozen=True, kw_only=True):
    current: Password
    new: Password


class PasswordProof(Incoming, frozen=True, kw_only=True):
    password: Password


class CodeProof(Incoming, frozen=True, kw_only=True):
    code: Code


class TotpSecret(Outgoing, frozen=True, kw_only=True):
    """Shown once; `uri` is what the QR code holds."""

    secret: str
    uri: str


class SessionData(Outgoing, frozen=True, kw_only=True):
    id: UUID
    address: str
    user_agent: str
    created_at: datetime
    seen_at: datetime
    current: bool


class OperatorData(Outgoing, frozen=True, kw_only=True):
    id: UUID
    name: str
    email: str
    role: RoleName
    photo_url: str | None
    presence: PresenceName
    online: bool
    """Chose to be online, has a live socket and was active lately."""
    status: StatusName
    break_ends_at: datetime | None
    team_ids: Sequence[UUID]
    deactivated_at: datetime | None


class OperatorPatch(Incoming, frozen=True, kw_only=True):
    name: Name | msgspec.UnsetType = msgspec.UNSET
    role: RoleName | msgspec.UnsetType = msgspec.UNSET


class InvitationCreate(Incoming, frozen=True, kw_only=True):
    email: Email
    role: RoleName
    team_ids: Ids = msgspec.field(default_factory=list[UUID])


class InvitationData(Outgoing, frozen=True, kw_only=True):
    id: UUID
    email: str
    role: RoleName
    team_ids: Sequence[UUID]
    invited_by_id: UUID | None
    created_at: datetime
    expires_at: datetime


class Offer(Outgoing, frozen=True, kw_only=True):
    """What an invitation's link shows to whoever holds it."""

    email: str
    role: RoleName
    workspace_name: str
    invited_by_name: str | None
    locale: str
    has_account: bool
    """The address has an account already: its own password is asked for, and none is set."""


class Acceptance(Incoming, frozen=True, kw_only=True):
    name: Name
    password: Password
    code: Code | None = None


class ResetRequest(Incoming, frozen=True, kw_only=True):
    email: Email


class NewPassword(Incoming, frozen=True, kw_only=True):
    password: Password


class TeamData(Outgoing, frozen=True, kw_only=True):
    id: UUID
    name: str
    member_ids: Sequence[UUID]
    created_at: datetime


class TeamCreate(Incoming, frozen=True, kw_only=True):
    name: Name
    member_ids: Ids = msgspec.field(default_factory=list[UUID])


class TeamPatch(Incoming, frozen=True, kw_only=True):
    name: Name | msgspec.UnsetType = msgspec.UNSET
    member_ids: Ids | msgspec.UnsetType = msgspec.UNSET


SCOPES_MAX: Final = 200
"""Above the number of permissions there are (a test makes a token that has them all)."""


class TokenCreate(Incoming, frozen=True, kw_only=True):
    name: Name
    scopes: Annotated[list[str], msgspec.Meta(min_length=1, max_length=SCOPES_MAX)]


class TokenData(Outgoing, frozen=True, kw_only=True):
    id: UUID
    name: str
    hint: str
    scopes: Sequence[str]
    created_by_id: UUID
    created_at: datetime
    last_used_at: datetime | None


class TokenMade(TokenData, frozen=True, kw_only=True):
    secret: str
    """Shown once; only a digest is kept."""


class WorkspacePatch(Incoming, frozen=True, kw_only=True):
    name: Name | msgspec.UnsetType = msgspec.UNSET
    locale: LocaleName | msgspec.UnsetType = msgspec.UNSET
    time_zone: Annotated[str, msgspec.Meta(max_length=64)] | msgspec.UnsetType = msgspec.UNSET
    settings: dict[str, Any] | msgspec.UnsetType = msgspec.UNSET  # Any: the desk's own document
    away_after_minutes: AwayAfterMinutes | msgspec.UnsetType | None = msgspec.UNSET
    site_url: Annotated[str, msgspec.Meta(max_length=500)] | msgspec.UnsetType = msgspec.UNSET
    """A whole web address; empty: not said. So are the next three."""
    phone: Annotated[str, msgspec.Meta(max_length=40)] | msgspec.UnsetType = msgspec.UNSET
    email: Annotated[str, msgspec.Meta(max_length=254)] | msgspec.UnsetType = msgspec.UNSET
    address: Annotated[str, msgspec.Meta(max_length=300)] | msgspec.UnsetType = msgspec.UNSET


class AuditActor(Outgoing, frozen=True, kw_only=True):
    kind: ActorName
    id: UUID | None
    name: str | None


class AuditEntry(Outgoing, frozen=True, kw_only=True):
    id: UUID
    at: datetime
    actor: AuditActor
    name: str
    """The event: `workspaces.operator_joined`."""
    subject_id: UUID | None
    data: Mapping[str, Any]  # Any: each event has its own shape; the reference lists them
