"""What is typed and not sent: shown to operators for a moment where the company wants it, stored nowhere (CHAT-2)."""

from typing import Final

from otklik.domains.livechat import rules
from otklik.platform.context import Parts, WorkspaceId
from otklik.platform.realtime import Hub

KIND: Final = "typing"


async def tell(
    parts: Parts, *, workspace_id: WorkspaceId, conversation_id: str, text: str | None, previewed: bool
) -> None:
    """Tell the desk that the visitor types, and what, if the visitor was told so. Card numbers are masked once more."""
    data: dict[str, object] = {"conversation_id": conversation_id, "by": {"kind": "contact"}}
    if text is not None and previewed:
        data["preview"] = rules.preview(text)
    await parts.get(Hub).flash(f"desk/{workspace_id}", KIND, data)
