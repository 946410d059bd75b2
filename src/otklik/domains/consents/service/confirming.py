"""Double opt-in: whoever typed an address is asked there whether it was them; only a press of a button is a yes."""

from uuid import UUID

import msgspec

from otklik.domains.consents import errors, models, queries, rules, schemas
from otklik.domains.consents.events import ConfirmationAsked
from otklik.domains.consents.queries import many
from otklik.domains.consents.service import chaining, links, preferring, recording, words
from otklik.domains.contacts import service as contacts
from otklik.domains.workspaces.service import companies
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.i18n import tr


async def ask(ctx: Ctx, data: schemas.ConfirmationIn) -> UUID:
    """Note the request and have it confirmed; returns the person it was noted for.

    Raises `AddressInvalid`, `PurposeNotFound`, `WordingMissing`, `TooOften`.
    """
    await contacts.require_address(ctx, address_kind=data.address_kind, address=data.address)
    person = await contacts.identify(
        ctx,
        channel_id=None,
        address_kind=data.address_kind,
        address=data.address,
        name=data.name,
        language=data.language,
    )
    await _not_again(ctx, person.contact_id, purpose=data.purpose, channel=data.channel)
    act = chaining.Act(
        contact_id=person.contact_id,
        act="requested",
        purpose=data.purpose,
        channel=data.channel,
        method="form",
        language=data.language,
        where=chaining.Where(
            address_kind=data.address_kind,
            address=data.address,
            form=data.form,
            page_url=data.page_url,
            ip=data.ip,
            user_agent=data.user_agent,
        ),
    )
    row = await recording.record(ctx, act)
    event = ConfirmationAsked(
        contact_id=person.contact_id,
        record_id=row.id,
        address_kind=data.address_kind,
        identity_id=person.identity_id,
        purpose=data.purpose,
        channel=data.channel,
    )
    if await _waits(ctx, row):
        await publish(ctx, event, subject_id=person.contact_id)
    return person.contact_id


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """The question to the owner of the address."""

    subject: str
    text: str


async def letter(ctx: Ctx, record_id: UUID) -> Letter:
    """What asks to confirm a request, in the language it was made in. Raises `LinkInvalid`."""
    row = await requested(ctx, record_id)
    values = {
        "company": (await companies.workspace(ctx)).name,
        "purpose": await preferring.purpose_name(ctx, row.purpose, locale=row.language),
        "wording": row.wording,
        "link": links.confirm(ctx, record_id),
    }
    return Letter(
        subject=tr(row.language, "consents.confirmation.subject", values),
        text=tr(row.language, "consents.confirmation.text", values),
    )


async def requested(ctx: Ctx, record_id: UUID) -> models.Record:
    """What a link asks to confirm. Raises `LinkInvalid` when it was answered, withdrawn or had its time."""
    row = await queries.record(ctx, record_id)
    if row is None or row.act != "requested" or row.erased_at is not None:
        raise errors.LinkInvalid
    if row.at + rules.CONFIRM_WITHIN < ctx.now() or not await _waits(ctx, row):
        raise errors.LinkInvalid
    return row


async def confirm(ctx: Ctx, record_id: UUID, *, ip: str, user_agent: str) -> models.Record:
    """The person pressed the button: once. Raises `LinkInvalid`."""
    asked = await queries.record(ctx, record_id)
    if asked is not None:
        await many.hold_chains(ctx, [asked.contact_id])  # of two presses at once one is late
    row = await requested(ctx, record_id)
    where = chaining.where_of(row)
    act = chaining.Act(
        contact_id=row.contact_id,
        act="confirmed",
        purpose=row.purpose,
        channel=row.channel,
        method="double_opt_in",
        language=row.language,
        where=chaining.Where(
            address_kind=where.address_kind, address=where.address, form=where.form, ip=ip, user_agent=user_agent
        ),
    )
    confirmed = await recording.record(ctx, act)
    await contacts.add_address(
        ctx, contact_id=row.contact_id, address_kind=where.address_kind, address=where.address, verified=True
    )
    return confirmed


async def _waits(ctx: Ctx, row: models.Record) -> bool:
    """Whether the request is the last word; one by somebody who agreed already asks nothing."""
    states = await queries.states(ctx, await queries.card_ids(ctx, row.contact_id))
    asked = next((one for one in states if (one.record_id, one.status) == (row.id, "pending")), None)
    if asked is None:
        return False
    last = words.last(states, purpose_id=asked.purpose_id, channel=asked.channel, address=asked.address)
    return last is asked


async def _not_again(ctx: Ctx, contact_id: UUID, *, purpose: str, channel: str) -> None:
    rows = await queries.records(ctx, await queries.card_ids(ctx, contact_id))
    since = ctx.now() - rules.CONFIRM_AGAIN_AFTER
    if any(
        row.act == "requested" and row.at > since and (row.purpose, row.channel) == (purpose, channel) for row in rows
    ):
        raise errors.TooOften
