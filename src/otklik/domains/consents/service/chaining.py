"""Links of a person's chain: what each covers, how it hangs on the one before, the seal at its end. No I/O."""

from typing import Final
from uuid import UUID

import msgspec

from otklik.domains.consents import models, rules
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher
from otklik.platform.ids import new_id, token

SUBJECT: Final = "consents.subject"
SEAL: Final = "consents.seal"
SALT_BYTES: Final = 16


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


def link(
    ctx: Ctx,
    act: Act,
    *,
    wording: models.Wording | None,
    number: int,
    previous_hash: str,
) -> models.Record:
    """The next record of the chain; its person and address are those of the act."""
    where = act.where
    personal, salt = msgspec.json.encode(where).decode(), token(size_bytes=SALT_BYTES)
    row = models.Record(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        contact_id=act.contact_id,
        number=number,
        at=ctx.now(),
        act=act.act,
        purpose=act.purpose,
        channel=act.channel,
        wording_version=wording.version if wording else 0,
        wording=_words(wording, act.language),
        language=act.language,
        method=act.method,
        actor_kind=ctx.actor.kind.value,
        actor_id=ctx.actor.id,
        personal=personal,
        salt=salt,
        personal_digest=rules.digest_of(personal, salt=salt),
        subject_digest=subject_digest(ctx, address_kind=where.address_kind, address=where.address),
        previous_hash=previous_hash,
        hash="",
    )
    row.hash = rules.hash_of(link_of(row))
    return row


def end_of(ctx: Ctx, row: models.Record) -> dict[str, object]:
    """The head, sealed, of the chain that ends with this record."""
    sealed = rules.head_of(row.contact_id, number=row.number, last_hash=row.hash)
    return {
        "workspace_id": row.workspace_id,
        "contact_id": row.contact_id,
        "number": row.number,
        "hash": row.hash,
        "seal": ctx.use(Cipher).digest(sealed, purpose=SEAL),
    }


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


def _words(wording: models.Wording | None, language: str) -> str:
    """In that language, or in the other where it is missing."""
    if wording is None:
        return ""
    said = wording.text_ru if language == "ru" else wording.text_en
    return said or wording.text_ru or wording.text_en
