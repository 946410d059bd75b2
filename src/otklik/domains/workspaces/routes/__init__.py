"""HTTP of workspaces: each file one group of nouns."""

from collections.abc import Sequence
from typing import Final

from litestar.handlers import HTTPRouteHandler

from otklik.domains.workspaces.routes import company, doors, invitations, operators, own, teams, tokens

routes: Final[Sequence[HTTPRouteHandler]] = [
    *doors.routes,
    *own.routes,
    *operators.routes,
    *invitations.routes,
    *teams.routes,
    *tokens.routes,
    *company.routes,
]
