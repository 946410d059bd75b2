"""What delivery does when somebody's address is to be confirmed."""

from otklik.domains.consents.events import ConfirmationAsked
from otklik.domains.delivery.service import confirming
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(ConfirmationAsked)
async def on_confirmation_asked(ctx: Ctx, event: ConfirmationAsked) -> None:
    await confirming.ask(ctx, event)
