"""By what kinds of channel a person can be reached, and which address each takes."""

from typing import Final

from otklik.channels.contract import Manifest
from otklik.channels.registry import Registry
from otklik.domains.consents import rules
from otklik.platform.context import Ctx

SMS: Final = "sms"
PHONE: Final = "phone"
VISITOR: Final = "visitor"


def channel_of(manifest: Manifest) -> str:
    """What a person agrees to: SMS is SMS by whichever provider it goes."""
    return SMS if manifest.capabilities.sms else manifest.kind


def address_kinds(ctx: Ctx) -> dict[str, str]:
    """Every kind of channel with the kind of address it takes."""
    known = {channel_of(one.manifest): one.manifest.address_kind for one in ctx.use(Registry).all()}
    return {**known, rules.CALL: PHONE}


def channels_for(ctx: Ctx, address_kind: str) -> list[str]:
    """Kinds of channel that take such an address; none for a visitor of the site, who is there or is not."""
    if address_kind == VISITOR:
        return []
    return sorted(channel for channel, kind in address_kinds(ctx).items() if kind == address_kind)
