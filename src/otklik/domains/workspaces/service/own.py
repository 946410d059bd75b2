"""What a person changes about themselves."""

from otklik.domains.workspaces import events
from otklik.domains.workspaces.schemas import MePatch, OperatorData
from otklik.domains.workspaces.service import attending, operators
from otklik.platform.context import Ctx
from otklik.platform.events import publish


async def change_self(ctx: Ctx, patch: MePatch) -> OperatorData:
    """One's own name, language, first screen and presence. Raises `Forbidden` for whoever is no operator."""
    row = await operators.own_row(ctx)
    fields: list[str] = []
    if isinstance(patch.name, str):
        row.name = patch.name.strip()
        fields.append("name")
    if isinstance(patch.locale, str):
        (await operators.own_account(ctx)).locale = patch.locale
        fields.append("locale")
    if isinstance(patch.opens_with, str):
        row.opens_with = patch.opens_with
        fields.append("opens_with")
    if fields:
        await publish(ctx, events.OperatorChanged(operator_id=row.id, fields=fields), subject_id=row.id)
    if isinstance(patch.presence, str):
        minutes = patch.break_minutes if isinstance(patch.break_minutes, int) else None
        await attending.choose(ctx, row.id, choice=patch.presence, break_minutes=minutes)
        return await operators.operator(ctx, row.id)
    return await operators.announce(ctx, row.id)


async def tell_activity(ctx: Ctx) -> None:
    """Something was done at the desk."""
    await attending.active(ctx, (await operators.own_row(ctx)).id)
