"""The demo company, made once: `otklik demo` and the first run of script/server ask for it every time."""

from typing import Final

import msgspec

from otklik.domains.workspaces import passwords, queries
from otklik.domains.workspaces.service import companies, operators
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id

SLUG: Final = "demo"


class DemoCompany(msgspec.Struct, frozen=True, kw_only=True):
    workspace_id: WorkspaceId
    made: bool
    """False: it was there already, and nothing was changed, its password neither."""


async def demo_company(parts: Parts, *, password: str, email: str, name: str, owner_name: str) -> DemoCompany:
    """The company with the slug `demo` and its owner."""
    async with parts.get(Database).system() as session:
        found = await queries.people.workspace_id_of_slug(session, SLUG)
    if found is not None:
        return DemoCompany(workspace_id=WorkspaceId(found), made=False)
    stored = await passwords.hashed(password)
    workspace_id = WorkspaceId(new_id())
    async with parts.get(Database).transaction(workspace_id) as ctx:
        await companies.create_workspace(ctx, name=name, slug=SLUG)
        await operators.create_operator(ctx, email=email, name=owner_name, role="owner", password_hash=stored)
    return DemoCompany(workspace_id=workspace_id, made=True)
