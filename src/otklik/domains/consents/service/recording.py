"""Write down what a person agreed to or took back: one more link of their chain, and what holds from now on."""

from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.consents import errors, models, queries, rules
from otklik.domains.consents.events import ConsentChanged
from otklik.domains.consents.service import reaching, suppressing
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import ContactNotFound
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher
from otklik.platform.events import publish
from otklik.platform.ids import new_id, token

SUBJECT: Final = "consents.subject"
SEAL: Final = "consents.seal"
SALT_BYTES: Final = 16
STATUS: Final = {"granted": "granted", "confirmed": "granted", "withdrawn": "withdrawn", "requested": "pending"}
AGREES: Final = frozenset({"granted", "confirmed", "requested"})


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """What names the person and the place; erased with the person."""

    address_kind: str = ""
    address: str = ""
    form: str = ""
    page_url: str = ""
    ip: str = ""
    user_agent: str = ""
    note: str = ""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """`address` of `where` empty: every address of the person in the channel."""

    contact_id: UUID
    act: str
    purpose: str
    channel: str
    method: str
    language: str = "ru"
    where: Where = Where()


async def record(ctx: Ctx, act: Act) -> models.Record:
    """Add the record and change what holds. Raises `ContactNotFound`, `PurposeNotFound`, `WordingMissing`."""
    cards = await _cards(ctx, act.contact_id)
    purpose, last = await _worded(ctx, act.purpose)
    wording = last if act.act in AGREES else None
    if act.act in AGREES and wording is None:
        raise errors.WordingMissing
    act = msgspec.structs.replace(act, contact_id=cards[0], where=await _spelled(ctx, act))
    row = await _append(ctx, act, wording=wording)
    await _hold(ctx, act, purpose=purpose, record=row)
    if act.act in {"granted", "confirmed"} and act.method in rules.OWN_METHODS:
        await suppressing.agreed_anew(ctx, cards, channel=act.channel, address=act.where.address)
    await _tell(ctx, act, row)
    return row


async def require_words(ctx: Ctx, purpose: str) -> None:
    """That people can agree to it. Raises `PurposeNotFound`, `WordingMissing`."""
    _, wording = await _worded(ctx, purpose)
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


async def _worded(ctx: Ctx, code: str) -> tuple[models.Purpose, models.Wording | None]:
    purpose = await queries.purpose(ctx, code)
    if purpose is None:
        raise errors.PurposeNotFound
    return purpose, next(iter(await queries.wordings(ctx, [purpose.id])), None)


def subject_digest(ctx: Ctx, *, address_kind: str, address: str) -> str:
    """By what a proof is found when somebody comes with the address again, though nobody is named in it."""
    return ctx.use(Cipher).digest(f"{ctx.workspace_id}:{address_kind}:{address}", purpose=SUBJECT)


def link_of(row: models.Record) -> rules.Link:
    """What the row's hash covers."""
    return rules.Link(
        contact_id=row.contact_id,
        number=row.number,
        at=row.at,
        act=row.act,
        purpose=row.purpose,
        channel=row.channel,
        wording_version=row.wording_version,
        wording=row.wording,
        language=row.language,
        method=row.method,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        personal_digest=row.personal_digest,
        subject_digest=row.subject_digest,
        previous_hash=row.previous_hash,
    )


def where_of(row: models.Record) -> Where:
    """What names the person; empty once erased."""
    return msgspec.json.decode(row.personal, type=Where) if row.personal else Where()


async def _cards(ctx: Ctx, contact_id: UUID) -> list[UUID]:
    cards = list(await queries.card_ids(ctx, contact_id))
    if not cards:
        raise ContactNotFound(params={"contact_id": str(contact_id)})
    return cards


async def _append(ctx: Ctx, act: Act, *, wording: models.Wording | None) -> models.Record:
    await queries.hold_chain(ctx, act.contact_id)
    head = await queries.head(ctx, act.contact_id)
    where = await _named(ctx, act)
    personal, salt = msgspec.json.encode(where).decode(), token(size_bytes=SALT_BYTES)
    said = (wording.text_ru if act.language == "ru" else wording.text_en) if wording else ""
    row = models.Record(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        contact_id=act.contact_id,
        number=head.number + 1 if head else 1,
        at=ctx.now(),
        act=act.act,
        purpose=act.purpose,
        channel=act.channel,
        wording_version=wording.version if wording else 0,
        wording=said or (wording.text_ru or wording.text_en if wording else ""),
        language=act.language,
        method=act.method,
        actor_kind=ctx.actor.kind.value,
        actor_id=ctx.actor.id,
        personal=personal,
        salt=salt,
        personal_digest=rules.digest_of(personal, salt=salt),
        subject_digest=subject_digest(ctx, address_kind=where.address_kind, address=where.address),
        previous_hash=head.hash if head else rules.GENESIS,
        hash="",
    )
    row.hash = rules.hash_of(link_of(row))
    ctx.session.add(row)
    await ctx.session.flush()
    sealed = rules.head_of(row.contact_id, number=row.number, last_hash=row.hash)
    seal = ctx.use(Cipher).digest(sealed, purpose=SEAL)
    await queries.save_head(ctx, contact_id=row.contact_id, number=row.number, last_hash=row.hash, seal=seal)
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
        "contact_id": act.contact_id,
        "purpose_id": purpose.id,
        "channel": act.channel,
        "address": address,
        "status": STATUS[act.act],
        "at": record.at,
        "record_id": record.id,
    }
    await queries.save_state(ctx, values)


async def _agreed(ctx: Ctx, act: Act, *, purpose: models.Purpose) -> bool:
    states = await queries.states(ctx, await queries.card_ids(ctx, act.contact_id))
    last = next(
        (
            one.status
            for one in states
            if one.purpose_id == purpose.id
            and one.channel in {"", act.channel}
            and one.address in {"", act.where.address}
        ),
        "",
    )
    return last == "granted"


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
