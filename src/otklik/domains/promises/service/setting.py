"""How promises are made and guarded, by company and channel; the nearest settings win."""

from uuid import UUID

import msgspec

from otklik.domains.promises import queries, rules
from otklik.domains.promises.errors import ChannelUnknown
from otklik.domains.promises.schemas import PromiseSettings
from otklik.platform.context import Ctx


async def settings(ctx: Ctx, *, channel_id: UUID | None = None) -> PromiseSettings:
    """Those in force for the channel, or the company's own."""
    found = await queries.settings(ctx, channel_id=channel_id)
    if found is None:
        return PromiseSettings(inherited=channel_id is not None)
    document, own = found
    return msgspec.structs.replace(msgspec.convert(document, PromiseSettings), inherited=not own)


async def read(ctx: Ctx, *, channel_id: UUID | None = None) -> PromiseSettings:
    """As `settings`. Raises `ChannelUnknown`."""
    await _require(ctx, channel_id)
    return await settings(ctx, channel_id=channel_id)


async def save(ctx: Ctx, new: PromiseSettings, *, channel_id: UUID | None = None) -> PromiseSettings:
    """Raises `ChannelUnknown`, `StepsUnordered`."""
    rules.check_steps([one.as_rule() for one in new.steps])
    await _require(ctx, channel_id)
    document = msgspec.to_builtins(msgspec.structs.replace(new, inherited=False))
    await queries.save_settings(ctx, channel_id=channel_id, document=document)
    return await settings(ctx, channel_id=channel_id)


async def drop(ctx: Ctx, *, channel_id: UUID) -> None:
    """Let the channel follow the company's settings again. Raises `ChannelUnknown`."""
    await _require(ctx, channel_id)
    await queries.remove_settings(ctx, channel_id=channel_id)


async def _require(ctx: Ctx, channel_id: UUID | None) -> None:
    if channel_id is not None and not await queries.channel_exists(ctx, channel_id):
        raise ChannelUnknown
