"""The gate for many at once: who is reached by the channel, what they agreed to, when they may be written to."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels import contract
from otklik.channels.registry import Registry
from otklik.domains.consents import service as consents
from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.contact_policy.service import PolicyAnswer, PolicyAsk
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.queries import mass as queries
from otklik.domains.delivery.service import channels
from otklik.domains.delivery.service.mass.ports import Judged
from otklik.platform.context import Ctx

BLOCK_MAX: Final = 1_000
"""People one question may ask about; the same as of `consents.standing`."""
NO_ADDRESS: Final = "no_address"
WINDOW_CLOSED: Final = "window_closed"
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When the window of somebody who never wrote closed."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One person with the address they would be written at."""

    contact_id: UUID
    identity_id: UUID | None
    address: str
    reachable: bool
    unreachable_code: str
    row_id: UUID | None = None
    """Of a row that is about to go: what the policy counts it by."""


async def judge(ctx: Ctx, *, channel_id: UUID, purpose: str, contact_ids: Sequence[UUID], at: datetime) -> list[Judged]:
    """In the order asked, 1,000 at most; writes nothing. Raises `ChannelNotFound`."""
    assert len(contact_ids) <= BLOCK_MAX
    channel = await channels.get(ctx, channel_id)
    manifest = channels.manifest(ctx, channel.kind)
    starts = manifest.capabilities.starts_conversation or manifest.capabilities.prepared
    found = await queries.addresses(
        ctx, contact_ids, address_kind=manifest.address_kind, channel_id=None if starts else channel_id
    )
    asked = [
        Asked(
            contact_id=contact_id,
            identity_id=one.identity_id,
            address=one.address or "",
            reachable=bool(one.reachable),
            unreachable_code=one.unreachable_code or "",
        )
        for contact_id, one in zip(contact_ids, found, strict=True)
    ]
    return await judged(ctx, channel, asked, purpose=purpose, at=at)


async def judged(
    ctx: Ctx, channel: Channel, asked: Sequence[Asked], *, purpose: str, at: datetime, leaving: bool = False
) -> list[Judged]:
    """The same for people whose addresses are known. `leaving`: the messages go now, so the policy counts them."""
    closed = closed_because(ctx, channel)
    manifest = channels.manifest(ctx, channel.kind)
    name = consents.channel_of(manifest)
    stepwise = consents.is_stepwise(purpose)
    reached = {
        place: one for place, one in enumerate(asked) if one.identity_id is not None and one.reachable and not closed
    }
    asks = [
        consents.Ask(
            purpose=purpose,
            channel=name,
            contact_id=one.contact_id,
            address_kind=manifest.address_kind,
            address=one.address,
            key=f"mass:{one.row_id}" if stepwise and one.row_id is not None else "",
        )
        for one in reached.values()
    ]
    answers = dict(zip(reached, await consents.standing(ctx, asks), strict=True))
    agreed = {place: (reached[place], answer) for place, answer in answers.items() if not answer.refused}
    restraint = await _restraint(ctx, agreed, channel=name, at=at, leaving=leaving)
    return [_verdict(one, answers.get(place), restraint.get(place), closed) for place, one in enumerate(asked)]


async def windows(ctx: Ctx, channel: Channel, identity_ids: Sequence[UUID]) -> Mapping[UUID, datetime]:
    """Until when each may be written freely; nobody where the channel has no window."""
    seconds = channels.manifest(ctx, channel.kind).capabilities.reply_window_seconds
    if not seconds:
        return {}
    seen = await queries.seen_at(ctx, identity_ids, channel_id=channel.id)
    return {one: seen[one] + timedelta(seconds=seconds) if one in seen else NEVER for one in identity_ids}


async def free_to(ctx: Ctx, *, channel_id: UUID, found: Sequence[Judged], at: datetime) -> list[Judged]:
    """The same for free text: whose window is closed is refused. Raises `ChannelNotFound`."""
    channel = await channels.get(ctx, channel_id)
    open_until = await windows(ctx, channel, [one.identity_id for one in found if one.identity_id and not one.refused])
    return [
        msgspec.structs.replace(one, refused=WINDOW_CLOSED)
        if one.identity_id and open_until.get(one.identity_id, at) < at
        else one
        for one in found
    ]


def closed_because(ctx: Ctx, channel: Channel) -> str:
    """Why nothing at all goes by the channel, as a stable code; empty when it is open."""
    if channel.deleted_at is not None:
        return "channel_deleted"
    if not channel.enabled:
        return "channel_disabled"
    sends = isinstance(ctx.use(Registry).get(channel.kind), contract.Sends)
    return "" if sends else "channel_receives_only"


def _verdict(asked: Asked, answer: consents.Answer | None, policy: PolicyAnswer | None, closed: str) -> Judged:
    if closed or asked.identity_id is None:
        return _refused(asked, closed or NO_ADDRESS)
    if not asked.reachable:
        return _refused(asked, asked.unreachable_code or "unreachable")
    assert answer is not None
    if answer.refused:
        return _refused(asked, answer.refused)
    return Judged(
        contact_id=asked.contact_id,
        identity_id=asked.identity_id,
        refused=policy.refused if policy else "",
        not_before=policy.not_before if policy else None,
        ground=answer.ground,
        consent_record_id=answer.record_id,
    )


def _refused(asked: Asked, code: str) -> Judged:
    return Judged(contact_id=asked.contact_id, identity_id=asked.identity_id, refused=code)


async def _restraint(
    ctx: Ctx, agreed: Mapping[int, tuple[Asked, consents.Answer]], *, channel: str, at: datetime, leaving: bool
) -> Mapping[int, PolicyAnswer]:
    """How often and when one may write first, by place: two messages to one person are two.

    Of messages that go now it is counted at once.
    """
    different = {id(answer): answer for _, answer in agreed.values()}  # of a thousand people there are one or two
    asking = {key: consents.asks_something(answer) for key, answer in different.items()}
    asked = {
        place: PolicyAsk(contact_id=one.contact_id, channel=channel, key=one.row_id or one.contact_id)
        for place, (one, answer) in agreed.items()
        if asking[id(answer)]
    }
    ask = contact_policy.use if leaving else contact_policy.judge
    return dict(zip(asked, await ask(ctx, list(asked.values()), at=at), strict=True))
