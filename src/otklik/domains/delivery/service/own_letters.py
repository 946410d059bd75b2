"""The server's own letters to customers, by no channel: they pass the same gate, and leave the same trace."""

from typing import Final

from otklik.domains.consents import service as consents
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.queries import refusals
from otklik.platform.context import Ctx

EMAIL: Final = "email"


async def let_go(ctx: Ctx, *, purpose: str, address: str, key: str) -> bool:
    """Whether a letter the person has just asked for may go to the address they named. Ask as late as one can."""
    ask = consents.Ask(purpose=purpose, channel=EMAIL, address_kind=EMAIL, address=address, asked_at=ctx.now(), key=key)
    person = await contacts.find(ctx, address_kind=EMAIL, address=address)
    refused = (await consents.may(ctx, ask)).refused
    if not refused and person is not None and not person.reachable:
        refused = person.unreachable_code or "unreachable"
    if not refused:
        return True
    identity_id = person.identity_id if person else None
    told = {"channel_id": None, "identity_id": identity_id, "key": key, "purpose": purpose, "code": refused}
    await refusals.keep(ctx, told)
    return False
