"""The demo company: an owner, a colleague, a site chat on the demo shop, a few ready replies; made once."""

from typing import Final

import msgspec

from otklik.domains.delivery.service import channels
from otklik.domains.workspaces import service as workspaces
from otklik.program import Program

EMAIL: Final = "demo@otklik.local"
PASSWORD: Final = "demo-demo-demo"  # noqa: S105 - printed to whoever started the demo
COMPANY: Final = "Кофейня «Отклик»"
OWNER: Final = "Анна Светлова"


class Welcome(msgspec.Struct, frozen=True):
    email: str
    password: str


async def create(program: Program) -> Welcome:
    """Create what is missing; a second call changes nothing."""
    company = await workspaces.demo_company(
        program.parts, password=PASSWORD, email=EMAIL, name=COMPANY, owner_name=OWNER
    )
    async with program.database.transaction(company.workspace_id) as ctx:
        if not any(channel.kind == "webchat" for channel in await channels.listing(ctx)):
            await channels.create(ctx, kind="webchat", name="Чат на сайте", config={"title": COMPANY})
    return Welcome(EMAIL, PASSWORD)
