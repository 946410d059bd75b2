"""Making companies."""

import pytest
from tests.factories import Company, unit_of_work

from otklik.domains.workspaces import service
from otklik.domains.workspaces.errors import SlugTaken
from otklik.platform.context import WorkspaceId
from otklik.platform.db import Database
from otklik.platform.ids import new_id
from otklik.program import Program


async def test_a_new_company_has_its_owner(program: Program, workspace: Company) -> None:
    async with unit_of_work(program, workspace) as ctx:
        assert (await service.workspace(ctx)).slug == workspace.slug
        assert (await service.operator(ctx, workspace.owner.id)).role == "owner"


async def test_two_companies_cannot_have_one_slug(program: Program, workspace: Company) -> None:
    with pytest.raises(SlugTaken):
        async with program.parts.get(Database).transaction(WorkspaceId(new_id())) as ctx:
            await service.create_workspace(ctx, name="Другая", slug=workspace.slug)
