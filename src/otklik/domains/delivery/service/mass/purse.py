"""What a batch whose owner has a budget may still hand over, so that the budget is never passed.

What is on its way is held back from it by the batch's counters until it is settled: what was refused gives its money
back, what is in doubt does not. Who hands over asks twice: at first for how much, then, when the block is made, alone
among all who send for the owner, up to the end of the transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from otklik.channels.contract import Price
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.models_mass import MassBatch
from otklik.domains.delivery.queries import mass_money
from otklik.domains.delivery.queries.mass_money import Spent
from otklik.domains.delivery.service import channels, costs, ledger
from otklik.domains.delivery.service.mass import steering
from otklik.domains.delivery.service.mass.counting import Tally
from otklik.domains.delivery.service.mass.handing import Going, Left
from otklik.domains.delivery.service.mass.ports import BellsSlot, MassAuthors
from otklik.domains.prices import service as prices
from otklik.platform.context import Ctx

NO_LIMIT: Final = 1_000_000
AGAIN_AFTER: Final = timedelta(seconds=30)
"""What does not fit now is looked at again so much later, where money on its way may come back or cheaper ones stand
behind."""
LOOKED_MAX: Final = 500
"""Rows that are looked at one after another for one that fits, before nothing is said to."""


class Purse(NamedTuple):
    left_micros: int
    currency: str
    waits: bool
    """Something on its way may give money back."""

    def fits(self, price: Price | None) -> bool:
        """What costs nothing always does."""
        return not micros(price) or (price is not None and not self.foreign(price) and price.micros <= self.left_micros)

    def count(self, price: Price | None) -> int:
        """How many at one price."""
        if not micros(price):
            return NO_LIMIT
        return self.left_micros // micros(price) if self.fits(price) else 0

    def foreign(self, price: Price | None) -> bool:
        return price is not None and price.micros > 0 and price.currency != self.currency

    def first(self, prices: Iterable[Price | None]) -> list[bool]:
        """Of each message whether it fits beside those before it that do."""
        left, found = self, list[bool]()
        for price in prices:
            found.append(left.fits(price))
            if found[-1]:
                left = left._replace(left_micros=left.left_micros - micros(price))
        return found


def micros(price: Price | None) -> int:
    return price.micros if price else 0


async def look(ctx: Ctx, batch: MassBatch, *, alone: bool = False) -> Purse | None:
    """None: nothing limits the batch. `alone`: nobody else hands over for this owner until the transaction ends."""
    payer = ctx.use(MassAuthors).payer(batch.owner) if batch.limited else None
    if payer is None:
        return None
    if alone:
        await mass_money.alone(ctx, batch.owner_id)
    budget = await payer.budget(ctx, steering.seen(batch))
    if budget is None:
        return None
    found = await mass_money.spent(ctx, owner=batch.owner, owner_id=batch.owner_id, currency=budget.currency)
    left = 0 if _uncounted(found) else budget.micros - found.paid_micros - found.held_micros
    return Purse(left, budget.currency, waits=found.aloft > 0 and (found.held_micros > 0 or _uncounted(found)))


def _uncounted(found: Spent) -> bool:
    """Something went before there was a budget, and nobody knows yet what it costs: it is waited for."""
    return found.aloft > 0 and found.aloft + found.doubted > found.held


async def empty(ctx: Ctx, batch: MassBatch, purse: Purse, *, foreign: bool) -> None:
    """Nothing of the batch fits: where no money can come back its owner hears of it."""
    payer = ctx.use(MassAuthors).payer(batch.owner)
    if payer is not None and not purse.waits:
        await payer.out_of_money(ctx, steering.seen(batch), foreign=foreign)


async def begins(ctx: Ctx, batch: MassBatch, channel: Channel) -> bool:
    """Whether the cheapest message by the channel fits; where none does nobody need be judged."""
    money = await look(ctx, batch)
    if money is None or _free(ctx, channel):
        return True
    price = await prices.cheapest(ctx, kind=channel.kind, currency=money.currency)
    if not money.fits(price):
        await empty(ctx, batch, money, foreign=money.foreign(price))
        return False
    return True


class Looked(NamedTuple):
    """Rows looked at one after another of which nothing fits."""

    rows: int = 0
    foreign: bool = True
    """All of them are paid in another currency than the budget's."""

    def on(self, shared: "Shared", *, rows: int, full: bool) -> "Looked | None":
        """With one more block; None: it is not looked further, for something goes, or enough was looked at."""
        if shared.paid or not full or self.rows + rows >= LOOKED_MAX or not (shared.dear or self.rows):
            return None
        return Looked(self.rows + rows, self.foreign and shared.foreign)


class Shared(NamedTuple):
    """A block that goes by the ledger: what the money is enough for, each with what is held back, and the rest."""

    paid: Sequence[tuple[Going, int | None]]
    over: Sequence[Going] = ()
    """What fits too, but more than was asked for."""
    dear: Sequence[Going] = ()
    money: Purse | None = None
    """None: nothing limits the block."""
    foreign: bool = True


async def share(
    ctx: Ctx,
    batch: MassBatch,
    channel: Channel,
    going: Sequence[Going],
    contents: Mapping[UUID, ledger.Content],
    *,
    most: int,
) -> Shared:
    """Each at its own price, `most` at most: one that does not fit waits, those after it may."""
    asked = await _prices(ctx, channel, going, contents) if batch.limited else []
    money = await look(ctx, batch, alone=True) if batch.limited else None
    if money is None:
        return Shared([(one, None) for one in going[:most]], over=going[most:])
    fits = list(zip(going, asked, money.first(asked), strict=True))
    paid = [(one, micros(price)) for one, price, fit in fits if fit]
    return Shared(
        paid[:most],
        over=[one for one, _ in paid[most:]],
        dear=[one for one, _, fit in fits if not fit],
        money=money,
        foreign=all(money.foreign(price) for price in asked),
    )


async def put_back(ctx: Ctx, batch: MassBatch, shared: Shared, *, before: Looked, on: Looked | None) -> list[Left]:
    """What does not go of a block, `before` which others were looked at; where nothing fits its owner hears of it.

    What was looked past waits until those behind it were looked at.
    """
    money, past = shared.money, on is not None or before.rows > 0
    if money is not None and on is None and not shared.paid and (shared.dear or before.rows):
        await empty(ctx, batch, money, foreign=before.foreign and shared.foreign)
        past = money.waits
    later = ctx.now() + AGAIN_AFTER if past else None
    return [*(one.put_back(due_at=later) for one in shared.dear), *(one.put_back() for one in shared.over)]


async def _prices(
    ctx: Ctx, channel: Channel, going: Sequence[Going], contents: Mapping[UUID, ledger.Content]
) -> list[Price | None]:
    """Nothing for what could not be written."""
    if _free(ctx, channel):
        return [None] * len(going)
    written = [one.row for one in going if one.row.id in contents]
    messages = [(contents[row.id].text, row.address) for row in written]
    known = dict(zip((row.id for row in written), await costs.expected(ctx, channel, messages), strict=True))
    return [known.get(one.row.id) for one in going]


def _free(ctx: Ctx, channel: Channel) -> bool:
    """Phones and browsers are rung for nothing."""
    return ctx.use(BellsSlot).of(channels.manifest(ctx, channel.kind).address_kind) is not None


def tally_of(rows: Sequence[Left]) -> Tally:
    """What is counted of rows that went into the ledger."""
    tally = Tally()
    for due, one in rows:
        if one.held_micros is not None:
            tally.hold(due.variant, one.held_micros)
    return tally


def held(batch: MassBatch, sent: Sequence[Going], price: Price | None) -> Tally:
    """What is counted of letters that go now, each at the price."""
    tally = Tally()
    for one in sent if batch.limited else ():
        tally.hold(one.row.variant, micros(price))
    return tally
