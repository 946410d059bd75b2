"""From the ledger to providers: claim, gate again, hand over, write down what came of it (guarantees 5 and 6)."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
import structlog

from otklik.channels import contract
from otklik.channels.contract import ChannelError, OutboundAttachment, OutboundMessage, Remedy, SendResult
from otklik.channels.registry import Registry
from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery import queries, rules
from otklik.domains.delivery.models import Channel, File, LedgerPart, LedgerRow
from otklik.domains.delivery.pacing import Pacing
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.queries import mass_sending
from otklik.domains.delivery.schemas import PreparedUse
from otklik.domains.delivery.service import channels, costs, ledger, links, prepared, restraint
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database, gave_up
from otklik.platform.files import Files
from otklik.platform.ids import new_id

INSIST_SECONDS_FIRST: Final = 0.1
INSIST_SECONDS_LONGEST: Final = 2.0
HELD_PAUSE: Final = timedelta(minutes=5)
"""How often it is looked whether a paused batch goes on."""

log = structlog.get_logger()


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A row made ready to be handed over."""

    ledger_id: UUID
    workspace_id: WorkspaceId
    kind: str
    provider: contract.Sends
    port: contract.Port
    config: contract.Config
    message: OutboundMessage
    handed_at: datetime


async def claim_block(parts: Parts, *, node: int, now: datetime, limit: int) -> list[tuple[UUID, WorkspaceId]]:
    """Take up to `limit` due rows for this node."""
    async with parts.get(Database).system() as session:
        ids = await queries.claim(session, node=node, now=now, limit=limit)
        return await queries.workspaces_of(session, ids)


async def send(parts: Parts, *, ledger_id: UUID, workspace_id: WorkspaceId) -> None:
    """Carry one claimed row to its provider and settle it."""
    try:
        async with parts.get(Database).transaction(workspace_id) as ctx:
            parcel = await _hand(ctx, ledger_id)
    except Exception:
        log.exception("delivery.hand.fell", ledger_id=str(ledger_id))
        await insist(lambda: _give_back(parts, ledger_id=ledger_id, workspace_id=workspace_id))
        return
    if parcel is not None:
        result = await _carried(parcel)
        try:
            await insist(lambda: _settle(parts, parcel, result))
        except Exception:
            log.exception("delivery.settle.fell", ledger_id=str(ledger_id))
            doubt = ChannelError("unsettled", remedy=Remedy.UNKNOWN)
            await insist(lambda: _settle(parts, parcel, doubt))


async def recover(parts: Parts) -> int:
    """Take back what dead nodes held: claimed rows go again, handed ones are marked unknown (guarantee 6)."""
    async with parts.get(Database).system() as session:
        found = await queries.abandoned(session)
        await queries.release(session, [row_id for row_id, _, state in found if state == "claimed"])
    for row_id, workspace_id, state in found:
        if state == "handed":
            await _recover_handed(parts, ledger_id=row_id, workspace_id=WorkspaceId(workspace_id))
    return len(found)


async def _hand(ctx: Ctx, ledger_id: UUID) -> Parcel | None:
    """Gate the row a second time and mark it handed; None when it was skipped."""
    row = await queries.ledger_row(ctx, ledger_id, lock=True)
    if row is None or row.state != "claimed":
        return None
    channel = await queries.channel(ctx, row.channel_id)
    if channel is None:
        await ledger.move(ctx, row, state="skipped", code="channel_deleted", at=ctx.now())
        return None
    if await _is_held(ctx, row):
        return None
    draft = ledger.draft_of(row)
    agreement = await ledger.agreed(ctx, channel, draft)
    reason = rules.refusal(await ledger.facts(ctx, channel, draft, agreement=agreement), now=ctx.now())
    restrained = contact_policy.PolicyAnswer() if reason else await restraint.leaving(ctx, channel, row, agreement)
    reason = reason or restrained.refused or _too_late(row, restrained)
    if reason:
        await ledger.move(ctx, row, state="skipped", code=reason, at=ctx.now())
        return None
    if restrained.not_before is not None:
        await _wait(ctx, row, restrained)
        return None
    ledger.rest_on(row, agreement)
    provider = ctx.use(Registry).get(channel.kind)
    assert isinstance(provider, contract.Sends)
    config = channels.config_of(ctx.parts, channel)
    if _put_off(ctx, row, per_second=rules.rate(provider.manifest.capabilities, config)):
        return None
    await ledger.move(ctx, row, state="handed", at=ctx.now())
    return Parcel(
        ledger_id=row.id,
        workspace_id=ctx.workspace_id,
        kind=channel.kind,
        provider=provider,
        port=ChannelPort.of(ctx.parts, channel),
        config=config,
        message=await _message(ctx, row, draft),
        handed_at=ctx.now(),
    )


async def _is_held(ctx: Ctx, row: LedgerRow) -> bool:
    """Of a batch that was stopped or paused what was put off does not go; what was on its way does."""
    stands = await mass_sending.batch_state(ctx, row.subject_id) if row.lane == row.id else None
    if stands == "stopped":
        await ledger.move(ctx, row, state="skipped", code="stopped", at=ctx.now())
    elif stands == "paused":
        row.state, row.claimed_by, row.due_at = "planned", None, ctx.now() + HELD_PAUSE
        row.attempts -= 1
    return stands in {"stopped", "paused"}


def _too_late(row: LedgerRow, restrained: contact_policy.PolicyAnswer) -> str:
    """The code where the moment it is put off to is one at which it is worth nothing."""
    later = restrained.not_before
    return rules.TOO_LATE if later is not None and rules.too_late(row.until, at=later) else ""


async def _wait(ctx: Ctx, row: LedgerRow, restrained: contact_policy.PolicyAnswer) -> None:
    """Give the row its later moment; it was not an attempt."""
    restraint.put_off(row, restrained)
    row.attempts -= 1
    await ledger.move(ctx, row, state="planned", code=restrained.delayed, at=ctx.now())


def _put_off(ctx: Ctx, row: LedgerRow, *, per_second: float) -> bool:
    """Give the row a later time when the channel's rate is used up; it was not an attempt."""
    goes_at = ctx.use(Pacing).goes_at(row.id, channel_id=row.channel_id, per_second=per_second, now=ctx.now())
    if goes_at <= ctx.now():
        return False
    row.state, row.claimed_by, row.due_at = "planned", None, goes_at
    row.attempts -= 1
    return True


async def _carried(parcel: Parcel) -> SendResult | ChannelError:
    """What the provider said. Whatever else breaks leaves open whether the message went."""
    try:
        return await parcel.provider.send(parcel.port, parcel.config, parcel.message)
    except ChannelError as error:
        return error
    except Exception as error:
        log.exception("delivery.provider.fell", ledger_id=str(parcel.ledger_id))
        return ChannelError("provider_fell", remedy=Remedy.UNKNOWN, detail=type(error).__name__)


async def insist(write: Callable[[], Awaitable[None]]) -> None:
    """Write down what cannot be learned a second time, however long the database is away."""
    pause_seconds = INSIST_SECONDS_FIRST
    while True:
        try:
            await write()
        except Exception as error:
            if not gave_up(error):
                raise
        else:
            return
        await asyncio.sleep(pause_seconds)
        pause_seconds = min(pause_seconds * 2, INSIST_SECONDS_LONGEST)


async def _give_back(parts: Parts, *, ledger_id: UUID, workspace_id: WorkspaceId) -> None:
    """Nothing was handed over, so the row may go again after a pause; not for ever, for its lane waits behind it."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        row = await queries.ledger_row(ctx, ledger_id, lock=True)
        if row is None or row.state not in {"claimed", "handed"}:
            return
        await _move_after(ctx, row, ChannelError("not_handed", remedy=Remedy.RETRY))


async def _message(ctx: Ctx, row: LedgerRow, draft: ledger.Draft) -> OutboundMessage:
    content = draft.content
    kept = await queries.files(ctx, content.attachment_ids)
    return OutboundMessage(
        id=str(row.id),
        thread_id=row.thread_id,
        to=row.to_address,
        text=content.text,
        html=content.html,
        subject=content.subject,
        attachments=tuple(attachment(ctx, kept[one]) for one in content.attachment_ids if one in kept),
        buttons=content.buttons,
        reply_to_id=content.reply_to_id,
        references=content.references,
        author_name=content.author_name,
        author_avatar_url=content.author_avatar_url,
        automatic=content.automatic,
        language=content.language,
        reply_token=content.reply_token,
        planned_at=row.planned_at,
        prepared=await _prepared(ctx, row, content.prepared),
    )


async def _prepared(ctx: Ctx, row: LedgerRow, use: PreparedUse | None) -> contract.Prepared | None:
    message = await prepared.of_id(ctx, use.prepared_id, channel_id=row.channel_id) if use else None
    return contract.Prepared(message=message, values=use.values) if message and use else None


def attachment(ctx: Ctx, file: File) -> OutboundAttachment:
    """A file of the company as providers take it."""
    store, key = ctx.use(Files), file.key or ""

    async def read() -> bytes:
        return await store.read(key)

    return OutboundAttachment(
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        read=read,
        url=links.link(ctx, file),
        kind=file.kind,
    )


async def _settle(parts: Parts, parcel: Parcel, result: SendResult | ChannelError) -> None:
    async with parts.get(Database).transaction(parcel.workspace_id) as ctx:
        row = await _open_row(ctx, parcel.ledger_id)
        if row is None:
            return
        if isinstance(result, ChannelError):
            await _settle_error(ctx, row, result)
        else:
            await _settle_result(ctx, row, result, parcel)
    error = result if isinstance(result, ChannelError) else None
    if error is None or error.remedy is Remedy.RECONNECT:
        await parcel.port.report(error)


async def _settle_result(ctx: Ctx, row: LedgerRow, result: SendResult, parcel: Parcel) -> None:
    row.external_id = result.external_id
    _keep_parts(ctx, row, result)
    if result.thread_id:
        row.thread_id = result.thread_id
    can = channels.manifest(ctx, parcel.kind).capabilities
    await costs.write_down(ctx, row, result, kind=parcel.kind, can=can, config=parcel.config)
    at = rules.accepted_at(result.accepted_at, handed_at=parcel.handed_at, now=ctx.now())
    await ledger.move(ctx, row, state="accepted", at=at)
    if result.delivered:
        await ledger.move(ctx, row, state="delivered", at=at)


def _keep_parts(ctx: Ctx, row: LedgerRow, result: SendResult) -> None:
    ids = dict.fromkeys(result.external_ids)
    for one in ids if len(ids) > 1 else ():
        part = LedgerPart(
            id=new_id(),
            workspace_id=ctx.workspace_id,
            ledger_id=row.id,
            channel_id=row.channel_id,
            external_id=one,
            state="accepted",
            code="",
        )
        ctx.session.add(part)


async def _settle_error(ctx: Ctx, row: LedgerRow, error: ChannelError) -> None:
    log.info("delivery.send.failed", ledger_id=str(row.id), code=error.code, remedy=error.remedy.value)
    if error.migrate_thread_id:
        row.thread_id = error.migrate_thread_id
    await _move_after(ctx, row, error)
    if error.remedy is Remedy.UNREACHABLE and row.identity_id is not None:
        await contacts.set_reachable(ctx, identity_id=row.identity_id, reachable=False, code=error.code)


async def _move_after(ctx: Ctx, row: LedgerRow, error: ChannelError) -> None:
    outcome = rules.after_error(
        error.remedy, code=error.code, attempts=row.attempts, retry_after_seconds=error.retry_after_seconds
    )
    if outcome.due_in is not None:
        row.due_at = ctx.now() + outcome.due_in
        row.claimed_by = None
    await ledger.move(ctx, row, state=outcome.state, code=outcome.code, at=ctx.now(), detail=error.detail)


async def _open_row(ctx: Ctx, ledger_id: UUID) -> LedgerRow | None:
    """The row if its attempt is still ours to settle; a receipt may have been quicker, a recovery may have doubted."""
    row = await queries.ledger_row(ctx, ledger_id, lock=True)
    return row if row is not None and row.state in {"handed", "unknown"} else None


async def _recover_handed(parts: Parts, *, ledger_id: UUID, workspace_id: WorkspaceId) -> None:
    async with parts.get(Database).transaction(workspace_id) as ctx:
        row = await queries.ledger_row(ctx, ledger_id, lock=True)
        if row is None or row.state != "handed":
            return
        channel: Channel | None = await queries.channel(ctx, row.channel_id)
        safe = channel is not None and channels.manifest(ctx, channel.kind).capabilities.idempotent_send
        row.claimed_by = None
        state, code = ("planned", "retried_after_crash") if safe else ("unknown", "interrupted")
        await ledger.move(ctx, row, state=state, code=code, at=ctx.now())
