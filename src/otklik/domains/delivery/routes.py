"""HTTP of channels and files, and the one door for providers' webhooks."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.types import ControllerRouterHandler

from otklik.channels import contract
from otklik.channels.contract import ConfigValue
from otklik.channels.registry import Registry
from otklik.domains.delivery import jobs, mass_routes, prepared_routes, schemas
from otklik.domains.delivery.hooks import receive_webhook
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import channels, costs, explaining, files, links
from otklik.platform.context import Ctx, Parts
from otklik.platform.downloads import file_response
from otklik.platform.jobs import Jobs
from otklik.platform.settings import Settings
from otklik.platform.web import API, Entry, Page, as_uuid, decode_cursor, encode_cursor, page_size


@get(f"{API}/providers", permission="channels.read")
async def list_providers(ctx: Ctx) -> list[schemas.ProviderOut]:
    """Every kind of channel this server can connect."""
    return [_provider_out(provider) for provider in ctx.use(Registry).all()]


@get(f"{API}/channels", permission="conversations.read")
async def list_channels(ctx: Ctx) -> Page[schemas.ChannelOut]:
    """The workspace's channels; at most 200."""
    return Page(items=[_channel_out(ctx, channel) for channel in await channels.listing(ctx)])


@get(f"{API}/channels/{{channel_id:uuid}}", permission="channels.read")
async def get_channel(ctx: Ctx, channel_id: UUID) -> schemas.ChannelOut:
    return _channel_out(ctx, await channels.get(ctx, channel_id))


@post(f"{API}/channels", permission="channels.write")
async def create_channel(ctx: Ctx, data: schemas.ChannelIn) -> schemas.ChannelOut:
    """Connect a channel; it introduces itself to the provider in the background and reports its health."""
    channel = await channels.create(ctx, kind=data.kind, name=data.name, config=_config(data.config))
    await ctx.use(Jobs).defer(ctx, jobs.connect_channel, arguments={"channel_id": channel.id})
    return _channel_out(ctx, channel)


@patch(f"{API}/channels/{{channel_id:uuid}}", permission="channels.write")
async def change_channel(ctx: Ctx, channel_id: UUID, data: schemas.ChannelChange) -> schemas.ChannelOut:
    """Change a channel; secrets left out keep their values."""
    config = None if data.config is None else _config(data.config)
    channel = await channels.update(ctx, channel_id=channel_id, name=data.name, enabled=data.enabled, config=config)
    task = jobs.connect_channel if channel.enabled else None
    if task is not None and (config is not None or data.enabled):
        await ctx.use(Jobs).defer(ctx, task, arguments={"channel_id": channel.id})
    if data.enabled is False:
        await _defer_disconnect(ctx, channel)
    return _channel_out(ctx, channel)


@delete(f"{API}/channels/{{channel_id:uuid}}", permission="channels.write")
async def delete_channel(ctx: Ctx, channel_id: UUID) -> None:
    """Disconnect a channel; its conversations stay."""
    channel = await channels.get(ctx, channel_id)
    await channels.delete(ctx, channel_id=channel_id)
    await _defer_disconnect(ctx, channel)


@post(f"{API}/channel-checks", permission="channels.write", status_code=200)
async def check_channel(entry: Entry, data: schemas.CheckIn) -> schemas.CheckOut:
    """Try a connection and say, step by step, what works and what does not."""
    async with entry.transaction() as ctx:
        channel = await channels.get(ctx, data.channel_id) if data.channel_id else None
        config = channels.for_checking(ctx, channel, kind=data.kind, given=_config(data.config))
    return schemas.CheckOut(steps=await channels.check(entry.parts, channel=channel, kind=data.kind, config=config))


@post(f"{API}/channels/{{channel_id:uuid}}/estimates", permission="conversations.write", status_code=200)
async def estimate_message(ctx: Ctx, channel_id: UUID, data: schemas.EstimateIn) -> schemas.EstimateOut:
    """How many segments a text takes as SMS, which characters make it dear, and what it costs; nothing is kept."""
    channel = await channels.get(ctx, channel_id)
    return await costs.estimate(ctx, channel, text=data.text.strip(), address=data.address.strip())


@post(f"{API}/files", permission="conversations.write")
async def upload_file(
    ctx: Ctx, data: Annotated[UploadFile, Body(media_type=RequestEncodingType.MULTI_PART)]
) -> schemas.FileOut:
    """Keep a file to be attached to a message; at most OTKLIK_UPLOAD_BYTES_MAX bytes."""
    row = await files.keep(ctx, name=data.filename, media_type=data.content_type, data=await data.read())
    return schemas.file_out(row)


@get(f"{API}/files/{{file_id:uuid}}", permission="conversations.read")
async def download_file(ctx: Ctx, file_id: UUID, *, inline: bool = False) -> Response[bytes]:
    """The bytes of a file, shown in place only when its type can do no harm."""
    file = await files.get(ctx, file_id)
    return file_response(file.name, file.media_type, await files.read(ctx, file), inline=inline)


@get(f"{links.PATH}/{{token:str}}/{{shown_as:str}}", public=True, include_in_schema=False)
async def download_by_link(parts: Parts, token: str) -> Response[bytes]:
    """For providers that fetch files by themselves; the name is there for those who read a type from it."""
    found = await links.follow(parts, token)
    return file_response(found.name, found.media_type, found.data, inline=True)


def _config(given: schemas.GivenConfig) -> dict[str, ConfigValue]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


async def _defer_disconnect(ctx: Ctx, channel: Channel) -> None:
    await ctx.use(Jobs).defer(ctx, jobs.disconnect_channel, arguments={"channel_id": channel.id})


def _provider_out(provider: contract.Provider) -> schemas.ProviderOut:
    manifest = provider.manifest
    return schemas.ProviderOut(
        kind=manifest.kind,
        title=manifest.title,
        summary=manifest.summary,
        setup=manifest.setup,
        colour=manifest.colour,
        icon=manifest.icon,
        fields=manifest.fields,
        capabilities=manifest.capabilities,
        takes_webhooks=isinstance(provider, contract.TakesWebhooks),
        checks=isinstance(provider, contract.Checks),
    )


def _channel_out(ctx: Ctx, channel: Channel) -> schemas.ChannelOut:
    base = ctx.use(Settings).base_url()
    may_configure = ctx.actor.may("channels.read")
    config = channels.shown_config(ctx, channel) if may_configure else {}
    return schemas.ChannelOut(
        id=channel.id,
        kind=channel.kind,
        name=channel.name,
        enabled=channel.enabled,
        public_id=channel.public_id,
        config=config,
        address=channel.address,
        facts=channel.facts,
        health=schemas.Health(
            ok=channel.health_ok, code=channel.health_code, detail=channel.health_detail, at=channel.health_at
        ),
        capabilities=channels.manifest(ctx, channel.kind).capabilities,
        webhook_url=f"{base}/hooks/{channel.public_id}" if may_configure else "",
        created_at=channel.created_at,
    )


@get(f"{API}/contacts/{{contact_id:uuid}}/messages-sent", permission="conversations.read")
async def list_sent(
    ctx: Ctx, *, contact_id: UUID, cursor: str | None = None, limit: int | None = None
) -> Page[schemas.SentOut]:
    """Why this person got what they got, and why the rest did not go; the newest first."""
    size = page_size(limit)
    values = decode_cursor(cursor, length=1)
    before = as_uuid(values[0], field="cursor") if values else None
    rows = await explaining.sent_to(ctx, contact_id, before=before, limit=size + 1)
    return Page(items=rows[:size], next_cursor=encode_cursor(str(rows[size - 1].id)) if len(rows) > size else None)


routes: Sequence[ControllerRouterHandler] = [
    list_sent,
    list_providers,
    list_channels,
    get_channel,
    create_channel,
    change_channel,
    delete_channel,
    check_channel,
    estimate_message,
    upload_file,
    download_file,
    download_by_link,
    receive_webhook,
    *mass_routes.routes,
    *prepared_routes.routes,
]
