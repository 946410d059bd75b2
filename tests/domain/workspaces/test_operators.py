"""Guard rails round operators."""

import asyncio

import pytest
from tests import factories
from tests.factories import Company, acting, unit_of_work

from otklik import demo
from otklik.domains.workspaces import service
from otklik.domains.workspaces.errors import LastOwner, OperatorExists, OwnDeactivation, OwnersOnly
from otklik.domains.workspaces.schemas import OperatorData, OperatorPatch, RoleName
from otklik.platform.errors import NotFound
from otklik.program import Program


async def change_role(
    program: Program, company: Company, who: OperatorData, *, of: OperatorData, role: RoleName
) -> None:
    async with unit_of_work(program, company, actor=acting(who)) as ctx:
        await service.change_operator(ctx, of.id, OperatorPatch(role=role))


async def role_of(program: Program, company: Company, operator: OperatorData) -> str:
    async with unit_of_work(program, company) as ctx:
        return (await service.operator(ctx, operator.id)).role


async def test_the_last_owner_cannot_step_down(program: Program, workspace: Company) -> None:
    with pytest.raises(LastOwner):
        await change_role(program, workspace, workspace.owner, of=workspace.owner, role="viewer")


async def test_an_owner_steps_down_when_another_stays(program: Program, workspace: Company) -> None:
    await factories.create_operator(program, workspace, role="owner")
    await change_role(program, workspace, workspace.owner, of=workspace.owner, role="viewer")
    assert await role_of(program, workspace, workspace.owner) == "viewer"


async def test_a_deactivated_owner_does_not_count(program: Program, workspace: Company) -> None:
    second = await factories.create_operator(program, workspace, role="owner")
    async with unit_of_work(program, workspace, actor=acting(workspace.owner)) as ctx:
        await service.deactivate(ctx, second.id)
    with pytest.raises(LastOwner):
        await change_role(program, workspace, workspace.owner, of=workspace.owner, role="viewer")


async def test_of_two_owners_who_step_down_at_once_one_stays(program: Program, workspace: Company) -> None:
    second = await factories.create_operator(program, workspace, role="owner")
    outcomes = await asyncio.gather(
        change_role(program, workspace, workspace.owner, of=workspace.owner, role="viewer"),
        change_role(program, workspace, second, of=second, role="viewer"),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastOwner", "NoneType"]


async def test_the_system_cannot_deactivate_the_last_owner_either(program: Program, workspace: Company) -> None:
    with pytest.raises(LastOwner):
        async with unit_of_work(program, workspace) as ctx:
            await service.deactivate(ctx, workspace.owner.id)


async def test_nobody_deactivates_themselves(program: Program, workspace: Company) -> None:
    second = await factories.create_operator(program, workspace, role="owner")
    with pytest.raises(OwnDeactivation):
        async with unit_of_work(program, workspace, actor=acting(second)) as ctx:
            await service.deactivate(ctx, second.id)


async def test_an_administrator_cannot_rename_an_owner(program: Program, workspace: Company) -> None:
    administrator = await factories.create_operator(program, workspace, role="administrator")
    with pytest.raises(OwnersOnly):
        async with unit_of_work(program, workspace, actor=acting(administrator)) as ctx:
            await service.change_operator(ctx, workspace.owner.id, OperatorPatch(name="Шеф"))


async def test_one_person_joins_a_company_once(program: Program, workspace: Company) -> None:
    with pytest.raises(OperatorExists):
        await factories.create_operator(program, workspace, email=workspace.owner.email.upper())


async def test_one_person_may_work_in_two_companies(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    there = await factories.create_operator(program, second_workspace, email=workspace.owner.email, role="viewer")
    assert there.id != workspace.owner.id
    assert there.email == workspace.owner.email


async def test_an_operator_of_another_company_is_not_found(
    program: Program, workspace: Company, second_workspace: Company
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        assert await service.operators_by_id(ctx, [second_workspace.owner.id]) == {}
        with pytest.raises(NotFound):
            await service.operator(ctx, second_workspace.owner.id)


async def test_the_demo_company_is_made_once(program: Program) -> None:
    """As the demo itself makes it: there is one a database, and other tests look at it."""
    made = [
        await service.demo_company(
            program.parts, password=demo.PASSWORD, email=demo.EMAIL, name=demo.COMPANY, owner_name=demo.OWNER
        )
        for _ in range(2)
    ]
    assert made[0].workspace_id == made[1].workspace_id
    assert not made[1].made
