"""Every question consents asks of the database."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, literal, or_, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from otklik.domains.consents.models import (
    ChainHead,
    GivenContact,
    Preference,
    Purpose,
    Record,
    State,
    Suppression,
    Wording,
)
from otklik.domains.contacts.models import Contact, Identity
from otklik.platform.context import Ctx
from otklik.platform.db import scoped

RECORDS_AT_ONCE: Final = 2_000
RECORDS_MAX: Final = 100_000
"""Of one person, who may change their mind as often as they like: a history cut short would look like a broken one."""
STATES_MAX: Final = 1_000
CARDS_MAX: Final = 1_000


# ---- purposes -----------------------------------------------------------------------------------------


async def purposes(ctx: Ctx, *, archived: bool = True) -> Sequence[Purpose]:
    query = scoped(ctx, Purpose).order_by(Purpose.id)
    return (await ctx.session.scalars(query if archived else query.where(Purpose.archived_at.is_(None)))).all()


async def purpose(ctx: Ctx, code: str) -> Purpose | None:
    return await ctx.session.scalar(scoped(ctx, Purpose).where(Purpose.code == code))


async def purpose_by_id(ctx: Ctx, purpose_id: UUID) -> Purpose | None:
    return await ctx.session.scalar(scoped(ctx, Purpose).where(Purpose.id == purpose_id))


async def wordings(ctx: Ctx, purpose_ids: Collection[UUID]) -> Sequence[Wording]:
    """The newest first."""
    query = scoped(ctx, Wording).where(Wording.purpose_id.in_(purpose_ids))
    return (await ctx.session.scalars(query.order_by(Wording.version.desc()).limit(STATES_MAX))).all()


# ---- the gate -----------------------------------------------------------------------------------------


async def open_step(ctx: Ctx, *, contact_id: UUID, question: bool) -> GivenContact | None:
    """The oldest giving of a contact that is still good for a promise, or for a question; held."""
    used = GivenContact.question_key if question else GivenContact.promise_key
    query = (
        scoped(ctx, GivenContact)
        .where(
            GivenContact.contact_id.in_(_cards(ctx, contact_id)), used.is_(None), GivenContact.expires_at > ctx.now()
        )
        .order_by(GivenContact.id)
        .limit(1)
        .with_for_update()
    )
    return await ctx.session.scalar(query)


def _cards(ctx: Ctx, contact_id: UUID):  # noqa: ANN202 - a subquery, whose type says nothing
    """Ids of every card of the person this contact is part of."""
    root = select(Contact.root_id).where(Contact.workspace_id == ctx.workspace_id, Contact.id == contact_id)
    return scoped(ctx, Contact).where(Contact.root_id == root.scalar_subquery()).with_only_columns(Contact.id)


async def card_ids(ctx: Ctx, contact_id: UUID) -> Sequence[UUID]:
    """Every card of the person, the one they are shown as first."""
    query = _cards(ctx, contact_id).order_by(Contact.merged_into_id.is_not(None), Contact.id).limit(CARDS_MAX)
    return (await ctx.session.scalars(query)).all()


# ---- the chain ----------------------------------------------------------------------------------------


async def head(ctx: Ctx, contact_id: UUID) -> ChainHead | None:
    query = scoped(ctx, ChainHead).where(ChainHead.contact_id == contact_id)
    return await ctx.session.scalar(query, execution_options={"populate_existing": True})


async def records(ctx: Ctx, contact_ids: Sequence[UUID]) -> Sequence[Record]:
    """Every chain of these cards, each oldest first."""
    query = scoped(ctx, Record).where(Record.contact_id.in_(contact_ids)).order_by(Record.contact_id, Record.number)
    found = list[Record]()
    while len(found) < RECORDS_MAX:
        after = tuple_(Record.contact_id, Record.number) > (found[-1].contact_id, found[-1].number) if found else true()
        page = query.where(after).limit(RECORDS_AT_ONCE)
        some = (await ctx.session.scalars(page, execution_options={"populate_existing": True})).all()
        found += some
        if len(some) < RECORDS_AT_ONCE:
            break
    return found


async def record(ctx: Ctx, record_id: UUID) -> Record | None:
    return await ctx.session.scalar(scoped(ctx, Record).where(Record.id == record_id))


async def records_by_subject(ctx: Ctx, subject_digest: str) -> Sequence[Record]:
    """What is known of an address, even after its person was erased; the newest first."""
    query = scoped(ctx, Record).where(Record.subject_digest == subject_digest).order_by(Record.id.desc())
    return (await ctx.session.scalars(query.limit(200))).all()


async def forget_persons_in_records(ctx: Ctx, contact_ids: Sequence[UUID]) -> int:
    """Take what names the person out of their records; hashes cover only its digest, so the chains hold."""
    found = await ctx.session.scalars(
        update(Record)
        .where(Record.workspace_id == ctx.workspace_id, Record.contact_id.in_(contact_ids), Record.erased_at.is_(None))
        .values(personal="", salt="", erased_at=ctx.now())
        .returning(Record.id)
    )
    return len(found.all())


# ---- what holds ---------------------------------------------------------------------------------------


async def states(ctx: Ctx, contact_ids: Sequence[UUID]) -> Sequence[State]:
    """The last said first."""
    query = (
        scoped(ctx, State).where(State.contact_id.in_(contact_ids)).order_by(State.at.desc(), State.record_id.desc())
    )
    found = await ctx.session.scalars(query.limit(STATES_MAX), execution_options={"populate_existing": True})
    return found.all()


async def preference(ctx: Ctx, contact_id: UUID) -> Preference | None:
    query = scoped(ctx, Preference).where(Preference.contact_id == contact_id)
    return await ctx.session.scalar(query, execution_options={"populate_existing": True})


async def write_only(ctx: Ctx, contact_ids: Sequence[UUID]) -> bool:
    query = scoped(ctx, Preference).where(Preference.contact_id.in_(contact_ids), Preference.write_only)
    return await ctx.session.scalar(query.limit(1)) is not None


async def save_write_only(ctx: Ctx, contact_ids: Sequence[UUID], *, wanted: bool) -> None:
    rows = [{"contact_id": card_id, "workspace_id": ctx.workspace_id, "write_only": wanted} for card_id in contact_ids]
    new = insert(Preference).values(rows)
    await ctx.session.execute(
        new.on_conflict_do_update(index_elements=["contact_id"], set_={"write_only": new.excluded.write_only})
    )


async def command_answered(ctx: Ctx, contact_id: UUID, *, before: datetime) -> bool:
    """Note that a command is answered now; False when one was after `before`."""
    new = insert(Preference).values(contact_id=contact_id, workspace_id=ctx.workspace_id, commanded_at=ctx.now())
    taken = await ctx.session.scalar(
        new.on_conflict_do_update(
            index_elements=["contact_id"],
            set_={"commanded_at": new.excluded.commanded_at},
            where=or_(Preference.commanded_at.is_(None), Preference.commanded_at < before),
        ).returning(Preference.contact_id)
    )
    return taken is not None


# ---- suppression --------------------------------------------------------------------------------------


async def suppress(ctx: Ctx, rows: Sequence[dict[str, object]]) -> Sequence[Suppression]:
    """Those that were not suppressed for the same reason already."""
    if not rows:
        return []
    new = insert(Suppression).values([{"workspace_id": ctx.workspace_id, **row} for row in rows])
    return (await ctx.session.scalars(new.on_conflict_do_nothing().returning(Suppression))).all()


async def suppression(ctx: Ctx, suppression_id: UUID) -> Suppression | None:
    return await ctx.session.scalar(scoped(ctx, Suppression).where(Suppression.id == suppression_id).with_for_update())


async def live_suppressions(
    ctx: Ctx, *, address_kind: str, addresses: Collection[str], reasons: Collection[str]
) -> Sequence[Suppression]:
    query = scoped(ctx, Suppression).where(
        Suppression.address_kind == address_kind,
        Suppression.address.in_(addresses),
        Suppression.reason.in_(reasons),
        Suppression.lifted_at.is_(None),
    )
    return (await ctx.session.scalars(query.with_for_update())).all()


async def suppressions_of(ctx: Ctx, contact_ids: Sequence[UUID]) -> Sequence[Suppression]:
    """What stands on the list of the person's addresses."""
    theirs = (scoped(ctx, Identity).where(Identity.contact_id.in_(contact_ids))).with_only_columns(
        Identity.address_kind, Identity.address
    )
    query = scoped(ctx, Suppression).where(
        tuple_(Suppression.address_kind, Suppression.address).in_(theirs), Suppression.lifted_at.is_(None)
    )
    return (await ctx.session.scalars(query.order_by(Suppression.id).limit(200))).all()


async def suppressed(
    ctx: Ctx, *, q: str, reason: str, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Suppression]:
    """The list, the newest first."""
    query = scoped(ctx, Suppression).where(Suppression.lifted_at.is_(None))
    if q:
        query = query.where(Suppression.address.contains(q.strip().lower(), autoescape=True))
    if reason:
        query = query.where(Suppression.reason == reason)
    if before is not None:
        query = query.where(tuple_(Suppression.created_at, Suppression.id) < tuple_(*map(literal, before)))
    query = query.order_by(Suppression.created_at.desc(), Suppression.id.desc()).limit(limit)
    return (await ctx.session.scalars(query)).all()


async def suppressed_count(ctx: Ctx) -> dict[str, int]:
    """How many addresses stand on the list for each reason."""
    query = scoped(ctx, Suppression).where(Suppression.lifted_at.is_(None)).group_by(Suppression.reason)
    return dict((await ctx.session.execute(query.with_only_columns(Suppression.reason, func.count()))).all())


# ---- a person's own -----------------------------------------------------------------------------------


async def given(ctx: Ctx, contact_ids: Sequence[UUID]) -> Sequence[GivenContact]:
    query = scoped(ctx, GivenContact).where(GivenContact.contact_id.in_(contact_ids)).order_by(GivenContact.id)
    return (await ctx.session.scalars(query.limit(200))).all()


async def addresses(ctx: Ctx, contact_ids: Sequence[UUID]) -> Sequence[Identity]:
    query = scoped(ctx, Identity).where(Identity.contact_id.in_(contact_ids)).order_by(Identity.claimed, Identity.id)
    return (await ctx.session.scalars(query.limit(200))).all()


async def drop_standing(ctx: Ctx, contact_ids: Sequence[UUID]) -> int:
    """What holds of a person who is erased; the records stay."""
    dropped = 0
    for model in (State, Preference, GivenContact):
        gone = await ctx.session.scalars(
            delete(model)
            .where(model.workspace_id == ctx.workspace_id, model.contact_id.in_(contact_ids))
            .returning(model.contact_id)
        )
        dropped += len(gone.all())
    return dropped
