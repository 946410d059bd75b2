"""Write down what a person agreed to or took back: one more link of their chain, and what holds from now on."""

from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.consents import errors, models, queries, rules
from otklik.domains.consents.events import ConsentChanged
from otklik.domains.consents.queries import many
from otklik.domains.consents.service import chaining, reaching, suppressing, words
from otklik.domains.consents.service.chaining import Act, Where
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import ContactNotFound
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

STATUS: Final = {"granted": "granted", "confirmed": "granted", "withdrawn": "withdrawn", "requested": "pending"}
AGREES: Final = frozenset({"granted", "confirmed", "requested"})


async def record(ctx: Ctx, act: Act) -> models.Record:
    """Add the record and change what holds. Raises `ContactNotFound`, `PurposeNotFound`, `WordingMissing`."""
    cards = await _cards(ctx, act.contact_id)
    purpose, last = await worded(ctx, act.purpose)
    wording = last if act.act in AGREES else None
    if act.act in AGREES and wording is None:
        raise errors.WordingMissing
    act = msgspec.structs.replace(act, contact_id=cards[0], where=await _spelled(ctx, act))
    row = await _append(ctx, act, wording=wording)
    await _hold(ctx, act, purpose=purpose, record=row)
    if act.act in {"granted", "confirmed"} and _by_themselves(ctx, act):
        await suppressing.agreed_anew(ctx, cards, channel=act.channel, address=act.where.address)
    await _tell(ctx, act, row)
    return row


async def require_words(ctx: Ctx, purpose: str) -> None:
    """That people can agree to it. Raises `PurposeNotFound`, `WordingMissing`."""
    _, wording = await worded(ctx, purpose)
    if wording is None:
        raise errors.WordingMissing


async def calls(ctx: Ctx, contact_id: UUID, *, write_only: bool, method: str, note: str = "") -> models.Record:
    """`Write, do not call`, or the other way round. Raises `ContactNotFound`."""
    cards = await _cards(ctx, contact_id)
    act = Act(
        contact_id=cards[0],
        act="write_only" if write_only else "calls_allowed",
        purpose="",
        channel=rules.CALL,
        method=method,
        where=Where(note=note),
    )
    row = await _append(ctx, act, wording=None)
    await queries.save_write_only(ctx, cards, wanted=write_only)
    await _tell(ctx, act, row)
    return row


async def give_contact(ctx: Ctx, contact_id: UUID, *, promise: str) -> UUID:
    """The person gave their address for one promise: good for it and for one question. Raises `ContactNotFound`."""
    cards = await _cards(ctx, contact_id)
    row = models.GivenContact(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        contact_id=cards[0],
        promise=promise,
        given_at=ctx.now(),
        expires_at=ctx.now() + rules.STEP_LASTS,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    return row.id


async def worded(ctx: Ctx, code: str) -> tuple[models.Purpose, models.Wording | None]:
    """The purpose, and its last wording where it has one. Raises `PurposeNotFound`."""
    purpose = await queries.purpose(ctx, code)
    if purpose is None:
        raise errors.PurposeNotFound
    wording = next(iter(await queries.wordings(ctx, [purpose.id])), None)
    return purpose, wording if wording is not None and (wording.text_ru or wording.text_en) else None


def _by_themselves(ctx: Ctx, act: Act) -> bool:
    """Not a colleague who wrote down what the person is said to have done."""
    return act.method in rules.OWN_METHODS and ctx.actor.kind is not ActorKind.OPERATOR


async def _cards(ctx: Ctx, contact_id: UUID) -> list[UUID]:
    cards = list(await queries.card_ids(ctx, contact_id))
    if not cards:
        raise ContactNotFound(params={"contact_id": str(contact_id)})
    return cards


async def _append(ctx: Ctx, act: Act, *, wording: models.Wording | None) -> models.Record:
    await many.hold_chains(ctx, [act.contact_id])
    head = await queries.head(ctx, act.contact_id)
    row = chaining.link(
        ctx,
        msgspec.structs.replace(act, where=await _named(ctx, act)),
        wording=wording,
        number=head.number + 1 if head else 1,
        previous_hash=head.hash if head else rules.GENESIS,
    )
    ctx.session.add(row)
    await ctx.session.flush()
    await many.save_heads(ctx, [chaining.end_of(ctx, row)])
    return row


async def _spelled(ctx: Ctx, act: Act) -> Where:
    """With the address in the spelling it is compared by."""
    where = act.where
    if not where.address:
        return where
    kind = reaching.address_kinds(ctx).get(act.channel, where.address_kind)
    normal = await contacts.spelling(ctx, address_kind=kind, address=where.address)
    return msgspec.structs.replace(where, address_kind=kind, address=normal)


async def _named(ctx: Ctx, act: Act) -> Where:
    """With the person's first address of that channel where none was named, so that the proof can be found by it."""
    if act.where.address:
        return act.where
    kind = reaching.address_kinds(ctx).get(act.channel, act.where.address_kind)
    known = await queries.addresses(ctx, await queries.card_ids(ctx, act.contact_id))
    first = next((one for one in known if one.address_kind == kind), next(iter(known), None))
    if first is None:
        return act.where
    return msgspec.structs.replace(act.where, address_kind=first.address_kind, address=first.address)


async def _hold(ctx: Ctx, act: Act, *, purpose: models.Purpose, record: models.Record) -> None:
    """A mere request takes nothing away from who agreed before."""
    address = act.where.address
    if act.act == "requested" and await _agreed(ctx, act, purpose=purpose):
        return
    values: dict[str, object] = {
        "workspace_id": ctx.workspace_id,
        "contact_id": act.contact_id,
        "purpose_id": purpose.id,
        "channel": act.channel,
        "address": address,
        "status": STATUS[act.act],
        "at": record.at,
        "record_id": record.id,
    }
    await many.save_states(ctx, [values])


async def _agreed(ctx: Ctx, act: Act, *, purpose: models.Purpose) -> bool:
    states = await queries.states(ctx, await queries.card_ids(ctx, act.contact_id))
    said = words.last(states, purpose_id=purpose.id, channel=act.channel, address=act.where.address)
    return said is not None and said.status == "granted"


async def _tell(ctx: Ctx, act: Act, row: models.Record) -> None:
    event = ConsentChanged(
        contact_id=act.contact_id,
        record_id=row.id,
        act=act.act,
        purpose=act.purpose,
        channel=act.channel,
        method=act.method,
    )
    await publish(ctx, event, subject_id=act.contact_id)
    ctx.push(f"desk/{ctx.workspace_id}", "contact.changed", {"contact_id": str(act.contact_id)})
