"""Prices: shown, changed, and asked for by whoever sends."""

from collections.abc import Sequence
from typing import Final

from otklik.channels import contract, phones
from otklik.channels.contract import Price
from otklik.channels.registry import Registry
from otklik.domains.prices import errors, events, queries, rules, schemas
from otklik.platform.context import Ctx
from otklik.platform.events import publish

CHANGED: Final = "prices.changed"
PHONE: Final = "phone"


async def listing(ctx: Ctx) -> list[schemas.KindPrices]:
    """Every kind of channel that sends, in order of kinds."""
    own: dict[str, list[Price]] = {}
    for row in await queries.every(ctx):
        own.setdefault(row.kind, []).append(Price(micros=row.micros, currency=row.currency, country=row.country))
    return [_shown(one.manifest, own.get(one.manifest.kind)) for one in _senders(ctx)]


async def save(ctx: Ctx, *, kind: str, prices: Sequence[Price]) -> None:
    """Raises `KindUnknown`, `CountryTwice`."""
    ctx.use(Registry).get(kind)
    twice = rules.repeated(prices)
    if twice is not None:
        raise errors.CountryTwice(params={"country": twice})
    await queries.replace(ctx, kind, prices)
    await publish(ctx, events.PricesChanged(channel_kind=kind))
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, {})


async def cost(ctx: Ctx, *, kind: str, address: str, segments: int) -> Price | None:
    """What a message of so many segments to this address costs; None when nobody said."""
    return (await costs(ctx, kind=kind, messages=[(address, segments)]))[0]


async def costs(ctx: Ctx, *, kind: str, messages: Sequence[tuple[str, int]]) -> list[Price | None]:
    """The same of many, each an address and its segments, in their order; the prices are read once."""
    manifest = ctx.use(Registry).get(kind).manifest
    held = await _held(ctx, manifest)
    found: list[Price | None] = []
    for address, segments in messages:
        country = phones.country_of(address) if manifest.address_kind == PHONE and address else rules.ANY_COUNTRY
        price = rules.holding(held, country=country)
        found.append(rules.total(price, segments=segments) if price else None)
    return found


async def cheapest(ctx: Ctx, *, kind: str, currency: str) -> Price | None:
    """Of one segment, in this currency where there is any; None where some message costs nothing."""
    manifest = ctx.use(Registry).get(kind).manifest
    held = await _held(ctx, manifest)
    if not any(one.country == rules.ANY_COUNTRY for one in held):
        return None
    return min(held, key=lambda one: (one.currency != currency, one.micros))


async def currencies(ctx: Ctx, *, kind: str) -> set[str]:
    """In which its messages are paid."""
    return {one.currency for one in await _held(ctx, ctx.use(Registry).get(kind).manifest) if one.micros}


async def alike(ctx: Ctx, *, kind: str) -> bool:
    """Whether every message of this kind costs the same, whoever gets it and however long it is."""
    manifest = ctx.use(Registry).get(kind).manifest
    if manifest.capabilities.sms:
        return False
    by_country = any(one.country != rules.ANY_COUNTRY for one in await _held(ctx, manifest))
    return manifest.address_kind != PHONE or not by_country


async def _held(ctx: Ctx, manifest: contract.Manifest) -> Sequence[Price]:
    """The company's own prices, else those everybody begins with."""
    own = [
        Price(micros=row.micros, currency=row.currency, country=row.country)
        for row in await queries.of_kind(ctx, manifest.kind)
    ]
    return own or manifest.prices


def _senders(ctx: Ctx) -> list[contract.Provider]:
    return [one for one in ctx.use(Registry).all() if isinstance(one, contract.Sends)]


def _shown(manifest: contract.Manifest, own: Sequence[Price] | None) -> schemas.KindPrices:
    return schemas.KindPrices(
        kind=manifest.kind,
        sms=manifest.capabilities.sms,
        own=own is not None,
        rows=[
            schemas.PriceRow(country=one.country, micros=one.micros, currency=one.currency)
            for one in (manifest.prices if own is None else own)
        ],
    )
