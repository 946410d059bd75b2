"""What the gate of delivery, and whoever counts an audience, asks: may this be sent to this person by this channel?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from otklik.domains.consents import errors, queries, rules
from otklik.domains.consents.queries import gating
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import IdentityNotFound
from otklik.platform.context import Ctx

STANDING_MAX = rules.STANDING_MAX


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One message somebody wants sent. With an identity the address is the identity's own."""

    purpose: str
    channel: str
    contact_id: UUID | None = None
    identity_id: UUID | None = None
    address_kind: str = ""
    address: str = ""
    asked_at: datetime | None = None
    """When the person last wrote where this answers; None: they never did."""
    key: str = ""
    """The message's idempotency key: what a given contact was used up by."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`refused`: a stable code, empty when it may go; then `ground` and `record_id` say on what it rests."""

    refused: str
    ground: str
    record_id: UUID | None
    standing: rules.Standing


def is_stepwise(purpose: str) -> bool:
    """Whether it rests on an address given for one promise and one question, which this message may have used up."""
    return rules.OF_PRODUCT.get(purpose) in {rules.Kind.PROMISE, rules.Kind.QUESTION}


def asks_something(answer: Answer) -> bool:
    """Whether the company speaks first and the person may choose not to hear it; caps and quiet hours are for such."""
    return rules.kind_of(answer.standing) is rules.Kind.COMPANY


async def standing(ctx: Ctx, asks: Sequence[Ask]) -> list[Answer]:
    """The answers in the order asked: one statement for all of them, a thousand at most."""
    assert len(asks) <= rules.STANDING_MAX
    if not asks:
        return []
    if _alike(asks):
        return await _standing_of_many(ctx, asks)
    asked = [
        gating.Asked(one.contact_id, one.identity_id, one.address_kind, one.address, one.purpose, one.channel, one.key)
        for one in asks
    ]
    return [_answer(ask, found) for ask, found in zip(asks, await gating.standing(ctx, asked), strict=True)]


def _alike(asks: Sequence[Ask]) -> bool:
    """Whether they differ by card and address alone, as those of a campaign: then a leaner question does."""
    first = asks[0]
    if first.purpose in rules.OF_PRODUCT or first.channel == rules.CALL:
        return False
    return all(
        one.purpose == first.purpose
        and one.channel == first.channel
        and one.address_kind == first.address_kind
        and one.contact_id is not None
        and one.identity_id is None
        and one.asked_at is None
        for one in asks
    )


async def _standing_of_many(ctx: Ctx, asks: Sequence[Ask]) -> list[Answer]:
    first = asks[0]
    people = [(one.contact_id, one.address) for one in asks if one.contact_id is not None]
    plain, others = await gating.standing_of_many(
        ctx, people, purpose=first.purpose, channel=first.channel, address_kind=first.address_kind
    )
    answers = [_answer(first, plain)] * len(asks)
    for place, found in others.items():
        answers[place] = _answer(asks[place], found)
    return answers


async def may(ctx: Ctx, ask: Ask) -> Answer:
    """One ask; an address without an identity is compared in its normal spelling."""
    if ask.identity_id is None and ask.address:
        normal = await contacts.spelling(ctx, address_kind=ask.address_kind, address=ask.address)
        ask = msgspec.structs.replace(ask, address=normal)
    return (await standing(ctx, [ask]))[0]


async def use_step(ctx: Ctx, ask: Ask) -> None:
    """The message is planned: what its address was given for is now used. Raises `StepUsed` for the loser of two."""
    question = ask.purpose == rules.Kind.QUESTION.value
    contact_id = ask.contact_id or (await _contact_of(ctx, ask.identity_id) if ask.identity_id else None)
    step = await queries.open_step(ctx, contact_id=contact_id, question=question) if contact_id else None
    if step is None:
        raise errors.StepUsed
    if question:
        step.question_key = ask.key
    else:
        step.promise_key = ask.key
    await ctx.session.flush()


async def _contact_of(ctx: Ctx, identity_id: UUID) -> UUID | None:
    try:
        return (await contacts.reach(ctx, identity_id=identity_id)).contact_id
    except IdentityNotFound:
        return None


def _answer(ask: Ask, found: gating.Found) -> Answer:
    standing = rules.Standing(
        purpose=ask.purpose,
        channel=ask.channel,
        basis=found.basis,
        archived=found.archived,
        status=found.status,
        record_id=found.record_id,
        suppressed=found.suppressed,
        write_only=found.write_only,
        step_open=found.question_open if ask.purpose == rules.Kind.QUESTION.value else found.promise_open,
        asked_at=ask.asked_at,
    )
    refused = rules.refusal(standing)
    ground = "" if refused else rules.ground(standing)
    return Answer(refused=refused, ground=ground, record_id=found.record_id, standing=standing)
