"""What consents do when an address turns out to block us, or to be reached again."""

from otklik.domains.consents.service import suppressing
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.events import ReachabilityChanged
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(ReachabilityChanged)
async def on_reachability_changed(ctx: Ctx, event: ReachabilityChanged) -> None:
    reach = await contacts.reach(ctx, identity_id=event.identity_id)
    if event.reachable:
        await suppressing.heard_from(ctx, address_kind=reach.address_kind, addresses=[reach.address])
    else:
        await suppressing.suppress(
            ctx, address_kind=reach.address_kind, address=reach.address, reason="blocked", note=event.code
        )
