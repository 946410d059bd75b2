"""What every verb on a card shares."""

from uuid import UUID

from otklik.domains.contacts import models, queries, rules
from otklik.domains.contacts.errors import ContactNotFound
from otklik.domains.contacts.service import foreseeing
from otklik.platform.context import Ctx


async def card(ctx: Ctx, contact_id: UUID) -> models.Contact:
    """Raises `ContactNotFound`."""
    found = await queries.card(ctx, contact_id)
    if found is None:
        raise ContactNotFound(params={"contact_id": str(contact_id)})
    return found


async def index(ctx: Ctx, contact_id: UUID) -> None:
    """Write anew what the card is found by."""
    one = await card(ctx, contact_id)
    foreseeing.forget(ctx)
    parts = [one.name]
    for identity in await queries.identities_of_card(ctx, contact_id):
        shown = rules.presentable(identity.address_kind, identity.address)
        parts += [identity.name, identity.username, identity.address, shown]
    await queries.save_search_text(ctx, contact_id=contact_id, content=rules.search_text(parts))


def push_changed(ctx: Ctx, root_id: UUID) -> None:
    """Let open cards fetch themselves afresh; what this transaction foresaw of people holds no longer."""
    foreseeing.forget(ctx)
    ctx.push(f"desk/{ctx.workspace_id}", "contact.changed", {"contact_id": str(root_id)})
