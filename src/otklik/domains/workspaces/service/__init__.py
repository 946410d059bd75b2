"""The verbs of workspaces: companies, operators, teams, ways in, presence and the audit trail."""

from otklik.domains.workspaces.service.companies import change_workspace, create_workspace, workspace
from otklik.domains.workspaces.service.operators import (
    change_operator,
    change_self,
    create_operator,
    deactivate,
    operator,
    operators_by_id,
    reactivate,
)
from otklik.domains.workspaces.service.presence import (
    ALIVE,
    BEAT_SECONDS,
    connected,
    disconnected,
    heartbeat,
    is_online,
    online_operator_ids,
)
from otklik.domains.workspaces.service.sessions import open_session
from otklik.domains.workspaces.service.sign_in import Attempt, SignedIn, sign_in

__all__ = [
    "ALIVE",
    "BEAT_SECONDS",
    "Attempt",
    "SignedIn",
    "change_operator",
    "change_self",
    "change_workspace",
    "connected",
    "create_operator",
    "create_workspace",
    "deactivate",
    "disconnected",
    "heartbeat",
    "is_online",
    "online_operator_ids",
    "open_session",
    "operator",
    "operators_by_id",
    "reactivate",
    "sign_in",
    "workspace",
]
