"""What can be expected to go wrong with companies, people and ways in."""

from collections.abc import Mapping
from typing import Final

from otklik.platform.errors import Conflict, Forbidden, Invalid, NotFound, OtklikError, TooLarge, Unauthenticated


class WrongCredentials(Unauthenticated):
    """The address or the password; which of the two is never said."""

    code = "auth.wrong_credentials"


class CodeRequired(Unauthenticated):
    """The password was right; the account also asks for a code."""

    code = "auth.code_required"


class CodeWrong(Unauthenticated):
    """Wrong, too old, or used before."""

    code = "auth.code_wrong"


class PasswordTooShort(Invalid):
    code = "auth.password_too_short"


class PasswordTooLong(Invalid):
    code = "auth.password_too_long"


class PasswordTooCommon(Invalid):
    code = "auth.password_too_common"


class EmailInvalid(Invalid):
    code = "auth.email_invalid"


class SecondFactorOn(Conflict):
    code = "auth.second_factor_on"


class SecondFactorNotBegun(Conflict):
    """There is no secret to confirm: ask for one first."""

    code = "auth.second_factor_not_begun"


class ResetInvalid(NotFound):
    """Unknown, expired or used: the three are never told apart."""

    code = "auth.reset_invalid"


class InvitationInvalid(NotFound):
    """Unknown, expired, withdrawn or accepted: the four are never told apart."""

    code = "workspaces.invitation_invalid"


class InvitationPending(Conflict):
    code = "workspaces.invitation_pending"


class OperatorExists(Conflict):
    """The person already works in this workspace."""

    code = "workspaces.operator_exists"


class LastOwner(Conflict):
    """A company without an owner could not be managed any more."""

    code = "workspaces.last_owner"


class OwnersOnly(Forbidden):
    """Only an owner makes, changes or deactivates an owner."""

    code = "workspaces.owners_only"


class OwnRole(Forbidden):
    """Nobody raises their own role."""

    code = "workspaces.own_role"


class OwnDeactivation(Forbidden):
    """Nobody locks themselves out; a colleague does it."""

    code = "workspaces.own_deactivation"


class SlugTaken(Conflict):
    code = "workspaces.slug_taken"


class TeamNameTaken(Conflict):
    code = "workspaces.team_name_taken"


class ScopeNotHeld(Forbidden):
    """A token cannot do what its maker may not."""

    code = "workspaces.scope_not_held"


class PhotoInvalid(Invalid):
    """Neither PNG, JPEG nor WebP by its first bytes."""

    code = "workspaces.photo_invalid"


class PhotoTooLarge(TooLarge):
    code = "workspaces.photo_too_large"


class TooManySettings(TooLarge):
    code = "workspaces.settings_too_large"


BY_CONSTRAINT: Final[Mapping[str, type[OtklikError]]] = {
    "uq_workspaces_slug": SlugTaken,
    "uq_operators_workspace_id_account_id": OperatorExists,
    "uq_teams_workspace_id_name": TeamNameTaken,
    "uq_invitations_pending": InvitationPending,
}
