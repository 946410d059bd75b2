"""The company itself, and its audit trail."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import get, patch
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from otklik.domains.workspaces.queries.audit import Filter
from otklik.domains.workspaces.schemas import AuditEntry, WorkspaceData, WorkspacePatch
from otklik.domains.workspaces.service import audit, companies
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page

EventName = Annotated[str | None, Parameter(max_length=100)]


@get(f"{API}/workspace", permission="operators.read")
async def read_workspace(ctx: Ctx) -> WorkspaceData:
    return await companies.workspace(ctx)


@patch(f"{API}/workspace", permission="workspace.write")
async def change_workspace(ctx: Ctx, data: WorkspacePatch) -> WorkspaceData:
    """`settings` are merged key by key; null takes a key away."""
    return await companies.change_workspace(ctx, data)


@get(f"{API}/audit", permission="audit.read")
async def list_audit(
    ctx: Ctx,
    *,
    name: EventName = None,
    actor_id: UUID | None = None,
    subject_id: UUID | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[AuditEntry]:
    """The newest first. `name` is an event or a whole domain."""
    wanted = Filter(name=name, actor_id=actor_id, subject_id=subject_id, since=since, until=until)
    return await audit.audit(ctx, wanted, cursor=cursor, limit=limit)


routes: Final[Sequence[HTTPRouteHandler]] = [read_workspace, change_workspace, list_audit]
