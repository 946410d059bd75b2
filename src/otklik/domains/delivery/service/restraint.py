"""How often and when one may write first, asked for a row of the ledger; the mass path asks the same in blocks."""

from typing import Final
from uuid import UUID

from otklik.domains.consents import service as consents
from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import IdentityNotFound
from otklik.domains.delivery.models import Channel, LedgerRow
from otklik.domains.delivery.service import channels
from otklik.platform.context import Ctx

GOES: Final = contact_policy.PolicyAnswer()


async def planned(
    ctx: Ctx, channel: Channel, row: LedgerRow, agreement: consents.Answer
) -> contact_policy.PolicyAnswer:
    """What the company's policy says to it as things stand; nothing is counted yet."""
    ask = await _ask(ctx, channel, row, agreement)
    return GOES if ask is None else (await contact_policy.judge(ctx, [ask], at=ctx.now()))[0]


async def leaving(
    ctx: Ctx, channel: Channel, row: LedgerRow, agreement: consents.Answer
) -> contact_policy.PolicyAnswer:
    """The same at the last moment, and it is counted when it goes."""
    ask = await _ask(ctx, channel, row, agreement)
    return GOES if ask is None else (await contact_policy.use(ctx, [ask], at=ctx.now()))[0]


def put_off(row: LedgerRow, answer: contact_policy.PolicyAnswer) -> None:
    """Let the row wait, outside its lane: an answer to the person never waits behind it."""
    assert answer.not_before is not None
    row.state, row.claimed_by, row.due_at = "planned", None, answer.not_before
    row.code, row.lane = answer.delayed, row.id


async def _ask(
    ctx: Ctx, channel: Channel, row: LedgerRow, agreement: consents.Answer
) -> contact_policy.PolicyAsk | None:
    """None: it asks nothing of anybody, or nobody knows whose address it is, so there is nobody to count for."""
    if not consents.asks_something(agreement):
        return None
    manifest = channels.manifest(ctx, channel.kind)
    contact_id = await _contact(ctx, row, address_kind=manifest.address_kind)
    if contact_id is None:
        return None
    return contact_policy.PolicyAsk(contact_id=contact_id, channel=consents.channel_of(manifest), key=row.subject_id)


async def _contact(ctx: Ctx, row: LedgerRow, *, address_kind: str) -> UUID | None:
    if row.identity_id is None:
        found = await contacts.find(ctx, address_kind=address_kind, address=row.to_address)
        return found.contact_id if found else None
    try:
        return (await contacts.reach(ctx, identity_id=row.identity_id)).contact_id
    except IdentityNotFound:
        return None
