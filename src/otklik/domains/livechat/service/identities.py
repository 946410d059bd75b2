"""A customer whom the company's own server vouches for: one visitor on a channel, whatever device they come by."""

from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import AddressInvalid
from otklik.domains.livechat import identity as identities
from otklik.domains.livechat import queries
from otklik.domains.livechat.errors import IdentityRefused
from otklik.domains.livechat.identity import Customer
from otklik.domains.livechat.models import VisitorKey, VisitorSession
from otklik.domains.livechat.service import continuing, visitors
from otklik.domains.livechat.service.visitors import Visitor
from otklik.platform import ids
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database

SECRET_FIELD: Final = "identity_secret"  # noqa: S105 - the name of a field
CUSTOMER: Final = "customer"
"""The kind of address that a company's own id of a customer is: the same in all its channels."""


async def bind(parts: Parts, visitor: Visitor, token: str, *, identity: str) -> str:
    """The token by which this device is the customer from now on: its own, or one more to who they are already.

    Raises `IdentityRefused`, `IdentityBusy`.
    """
    secret = str(visitor.config.get(SECRET_FIELD) or "")
    try:
        customer = identities.read(identity, secret=secret, now=parts.get(Timekeeper).now())
    except identities.IdentityWrong as wrong:
        raise IdentityRefused(params={"reason": wrong.reason}) from wrong
    async with parts.get(Database).transaction(visitor.workspace_id, actor=visitor.actor) as ctx:
        row = await queries.visitor(ctx, visitor.id, lock=True)
        assert row is not None
        known = await queries.visitor_of_customer(ctx, channel_id=visitor.channel_id, customer_id=customer.id)
        if known is None and row.customer_id is None:
            _name(row, customer)
            if visitor.conversation_id is not None:
                await note(ctx, customer, visitor.conversation_id)
            return token
        if known is not None and known.id == row.id:
            _name(row, customer)
            return token
        return await _another(ctx, visitor, row, known, customer)


async def note(ctx: Ctx, customer: Customer, conversation_id: UUID) -> None:
    """Put what the company signed on the person's card: its own id proves, an address only where it is said to."""
    told = (
        (CUSTOMER, customer.id, True),
        ("email", customer.email, customer.email_verified),
        ("phone", customer.phone_number, customer.phone_number_verified),
    )
    for kind, address, verified in told:
        conversation = await queries.conversation(ctx, conversation_id)
        if conversation is None or not address:
            continue
        try:
            await contacts.add_address(
                ctx, contact_id=conversation.contact_id, address_kind=kind, address=address, verified=verified
            )
        except AddressInvalid:
            continue  # a number the company keeps in a form of its own


async def _another(
    ctx: Ctx, visitor: Visitor, row: VisitorSession, known: VisitorSession | None, customer: Customer
) -> str:
    """The device was a stranger's, or another customer's: it gets a key to the visitor that the customer is."""
    if known is None:
        known = _new(ctx, row)
        ctx.session.add(known)
    _name(known, customer)
    token = ids.token()
    await ctx.session.flush()
    digest = visitors.digest(ctx.parts, token)
    ctx.session.add(
        VisitorKey(
            id=ids.new_id(),
            workspace_id=ctx.workspace_id,
            visitor_id=known.id,
            token_digest=digest,
            created_at=ctx.now(),
        )
    )
    if row.customer_id is None:
        await _join(ctx, visitor, row, known)
    return token


def _new(ctx: Ctx, row: VisitorSession) -> VisitorSession:
    """As the device is, with a first token that nobody has: only keys lead here."""
    return VisitorSession(
        id=ids.new_id(),
        workspace_id=ctx.workspace_id,
        channel_id=row.channel_id,
        token_digest=visitors.digest(ctx.parts, ids.token()),
        first_seen_at=ctx.now(),
        last_seen_at=ctx.now(),
        language=row.language,
        page=row.page,
        device=row.device,
        email="",
        customer_id=None,
        customer={},
        rings=False,
    )


def _name(row: VisitorSession, customer: Customer) -> None:
    row.customer_id, row.customer = customer.id, msgspec.to_builtins(customer)


async def _join(ctx: Ctx, visitor: Visitor, row: VisitorSession, known: VisitorSession) -> None:
    """What was said before signing in was said by the customer; who said nothing was nobody."""
    if visitor.conversation_id is None:
        await ctx.session.delete(row)
        return
    before = await queries.conversation(ctx, visitor.conversation_id)
    after = await queries.conversation_of_thread(ctx, channel_id=known.channel_id, thread_id=str(known.id))
    if before is not None and after is not None:
        await continuing.merge(ctx, before.contact_id, after.contact_id)
    elif before is not None:
        await note(ctx, msgspec.convert(known.customer, Customer), before.id)
