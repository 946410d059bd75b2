"""Operators: joining, roles, leaving, and the guard rails that keep a company from locking itself out."""

from collections.abc import Mapping, Sequence
from typing import Final, cast
from uuid import UUID

import msgspec

from otklik.domains.workspaces import events, pictures, queries, rules
from otklik.domains.workspaces.errors import LastOwner, OperatorExists, OwnDeactivation
from otklik.domains.workspaces.models import Account, Operator
from otklik.domains.workspaces.rules import Role
from otklik.domains.workspaces.schemas import OperatorData, OperatorPatch, PresenceName, RoleName, StatusName
from otklik.domains.workspaces.service import presence
from otklik.platform.context import ActorKind, Ctx
from otklik.platform.errors import Forbidden, NotFound
from otklik.platform.events import publish
from otklik.platform.ids import new_id
from otklik.platform.web import Page, as_uuid, decode_cursor, encode_cursor, page_size

CHANGED: Final = "operator.changed"


async def create_operator(
    ctx: Ctx, *, email: str, name: str, role: str, password_hash: str | None = None, locale: str | None = None
) -> OperatorData:
    """Let the person of this address work here; an account of theirs is used as it is, its password too.

    Raises `OperatorExists`, `EmailInvalid`.
    """
    account = await _account(ctx, email=rules.normal_email(email), password_hash=password_hash, locale=locale)
    row = Operator(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        account_id=account.id,
        name=name.strip(),
        role=Role(role).value,
        presence="online",
        created_at=ctx.now(),
    )
    ctx.session.add(row)
    await ctx.session.flush()
    await publish(ctx, events.OperatorJoined(operator_id=row.id, role=row.role), subject_id=row.id)
    return await _announced(ctx, row.id)


async def operator(ctx: Ctx, operator_id: UUID) -> OperatorData:
    """Raises `NotFound`."""
    found = await operators_by_id(ctx, [operator_id])
    if operator_id not in found:
        raise NotFound
    return found[operator_id]


async def operators_by_id(ctx: Ctx, ids: Sequence[UUID]) -> Mapping[UUID, OperatorData]:
    """Those of the ids that are operators here, deactivated ones too."""
    rows = await queries.people.operators_with_accounts(ctx, ids=ids)
    return {one.id: one for one in await _views(ctx, rows)}


def may_answer(role: str) -> bool:
    """Whether people of this role answer customers."""
    return "conversations.write" in rules.permissions_of(role)


async def operators(ctx: Ctx, *, cursor: str | None, limit: int | None) -> Page[OperatorData]:
    """All of them by name, deactivated ones too."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=2)
    after = (values[0], as_uuid(values[1], field="cursor")) if values else None
    rows = await queries.people.operators_with_accounts(ctx, after=after, limit=size + 1)
    views = await _views(ctx, rows[:size])
    more = encode_cursor(views[-1].name, str(views[-1].id)) if len(rows) > size else None
    return Page(items=views, next_cursor=more)


async def change_operator(ctx: Ctx, operator_id: UUID, patch: OperatorPatch) -> OperatorData:
    """Name and role. Raises `NotFound`, `OwnersOnly`, `OwnRole`, `LastOwner`."""
    row = await _required(ctx, operator_id)
    rules.check_may_touch(actor_role=await actor_role(ctx), target_role=row.role)
    if isinstance(patch.role, str) and patch.role != row.role:
        await _change_role(ctx, row, wanted=patch.role)
    if isinstance(patch.name, str):
        row.name = patch.name.strip()
        await publish(ctx, events.OperatorChanged(operator_id=row.id, fields=["name"]), subject_id=row.id)
    return await _announced(ctx, row.id)


async def deactivate(ctx: Ctx, operator_id: UUID) -> OperatorData:
    """Out at once: sessions end, tokens stop. Raises `NotFound`, `OwnersOnly`, `OwnDeactivation`, `LastOwner`."""
    row = await _required(ctx, operator_id)
    if ctx.actor.id == operator_id:
        raise OwnDeactivation
    rules.check_may_touch(actor_role=await actor_role(ctx), target_role=row.role)
    if row.deactivated_at is None:
        await _keep_an_owner(ctx, row)
        row.deactivated_at = ctx.now()
        await queries.access.end_sessions_of_operator(ctx, row.id)
        await publish(ctx, events.OperatorDeactivated(operator_id=row.id), subject_id=row.id)
    return await _announced(ctx, row.id)


async def reactivate(ctx: Ctx, operator_id: UUID) -> OperatorData:
    """Raises `NotFound`, `OwnersOnly`."""
    row = await _required(ctx, operator_id)
    rules.check_may_touch(actor_role=await actor_role(ctx), target_role=row.role)
    if row.deactivated_at is not None:
        row.deactivated_at = None
        await publish(ctx, events.OperatorReactivated(operator_id=row.id), subject_id=row.id)
    return await _announced(ctx, row.id)


async def own_row(ctx: Ctx) -> Operator:
    """The acting operator's row. Raises `Forbidden` for tokens, visitors and the system."""
    if ctx.actor.kind is not ActorKind.OPERATOR or ctx.actor.id is None:
        raise Forbidden(params={"permission": rules.SELF})
    return await _required(ctx, ctx.actor.id)


async def own_account(ctx: Ctx, *, lock: bool = False) -> Account:
    row = await own_row(ctx)
    account = await queries.people.account_by_id(ctx.session, row.account_id, lock=lock)
    if account is None:
        raise NotFound
    return account


async def actor_role(ctx: Ctx) -> str:
    """The role that limits what the actor may do to others; a token never counts as an owner."""
    if ctx.actor.kind is ActorKind.SYSTEM:
        return Role.OWNER
    if ctx.actor.kind is ActorKind.OPERATOR and ctx.actor.id is not None:
        return (await _required(ctx, ctx.actor.id)).role
    return Role.ADMINISTRATOR


async def announce(ctx: Ctx, operator_id: UUID) -> OperatorData:
    """Show the operator anew on every desk of the company."""
    return await _announced(ctx, operator_id)


async def _announced(ctx: Ctx, operator_id: UUID) -> OperatorData:
    await ctx.session.flush()
    view = await operator(ctx, operator_id)
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, {"operator": msgspec.to_builtins(view)})
    return view


async def _account(ctx: Ctx, *, email: str, password_hash: str | None, locale: str | None) -> Account:
    found = await queries.people.account_by_email(ctx.session, email)
    if found is not None:
        if await queries.people.operator_of_account(ctx, found.id) is not None:
            raise OperatorExists
        return found
    language = locale or (await queries.people.workspace_of(ctx)).locale
    made = Account(id=new_id(), email=email, password_hash=password_hash, locale=language, created_at=ctx.now())
    ctx.session.add(made)
    await ctx.session.flush()
    return made


async def _required(ctx: Ctx, operator_id: UUID) -> Operator:
    row = await queries.people.operator_by_id(ctx, operator_id)
    if row is None:
        raise NotFound
    return row


async def _change_role(ctx: Ctx, row: Operator, *, wanted: str) -> None:
    rules.check_role_change(
        actor_role=await actor_role(ctx), own=ctx.actor.id == row.id, current=row.role, wanted=wanted
    )
    await _keep_an_owner(ctx, row)
    before, row.role = row.role, wanted
    event = events.OperatorRoleChanged(operator_id=row.id, before=before, after=wanted)
    await publish(ctx, event, subject_id=row.id)


async def _keep_an_owner(ctx: Ctx, row: Operator) -> None:
    """Called before an operator stops being an owner at work. Raises `LastOwner`."""
    if row.role == Role.OWNER and list(await queries.people.lock_active_owners(ctx)) == [row.id]:
        raise LastOwner


async def _views(ctx: Ctx, rows: Sequence[queries.people.Person]) -> list[OperatorData]:
    teams = await queries.people.team_ids_by_operator(ctx, [row.id for row, _ in rows])
    connected = await presence.connected_operator_ids(ctx)
    seen = {
        row.id: rules.status(connected=row.id in connected, presence=row.presence, idle=row.idle) for row, _ in rows
    }
    return [
        OperatorData(
            id=row.id,
            name=row.name,
            email=account.email,
            role=cast("RoleName", row.role),
            photo_url=pictures.url(row.id, key=row.photo_key),
            presence=cast("PresenceName", row.presence),
            online=seen[row.id] == "online" and row.deactivated_at is None,
            status=cast("StatusName", seen[row.id]),
            break_ends_at=row.break_ends_at,
            team_ids=teams.get(row.id, []),
            deactivated_at=row.deactivated_at,
        )
        for row, account in rows
    ]
