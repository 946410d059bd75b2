"""HTTP of hints."""

from collections.abc import Sequence
from uuid import UUID

from litestar import post
from litestar.types import ControllerRouterHandler

from otklik.domains.hints import schemas, service
from otklik.platform.context import Ctx
from otklik.platform.web import API


@post(f"{API}/conversations/{{conversation_id:uuid}}/hints", permission="conversations.write", status_code=200)
async def look_at_draft(ctx: Ctx, conversation_id: UUID, data: schemas.DraftIn) -> schemas.Hints:
    """What a draft may have overlooked; looked at on this machine and forgotten."""
    return schemas.Hints(items=await service.look(ctx, conversation_id, draft=data.text))


routes: Sequence[ControllerRouterHandler] = [look_at_draft]
