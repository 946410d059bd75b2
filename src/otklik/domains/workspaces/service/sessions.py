"""Sessions: opened at sign-in, shown to their owner, ended by hand, by a new password, or by not being used."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.workspaces import events, queries
from otklik.domains.workspaces.identity import session_digest
from otklik.domains.workspaces.models import SignInSession
from otklik.domains.workspaces.schemas import SessionData
from otklik.domains.workspaces.service.operators import own_row
from otklik.platform.context import Ctx
from otklik.platform.crypto import Cipher
from otklik.platform.errors import NotFound
from otklik.platform.events import publish
from otklik.platform.ids import new_id, token
from otklik.platform.settings import Settings

SECRET_BYTES: Final = 32
USER_AGENT_LENGTH_MAX: Final = 300


async def open_session(ctx: Ctx, operator_id: UUID, *, address: str = "", user_agent: str = "") -> str:
    """The secret for the cookie of a new session; whoever calls this has checked who it is."""
    secret = token(size_bytes=SECRET_BYTES)
    now = ctx.now()
    ctx.session.add(
        SignInSession(
            id=new_id(),
            workspace_id=ctx.workspace_id,
            operator_id=operator_id,
            digest=session_digest(ctx.use(Cipher), secret),
            address=address,
            user_agent=user_agent[:USER_AGENT_LENGTH_MAX],
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(days=ctx.use(Settings).session_days),
        )
    )
    await ctx.session.flush()
    return secret


async def sessions(ctx: Ctx, *, current_secret: str) -> Sequence[SessionData]:
    """One's own, the latest used first."""
    current = session_digest(ctx.use(Cipher), current_secret)
    rows = await queries.access.sessions_of(ctx, (await own_row(ctx)).id)
    return [
        SessionData(
            id=row.id,
            address=row.address,
            user_agent=row.user_agent,
            created_at=row.created_at,
            seen_at=row.seen_at,
            current=row.digest == current,
        )
        for row in rows
    ]


async def end_session(ctx: Ctx, session_id: UUID) -> None:
    """One of one's own. Raises `NotFound`."""
    row = await own_row(ctx)
    if not await queries.access.end_session(ctx, session_id, operator_id=row.id):
        raise NotFound
    await publish(ctx, events.SessionsEnded(operator_id=row.id, count=1), subject_id=row.id)


async def end_other_sessions(ctx: Ctx, *, current_secret: str) -> None:
    """All of one's own in this company but the one that asks."""
    row = await own_row(ctx)
    keep = session_digest(ctx.use(Cipher), current_secret)
    count = await queries.access.end_sessions_of_operator(ctx, row.id, but_digest=keep)
    await publish(ctx, events.SessionsEnded(operator_id=row.id, count=count), subject_id=row.id)


async def sign_out(ctx: Ctx, *, secret: str) -> None:
    """End the session that asks."""
    row = await own_row(ctx)
    await queries.access.end_session_by_digest(ctx.session, session_digest(ctx.use(Cipher), secret))
    await publish(ctx, events.SignedOut(operator_id=row.id), subject_id=row.id)
