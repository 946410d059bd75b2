"""Letters with links, presence by the clock, and clearing away what has ended."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog

from otklik.domains.workspaces import letters, links, queries
from otklik.domains.workspaces.service import attending, presence
from otklik.platform import mail
from otklik.platform.alarms import alarm
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.jobs import errand, periodic
from otklik.platform.mail import Letter, MailFailed
from otklik.platform.settings import Settings

ENDED_KEPT: Final = timedelta(days=7)
LOST_BLOCK: Final = 500

log = structlog.get_logger()


@errand(queue="mail")
async def send_invitation(parts: Parts, *, workspace_id: WorkspaceId, invitation_id: str) -> None:
    """Does nothing for an invitation accepted or withdrawn meanwhile."""
    letter = await _invitation_letter(parts, workspace_id, invitation_id=UUID(invitation_id))
    if letter is not None:
        await _send(parts, letter)


@errand(queue="mail")
async def send_reset(parts: Parts, *, workspace_id: WorkspaceId, reset_id: str) -> None:  # noqa: ARG001 - every errand is told its workspace
    """Does nothing for a link used or expired meanwhile. An account is of no one workspace, so that one is not used."""
    letter = await _reset_letter(parts, reset_id=UUID(reset_id))
    if letter is not None:
        await _send(parts, letter)


@alarm
async def end_break(ctx: Ctx, operator_id: UUID) -> None:
    await attending.end_break(ctx, operator_id)


@alarm
async def look_idle(ctx: Ctx, operator_id: UUID) -> None:
    await attending.look_idle(ctx, operator_id)


@periodic("* * * * *")
async def notice_lost(parts: Parts) -> None:
    """A node that died told nobody that its operators are gone."""
    before = parts.get(Timekeeper).now() - presence.ALIVE
    async with parts.get(Database).system() as session:
        lost = await queries.presence.stale(session, seen_before=before, limit=LOST_BLOCK)
    for workspace_id, operator_id in lost:
        async with parts.get(Database).transaction(WorkspaceId(workspace_id)) as ctx:
            await attending.lost(ctx, operator_id)


@periodic("17 3 * * *")
async def purge_ended(parts: Parts) -> None:
    """Sessions and links that ended a week ago."""
    async with parts.get(Database).system() as session:
        await queries.access.purge(session, before=parts.get(Timekeeper).now() - ENDED_KEPT)


async def _invitation_letter(parts: Parts, workspace_id: WorkspaceId, *, invitation_id: UUID) -> Letter | None:
    async with parts.get(Database).transaction(workspace_id) as ctx:
        row = await queries.access.invitation_by_id(ctx, invitation_id)
        if row is None:
            return None
        company = await queries.people.workspace_of(ctx)
        inviter = await queries.people.operator_by_id(ctx, row.invited_by_id) if row.invited_by_id else None
        return letters.invitation(
            to=row.email,
            locale=company.locale,
            company=company.name,
            inviter=inviter.name if inviter else None,
            link=links.invitation(parts.get(Cipher), row.id, base_url=parts.get(Settings).base_url()),
            until=row.expires_at,
            time_zone=company.time_zone,
        )


async def _reset_letter(parts: Parts, *, reset_id: UUID) -> Letter | None:
    async with parts.get(Database).system() as session:
        row = await queries.access.open_reset(session, reset_id, now=parts.get(Timekeeper).now())
        account = await queries.people.account_by_id(session, row.account_id) if row else None
        if row is None or account is None:
            return None
        link = links.reset(parts.get(Cipher), row.id, base_url=parts.get(Settings).base_url())
        return letters.reset(to=account.email, locale=account.locale, link=link)


async def _send(parts: Parts, letter: Letter) -> None:
    """A passing failure raises, so that the job is tried again; a final one is logged."""
    try:
        await mail.send(parts, letter)
    except MailFailed as error:
        if not error.permanent:
            raise
        log.warning("workspaces.letter.refused", reason=str(error))
