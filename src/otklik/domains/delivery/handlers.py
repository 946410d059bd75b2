"""What delivery does when an address is to be confirmed, cards are joined, and a person is to be forgotten."""

from otklik.domains.consents.events import ConfirmationAsked, ConsentChanged, PersonErased
from otklik.domains.contacts.events import ContactMerged
from otklik.domains.delivery.events import StateChanged
from otklik.domains.delivery.service import confirming, explaining
from otklik.domains.delivery.service.mass import relaying, returning
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(ConfirmationAsked)
async def on_confirmation_asked(ctx: Ctx, event: ConfirmationAsked) -> None:
    await confirming.ask(ctx, event)


@on(PersonErased)
async def on_person_erased(ctx: Ctx, event: PersonErased) -> None:
    await explaining.let_be(ctx, event.contact_id)


@on(ContactMerged)
async def on_contact_merged(ctx: Ctx, event: ContactMerged) -> None:
    await returning.join(ctx, event.kept_id)


@on(StateChanged)
async def on_state_changed(ctx: Ctx, event: StateChanged) -> None:
    await relaying.follow(ctx, event)


@on(ConsentChanged)
async def on_consent_changed(ctx: Ctx, event: ConsentChanged) -> None:
    await returning.left(ctx, event)
