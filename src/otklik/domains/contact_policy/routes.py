"""HTTP of contact policy."""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post, put
from litestar.types import ControllerRouterHandler

from otklik.domains.contact_policy import schemas
from otklik.domains.contact_policy.service import choosing, showing
from otklik.platform.context import Ctx
from otklik.platform.web import API


@get(f"{API}/contact-policy", permission="consents.read")
async def get_contact_policy(ctx: Ctx) -> schemas.PolicyOut:
    """How often and at what hours the company may write first."""
    return await choosing.shown(ctx)


@put(f"{API}/contact-policy", permission="consents.manage")
async def save_contact_policy(ctx: Ctx, data: schemas.ContactPolicy) -> schemas.PolicyOut:
    """Choose the whole policy; what waits to be sent is judged by it when it goes."""
    return await choosing.save(ctx, data)


@post(f"{API}/contact-policy/examples", permission="consents.read", status_code=200)
async def try_contact_policy(ctx: Ctx, data: schemas.ExampleIn) -> schemas.ExampleOut:
    """What a policy, saved or not, would mean for a person."""
    return await choosing.tried(ctx, data)


@get(f"{API}/contacts/{{contact_id:uuid}}/contact-policy", permission="consents.read")
async def get_person_policy(ctx: Ctx, *, contact_id: UUID) -> schemas.PersonPolicy:
    """How often the person was written to first, and when one may again."""
    return await showing.person(ctx, contact_id)


routes: Sequence[ControllerRouterHandler] = [
    get_contact_policy,
    save_contact_policy,
    try_contact_policy,
    get_person_policy,
]
