"""The proof: a person's history, whether it is as it was written, and a document of it to show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.consents import models, proof_page, queries, rules, schemas
from otklik.domains.consents.service import chaining
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import ContactNotFound
from otklik.domains.workspaces.service import companies
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher

HOW: Final = (
    "hash = SHA-256 (hex) of `covered` as JSON: UTF-8, no spaces, keys in the order shown, times as ISO 8601 with Z."
    " personal_digest = SHA-256 (hex) of salt, a line feed and `personal` as written. previous_hash is the hash of the"
    " record before; the first has 64 zeros."
)


class Proven(msgspec.Struct, frozen=True, kw_only=True):
    """One record with all that is needed to recompute its hash."""

    covered: rules.Link
    hash: str
    personal: str
    salt: str
    erased_at: datetime | None


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    contact_id: UUID
    verdict: rules.Verdict
    records: Sequence[Proven]


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A person's consents as a document. Joined cards keep a chain each."""

    company: str
    contact_id: UUID
    made_at: datetime
    how_to_check: str
    chains: Sequence[Chain]


async def proof(ctx: Ctx, contact_id: UUID) -> Proof:
    """Raises `ContactNotFound`."""
    cards = await queries.card_ids(ctx, contact_id)
    if not cards:
        raise ContactNotFound(params={"contact_id": str(contact_id)})
    return await _document(ctx, contact_id, await queries.records(ctx, cards))


async def proof_of_address(ctx: Ctx, *, address_kind: str, address: str) -> list[schemas.RecordOut]:
    """What was agreed to by an address, found by its digest: also after its person was erased."""
    normal = await contacts.spelling(ctx, address_kind=address_kind, address=address)
    digest = chaining.subject_digest(ctx, address_kind=address_kind, address=normal)
    return [out(row) for row in await queries.records_by_subject(ctx, digest)]


async def page(ctx: Ctx, contact_id: UUID, *, locale: str) -> str:
    """The proof for people, to be read and printed. Raises `ContactNotFound`."""
    found = await proof(ctx, contact_id)
    records = [out(row) for row in await queries.records(ctx, await queries.card_ids(ctx, contact_id))]
    return proof_page.document(
        company=found.company,
        made_at=found.made_at,
        whole=all(one.verdict.whole for one in found.chains),
        records=records,
        locale=locale,
    )


async def whole(ctx: Ctx, rows: Sequence[models.Record]) -> bool:
    """Whether the chains these rows make up are as they were written."""
    return all(one.verdict.whole for one in await _chains(ctx, rows))


def out(row: models.Record) -> schemas.RecordOut:
    where = chaining.where_of(row)
    return schemas.RecordOut(
        id=row.id,
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
        address=where.address,
        form=where.form,
        page_url=where.page_url,
        ip=where.ip,
        user_agent=where.user_agent,
        note=where.note,
        hash=row.hash,
    )


async def _document(ctx: Ctx, contact_id: UUID, rows: Sequence[models.Record]) -> Proof:
    return Proof(
        company=(await companies.workspace(ctx)).name,
        contact_id=contact_id,
        made_at=ctx.now(),
        how_to_check=HOW,
        chains=await _chains(ctx, rows),
    )


async def _chains(ctx: Ctx, rows: Sequence[models.Record]) -> list[Chain]:
    return [
        await _chain(ctx, one, [row for row in rows if row.contact_id == one])
        for one in dict.fromkeys(row.contact_id for row in rows)
    ]


async def _chain(ctx: Ctx, contact_id: UUID, rows: Sequence[models.Record]) -> Chain:
    head = await queries.head(ctx, contact_id)
    number, last_hash = (head.number, head.hash) if head else (0, rules.GENESIS)
    expected = ctx.use(Cipher).digest(
        rules.head_of(contact_id, number=number, last_hash=last_hash), purpose=chaining.SEAL
    )
    verdict = rules.verify(
        [_sealed(row) for row in rows],
        number=number,
        last_hash=last_hash,
        seal_holds=head is not None and head.seal == expected,
    )
    return Chain(contact_id=contact_id, verdict=verdict, records=[_proven(row) for row in rows])


def _sealed(row: models.Record) -> rules.Sealed:
    return rules.Sealed(
        link=chaining.link_of(row),
        hash=row.hash,
        personal=row.personal,
        salt=row.salt,
        erased=row.erased_at is not None,
    )


def _proven(row: models.Record) -> Proven:
    return Proven(
        covered=chaining.link_of(row), hash=row.hash, personal=row.personal, salt=row.salt, erased_at=row.erased_at
    )
