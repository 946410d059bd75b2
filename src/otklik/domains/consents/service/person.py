"""Hand out and erase all that is known of a person (152-FZ art. 14 and 21, GDPR art. 15, 17 and 20)."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.domains.consents import queries, schemas
from otklik.domains.consents.events import PersonErased, PersonHandedOut
from otklik.domains.consents.service import proving
from otklik.domains.contacts.errors import ContactNotFound
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.files import Files
from otklik.platform.jobs import Jobs
from otklik.platform.personal import ROWS_MAX, PersonalData, shown

DROPPED_AT_ONCE: Final = 500
"""Keys of one job."""
FILES_BYTES_MAX: Final = 100 * 1024 * 1024
"""Of all files put beside the data; what does not fit is only named in it."""


class Everything(msgspec.Struct, frozen=True, kw_only=True):
    """All rows of one person by table. `cut`: tables that hold more than was handed out."""

    made_at: datetime
    contact_ids: Sequence[UUID]
    tables: Mapping[str, Sequence[Mapping[str, Any]]]  # Any: column values
    cut: Sequence[str]


async def export(ctx: Ctx, contact_id: UUID) -> bytes:
    """A ZIP of data.json, proof.json and the person's files. Raises `ContactNotFound`."""
    cards = await _cards(ctx, contact_id)
    tables = await ctx.use(PersonalData).found(ctx, cards)
    data = Everything(
        made_at=ctx.now(),
        contact_ids=cards,
        tables={name: [shown(row) for row in rows] for name, rows in sorted(tables.items())},
        cut=[name for name, rows in tables.items() if len(rows) >= ROWS_MAX],
    )
    proof = await proving.proof(ctx, contact_id)
    await publish(ctx, PersonHandedOut(contact_id=contact_id), subject_id=contact_id)
    return await _packed(ctx, data, proof, tables.get("files", []))


async def erase(ctx: Ctx, contact_id: UUID) -> schemas.Erased:
    """Take the person out of everything; a second time changes nothing. Raises `ContactNotFound`.

    Bytes of their files and their picture go too, a moment later, unless somebody else has the same.
    """
    cards = await _cards(ctx, contact_id)
    data = ctx.use(PersonalData)
    tables = await data.found(ctx, cards)
    await publish(ctx, PersonErased(contact_id=cards[0]), subject_id=cards[0])
    done = await data.erase(ctx, cards)
    await _drop_later(ctx, _keys(tables))
    ctx.session.expire_all()
    ctx.push(f"desk/{ctx.workspace_id}", "contact.changed", {"contact_id": str(cards[0])})
    kept = {name: data.erasures[name].why for name in tables if name in data.erasures and data.erasures[name].why}
    return schemas.Erased(erased=done, kept=kept)


async def _drop_later(ctx: Ctx, keys: Iterable[str]) -> None:
    from otklik.domains.consents import jobs  # noqa: PLC0415 - jobs call verbs of this package

    distinct = sorted(set(keys))
    for at in range(0, len(distinct), DROPPED_AT_ONCE):
        told = msgspec.json.encode(distinct[at : at + DROPPED_AT_ONCE]).decode()
        await ctx.use(Jobs).defer(ctx, jobs.drop_files, arguments={"keys": told})


def _keys(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:  # Any: column values
    files = [row["key"] for row in tables.get("files", []) if row["key"] and row["channel_id"] is not None]
    return [*files, *(row["avatar_key"] for row in tables.get("contacts", []) if row["avatar_key"])]


async def _cards(ctx: Ctx, contact_id: UUID) -> list[UUID]:
    cards = list(await queries.card_ids(ctx, contact_id))
    if not cards:
        raise ContactNotFound(params={"contact_id": str(contact_id)})
    return cards


async def _packed(
    ctx: Ctx,
    data: Everything,
    proof: proving.Proof,
    files: Sequence[Mapping[str, Any]],  # Any: column values
) -> bytes:
    packed = io.BytesIO()
    left = FILES_BYTES_MAX
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", msgspec.json.format(msgspec.json.encode(data), indent=2))
        archive.writestr("proof.json", msgspec.json.format(msgspec.json.encode(proof), indent=2))
        for row in files:
            if row["key"] and row["state"] == "ready" and row["size"] <= left:
                left -= row["size"]
                archive.writestr(f"files/{row['id']}-{row['name']}", await ctx.use(Files).read(row["key"]))
    return packed.getvalue()
