"""The second factor: a secret shown once, proved by a code before it counts, taken away by the password."""

from typing import Final

from otklik.domains.workspaces import events, totp
from otklik.domains.workspaces.errors import CodeWrong, SecondFactorNotBegun, SecondFactorOn
from otklik.domains.workspaces.schemas import TotpSecret
from otklik.domains.workspaces.service import operators, signing_in
from otklik.domains.workspaces.service.signing_in import TOTP_PURPOSE
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher
from otklik.platform.events import publish

ISSUER: Final = "Otklik"


async def begin(ctx: Ctx) -> TotpSecret:
    """A new secret, not in force yet. Raises `SecondFactorOn`."""
    account = await operators.own_account(ctx, lock=True)
    if account.totp_secret is not None:
        raise SecondFactorOn
    secret = totp.new_secret()
    account.totp_pending = ctx.use(Cipher).encrypt(secret, purpose=TOTP_PURPOSE)
    return TotpSecret(secret=totp.shown(secret), uri=totp.uri(secret, account=account.email, issuer=ISSUER))


async def confirm(ctx: Ctx, *, code: str) -> None:
    """The app makes the right codes: from now on they are asked for. Raises `SecondFactorNotBegun`, `CodeWrong`."""
    account = await operators.own_account(ctx, lock=True)
    if account.totp_pending is None:
        raise SecondFactorNotBegun
    secret = ctx.use(Cipher).decrypt(account.totp_pending, purpose=TOTP_PURPOSE)
    await signing_in.count_code(ctx.parts, account.id)
    step = totp.matching_step(secret, code=code, now=ctx.now())
    if step is None:
        raise CodeWrong
    account.totp_secret, account.totp_pending, account.totp_used_step = account.totp_pending, None, step
    row = await operators.own_row(ctx)
    await publish(ctx, events.SecondFactorTurnedOn(operator_id=row.id), subject_id=row.id)


async def remove(ctx: Ctx, *, password: str) -> None:
    """Raises `WrongCredentials`, `TooMany`."""
    account = await operators.own_account(ctx)
    await signing_in.check_own_password(ctx, account, password=password)
    account.totp_secret = account.totp_pending = None
    row = await operators.own_row(ctx)
    await publish(ctx, events.SecondFactorTurnedOff(operator_id=row.id), subject_id=row.id)
