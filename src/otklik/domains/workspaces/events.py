"""What happens to companies, people and ways in. Events name people by id: no address, no secret."""

from typing import ClassVar
from uuid import UUID

from otklik.platform.events import Event


class WorkspaceCreated(Event):
    """Higher domains may set up what a new company starts with."""

    slug: str


class WorkspaceChanged(Event):
    fields: list[str]


class OperatorJoined(Event):
    operator_id: UUID
    role: str


class OperatorChanged(Event):
    operator_id: UUID
    fields: list[str]


class OperatorRoleChanged(Event):
    operator_id: UUID
    before: str
    after: str


class OperatorDeactivated(Event):
    """Higher domains take away what was assigned to the operator."""

    operator_id: UUID


class OperatorReactivated(Event):
    operator_id: UUID


class PresenceChosen(Event):
    """What the operator chose, not whether a socket is open. Too frequent for history."""

    kept: ClassVar[bool] = False

    operator_id: UUID
    presence: str


class PhotoChanged(Event):
    operator_id: UUID
    removed: bool


class OperatorInvited(Event):
    invitation_id: UUID
    role: str


class InvitationResent(Event):
    invitation_id: UUID


class InvitationWithdrawn(Event):
    invitation_id: UUID


class TeamCreated(Event):
    team_id: UUID


class TeamChanged(Event):
    team_id: UUID
    fields: list[str]


class TeamDeleted(Event):
    """Higher domains forget the team."""

    team_id: UUID


class SignedIn(Event):
    operator_id: UUID


class SignInCodeRefused(Event):
    """The password was right and the second factor was not: worth a look."""

    operator_id: UUID


class SignedOut(Event):
    operator_id: UUID


class SessionsEnded(Event):
    operator_id: UUID
    count: int


class PasswordChanged(Event):
    operator_id: UUID


class PasswordResetRequested(Event):
    operator_id: UUID


class SecondFactorTurnedOn(Event):
    operator_id: UUID


class SecondFactorTurnedOff(Event):
    operator_id: UUID


class ApiTokenCreated(Event):
    token_id: UUID
    scopes: list[str]


class ApiTokenRevoked(Event):
    token_id: UUID
