"""The company's kit: read and changed by administrators."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.contract import Manifest
from otklik.channels.registry import Registry
from otklik.domains.delivery.service import channels
from otklik.domains.livechat.service import continuing
from otklik.domains.promises.service import cached
from otklik.domains.reach import queries, rules, schemas
from otklik.domains.reach.errors import EntryInvalid
from otklik.platform.context import Ctx
from otklik.platform.ids import token
from otklik.platform.settings import Settings

PUBLIC_ID_BYTES: Final = 12
SCRIPT: Final = "widget/reach.js"
OWN_PAGE: Final = "{page_url}"
"""In a provider's link: the channel has a page of ours, the chat's."""
PAGE: Final = "contact-us"


async def get(ctx: Ctx) -> schemas.ReachOut:
    """What is shown, and what could be."""
    row = await queries.kit(ctx)
    able = await linked(ctx)
    offers = [
        schemas.WayOffer(
            channel_id=one.id,
            kind=one.kind,
            name=one.name,
            url=continuing.filled(url),
            takes_words=continuing.WORDS in url,
        )
        for one, url in able.values()
    ]
    return schemas.ReachOut(
        kit=msgspec.convert(row.document, schemas.Kit) if row else _first(offers),
        offers=offers,
        public_id=row.public_id if row else None,
        page_url=page_url(ctx, row.public_id) if row else None,
        script_url=f"{ctx.use(Settings).base_url()}/{SCRIPT}",
    )


async def put(ctx: Ctx, chosen: schemas.Kit) -> schemas.ReachOut:
    """Raises `EntryInvalid`, `ChannelNotFound`."""
    _check(chosen.entries, schemes=frozenset(door.removesuffix(":") for door in doors(ctx) if door.endswith(":")))
    own = {one.id for one in await channels.listing(ctx)}
    for entry in chosen.entries:
        if entry.channel_id is not None and entry.channel_id not in own:
            await channels.get(ctx, entry.channel_id)
    await queries.save_kit(ctx, public_id=token(size_bytes=PUBLIC_ID_BYTES), document=msgspec.to_builtins(chosen))
    ctx.push(f"desk/{ctx.workspace_id}", "reach.changed", {})
    cached.of(ctx.parts).forget()
    return await get(ctx)


async def linked(ctx: Ctx) -> Mapping[UUID, tuple[queries.Channel, str]]:
    """Every live channel that tells how a customer gets there, with its link (`{start}` where a token goes)."""
    found: dict[UUID, tuple[queries.Channel, str]] = {}
    for one in await channels.listing(ctx):
        link = continuing.link_to(ctx, one)
        if link and one.enabled and one.health_ok is not False:
            found[one.id] = (one, link)
    return found


def doors(ctx: Ctx) -> Mapping[str, Manifest]:
    """Which provider a link leads to, by `rules.door`: known from the links that providers make themselves."""
    manifests = [one.manifest for one in ctx.use(Registry).all()]
    return {door: one for one in manifests if (door := rules.door(one.contact_link.partition("?")[0]))}


def page_url(ctx: Ctx, public_id: str) -> str:
    return f"{ctx.use(Settings).base_url()}/{PAGE}/{public_id}"


def _first(offers: Sequence[schemas.WayOffer]) -> schemas.Kit:
    shown = offers[: schemas.ENTRIES_MAX]
    return schemas.Kit(entries=tuple(_entry(one) for one in shown))


def _entry(offer: schemas.WayOffer) -> schemas.Way:
    return schemas.Way(id=offer.channel_id.hex, kind="channel", channel_id=offer.channel_id)


def _check(entries: Sequence[schemas.Way], *, schemes: Collection[str]) -> None:
    ids = [one.id for one in entries]
    for entry in entries:
        reason = "twice" if ids.count(entry.id) > 1 else rules.fault(entry, schemes=schemes)
        if reason:
            raise EntryInvalid(params={"entry": entry.id, "reason": reason})
