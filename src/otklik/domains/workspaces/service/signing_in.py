"""Signing in: limits first, then the password with the same work for everybody, then the code, then a new session.

Each step has its own short transaction: hashing takes long, and counts must stay when the attempt fails.
"""

from typing import Final, cast
from uuid import UUID

import msgspec

from otklik.domains.workspaces import events, passwords, pictures, queries, rules, totp
from otklik.domains.workspaces.errors import CodeRequired, CodeWrong, EmailInvalid, WrongCredentials
from otklik.domains.workspaces.identity import csrf_token, session_digest
from otklik.domains.workspaces.models import Account, Operator
from otklik.domains.workspaces.schemas import Me, OpensWith, PresenceName, RoleName, SelfData
from otklik.domains.workspaces.service import companies, operators, sessions
from otklik.platform import limits, realtime
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Actor, ActorKind, Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.events import publish
from otklik.platform.limits import Rate

BY_ADDRESS: Final = Rate(name="sign_in.address", times=30, window_seconds=300)
BY_ACCOUNT: Final = Rate(name="sign_in.account", times=20, window_seconds=900)
CODES: Final = Rate(name="sign_in.codes", times=8, window_seconds=900)
TOTP_PURPOSE: Final = "totp"


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody who wants in has given."""

    email: str
    password: str
    code: str | None = None
    workspace_slug: str | None = None
    address: str = ""
    user_agent: str = ""
    old_secret: str = ""
    """The cookie the browser still holds: its session ends, so that a planted one is worth nothing."""


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    me: Me
    secret: str
    """For the cookie."""


async def sign_in(parts: Parts, attempt: Attempt) -> SignedIn:
    """Raises `TooMany`, `WrongCredentials`, `CodeRequired`, `CodeWrong`."""
    account = await check_credentials(parts, attempt)
    async with parts.get(Database).system() as session:
        home = await queries.people.home_of(session, account.id, slug=attempt.workspace_slug)
    if home is None:
        raise WrongCredentials
    return await enter(parts, home.workspace_id, operator_id=home.id, attempt=attempt)


async def enter(parts: Parts, workspace_id: WorkspaceId, *, operator_id: UUID, attempt: Attempt) -> SignedIn:
    """Open a session for somebody whose credentials were checked."""
    actor = operator_actor(operator_id)
    async with parts.get(Database).transaction(workspace_id, actor=actor) as ctx:
        if attempt.old_secret:
            digest = session_digest(ctx.use(Cipher), attempt.old_secret)
            await queries.access.end_session_by_digest(ctx.session, digest)
        secret = await sessions.open_session(ctx, operator_id, address=attempt.address, user_agent=attempt.user_agent)
        (await operators.own_row(ctx)).signed_in_at = ctx.now()
        await publish(ctx, events.SignedIn(operator_id=operator_id), subject_id=operator_id)
        return SignedIn(me=await me(ctx, secret=secret), secret=secret)


async def check_credentials(parts: Parts, attempt: Attempt) -> Account:
    """The account of the address, password and code. Raises as `sign_in` does."""
    await count(parts, BY_ADDRESS, who=attempt.address)
    await count(parts, BY_ACCOUNT, who=attempt.email.strip().lower())
    account = await _account(parts, attempt.email)
    stored = account.password_hash if account else None
    right = await passwords.matches(attempt.password, stored=stored)
    if account is None or stored is None or not right:
        raise WrongCredentials
    if passwords.outdated(stored):
        await _hash_anew(parts, account.id, password=attempt.password)
    if account.totp_secret is not None:
        await _check_code(parts, account, code=attempt.code)
    return account


async def check_own_password(ctx: Ctx, account: Account, *, password: str) -> None:
    """For what asks for the password again. Raises `TooMany`, `WrongCredentials`."""
    await count(ctx.parts, BY_ACCOUNT, who=account.email)
    if not await passwords.matches(password, stored=account.password_hash):
        raise WrongCredentials


async def count_code(parts: Parts, account_id: UUID) -> None:
    """Six digits are few: guesses are counted apart from passwords. Raises `TooMany`."""
    await count(parts, CODES, who=str(account_id))


async def me(ctx: Ctx, *, secret: str) -> Me:
    """Who is signed in, where, and what they may do there; `secret` is the cookie's."""
    row, account = await operators.own_row(ctx), await operators.own_account(ctx)
    return Me(
        operator=_self(row, account),
        workspace=await companies.workspace(ctx),
        permissions=sorted(rules.permissions_of(row.role)),
        csrf_token=csrf_token(ctx.use(Cipher), secret),
        totp_enabled=account.totp_secret is not None,
        live_head=await realtime.head(ctx, f"desk/{ctx.workspace_id}"),
    )


def operator_actor(operator_id: UUID) -> Actor:
    """The operator in the moment of coming in, before a role was looked up: may do what is one's own."""
    return Actor(kind=ActorKind.OPERATOR, id=operator_id, permissions=frozenset({rules.SELF}))


def _self(row: Operator, account: Account) -> SelfData:
    return SelfData(
        id=row.id,
        name=row.name,
        email=account.email,
        role=cast("RoleName", row.role),
        photo_url=pictures.url(row.id, key=row.photo_key),
        presence=cast("PresenceName", row.presence),
        break_ends_at=row.break_ends_at,
        locale=account.locale,
        opens_with=cast("OpensWith", row.opens_with),
    )


async def count(parts: Parts, rate: Rate, *, who: str) -> None:
    async with parts.get(Database).system() as session:
        await limits.count(session, parts.get(Cipher), rate, who=who, now=parts.get(Timekeeper).now())


async def _account(parts: Parts, email: str) -> Account | None:
    try:
        clean = rules.normal_email(email)
    except EmailInvalid:
        clean = ""
    async with parts.get(Database).system() as session:
        return await queries.people.account_by_email(session, clean)


async def _hash_anew(parts: Parts, account_id: UUID, *, password: str) -> None:
    fresh = await passwords.hashed(password)
    async with parts.get(Database).system() as session:
        account = await queries.people.account_by_id(session, account_id)
        if account is not None:
            account.password_hash = fresh


async def _check_code(parts: Parts, account: Account, *, code: str | None) -> None:
    if not code:
        raise CodeRequired
    await count_code(parts, account.id)
    assert account.totp_secret is not None
    secret = parts.get(Cipher).decrypt(account.totp_secret, purpose=TOTP_PURPOSE)
    step = totp.matching_step(secret, code=code, now=parts.get(Timekeeper).now())
    async with parts.get(Database).system() as session:
        fresh = step is not None and await queries.people.claim_totp_step(session, account.id, step=step)
    if not fresh:
        await _note_refused_code(parts, account.id)
        raise CodeWrong


async def _note_refused_code(parts: Parts, account_id: UUID) -> None:
    async with parts.get(Database).system() as session:
        home = await queries.people.home_of(session, account_id, slug=None)
    if home is not None:
        async with parts.get(Database).transaction(home.workspace_id, actor=operator_actor(home.id)) as ctx:
            await publish(ctx, events.SignInCodeRefused(operator_id=home.id), subject_id=home.id)
