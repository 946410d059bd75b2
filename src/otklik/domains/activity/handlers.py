"""When people are joined or parted, what is rolled up of them is counted anew."""

from otklik.domains.activity.service import following
from otklik.domains.contacts.events import ContactMerged, ContactUnmerged
from otklik.platform.context import Ctx
from otklik.platform.events import on


@on(ContactMerged, ContactUnmerged)
async def on_people_changed(ctx: Ctx, event: ContactMerged | ContactUnmerged) -> None:
    await following.people_changed(ctx, [event.kept_id, event.other_id])
