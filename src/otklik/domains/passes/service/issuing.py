"""Make a card: whose it is, what stands on it, the signed file."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.contract import Config
from otklik.channels.registry import Registry
from otklik.channels.wallet import card, package, pictures, settings
from otklik.channels.wallet.card import Card, Fields, Words
from otklik.channels.wallet.certificates import CertificateInvalid
from otklik.domains.activity.service import ranking
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.errors import ContactNotFound
from otklik.domains.delivery.service import channels
from otklik.domains.passes import queries, rules
from otklik.domains.passes.errors import CardNotFound
from otklik.domains.passes.models import Pass
from otklik.domains.passes.service import links
from otklik.domains.workspaces import service as workspaces
from otklik.platform import i18n
from otklik.platform.context import Ctx, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.ids import new_id
from otklik.platform.settings import Settings

ADDRESS_KIND: Final = "card"
"""Of whoever holds a card: its serial."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """All that the file is made of, outside of any transaction: signing takes a while."""

    card: Card
    fields: Fields
    words: Words
    config: Config
    modified: str
    """As HTTP dates it."""
    now: datetime

    @property
    def looks(self) -> str:
        """A digest of all that stands on it but the message."""
        bare = msgspec.structs.replace(self.card, message="", messages=0)
        return hashlib.sha256(card.pass_json(bare, self.fields, self.words)).hexdigest()

    async def packed(self) -> bytes:
        """Raises `CardNotFound` where the company's certificate is none."""
        return await asyncio.to_thread(_packed, self)


def gives_cards(parts: Parts, channel: queries.Channel) -> bool:
    """Whether people of this channel are reached by their cards."""
    return parts.get(Registry).get(channel.kind).manifest.address_kind == ADDRESS_KIND


class Issuer(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same on all cards of a channel."""

    config: Config
    fields: Fields
    about: str
    locale: str
    service_url: str
    levels: Sequence[str]
    """Names of levels of loyalty, by number; the first is empty."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """What a card may show of somebody. `level`: of loyalty, as purchases say."""

    name: str
    locale: str
    attributes: Mapping[str, object]
    level: str


async def company(ctx: Ctx) -> str:
    """What the page of a link shows. Raises `CardNotFound` where the company gives no cards."""
    channel = await _channel(ctx)
    named = settings.text_of(channels.config_of(ctx.parts, channel), settings.ORGANISATION)
    return named or (await workspaces.workspace(ctx)).name


async def take(ctx: Ctx, contact_id: UUID) -> Made:
    """The person's card, made now if they have none. Raises `CardNotFound`."""
    channel = await _channel(ctx)
    root_id = await check_person(ctx, contact_id)
    row = await queries.of_person(ctx, root_id, channel_id=channel.id) or await _new(ctx, root_id, channel.id)
    found = await made(ctx, row, channel)
    row.looks = found.looks
    return found


async def check_person(ctx: Ctx, contact_id: UUID) -> UUID:
    """Who they are part of now. Raises `CardNotFound` where nobody is left."""
    try:
        person = await contacts.get(ctx, contact_id)
    except ContactNotFound as error:
        raise CardNotFound from error
    return person.merged_into or person.id


async def made(ctx: Ctx, row: Pass, channel: queries.Channel) -> Made:
    """What stands on the card now."""
    (one,) = await made_by(ctx, await issuer(ctx, channel), [row])
    return one


async def issuer(ctx: Ctx, channel: queries.Channel) -> Issuer:
    """What is the same on all cards of a channel."""
    company = await workspaces.workspace(ctx)
    config = channels.config_of(ctx.parts, channel)
    said = (company.phone, company.email, company.site_url, company.address)
    return Issuer(
        config=config,
        fields=settings.fields_of(config, company=company.name),
        about="\n".join(one for one in said if one),
        locale=company.locale,
        service_url=links.service_url(ctx.use(Settings), channel.public_id),
        levels=["", *(one.name for one in (await ranking.settings(ctx)).levels)],
    )


async def made_by(ctx: Ctx, by: Issuer, rows: Sequence[Pass]) -> list[Made]:
    """Of a thousand cards at most, in their order: three questions however many."""
    people = await contacts.profiles(ctx, [one.contact_id for one in rows])
    standing = await queries.levels(ctx, [one.id for one in people.values()])
    found: list[Made] = []
    for row in rows:
        person = people[row.contact_id]
        own = by.levels[level] if (level := standing.get(person.id, 0)) < len(by.levels) else ""
        whose = Person(name=person.name, locale=person.locale, attributes=person.attributes, level=own)
        found.append(_made(ctx, by, row, whose))
    return found


def _made(ctx: Ctx, by: Issuer, row: Pass, person: Person) -> Made:
    level = settings.text_of(by.config, settings.LEVEL)
    shown = Card(
        serial=str(row.id),
        token=links.token_of(ctx.use(Cipher), row.id),
        number=rules.shown(person.attributes, settings.text_of(by.config, settings.NUMBER)) or row.number,
        name=person.name[: card.WORDS_MAX],
        points=rules.shown(person.attributes, settings.text_of(by.config, settings.POINTS)),
        level=rules.shown(person.attributes, level) if level else person.level,
        message=row.message,
        messages=row.messages,
        about=by.about,
        service_url=by.service_url,
    )
    locale = next((one for one in (person.locale[:2], by.locale) if one in i18n.LOCALES), i18n.DEFAULT)
    words = _words(locale, by.fields.organisation)
    modified = rules.http_date(row.updated_at)
    return Made(card=shown, fields=by.fields, words=words, config=by.config, modified=modified, now=ctx.now())


async def _channel(ctx: Ctx) -> queries.Channel:
    kinds = [one.manifest.kind for one in ctx.use(Registry).all() if one.manifest.address_kind == ADDRESS_KIND]
    channel = await queries.first_channel(ctx, kinds=kinds)
    if channel is None:
        raise CardNotFound
    return channel


async def _new(ctx: Ctx, contact_id: UUID, channel_id: UUID) -> Pass:
    now = ctx.now()
    row = Pass(
        id=new_id(),
        contact_id=contact_id,
        channel_id=channel_id,
        number=rules.new_number(),
        created_at=now,
        updated_at=now,
    )
    await queries.add(ctx, row)
    found = await queries.of_person(ctx, contact_id, channel_id=channel_id)
    if found is None:
        raise CardNotFound
    return found


def _packed(one: Made) -> bytes:
    try:
        signer = settings.good_signer(one.config, now=one.now)
    except CertificateInvalid as error:
        raise CardNotFound from error
    files = {"pass.json": card.pass_json(one.card, one.fields, one.words)}
    return package.packed({**files, **pictures.drawn(one.fields.paper, one.fields.ink)}, signer)


def _words(locale: str, company: str) -> Words:
    said = {name: i18n.tr(locale, f"passes.card.{name}", {"company": company}) for name in Words.__struct_fields__}
    return msgspec.convert(said, Words)
