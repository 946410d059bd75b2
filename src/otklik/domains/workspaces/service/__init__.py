"""The verbs of workspaces: companies, operators, teams, ways in, presence and the audit trail."""

from otklik.domains.workspaces.rules import SELF
from otklik.domains.workspaces.schemas import WorkspaceData
from otklik.domains.workspaces.service.attending import connected, disconnected, heartbeat
from otklik.domains.workspaces.service.companies import change_workspace, create_workspace, workspace
from otklik.domains.workspaces.service.demo import DemoCompany, demo_company
from otklik.domains.workspaces.service.operators import (
    change_operator,
    create_operator,
    deactivate,
    operator,
    operators_by_id,
    reactivate,
)
from otklik.domains.workspaces.service.own import change_self, tell_activity
from otklik.domains.workspaces.service.presence import (
    ALIVE,
    BEAT_SECONDS,
    is_online,
    online_operator_ids,
)
from otklik.domains.workspaces.service.sessions import open_session
from otklik.domains.workspaces.service.signing_in import Attempt, SignedIn, sign_in
from otklik.domains.workspaces.service.teams import check_teams, team

__all__ = [
    "ALIVE",
    "BEAT_SECONDS",
    "SELF",
    "Attempt",
    "DemoCompany",
    "SignedIn",
    "WorkspaceData",
    "change_operator",
    "change_self",
    "change_workspace",
    "check_teams",
    "connected",
    "create_operator",
    "create_workspace",
    "deactivate",
    "demo_company",
    "disconnected",
    "heartbeat",
    "is_online",
    "online_operator_ids",
    "open_session",
    "operator",
    "operators_by_id",
    "reactivate",
    "sign_in",
    "team",
    "tell_activity",
    "workspace",
]
