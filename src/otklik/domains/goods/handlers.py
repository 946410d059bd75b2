"""Whatever people do with goods, and whoever they turn out to be."""

from otklik.domains.activity.events import FactsForgotten, FactsRecorded, ImportUndone
from otklik.domains.contacts.events import ContactMerged, ContactUnmerged
from otklik.domains.goods.service import seeing
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(FactsRecorded)
async def on_facts(ctx: Ctx, event: FactsRecorded) -> None:
    await seeing.facts_recorded(ctx, event.facts)


@on(FactsForgotten)
async def on_facts_forgotten(ctx: Ctx, event: FactsForgotten) -> None:
    await seeing.facts_gone(ctx, names={event.fact_name})


@on(ImportUndone)
async def on_import_undone(ctx: Ctx, _: ImportUndone) -> None:
    await seeing.facts_gone(ctx)


@on(ContactMerged, ContactUnmerged)
async def on_people_changed(ctx: Ctx, event: ContactMerged | ContactUnmerged) -> None:
    await seeing.people_changed(ctx, [event.kept_id, event.other_id])
