"""Roll-ups follow whose card is whose; a whole company's are counted anew on command."""

from collections.abc import Sequence
from uuid import UUID

from otklik.domains.activity.queries import rfm, writing
from otklik.domains.contacts.service import enrolling
from otklik.platform.context import Ctx


async def people_changed(ctx: Ctx, root_ids: Sequence[UUID]) -> None:
    """These were joined or parted: a person's roll-ups are over all of their cards. Places come with the next count."""
    await writing.recount(ctx, root_ids)
    await rfm.forget(ctx, root_ids)


async def rebuild(ctx: Ctx) -> None:
    """Count every roll-up of the company from its facts; a few seconds for a million facts."""
    await enrolling.hold_people_alone(ctx)
    await writing.recount_everything(ctx)
