"""What happens to companies, people and ways in. Events name people by id: no address, no secret."""

from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class WorkspaceCreated(Event, frozen=True, kw_only=True):
    """Higher domains may set up what a new company starts with."""

    slug: str


class WorkspaceChanged(Event, frozen=True, kw_only=True):
    fields: list[str]


class OperatorJoined(Event, frozen=True, kw_only=True):
    operator_id: UUID
    role: str


class OperatorChanged(Event, frozen=True, kw_only=True):
    operator_id: UUID
    fields: list[str]


class OperatorRoleChanged(Event, frozen=True, kw_only=True):
    operator_id: UUID
    before: str
    after: str


class OperatorDeactivated(Event, frozen=True, kw_only=True):
    """Higher domains take away what was assigned to the operator."""

    operator_id: UUID


class OperatorReactivated(Event, frozen=True, kw_only=True):
    operator_id: UUID


class PresenceChanged(Event, frozen=True, kw_only=True):
    """What colleagues see of the operator: `status` is online, away, on_break or offline. Too frequent for history."""

    kept: ClassVar[bool] = False

    operator_id: UUID
    status: str


class PhotoChanged(Event, frozen=True, kw_only=True):
    operator_id: UUID
    removed: bool


class OperatorInvited(Event, frozen=True, kw_only=True):
    invitation_id: UUID
    role: str


class InvitationResent(Event, frozen=True, kw_only=True):
    invitation_id: UUID


class InvitationWithdrawn(Event, frozen=True, kw_only=True):
    invitation_id: UUID


class TeamCreated(Event, frozen=True, kw_only=True):
    team_id: UUID


class TeamChanged(Event, frozen=True, kw_only=True):
    team_id: UUID
    fields: list[str]


class TeamDeleted(Event, frozen=True, kw_only=True):
    """Higher domains forget the team."""

    team_id: UUID


class SignedIn(Event, frozen=True, kw_only=True):
    operator_id: UUID


class SignInCodeRefused(Event, frozen=True, kw_only=True):
    """The password was right and the second factor was not: worth a look."""

    operator_id: UUID


class SignedOut(Event, frozen=True, kw_only=True):
    operator_id: UUID


class SessionsEnded(Event, frozen=True, kw_only=True):
    operator_id: UUID
    count: int


class PasswordChanged(Event, frozen=True, kw_only=True):
    operator_id: UUID


class PasswordResetRequested(Event, frozen=True, kw_only=True):
    operator_id: UUID


class SecondFactorTurnedOn(Event, frozen=True, kw_only=True):
    operator_id: UUID


class SecondFactorTurnedOff(Event, frozen=True, kw_only=True):
    operator_id: UUID


class ApiTokenCreated(Event, frozen=True, kw_only=True):
    token_id: UUID
    scopes: list[str]


class ApiTokenRevoked(Event, frozen=True, kw_only=True):
    token_id: UUID
