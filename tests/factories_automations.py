"""Macros and automations for tests, and what happens right after a commit, done by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from tests.factories import Company, unit_of_work

from otklik.domains.automations import schemas
from otklik.domains.automations.service import keeping, macros
from otklik.platform.alarms import ring_due
from otklik.program import Program

Part = Mapping[str, Any]  # Any: a condition or an action as JSON


async def create_automation(
    program: Program,
    company: Company,
    *,
    when: str = "message_received",
    conditions: Sequence[Part] = (),
    actions: Sequence[Part] = ({"kind": "note", "text": "Заметка"},),
    **more: Any,  # Any: further fields as JSON
) -> schemas.Automation:
    """Switched on."""
    given = {"name": "Правило", "enabled": True, "trigger": when, "conditions": conditions, "actions": actions, **more}
    async with unit_of_work(program, company) as ctx:
        return await keeping.create(ctx, msgspec.convert(given, schemas.NewAutomation))


async def create_macro(
    program: Program, company: Company, *actions: Part, name: str = "Отказ", team_id: str | None = None
) -> schemas.Macro:
    async with unit_of_work(program, company) as ctx:
        new = msgspec.convert({"name": name, "actions": actions, "team_id": team_id}, schemas.NewMacro)
        return await macros.create(ctx, new)


async def settle(program: Program, company: Company) -> None:
    """Everything that is due right after a commit, and what that makes due in turn."""
    while await ring_due(program.parts, workspace_id=company.id):
        pass


async def results(program: Program, company: Company, automation: schemas.Automation) -> list[str]:
    """The log, oldest first."""
    return [one.result for one in await log(program, company, automation)]


async def log(program: Program, company: Company, automation: schemas.Automation) -> list[schemas.Run]:
    async with unit_of_work(program, company) as ctx:
        return list(reversed(await keeping.log(ctx, automation.id, fired=None, before=None, limit=100)))
