"""The person's own choices: the preference centre, one click, commands. Each is theirs, so each is recorded as such."""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec

from otklik.domains.consents import models, queries, rules
from otklik.domains.consents.errors import LinkInvalid
from otklik.domains.consents.service import chaining, reaching, reading, recording, suppressing
from otklik.domains.consents.service import words as said
from otklik.domains.workspaces.service import companies
from otklik.platform.context import Ctx

WRITE_ONLY = "write_only"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a person may keep or stop: news by mail."""

    value: str
    channel: str
    addresses: Sequence[str]
    kept: bool


class Section(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    wording: str
    lines: Sequence[Line]


class Centre(msgspec.Struct, frozen=True, kw_only=True):
    """What the page shows."""

    company: str
    sections: Sequence[Section]
    needed: Sequence[str]
    """Names of what the company writes about whatever is chosen: a contract, the law."""
    write_only: bool


async def centre(ctx: Ctx, contact_id: UUID, *, locale: str) -> Centre:
    """Raises `LinkInvalid` when the person is not known any more."""
    cards = await _cards(ctx, contact_id)
    purposes = await queries.purposes(ctx, archived=False)
    chosen = [one for one in purposes if _chooses(one)]
    words = await queries.wordings(ctx, [one.id for one in chosen])
    standing = await reading.consents(ctx, contact_id)
    kept = {(one.purpose, one.channel) for one in standing.standing if not one.refused}
    ways = await _by_channel(ctx, cards)
    return Centre(
        company=(await companies.workspace(ctx)).name,
        sections=[
            Section(
                name=name_of(one, locale),
                wording=_words(one, words, locale),
                lines=[
                    Line(
                        value=f"{one.code}:{channel}",
                        channel=channel,
                        addresses=[masked(kind, address) for kind, address in found],
                        kept=(one.code, channel) in kept,
                    )
                    for channel, found in ways.items()
                ],
            )
            for one in chosen
            if one.basis != "consent" or _words(one, words, locale)
        ],
        needed=[name_of(one, locale) for one in purposes if not _chooses(one)],
        write_only=standing.write_only,
    )


async def choose(ctx: Ctx, contact_id: UUID, keep: Collection[str], where: chaining.Where, *, locale: str) -> None:
    """What is ticked is agreed to, what is not is withdrawn; what was so already is not written down again."""
    now = await centre(ctx, contact_id, locale=locale)
    for line in (line for section in now.sections for line in section.lines):
        wanted = line.value in keep
        if wanted != line.kept:
            await _say(ctx, contact_id, line.value, granted=wanted, where=where, locale=locale)
    if now.write_only != (WRITE_ONLY in keep):
        await recording.calls(ctx, contact_id, write_only=WRITE_ONLY in keep, method="preference_centre")


async def stop_everything(
    ctx: Ctx, contact_id: UUID, *, method: str, where: chaining.Where, channel: str = "", locale: str = "ru"
) -> None:
    """Nothing that may be chosen goes any more, by this channel or by any; what comes up later neither."""
    cards = await _cards(ctx, contact_id)
    states = await queries.states(ctx, cards)
    for purpose in await queries.purposes(ctx, archived=False):
        if _chooses(purpose) and not said.taken_back(states, purpose_id=purpose.id, channel=channel):
            act = chaining.Act(
                contact_id=contact_id,
                act="withdrawn",
                purpose=purpose.code,
                channel=channel,
                method=method,
                language=locale,
                where=where,
            )
            await recording.record(ctx, act)
    kind = reaching.address_kinds(ctx).get(channel)
    for one in await queries.addresses(ctx, cards):
        if kind in {None, one.address_kind} and one.address_kind != reaching.VISITOR:
            await suppressing.suppress(
                ctx, address_kind=one.address_kind, address=one.address, reason="unsubscribed", channel=channel
            )


async def unsubscribe(
    ctx: Ctx, contact_id: UUID, *, purpose: str, channel: str, method: str, where: chaining.Where, locale: str = "ru"
) -> None:
    """Take back one purpose in one channel; a second time is harmless. Raises `LinkInvalid`."""
    cards = await _cards(ctx, contact_id)
    found = await queries.purpose(ctx, purpose)
    if found is None:
        raise LinkInvalid
    states = await queries.states(ctx, cards)
    if said.taken_back(states, purpose_id=found.id, channel=channel):
        return
    act = chaining.Act(
        contact_id=contact_id,
        act="withdrawn",
        purpose=purpose,
        channel=channel,
        method=method,
        language=locale,
        where=where,
    )
    await recording.record(ctx, act)


async def purpose_name(ctx: Ctx, code: str, *, locale: str) -> str:
    """What people call it. Raises `LinkInvalid`."""
    found = await queries.purpose(ctx, code)
    if found is None:
        raise LinkInvalid
    return name_of(found, locale)


def name_of(purpose: models.Purpose, locale: str) -> str:
    return purpose.name_ru if locale == "ru" else purpose.name_en


def masked(address_kind: str, address: str) -> str:
    """Enough for its owner to know it, too little for whoever the link was forwarded to."""
    if address_kind == "email":
        local, _, domain = address.rpartition("@")
        return f"{local[:1]}•••@{domain}"
    return f"•••{address[-2:]}" if address_kind == reaching.PHONE else ""


def _chooses(purpose: models.Purpose) -> bool:
    return purpose.basis in {"consent", "legitimate_interest"}


async def _cards(ctx: Ctx, contact_id: UUID) -> Sequence[UUID]:
    cards = await queries.card_ids(ctx, contact_id)
    if not cards or not await queries.addresses(ctx, cards):
        raise LinkInvalid
    return cards


async def _by_channel(ctx: Ctx, cards: Sequence[UUID]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for channel, identity in await reading.ways_to(ctx, cards):
        if channel != rules.CALL:
            found.setdefault(channel, []).append((identity.address_kind, identity.address))
    return found


async def _say(ctx: Ctx, contact_id: UUID, value: str, *, granted: bool, where: chaining.Where, locale: str) -> None:
    purpose, _, channel = value.partition(":")
    act = chaining.Act(
        contact_id=contact_id,
        act="granted" if granted else "withdrawn",
        purpose=purpose,
        channel=channel,
        method="preference_centre",
        language=locale,
        where=where,
    )
    await recording.record(ctx, act)


def _words(purpose: models.Purpose, words: Sequence[models.Wording], locale: str) -> str:
    last = next((word for word in words if word.purpose_id == purpose.id), None)
    if last is None:
        return ""
    chosen = last.text_ru if locale == "ru" else last.text_en
    return chosen or last.text_ru or last.text_en
