"""Invitations: an offer by mail to join with a role; accepted, withdrawn, sent again, or expired."""

from datetime import timedelta
from typing import Final, cast
from uuid import UUID

import msgspec

from otklik.domains.workspaces import events, jobs, links, passwords, queries, rules
from otklik.domains.workspaces.errors import InvitationInvalid, OperatorExists
from otklik.domains.workspaces.models import Account, Invitation
from otklik.domains.workspaces.schemas import Acceptance, InvitationCreate, InvitationData, Offer, RoleName
from otklik.domains.workspaces.service import operators, signing_in, teams
from otklik.domains.workspaces.service.signing_in import Attempt, SignedIn
from otklik.platform.clock import Timekeeper
from otklik.platform.context import ActorKind, Ctx, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.errors import NotFound
from otklik.platform.events import publish
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs
from otklik.platform.limits import Rate
from otklik.platform.web import Page, as_uuid, decode_cursor, encode_cursor, page_size

LASTS: Final = timedelta(days=7)
LETTERS: Final = Rate(name="invitations.letters", times=100, window_seconds=3600)


async def invitations(ctx: Ctx, *, cursor: str | None, limit: int | None) -> Page[InvitationData]:
    """Not accepted yet, expired ones too, the newest first."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=1)
    after = as_uuid(values[0], field="cursor") if values else None
    rows = await queries.access.invitations(ctx, after=after, limit=size + 1)
    more = encode_cursor(str(rows[size - 1].id)) if len(rows) > size else None
    return Page(items=[_data(row) for row in rows[:size]], next_cursor=more)


async def invite(ctx: Ctx, data: InvitationCreate) -> InvitationData:
    """Raises `OwnersOnly`, `OperatorExists`, `InvitationPending`, `EmailInvalid`, `TooMany`, `Invalid` on a team."""
    email = rules.normal_email(data.email)
    rules.check_may_touch(actor_role=await operators.actor_role(ctx), target_role=data.role)
    await teams.check_teams(ctx, data.team_ids)
    if await queries.people.operator_with_email(ctx, email) is not None:
        raise OperatorExists
    await queries.access.forget_expired_invitation(ctx, email)
    row = _row(ctx, data, email=email)
    ctx.session.add(row)
    await ctx.session.flush()
    await publish(ctx, events.OperatorInvited(invitation_id=row.id, role=row.role), subject_id=row.id)
    await _plan_letter(ctx, row.id)
    return _data(row)


async def resend(ctx: Ctx, invitation_id: UUID) -> InvitationData:
    """The same link again, good for as long as a new one. Raises `NotFound`, `OwnersOnly`, `TooMany`."""
    row = await _required(ctx, invitation_id)
    rules.check_may_touch(actor_role=await operators.actor_role(ctx), target_role=row.role)
    row.expires_at = ctx.now() + LASTS
    await publish(ctx, events.InvitationResent(invitation_id=row.id), subject_id=row.id)
    await _plan_letter(ctx, row.id)
    return _data(row)


async def withdraw(ctx: Ctx, invitation_id: UUID) -> None:
    """Its link is dead from now on. Raises `NotFound`."""
    row = await _required(ctx, invitation_id)
    await publish(ctx, events.InvitationWithdrawn(invitation_id=row.id), subject_id=row.id)
    await ctx.session.delete(row)


async def offer(parts: Parts, *, token: str) -> Offer:
    """What the link shows. Raises `InvitationInvalid`."""
    found, account = await _open(parts, token=token)
    async with parts.get(Database).transaction(found.workspace_id) as ctx:
        company = await queries.people.workspace_of(ctx)
        inviter = await queries.people.operator_by_id(ctx, found.invited_by_id) if found.invited_by_id else None
        return Offer(
            email=found.email,
            role=cast("RoleName", found.role),
            workspace_name=company.name,
            invited_by_name=inviter.name if inviter else None,
            locale=company.locale,
            has_account=account is not None and account.password_hash is not None,
        )


async def accept(parts: Parts, data: Acceptance, *, token: str, attempt: Attempt) -> SignedIn:
    """Join and sign in. Somebody who has an account proves it by its own password and code.

    Raises `InvitationInvalid`, what `sign_in` raises, and what rules say about a new password.
    """
    found, account = await _open(parts, token=token)
    fresh: str | None = None
    if account is not None and account.password_hash is not None:
        await signing_in.check_credentials(parts, msgspec.structs.replace(attempt, email=found.email))
    else:
        rules.check_password(data.password)
        fresh = await passwords.hashed(data.password)
    operator_id = await _join(parts, found, name=data.name, password_hash=fresh)
    return await signing_in.enter(parts, found.workspace_id, operator_id=operator_id, attempt=attempt)


async def _join(parts: Parts, found: Invitation, *, name: str, password_hash: str | None) -> UUID:
    async with parts.get(Database).transaction(found.workspace_id) as ctx:
        row = await queries.access.invitation_by_id(ctx, found.id, lock=True)
        if row is None:
            raise InvitationInvalid
        await _set_first_password(ctx, row.email, password_hash=password_hash)
        row.accepted_at = ctx.now()
        made = await operators.create_operator(
            ctx, email=row.email, name=name, role=row.role, password_hash=password_hash
        )
        still = await queries.people.existing_team_ids(ctx, row.team_ids)
        await queries.people.add_members(ctx, [(team_id, made.id) for team_id in sorted(still)])
        return made.id


async def _set_first_password(ctx: Ctx, email: str, *, password_hash: str | None) -> None:
    """For an account that has none. One that got a password meanwhile is not taken over."""
    account = await queries.people.account_by_email(ctx.session, email)
    if account is None or password_hash is None:
        return
    if account.password_hash is not None:
        raise InvitationInvalid
    account.password_hash = password_hash


async def _open(parts: Parts, *, token: str) -> tuple[Invitation, Account | None]:
    invitation_id = links.row_id(parts.get(Cipher), token, purpose=links.INVITATION)
    if invitation_id is None:
        raise InvitationInvalid
    async with parts.get(Database).system() as session:
        found = await queries.access.open_invitation(session, invitation_id, now=parts.get(Timekeeper).now())
        if found is None:
            raise InvitationInvalid
        return found, await queries.people.account_by_email(session, found.email)


async def _plan_letter(ctx: Ctx, invitation_id: UUID) -> None:
    await signing_in.count(ctx.parts, LETTERS, who=str(ctx.workspace_id))
    await ctx.use(Jobs).defer(ctx, jobs.send_invitation, arguments={"invitation_id": invitation_id})


async def _required(ctx: Ctx, invitation_id: UUID) -> Invitation:
    row = await queries.access.invitation_by_id(ctx, invitation_id)
    if row is None:
        raise NotFound
    return row


def _row(ctx: Ctx, data: InvitationCreate, *, email: str) -> Invitation:
    now = ctx.now()
    return Invitation(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        email=email,
        role=data.role,
        team_ids=sorted(set(data.team_ids)),
        invited_by_id=ctx.actor.id if ctx.actor.kind is ActorKind.OPERATOR else None,
        created_at=now,
        expires_at=now + LASTS,
    )


def _data(row: Invitation) -> InvitationData:
    return InvitationData(
        id=row.id,
        email=row.email,
        role=cast("RoleName", row.role),
        team_ids=row.team_ids,
        invited_by_id=row.invited_by_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
