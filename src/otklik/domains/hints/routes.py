"""HTTP of hints."""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post, put
from litestar.types import ControllerRouterHandler

from otklik.domains.hints import schemas
from otklik.domains.hints.service import choosing, looking
from otklik.platform.context import Ctx
from otklik.platform.web import API


@post(f"{API}/conversations/{{conversation_id:uuid}}/hints", permission="conversations.write", status_code=200)
async def look_at_draft(ctx: Ctx, conversation_id: UUID, data: schemas.DraftIn) -> schemas.Hints:
    """What a draft may have overlooked; looked at on this machine and forgotten."""
    return schemas.Hints(items=await looking.look(ctx, conversation_id, draft=data.text))


@get(f"{API}/hints/choices", permission="conversations.read")
async def get_hint_choices(ctx: Ctx) -> schemas.HintChoices:
    """Whether drafts are looked at, and what the caller hid."""
    return await choosing.get(ctx)


@put(f"{API}/hints/switch", permission="workspace.write")
async def switch_hints(ctx: Ctx, data: schemas.HintSwitchIn) -> schemas.HintChoices:
    """Turn hints on or off for the whole company."""
    await choosing.switch(ctx, enabled=data.enabled)
    return await choosing.get(ctx)


@put(f"{API}/hints/hidden", permission="conversations.read")
async def hide_hints(ctx: Ctx, data: schemas.HiddenHintsIn) -> schemas.HintChoices:
    """Choose which kinds the caller does not want to see, on any machine."""
    await choosing.hide(ctx, kinds=data.kinds)
    return await choosing.get(ctx)


routes: Sequence[ControllerRouterHandler] = [look_at_draft, get_hint_choices, switch_hints, hide_hints]
