"""The second belt: what one workspace's transaction can see of another, by raw SQL that forgot its filter."""

from typing import Final

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from tests.factories import Company, unit_of_work

from otklik.platform import tenancy
from otklik.platform.db import Database, tenant_tables
from otklik.program import Program

UNPROTECTED: Final[list[str]] = []
"""Tables with `workspace_id` that may go without a policy; each would need a reason here."""


async def test_every_tenant_table_is_protected(program: Program) -> None:
    async with program.parts.get(Database).engine.connect() as connection:
        assert await connection.run_sync(tenancy.unprotected) == UNPROTECTED


async def test_the_program_connects_as_a_role_that_policies_hold_for(program: Program) -> None:
    async with program.parts.get(Database).engine.connect() as connection:
        row = (
            await connection.execute(text("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"))
        ).one()
    assert tuple(row) == (False, False)


async def test_a_forgotten_filter_shows_no_row_of_another_company(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        for table in tenant_tables():
            found = await ctx.session.scalars(text(f'SELECT DISTINCT workspace_id FROM "{table}"'))
            assert set(found) <= {workspace.id}, table
        companies = await ctx.session.scalars(text("SELECT id FROM workspaces"))
        assert set(companies) == {workspace.id}
    assert second_workspace.id != workspace.id


async def test_a_scan_reads_its_scope_once(program: Program, workspace: Company) -> None:
    """Not once a row: of millions of rows that is half of what the scan costs."""
    async with unit_of_work(program, workspace) as ctx:
        for table in [*tenant_tables(), "workspaces"]:
            plan = await ctx.session.scalars(text(f'EXPLAIN SELECT count(*) FROM "{table}"'))
            filters = [line for line in plan if "Filter:" in line or "Cond:" in line]
            assert filters, table
            assert not any("current_setting" in line for line in filters), table


async def test_a_session_without_a_scope_sees_nothing(program: Program, workspace: Company) -> None:
    async with program.parts.get(Database).engine.connect() as connection:
        for table in [*tenant_tables(), "workspaces"]:
            assert await connection.scalar(text(f'SELECT count(*) FROM "{table}"')) == 0, table
    assert workspace.owner.id


async def test_a_row_cannot_be_written_into_another_company(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        async with unit_of_work(program, workspace) as ctx:
            await ctx.session.execute(
                text(
                    "INSERT INTO teams (id, workspace_id, name, created_at) VALUES (gen_random_uuid(), :id, 'x', now())"
                ),
                {"id": second_workspace.id},
            )


async def test_a_row_cannot_be_changed_in_another_company(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        changed = await ctx.session.execute(
            text("UPDATE operators SET role = 'viewer' WHERE id = :id RETURNING id"), {"id": second_workspace.owner.id}
        )
        assert changed.first() is None
