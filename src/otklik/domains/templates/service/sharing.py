"""What all who write to many by templates share: campaigns, and journeys."""

from msgspec.structs import replace

from otklik.channels.contract import Button
from otklik.domains.consents import service as consents
from otklik.domains.delivery.service import channels, ledger, mass
from otklik.domains.templates.language.compiling import Recipient
from otklik.domains.templates.service import mailing
from otklik.platform.context import Ctx


def content(made: mailing.Mailing, recipient: Recipient) -> ledger.Content:
    """A short message. Raises `RenderFailed`."""
    layout = made.layouts[recipient.language]
    said = layout.render(recipient)
    title, url = said.get("title", ""), said.get("url", "")
    buttons = [Button(title=one.label, url=one.url) for one in made.buttons(layout, said) if one.label and one.url]
    return ledger.Content(
        text=said.get("text", ""),
        subject=title,
        buttons=(Button(title=title or url, url=url),) if url else tuple(buttons),
        language=recipient.language,
        automatic=True,
    )


def in_language(made: mailing.Mailing, row: mass.ClaimedRow, recipient: Recipient) -> Recipient:
    """In the language the row was planned in, while the template speaks it."""
    if row.language == recipient.language or row.language not in made.layouts:
        return recipient
    return replace(recipient, language=row.language)


def with_ways_out(
    ctx: Ctx, made: mailing.Mailing, recipient: Recipient, row: mass.ClaimedRow, batch: mass.Batch, *, channel: str
) -> Recipient:
    """With the person's own addresses to leave by, where delivery does not put them in."""
    if not made.layouts[recipient.language].shows_ways_out:
        return recipient
    ways = {
        "unsubscribe_url": consents.unsubscribe(ctx, row.contact_id, purpose=batch.purpose, channel=channel),
        "preferences_url": consents.preferences(ctx, row.contact_id),
    }
    return replace(recipient, facts={**recipient.facts, **ways})


async def consented(ctx: Ctx, batch: mass.Batch) -> str:
    """What people agree to who get it: SMS is SMS by whichever provider."""
    channel = await channels.get(ctx, batch.channel_id)
    return consents.channel_of(channels.manifest(ctx, channel.kind))
