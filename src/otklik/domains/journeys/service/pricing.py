"""What the messages of a simulation would cost: each as its receiver's address is paid, every currency apart."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from otklik.domains.journeys.queries import keeping
from otklik.domains.prices import service as prices
from otklik.platform.context import Ctx


class Sent(NamedTuple):
    """One message; `identity_id`: the address it would go to."""

    node: str
    channel_id: UUID
    identity_id: UUID | None


class Priced(NamedTuple):
    """By node: millionths by currency, and the messages whose price nobody named."""

    costs: Mapping[str, Counter[str]]
    unpriced: Counter[str]

    def total(self) -> Counter[str]:
        """Of all nodes together."""
        whole = Counter[str]()
        for one in self.costs.values():
            whole.update(one)
        return whole


async def price(ctx: Ctx, sent: Sequence[Sent]) -> Priced:
    """A text of several parts costs more: each is taken for one part."""
    known = await keeping.channels(ctx, {one.channel_id for one in sent})
    addresses = await keeping.addresses(ctx, {one.identity_id for one in sent if one.identity_id})
    by_channel: dict[UUID, list[Sent]] = defaultdict(list)
    for one in sent:
        by_channel[one.channel_id].append(one)
    found = Priced(defaultdict(Counter), Counter())
    for channel_id, messages in by_channel.items():
        await _add(ctx, found, known[channel_id].kind, messages, addresses)
    return found


async def _add(ctx: Ctx, found: Priced, kind: str, messages: Sequence[Sent], addresses: Mapping[UUID, str]) -> None:
    asked = [(addresses.get(one.identity_id, "") if one.identity_id else "", 1) for one in messages]
    for one, its in zip(messages, await prices.costs(ctx, kind=kind, messages=asked), strict=True):
        if its is None:
            found.unpriced[one.node] += 1
        else:
            found.costs[one.node][its.currency] += its.micros
