"""What journeys do when something happens to people or to their messages."""

from otklik.domains.activity.events import FactsRecorded
from otklik.domains.consents.events import PersonErased
from otklik.domains.contacts.events import ContactMerged
from otklik.domains.delivery.events import MassClicked, MassRead, MassSettled
from otklik.domains.journeys.service import entering, news, planning
from otklik.domains.segments.events import SegmentEntered
from otklik.domains.templates.events import TemplateBlocksChanged, TemplatePublished
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(FactsRecorded)
async def on_facts(ctx: Ctx, event: FactsRecorded) -> None:
    await entering.facts_recorded(ctx, event.facts, imported=event.imported)


@on(SegmentEntered)
async def on_segment_entered(ctx: Ctx, event: SegmentEntered) -> None:
    await entering.segment_entered(ctx, event.segment_id, event.contact_ids)


@on(MassSettled)
async def on_settled(ctx: Ctx, event: MassSettled) -> None:
    await news.settled(ctx, event)


@on(MassRead, MassClicked)
async def on_heard(ctx: Ctx, event: MassRead | MassClicked) -> None:
    await news.heard(ctx, event)


@on(PersonErased)
async def on_erased(ctx: Ctx, event: PersonErased) -> None:
    await news.erased(ctx, event.contact_id)


@on(TemplatePublished)
async def on_template_published(ctx: Ctx, event: TemplatePublished) -> None:
    await planning.say_anew(ctx, template_id=event.template_id)


@on(TemplateBlocksChanged)
async def on_blocks_changed(ctx: Ctx, _: TemplateBlocksChanged) -> None:
    await planning.say_anew(ctx)


@on(ContactMerged)
async def on_joined(ctx: Ctx, event: ContactMerged) -> None:
    await news.joined(ctx, kept_id=event.kept_id, other_id=event.other_id)
