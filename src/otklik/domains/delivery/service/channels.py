"""Channels: connect, change, check, read back; secrets are sealed here and never leave in clear."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.channels import contract, registry
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, ConfigValue, FieldKind, Manifest
from otklik.channels.registry import Registry
from otklik.domains.delivery import errors, events, queries
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.port import ChannelPort
from otklik.platform.context import Ctx, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.events import publish
from otklik.platform.ids import new_id, token

CHANGED: Final = "otklik_channels"
"""NOTIFY channel: listeners and caches look again."""
SECRETS_PURPOSE: Final = "channel-secrets"
PUBLIC_ID_BYTES: Final = 12


async def create(ctx: Ctx, *, kind: str, name: str, config: Mapping[str, ConfigValue]) -> Channel:
    """A new channel, switched on; connecting it is a job's work. Raises `KindUnknown`, `ConfigInvalid`."""
    provider = ctx.use(Registry).get(kind)
    checked = registry.validate_config(provider.manifest, config)
    nothing_to_connect = not isinstance(provider, contract.Connects)
    channel = Channel(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        kind=kind,
        name=name,
        enabled=True,
        public_id=token(size_bytes=PUBLIC_ID_BYTES),
        webhook_secret=token(),
        created_at=ctx.now(),
        config={},
        secrets=None,
        address="",
        facts={},
        checkpoint={},
        health_ok=True if nothing_to_connect else None,
        health_code="",
        health_detail="",
        health_at=ctx.now() if nothing_to_connect else None,
    )
    _write_config(ctx, channel, provider.manifest, checked)
    ctx.session.add(channel)
    await ctx.session.flush()
    await publish(ctx, events.ChannelCreated(channel_id=channel.id, kind=kind), subject_id=channel.id)
    await _announce(ctx, channel)
    return channel


async def update(
    ctx: Ctx, *, channel_id: UUID, name: str | None, enabled: bool | None, config: Mapping[str, ConfigValue] | None
) -> Channel:
    """Change what is given; a secret left out of `config` keeps its value. Raises as `create`."""
    channel = await get(ctx, channel_id)
    if name is not None:
        channel.name = name
    if enabled is not None:
        channel.enabled = enabled
    if config is not None:
        manifest = ctx.use(Registry).get(channel.kind).manifest
        checked = registry.validate_config(manifest, {**_kept_secrets(ctx, channel, config), **config})
        _write_config(ctx, channel, manifest, checked)
    fields = tuple(
        field for field, value in (("name", name), ("enabled", enabled), ("config", config)) if value is not None
    )
    await publish(ctx, events.ChannelChanged(channel_id=channel_id, fields=fields), subject_id=channel_id)
    await _announce(ctx, channel)
    return channel


async def delete(ctx: Ctx, *, channel_id: UUID) -> None:
    """Take the channel out of use; its conversations and history stay."""
    channel = await get(ctx, channel_id)
    channel.enabled = False
    channel.deleted_at = ctx.now()
    await publish(ctx, events.ChannelDeleted(channel_id=channel_id), subject_id=channel_id)
    await _announce(ctx, channel)


async def get(ctx: Ctx, channel_id: UUID) -> Channel:
    """Raises `ChannelNotFound`."""
    channel = await queries.channel(ctx, channel_id)
    if channel is None:
        raise errors.ChannelNotFound
    return channel


async def any_state(ctx: Ctx, channel_id: UUID) -> Channel:
    """A channel even after its deletion: its conversations are still read. Raises `ChannelNotFound`."""
    channel = await queries.any_channel(ctx, channel_id)
    if channel is None:
        raise errors.ChannelNotFound
    return channel


async def listing(ctx: Ctx) -> Sequence[Channel]:
    return await queries.channels(ctx)


def manifest(ctx: Ctx, kind: str) -> Manifest:
    return ctx.use(Registry).get(kind).manifest


def config_of(parts: Parts, channel: Channel) -> Config:
    """The connection settings with their secrets opened."""
    plain = channel.config
    opened: dict[str, Any] = {}
    if channel.secrets is not None:
        opened = msgspec.json.decode(parts.get(Cipher).decrypt(channel.secrets, purpose=SECRETS_PURPOSE))
    merged = {**plain, **opened}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in merged.items()}


def shown_config(ctx: Ctx, channel: Channel) -> dict[str, Any]:  # Any: values of several kinds
    """The settings as the form shows them: of a secret, only whether it is set."""
    found = dict(channel.config)
    opened = config_of(ctx.parts, channel)
    for field in manifest(ctx, channel.kind).fields:
        if field.kind is FieldKind.SECRET:
            found[field.name] = {"set": bool(opened.get(field.name))}
    return found


async def check(parts: Parts, *, channel: Channel | None, kind: str, config: Config) -> list[CheckStep]:
    """Try a connection, saved or not; called outside any transaction."""
    provider = parts.get(Registry).get(kind)
    if not isinstance(provider, contract.Checks):
        return []
    port = ChannelPort.for_check(parts, channel)
    try:
        return await provider.check(port, config)
    except ChannelError as error:
        return [CheckStep(code=error.code, ok=False, detail=error.detail)]


def for_checking(ctx: Ctx, channel: Channel | None, *, kind: str, given: Mapping[str, ConfigValue]) -> Config:
    """The settings to try: those given over those saved; a saved secret goes only where it was given for.

    Raises `ConfigInvalid`.
    """
    saved: dict[str, ConfigValue] = {}
    if channel is not None and channel.kind == kind:
        saved = {**channel.config, **_kept_secrets(ctx, channel, given)}
    return registry.validate_config(ctx.use(Registry).get(kind).manifest, {**saved, **given})


def _write_config(ctx: Ctx, channel: Channel, manifest: Manifest, config: Config) -> None:
    secret = {field.name for field in manifest.fields if field.kind is FieldKind.SECRET}
    channel.config = {name: value for name, value in config.items() if name not in secret}
    sealed = {name: value for name, value in config.items() if name in secret}
    channel.secrets = ctx.use(Cipher).encrypt(msgspec.json.encode(sealed), purpose=SECRETS_PURPOSE) if sealed else None


def _kept_secrets(ctx: Ctx, channel: Channel, given: Mapping[str, ConfigValue]) -> dict[str, ConfigValue]:
    opened = config_of(ctx.parts, channel)
    fields = manifest(ctx, channel.kind).fields
    if any(_leads_elsewhere(field, given, saved=opened) for field in fields):
        return {}
    return {
        field.name: opened[field.name]
        for field in fields
        if field.kind is FieldKind.SECRET and field.name in opened and field.name not in given
    }


def _leads_elsewhere(field: ConfigField, given: Mapping[str, ConfigValue], *, saved: Config) -> bool:
    """Whether secrets would go to another place than the one they were given for."""
    if not field.destination or field.name not in given:
        return False
    return given[field.name] != saved.get(field.name, field.default)


async def _announce(ctx: Ctx, channel: Channel) -> None:
    await ctx.session.flush()
    await queries.notify(ctx.session, channel=CHANGED, payload=str(channel.id))
    ctx.push(f"desk/{ctx.workspace_id}", "channel.changed", {"channel_id": str(channel.id)})
