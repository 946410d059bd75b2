"""Cards follow what they show."""

from otklik.domains.activity.events import GroupsCounted, ImportFinished, ImportUndone
from otklik.domains.contacts.events import ContactChanged, ContactMerged, ContactUnmerged
from otklik.domains.delivery.events import ChannelChanged
from otklik.domains.passes.service import following
from otklik.domains.workspaces.events import WorkspaceChanged
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(ContactChanged)
async def on_person_changed(ctx: Ctx, event: ContactChanged) -> None:
    await following.person_changed(ctx, [event.contact_id])


@on(ContactMerged, ContactUnmerged)
async def on_people_changed(ctx: Ctx, event: ContactMerged | ContactUnmerged) -> None:
    await following.person_changed(ctx, [event.kept_id, event.other_id])


@on(ImportFinished, ImportUndone, GroupsCounted, WorkspaceChanged, ChannelChanged)
async def on_many_changed(
    ctx: Ctx, _: ImportFinished | ImportUndone | GroupsCounted | WorkspaceChanged | ChannelChanged
) -> None:
    await following.everybody_changed(ctx)
