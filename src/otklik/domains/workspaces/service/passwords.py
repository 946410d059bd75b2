"""New passwords: by the old one, or by a link sent to the address. Either way other sessions end."""

from datetime import timedelta
from typing import Final

from otklik.domains.workspaces import events, jobs, links, passwords, queries, rules
from otklik.domains.workspaces.errors import EmailInvalid, ResetInvalid
from otklik.domains.workspaces.identity import session_digest
from otklik.domains.workspaces.models import Account, Operator, PasswordReset
from otklik.domains.workspaces.service import operators, signing_in
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.errors import TooMany
from otklik.platform.events import publish
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs
from otklik.platform.limits import Rate

LASTS: Final = timedelta(hours=1)
BY_ADDRESS: Final = Rate(name="password_reset.address", times=10, window_seconds=3600)
BY_ACCOUNT: Final = Rate(name="password_reset.account", times=3, window_seconds=3600)


async def change_password(ctx: Ctx, *, current: str, new: str, secret: str) -> None:
    """All other sessions of the account end, in every company. Raises `WrongCredentials` and what rules say."""
    rules.check_password(new)
    account = await operators.own_account(ctx)
    await signing_in.check_own_password(ctx, account, password=current)
    account.password_hash = await passwords.hashed(new)
    keep = session_digest(ctx.use(Cipher), secret)
    async with ctx.use(Database).system() as session:
        await queries.access.end_sessions_of_account(session, account.id, but_digest=keep)
        await queries.access.close_resets(session, account.id, now=ctx.now())
    row = await operators.own_row(ctx)
    await publish(ctx, events.PasswordChanged(operator_id=row.id), subject_id=row.id)


async def check_reset_rate(parts: Parts, *, address: str) -> None:
    """Raises `TooMany`, whoever the letter is for."""
    await signing_in.count(parts, BY_ADDRESS, who=address)


async def request_reset(parts: Parts, *, email: str) -> None:
    """Send the link where there is somebody to send it to; says nothing either way.

    Call it after the answer has left, so that its duration tells nothing either.
    """
    try:
        clean = rules.normal_email(email)
        await signing_in.count(parts, BY_ACCOUNT, who=clean)
    except (EmailInvalid, TooMany):
        return
    async with parts.get(Database).system() as session:
        account = await queries.people.account_by_email(session, clean)
        home = await queries.people.home_of(session, account.id, slug=None) if account else None
    if account is not None and home is not None:
        await _plan_letter(parts, account, home=home)


async def reset_password(parts: Parts, *, token: str, password: str) -> None:
    """Every session of the account ends and every other link dies. Raises `ResetInvalid` and what rules say."""
    rules.check_password(password)
    reset_id = links.row_id(parts.get(Cipher), token, purpose=links.RESET)
    if reset_id is None:
        raise ResetInvalid
    fresh = await passwords.hashed(password)
    now = parts.get(Timekeeper).now()
    async with parts.get(Database).system() as session:
        reset = await queries.access.open_reset(session, reset_id, now=now)
        account = await queries.people.account_by_id(session, reset.account_id, lock=True) if reset else None
        if account is None:
            raise ResetInvalid
        account.password_hash = fresh
        await session.flush()
        await queries.access.close_resets(session, account.id, now=now)
        await queries.access.end_sessions_of_account(session, account.id)
        home = await queries.people.home_of(session, account.id, slug=None)
    if home is not None:
        await _note_change(parts, home)


async def _plan_letter(parts: Parts, account: Account, *, home: Operator) -> None:
    actor = signing_in.operator_actor(home.id)
    async with parts.get(Database).transaction(home.workspace_id, actor=actor) as ctx:
        now = ctx.now()
        row = PasswordReset(id=new_id(), account_id=account.id, created_at=now, expires_at=now + LASTS)
        ctx.session.add(row)
        await ctx.session.flush()
        await publish(ctx, events.PasswordResetRequested(operator_id=home.id), subject_id=home.id)
        await ctx.use(Jobs).defer(ctx, jobs.send_reset, arguments={"reset_id": row.id})


async def _note_change(parts: Parts, home: Operator) -> None:
    actor = signing_in.operator_actor(home.id)
    async with parts.get(Database).transaction(home.workspace_id, actor=actor) as ctx:
        await publish(ctx, events.PasswordChanged(operator_id=home.id), subject_id=home.id)
