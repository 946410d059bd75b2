"""HTTP of consents: a person's block, purposes, the suppression list."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, delete, get, patch, post, put
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from otklik.domains.consents import page_routes, schemas
from otklik.domains.consents.service import (
    chaining,
    confirming,
    person,
    proving,
    purposes,
    reading,
    recording,
    suppressing,
)
from otklik.platform.context import Ctx
from otklik.platform.plainpage import HEADERS
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]
Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]
Words = Annotated[str, QueryParameter(max_length=320, required=False)]
Why = Annotated[str, QueryParameter(name="reason", max_length=40, required=False)]
Note = Annotated[str, QueryParameter(max_length=500)]
CSV_HEADERS: Final = {"content-disposition": 'attachment; filename="suppressions.csv"', "cache-control": "no-store"}


@get(f"{API}/contacts/{{contact_id:uuid}}/consents", permission="consents.read")
async def get_consents(ctx: Ctx, *, contact_id: UUID) -> schemas.ConsentsOut:
    """What the person agreed to, what holds now and why, and their history."""
    return await reading.consents(ctx, contact_id)


@post(f"{API}/contacts/{{contact_id:uuid}}/consents", permission="consents.write")
async def add_consent(ctx: Ctx, *, contact_id: UUID, data: schemas.ConsentIn) -> schemas.ConsentsOut:
    """Write down that the person agreed, or took it back."""
    where = chaining.Where(
        address=data.address,
        form=data.form,
        page_url=data.page_url,
        ip=data.ip,
        user_agent=data.user_agent,
        note=data.note,
    )
    act = chaining.Act(
        contact_id=contact_id,
        act=data.act,
        purpose=data.purpose,
        channel=data.channel,
        method=data.method,
        language=data.language,
        where=where,
    )
    await recording.record(ctx, act)
    return await reading.consents(ctx, contact_id)


@put(f"{API}/contacts/{{contact_id:uuid}}/calls", permission="consents.write")
async def set_calls(ctx: Ctx, *, contact_id: UUID, data: schemas.CallsIn) -> schemas.ConsentsOut:
    """Write, do not call; or the other way round."""
    await recording.calls(ctx, contact_id, write_only=data.write_only, method="word", note=data.note)
    return await reading.consents(ctx, contact_id)


@post(f"{API}/contacts/{{contact_id:uuid}}/given", permission="consents.write", status_code=204)
async def give_contact(ctx: Ctx, *, contact_id: UUID, data: schemas.GivenIn) -> None:
    """The person gave their address for one promise: good for it and for one question."""
    await recording.give_contact(ctx, contact_id, promise=data.promise)


@get(f"{API}/contacts/{{contact_id:uuid}}/consents/proof", permission="consents.read")
async def get_proof(ctx: Ctx, *, contact_id: UUID) -> proving.Proof:
    """The whole chain with all that is needed to recompute it."""
    return await proving.proof(ctx, contact_id)


@get(f"{API}/contacts/{{contact_id:uuid}}/consents/proof.html", permission="consents.read", include_in_schema=False)
async def get_proof_page(ctx: Ctx, *, contact_id: UUID) -> Response[str]:
    """The proof to read and print."""
    body = await proving.page(ctx, contact_id, locale=ctx.locale)
    return Response(body, media_type="text/html", headers=HEADERS)


@get(f"{API}/contacts/{{contact_id:uuid}}/personal-data", permission="personal_data.write", include_in_schema=False)
async def get_personal_data(ctx: Ctx, *, contact_id: UUID) -> Response[bytes]:
    """All that is known of the person, as a ZIP; the audit trail notes who took it."""
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{contact_id}.zip", "cache-control": "no-store"}
    return Response(await person.export(ctx, contact_id), media_type="application/zip", headers=headers)


@delete(f"{API}/contacts/{{contact_id:uuid}}/personal-data", permission="personal_data.write", status_code=200)
async def erase_personal_data(ctx: Ctx, *, contact_id: UUID) -> schemas.Erased:
    """Take the person out of everything; proof and refusals stay. A second time changes nothing."""
    return await person.erase(ctx, contact_id)


@post(f"{API}/consents/confirmations", permission="consents.write", status_code=202)
async def ask_confirmation(ctx: Ctx, data: schemas.ConfirmationIn) -> schemas.Asked:
    """Double opt-in: whoever owns the address is asked there; nothing is sent for the purpose before the yes."""
    return schemas.Asked(contact_id=await confirming.ask(ctx, data))


@get(f"{API}/consents/records", permission="consents.manage")
async def find_records(ctx: Ctx, *, address_kind: Words, address: Words) -> Page[schemas.RecordOut]:
    """What was agreed to by an address, also after its person was erased; the newest 200."""
    return Page(items=await proving.proof_of_address(ctx, address_kind=address_kind, address=address))


@get(f"{API}/consents/purposes", permission="consents.read")
async def list_purposes(ctx: Ctx) -> Page[schemas.PurposeOut]:
    """What the company writes for, with every version of its words; fifty at most."""
    return Page(items=await purposes.listing(ctx))


@post(f"{API}/consents/purposes", permission="consents.manage")
async def add_purpose(ctx: Ctx, data: schemas.PurposeIn) -> schemas.PurposeOut:
    return await purposes.create(ctx, data)


@patch(f"{API}/consents/purposes/{{purpose_id:uuid}}", permission="consents.manage")
async def change_purpose(ctx: Ctx, *, purpose_id: UUID, data: schemas.PurposeChanges) -> schemas.PurposeOut:
    """New words become the next version; what was agreed to before stays as it was."""
    return await purposes.change(ctx, purpose_id, data)


@get(f"{API}/suppressions", permission="consents.read")
async def list_suppressions(
    ctx: Ctx, *, q: Words = "", reason: Why = "", cursor: Cursor = None, limit: Limit = None
) -> Page[schemas.SuppressionOut]:
    """Addresses left in peace, the newest first."""
    size = page_size(limit)
    found = await suppressing.listing(ctx, q=q, reason=reason, before=decode_position(cursor), limit=size + 1)
    last = found[size - 1] if len(found) > size else None
    return Page(items=found[:size], next_cursor=encode_position(last.created_at, last.id) if last else None)


@get(f"{API}/suppressions/counts", permission="consents.read")
async def count_suppressions(ctx: Ctx) -> schemas.SuppressedCounts:
    return await suppressing.counts(ctx)


@post(f"{API}/suppressions", permission="consents.write")
async def add_suppression(ctx: Ctx, data: schemas.SuppressionIn) -> schemas.SuppressionOut:
    """Leave an address in peace; a reason in words is asked for."""
    return await suppressing.add(ctx, data)


@delete(f"{API}/suppressions/{{suppression_id:uuid}}", permission="consents.manage")
async def lift_suppression(ctx: Ctx, *, suppression_id: UUID, note: Note) -> None:
    """Write there again; what the person asked for themselves only they take back."""
    await suppressing.lift(ctx, suppression_id, note=note)


@post(f"{API}/suppressions/imports", permission="consents.manage", status_code=200)
async def import_suppressions(ctx: Ctx, data: schemas.ImportIn) -> schemas.Imported:
    """A list from elsewhere, 20,000 lines at most."""
    return await suppressing.take_in(ctx, data)


@get(f"{API}/suppressions/export", permission="consents.manage", include_in_schema=False)
async def export_suppressions(ctx: Ctx) -> Response[str]:
    """The list as CSV, 100,000 lines at most."""
    return Response(await suppressing.export(ctx), media_type="text/csv", headers=CSV_HEADERS)


routes: Sequence[ControllerRouterHandler] = [
    get_consents,
    add_consent,
    set_calls,
    give_contact,
    get_proof,
    get_proof_page,
    get_personal_data,
    erase_personal_data,
    ask_confirmation,
    find_records,
    list_purposes,
    add_purpose,
    change_purpose,
    list_suppressions,
    count_suppressions,
    add_suppression,
    lift_suppression,
    import_suppressions,
    export_suppressions,
    *page_routes.routes,
]
