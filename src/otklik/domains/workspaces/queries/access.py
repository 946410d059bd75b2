"""Ways in: sessions, API tokens, invitations, password resets."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from otklik.domains.workspaces.models import Account, ApiToken, Invitation, Operator, PasswordReset, SignInSession
from otklik.platform.context import Ctx
from otklik.platform.db import scoped


async def session_by_digest(
    session: AsyncSession, digest: str, *, now: datetime
) -> Row[SignInSession, Operator, Account] | None:
    """A live session of an operator still at work."""
    found = await session.execute(
        select(SignInSession, Operator, Account)
        .join(Operator, Operator.id == SignInSession.operator_id)
        .join(Account, Account.id == Operator.account_id)
        .where(SignInSession.digest == digest, SignInSession.expires_at > now, Operator.deactivated_at.is_(None))
    )
    return found.first()


async def token_by_digest(session: AsyncSession, digest: str) -> Row[ApiToken, Operator, Account] | None:
    """A token not revoked, whose maker is still at work."""
    found = await session.execute(
        select(ApiToken, Operator, Account)
        .join(Operator, Operator.id == ApiToken.created_by_id)
        .join(Account, Account.id == Operator.account_id)
        .where(ApiToken.digest == digest, ApiToken.revoked_at.is_(None), Operator.deactivated_at.is_(None))
    )
    return found.first()


async def touch_session(session: AsyncSession, session_id: UUID, *, now: datetime, expires_at: datetime) -> None:
    await session.execute(
        update(SignInSession).where(SignInSession.id == session_id).values(seen_at=now, expires_at=expires_at)
    )


async def touch_token(session: AsyncSession, token_id: UUID, *, now: datetime) -> None:
    await session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


async def sessions_of(ctx: Ctx, operator_id: UUID) -> Sequence[SignInSession]:
    """Live ones, the latest used first."""
    chosen = scoped(ctx, SignInSession).where(
        SignInSession.operator_id == operator_id, SignInSession.expires_at > ctx.now()
    )
    return (await ctx.session.scalars(chosen.order_by(SignInSession.seen_at.desc(), SignInSession.id))).all()


async def end_session(ctx: Ctx, session_id: UUID, *, operator_id: UUID) -> bool:
    """Whether there was such a session of this operator."""
    ended = await ctx.session.execute(
        delete(SignInSession)
        .where(
            SignInSession.workspace_id == ctx.workspace_id,
            SignInSession.id == session_id,
            SignInSession.operator_id == operator_id,
        )
        .returning(SignInSession.id)
    )
    return ended.first() is not None


async def end_session_by_digest(session: AsyncSession, digest: str) -> None:
    await session.execute(delete(SignInSession).where(SignInSession.digest == digest))


async def end_sessions_of_operator(ctx: Ctx, operator_id: UUID, *, but_digest: str = "") -> int:
    """Returns how many were ended."""
    ended = await ctx.session.execute(
        delete(SignInSession)
        .where(
            SignInSession.workspace_id == ctx.workspace_id,
            SignInSession.operator_id == operator_id,
            SignInSession.digest != but_digest,
        )
        .returning(SignInSession.id)
    )
    return len(ended.all())


async def end_sessions_of_account(session: AsyncSession, account_id: UUID, *, but_digest: str = "") -> None:
    """In every workspace: the password is the account's."""
    operators = select(Operator.id).where(Operator.account_id == account_id)
    await session.execute(
        delete(SignInSession).where(SignInSession.operator_id.in_(operators), SignInSession.digest != but_digest)
    )


async def tokens(ctx: Ctx, *, after: UUID | None, limit: int) -> Sequence[ApiToken]:
    """Not revoked, the newest first."""
    chosen = scoped(ctx, ApiToken).where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.id.desc()).limit(limit)
    return (await ctx.session.scalars(chosen if after is None else chosen.where(ApiToken.id < after))).all()


async def token_by_id(ctx: Ctx, token_id: UUID) -> ApiToken | None:
    return await ctx.session.scalar(scoped(ctx, ApiToken).where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None)))


async def invitations(ctx: Ctx, *, after: UUID | None, limit: int) -> Sequence[Invitation]:
    """Not accepted yet, expired ones too, the newest first."""
    chosen = scoped(ctx, Invitation).where(Invitation.accepted_at.is_(None)).order_by(Invitation.id.desc()).limit(limit)
    return (await ctx.session.scalars(chosen if after is None else chosen.where(Invitation.id < after))).all()


async def invitation_by_id(ctx: Ctx, invitation_id: UUID, *, lock: bool = False) -> Invitation | None:
    """One that is not accepted yet."""
    chosen = scoped(ctx, Invitation).where(Invitation.id == invitation_id, Invitation.accepted_at.is_(None))
    return await ctx.session.scalar(chosen.with_for_update() if lock else chosen)


async def open_invitation(session: AsyncSession, invitation_id: UUID, *, now: datetime) -> Invitation | None:
    """In whichever workspace: the link's signature is what lets one in."""
    return await session.scalar(
        select(Invitation).where(
            Invitation.id == invitation_id, Invitation.accepted_at.is_(None), Invitation.expires_at > now
        )
    )


async def forget_expired_invitation(ctx: Ctx, email: str) -> None:
    """Make room for a new one to the same address."""
    await ctx.session.execute(
        delete(Invitation).where(
            Invitation.workspace_id == ctx.workspace_id,
            Invitation.email == email,
            Invitation.accepted_at.is_(None),
            Invitation.expires_at <= ctx.now(),
        )
    )


async def open_reset(session: AsyncSession, reset_id: UUID, *, now: datetime) -> PasswordReset | None:
    """Neither used nor expired; locked, so that of two at once one wins."""
    return await session.scalar(
        select(PasswordReset)
        .where(PasswordReset.id == reset_id, PasswordReset.used_at.is_(None), PasswordReset.expires_at > now)
        .with_for_update()
    )


async def close_resets(session: AsyncSession, account_id: UUID, *, now: datetime) -> None:
    """After a new password every older link is dead."""
    await session.execute(
        update(PasswordReset)
        .where(PasswordReset.account_id == account_id, PasswordReset.used_at.is_(None))
        .values(used_at=now)
    )


async def purge(session: AsyncSession, *, before: datetime) -> None:
    """Rows that ended before the moment and say nothing any more."""
    await session.execute(delete(SignInSession).where(SignInSession.expires_at < before))
    await session.execute(
        delete(PasswordReset).where(or_(PasswordReset.expires_at < before, PasswordReset.used_at < before))
    )
