"""Background work of delivery: fetching media, connecting channels, cleaning up."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
import structlog

from otklik.channels import contract
from otklik.channels.contract import ChannelError, InboundAttachment, Remedy
from otklik.channels.registry import Registry
from otklik.domains.delivery import events, queries
from otklik.domains.delivery.models import Channel, File
from otklik.domains.delivery.port import ChannelPort
from otklik.domains.delivery.queries import mass_hits
from otklik.domains.delivery.service import channels, files, introducing, prepared, receipts, retelling
from otklik.domains.delivery.service import portraits as picturing
from otklik.platform import keeping
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.events import publish
from otklik.platform.jobs import Jobs, errand, job, periodic
from otklik.platform.settings import Settings

FETCH_ATTEMPTS: Final = 6
SHORT_LIVED: Final = timedelta(days=1)
HITS_KEPT: Final = timedelta(days=30)
"""So long a judgement of who opened or clicked can be looked into."""
REFUSALS_KEPT: Final = timedelta(days=180)
"""How long "why did they not get this" has an answer."""
"""Live entries, rate counts and kept answers."""

_Receipt = contract.InboundAccepted | contract.InboundDelivered | contract.InboundRead | contract.InboundFailed

log = structlog.get_logger()


async def give_up_media(parts: Parts, *, workspace_id: WorkspaceId, file_id: str) -> None:
    """The last attempt failed as those before it: say so instead of "loading" for ever."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        file = await queries.file(ctx, UUID(file_id))
        if file is not None and file.state == "fetching":
            await _arrived(ctx, file, state="failed", error_code=file.error_code or "not_fetched")


@errand(queue="media", attempts_max=FETCH_ATTEMPTS, gave_up=give_up_media)
async def fetch_media(parts: Parts, *, workspace_id: WorkspaceId, file_id: str) -> None:
    """Bring a file from its provider; a passing failure raises, so that the job is tried again."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        wanted = await _to_fetch(ctx, UUID(file_id))
    if wanted is None:
        return
    try:
        data = await wanted.provider.fetch_media(wanted.port, wanted.config, wanted.attachment)
    except ChannelError as error:
        passing = error.remedy in {Remedy.RETRY, Remedy.UNKNOWN, Remedy.RECONNECT}
        async with parts.get(Database).transaction(workspace_id) as ctx:
            file = await files.get(ctx, UUID(file_id))
            if passing:
                file.error_code = error.code
            else:
                await _arrived(ctx, file, state="failed", error_code=error.code)
        if passing:
            raise
        return
    async with parts.get(Database).transaction(workspace_id) as ctx:
        file = await files.get(ctx, UUID(file_id))
        if file.state != "fetching":  # its person was erased meanwhile
            return
        file.key, file.size = await keeping.keep(ctx, data), len(data)
        await _arrived(ctx, file, state="ready", error_code="")


@job(queue="receipts")
async def apply_early_receipt(ctx: Ctx, *, channel_id: str, receipt: str, received_at: str, attempt: int) -> None:
    """Try once more a receipt that named nothing of ours when it came."""
    await receipts.apply(
        ctx,
        channel_id=UUID(channel_id),
        receipt=msgspec.json.decode(receipt, type=_Receipt),
        received_at=datetime.fromisoformat(received_at),
        attempt=attempt,
    )


async def give_up_outgoing(
    parts: Parts, *, workspace_id: WorkspaceId, journal_id: str, external_id: str, attempt: int
) -> None:
    """Nobody says to whom the company wrote: the item stays in the journal as failed."""
    del external_id, attempt
    await retelling.give_up(parts, workspace_id=workspace_id, journal_id=UUID(journal_id))


@errand(queue="receipts", attempts_max=5, gave_up=give_up_outgoing)
async def tell_outgoing(
    parts: Parts, *, workspace_id: WorkspaceId, journal_id: str, external_id: str, attempt: int
) -> None:
    """Tell a message that the company wrote elsewhere, if that is what it is."""
    await retelling.retell(
        parts, workspace_id=workspace_id, journal_id=UUID(journal_id), external_id=external_id, attempt=attempt
    )


@errand(queue="people", attempts_max=3)
async def introduce(parts: Parts, *, workspace_id: WorkspaceId, channel_id: str, strangers: str) -> None:
    """Learn the names of people who wrote; `strangers` are JSON."""
    asked = msgspec.json.decode(strangers, type=list[contract.Stranger])
    await introducing.introduce(parts, workspace_id=workspace_id, channel_id=UUID(channel_id), strangers=asked)


@errand(queue="people", attempts_max=3)
async def fetch_portraits(parts: Parts, *, workspace_id: WorkspaceId, channel_id: str, portraits: str) -> None:
    """Bring the pictures that a provider shows of people; `portraits` are JSON."""
    wanted = msgspec.json.decode(portraits, type=list[picturing.Portrait])
    await picturing.fetch(parts, workspace_id=workspace_id, channel_id=UUID(channel_id), portraits=wanted)


class _Wanted(msgspec.Struct, frozen=True, kw_only=True):
    provider: contract.FetchesMedia
    port: contract.Port
    config: contract.Config
    attachment: InboundAttachment


async def _to_fetch(ctx: Ctx, file_id: UUID) -> _Wanted | None:
    """What is needed to fetch the file; None when there is nothing to be done."""
    file = await queries.file(ctx, file_id)
    if file is None or file.state != "fetching" or file.channel_id is None:
        return None
    channel = await queries.channel(ctx, file.channel_id)
    provider = ctx.use(Registry).get(channel.kind) if channel is not None else None
    if channel is None or not isinstance(provider, contract.FetchesMedia):
        await _arrived(ctx, file, state="failed", error_code="not_fetchable")
        return None
    return _Wanted(
        provider=provider,
        port=ChannelPort.of(ctx.parts, channel),
        config=channels.config_of(ctx.parts, channel),
        attachment=msgspec.convert(file.source or {}, InboundAttachment),
    )


async def _arrived(ctx: Ctx, file: File, *, state: str, error_code: str) -> None:
    file.state, file.error_code = state, error_code
    await ctx.session.flush()
    await publish(ctx, events.FileArrived(file_id=file.id, state=state))


@errand(queue="channels", attempts_max=5)
async def refresh_prepared(parts: Parts, *, workspace_id: WorkspaceId, channel_id: str) -> None:
    """Read a channel's prepared messages anew; one that cannot be asked now is asked within the hour."""
    try:
        await prepared.refresh(parts, workspace_id=workspace_id, channel_id=UUID(channel_id))
    except ChannelError as error:
        log.info("delivery.prepared.not_listed", channel_id=channel_id, code=error.code)
        if error.remedy is Remedy.RETRY:
            raise


@periodic("43 * * * *")
async def refresh_all_prepared(parts: Parts) -> None:
    """What a provider decided is told by webhook; what was missed is found within the hour."""
    kinds = [one.manifest.kind for one in parts.get(Registry).all() if isinstance(one, contract.ListsPrepared)]
    async with parts.get(Database).system() as session:
        found = [(one.id, one.workspace_id) for one in await queries.live_channels(session) if one.kind in kinds]
    for channel_id, workspace_id in found:
        async with parts.get(Database).transaction(WorkspaceId(workspace_id)) as ctx:
            await ctx.use(Jobs).defer(ctx, refresh_prepared, arguments={"channel_id": channel_id})


class _Connection(msgspec.Struct, frozen=True, kw_only=True):
    """A channel and the provider that wants to be introduced to it."""

    provider: contract.Connects
    port: contract.Port
    config: contract.Config


@errand(queue="channels", attempts_max=5)
async def connect_channel(parts: Parts, *, workspace_id: WorkspaceId, channel_id: str) -> None:
    """Introduce a saved channel to its provider: webhook, name, facts."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        channel = await queries.channel(ctx, UUID(channel_id))
        connection = _connection(ctx, channel) if channel is not None and channel.enabled else None
    if connection is None:
        return
    try:
        learned = await connection.provider.connect(connection.port, connection.config)
    except ChannelError as error:
        log.info("delivery.channel.connect_failed", channel_id=channel_id, code=error.code)
        await connection.port.report(error)
        return
    async with parts.get(Database).transaction(workspace_id) as ctx:
        channel = await channels.get(ctx, UUID(channel_id))
        channel.address, channel.facts = learned.address, dict(learned.facts)
        if isinstance(connection.provider, contract.ListsPrepared):
            await ctx.use(Jobs).defer(ctx, refresh_prepared, arguments={"channel_id": channel_id})
    await connection.port.report(None)


@errand(queue="channels", attempts_max=3)
async def disconnect_channel(parts: Parts, *, workspace_id: WorkspaceId, channel_id: str) -> None:
    """Take the webhook away from the provider after a channel was switched off or deleted."""
    async with parts.get(Database).transaction(workspace_id) as ctx:
        connection = _connection(ctx, await channels.any_state(ctx, UUID(channel_id)))
    if connection is not None:
        await connection.provider.disconnect(connection.port, connection.config)


def _connection(ctx: Ctx, channel: Channel) -> _Connection | None:
    provider = ctx.use(Registry).get(channel.kind)
    if not isinstance(provider, contract.Connects):
        return None
    port, config = ChannelPort.of(ctx.parts, channel), channels.config_of(ctx.parts, channel)
    return _Connection(provider=provider, port=port, config=config)


@periodic("17 * * * *")
async def clean_up(parts: Parts) -> None:
    """Drop raw items read long ago, old live entries, old rate counts and judged hits, in bounded bites."""
    now = parts.get(Timekeeper).now()
    kept = timedelta(days=parts.get(Settings).journal_days)
    async with parts.get(Database).system() as session:
        await queries.forget(
            session,
            journal_before=now - kept,
            rest_before=now - SHORT_LIVED,
            refusals_before=now - REFUSALS_KEPT,
        )
        await mass_hits.forget(session, before=now - HITS_KEPT)
