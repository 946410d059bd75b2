"""HTTP of macros and automations: each handler is one verb."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import delete, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from otklik.domains.automations import schemas
from otklik.domains.automations.service import keeping, macros, trying
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]
Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]


@get(f"{API}/macros", permission="automations.read")
async def list_macros(ctx: Ctx, *, mine: bool = False) -> Sequence[schemas.Macro]:
    """All macros by name; `mine`: only those for everybody and for the caller's teams."""
    return await macros.listing(ctx, for_operator_id=ctx.actor.id if mine else None)


@post(f"{API}/macros", permission="automations.write")
async def create_macro(ctx: Ctx, data: schemas.NewMacro) -> schemas.Macro:
    """Make a macro."""
    return await macros.create(ctx, data)


@put(f"{API}/macros/{{macro_id:uuid}}", permission="automations.write")
async def change_macro(ctx: Ctx, macro_id: UUID, data: schemas.NewMacro) -> schemas.Macro:
    """Put another macro in its place."""
    return await macros.change(ctx, macro_id, data)


@delete(f"{API}/macros/{{macro_id:uuid}}", permission="automations.write")
async def delete_macro(ctx: Ctx, macro_id: UUID) -> None:
    """Delete a macro; what it did stays done."""
    await macros.delete(ctx, macro_id)


@post(f"{API}/conversations/{{conversation_id:uuid}}/macro-runs/{{macro_id:uuid}}", permission="conversations.write")
async def run_macro(ctx: Ctx, conversation_id: UUID, macro_id: UUID) -> schemas.MacroRun:
    """Do everything the macro says in this conversation, in one transaction; an outcome for each action."""
    return await macros.run(ctx, conversation_id, macro_id=macro_id)


@get(f"{API}/automations", permission="automations.read")
async def list_automations(ctx: Ctx) -> Sequence[schemas.Automation]:
    """All automations in the order in which they are looked at."""
    return await keeping.listing(ctx)


@post(f"{API}/automations", permission="automations.write")
async def create_automation(ctx: Ctx, data: schemas.NewAutomation) -> schemas.Automation:
    """Make an automation, the last in order."""
    return await keeping.create(ctx, data)


@get(f"{API}/automations/{{automation_id:uuid}}", permission="automations.read")
async def get_automation(ctx: Ctx, automation_id: UUID) -> schemas.Automation:
    """One automation."""
    return await keeping.get(ctx, automation_id)


@put(f"{API}/automations/{{automation_id:uuid}}", permission="automations.write")
async def change_automation(ctx: Ctx, automation_id: UUID, data: schemas.NewAutomation) -> schemas.Automation:
    """Put another automation in its place; its order and log stay."""
    return await keeping.change(ctx, automation_id, data)


@delete(f"{API}/automations/{{automation_id:uuid}}", permission="automations.write")
async def delete_automation(ctx: Ctx, automation_id: UUID) -> None:
    """Delete an automation and its log; what it did stays done."""
    await keeping.delete(ctx, automation_id)


@put(f"{API}/automations/order", permission="automations.write")
async def order_automations(ctx: Ctx, data: schemas.Order) -> Sequence[schemas.Automation]:
    """Say in which order automations are looked at."""
    return await keeping.order(ctx, data)


@post(f"{API}/automations/trials", permission="automations.write", status_code=200)
async def try_automation(ctx: Ctx, data: schemas.NewAutomation) -> schemas.Trial:
    """For which of the latest 200 conversations it would have fired; nothing is saved or done."""
    return await trying.trial(ctx, data)


@get(f"{API}/automations/{{automation_id:uuid}}/runs", permission="automations.read")
async def list_runs(
    ctx: Ctx, automation_id: UUID, *, fired: bool | None = None, cursor: Cursor = None, limit: Limit = None
) -> Page[schemas.Run]:
    """Why it fired or did not, newest first."""
    size = page_size(limit)
    rows = await keeping.log(ctx, automation_id, fired=fired, before=decode_position(cursor), limit=size + 1)
    shown = rows[:size]
    more = encode_position(shown[-1].at, shown[-1].id) if len(rows) > size else None
    return Page(items=shown, next_cursor=more)


@get(f"{API}/automations/{{automation_id:uuid}}/calls", permission="automations.read")
async def list_calls(ctx: Ctx, automation_id: UUID) -> Sequence[schemas.Call]:
    """Its latest calls to addresses outside."""
    return await keeping.calls(ctx, automation_id)


@get(f"{API}/automations/webhook-secret", permission="automations.write")
async def get_webhook_secret(ctx: Ctx) -> schemas.WebhookSecret:
    """The key that receivers check the signatures of calls with."""
    return await keeping.secret(ctx)


routes: Sequence[HTTPRouteHandler] = [
    list_macros,
    create_macro,
    change_macro,
    delete_macro,
    run_macro,
    list_automations,
    create_automation,
    get_automation,
    change_automation,
    delete_automation,
    order_automations,
    try_automation,
    list_runs,
    list_calls,
    get_webhook_secret,
]
