"""Double opt-in: the question goes to the very address that was typed, by the first channel that may write to it."""

from typing import Final

from otklik.channels import contract
from otklik.channels.registry import Registry
from otklik.domains.consents import service as consents
from otklik.domains.consents.errors import ChannelMissing
from otklik.domains.consents.events import ConfirmationAsked
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery import queries
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import channels, ledger
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id

PURPOSE: Final = "confirmation"


async def ask(ctx: Ctx, told: ConfirmationAsked) -> None:
    """Plan it, once a request. Raises `ChannelMissing`, and `Refused` at the gate."""
    channel = await _channel(ctx, told)
    if channel is None:
        raise ChannelMissing
    words = await consents.letter(ctx, told.record_id)
    reach = await contacts.reach(ctx, identity_id=told.identity_id)
    draft = ledger.Draft(
        channel_id=channel.id,
        lane=told.record_id,
        subject_id=new_id(),
        key=f"confirmation:{told.record_id}",
        purpose=PURPOSE,
        to_address=reach.address,
        thread_id="",
        identity_id=told.identity_id,
        content=ledger.Content(text=words.text, subject=words.subject, automatic=True, language=ctx.locale),
    )
    await ledger.plan(ctx, draft)


async def _channel(ctx: Ctx, told: ConfirmationAsked) -> Channel | None:
    """One of the kind that is asked for, else any that takes the address."""
    fit = [one for one in await queries.channels(ctx) if one.enabled and _writes_first(ctx, one, told.address_kind)]
    same = (one for one in fit if consents.channel_of(channels.manifest(ctx, one.kind)) == told.channel)
    return next(same, next(iter(fit), None))


def _writes_first(ctx: Ctx, channel: Channel, address_kind: str) -> bool:
    provider = ctx.use(Registry).get(channel.kind)
    can = provider.manifest.capabilities
    return (
        isinstance(provider, contract.Sends)
        and can.starts_conversation
        and not can.reply_window_seconds
        and provider.manifest.address_kind == address_kind
    )
