"""What a message costs: told before it is sent, written into its ledger row when it was."""

from collections.abc import Sequence

import msgspec

from otklik.channels.contract import Capabilities, Config, Price, SendResult
from otklik.channels.sms import segments, wording
from otklik.channels.sms.fields import languages_of
from otklik.domains.delivery import schemas
from otklik.domains.delivery.models import Channel, LedgerRow
from otklik.domains.delivery.service import channels
from otklik.domains.prices import service as prices
from otklik.platform.context import Ctx

COSTLY_MAX = 40
"""Characters named in a hint; a text in another script has them all."""


async def estimate(ctx: Ctx, channel: Channel, *, text: str, address: str) -> schemas.EstimateOut:
    """Segments, the characters that cost, cheaper words for the same, and the price; nothing is kept."""
    if not channels.manifest(ctx, channel.kind).capabilities.sms:
        price = await prices.cost(ctx, kind=channel.kind, address=address, segments=1)
        return schemas.EstimateOut(
            sms=None, cost_micros=price and price.micros, currency=price.currency if price else ""
        )
    languages = languages_of(channel.config)
    counted = segments.count(text, languages=languages)
    plain, latin = wording.offers(text, languages=languages)
    price = await prices.cost(ctx, kind=channel.kind, address=address, segments=counted.segments)
    counted = msgspec.structs.replace(counted, costly=counted.costly[:COSTLY_MAX])
    return schemas.EstimateOut(
        sms=schemas.SmsOut(counted=counted, plain=plain, latin=latin),
        cost_micros=price and price.micros,
        currency=price.currency if price else "",
    )


async def expected(ctx: Ctx, channel: Channel, messages: Sequence[tuple[str, str]]) -> list[Price | None]:
    """What messages will cost by the company's prices, each a text and its address; None where nobody said."""
    sms, languages = channels.manifest(ctx, channel.kind).capabilities.sms, languages_of(channel.config)
    sized = [(address, segments.count(said, languages=languages).segments if sms else 1) for said, address in messages]
    return await prices.costs(ctx, kind=channel.kind, messages=sized)


async def write_down(
    ctx: Ctx, row: LedgerRow, result: SendResult, *, kind: str, can: Capabilities, config: Config
) -> None:
    """What the provider took, else what the company's prices say. `config` names the shift tables in use."""
    if can.sms:
        row.segments = result.segments or segments.count(_text(row), languages=languages_of(config)).segments
    price = result.price or await prices.cost(ctx, kind=kind, address=row.to_address, segments=row.segments or 1)
    if price is not None:
        row.cost_micros, row.cost_currency = price.micros, price.currency


def _text(row: LedgerRow) -> str:
    return str(row.content.get("text", ""))
