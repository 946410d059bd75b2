"""HTTP of a mailbox that writes to many: its DNS records, keys, pace and warm-up."""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post, put
from litestar.types import ControllerRouterHandler

from otklik.domains.delivery import mass_doors
from otklik.domains.delivery.mass_schemas import MassMailIn, MassMailOut
from otklik.domains.delivery.service.mass import preparing
from otklik.platform.context import Ctx
from otklik.platform.web import API, Entry

HERE = f"{API}/channels/{{channel_id:uuid}}"


@get(f"{HERE}/mass-mail", permission="channels.read")
async def get_mass_mail(ctx: Ctx, channel_id: UUID) -> MassMailOut:
    """DNS records to make, pace by recipient's domain, warm-up."""
    return await preparing.show(ctx, channel_id)


@put(f"{HERE}/mass-mail", permission="channels.write")
async def put_mass_mail(ctx: Ctx, channel_id: UUID, data: MassMailIn) -> MassMailOut:
    """Set the pace and the warm-up."""
    return await preparing.save(ctx, channel_id, data)


@post(f"{HERE}/dkim-keys", permission="channels.write")
async def make_dkim_keys(ctx: Ctx, channel_id: UUID) -> MassMailOut:
    """A new pair of DKIM keys; they sign once they are seen in DNS."""
    return await preparing.make_keys(ctx, channel_id)


@post(f"{HERE}/dns-checks", permission="channels.write", status_code=200)
async def check_dns(entry: Entry, channel_id: UUID) -> MassMailOut:
    """Ask DNS for each record."""
    async with entry.transaction() as ctx:
        workspace_id, actor = ctx.workspace_id, ctx.actor
    return await preparing.check(entry.parts, workspace_id=workspace_id, actor=actor, channel_id=channel_id)


routes: Sequence[ControllerRouterHandler] = [
    mass_doors.follow,
    get_mass_mail,
    put_mass_mail,
    make_dkim_keys,
    check_dns,
]
