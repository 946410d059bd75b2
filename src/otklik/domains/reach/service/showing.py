"""What a customer sees of the kit: the ways that are open to them now, with true hours and promises."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from otklik.channels.contract import Manifest
from otklik.domains.delivery.service import channels
from otklik.domains.livechat.service import continuing
from otklik.domains.promises.service import public as promises
from otklik.domains.reach import marks, queries, rules, schemas
from otklik.domains.reach.service import kit as kits
from otklik.domains.schedule import service as schedule
from otklik.platform import i18n
from otklik.platform.context import Ctx


class Public(msgspec.Struct, frozen=True, kw_only=True):
    """The kit in one language, and the company's week for machines that read it."""

    kit: schemas.ShownKit
    hours: schedule.Hours


async def shown(ctx: Ctx, row: queries.ReachKit, *, language: schemas.Language) -> Public:
    """A channel that is switched off, ill or gone is left out, and comes back by itself."""
    chosen = msgspec.convert(row.document, schemas.Kit)
    company = await queries.company(ctx)
    page = kits.page_url(ctx, row.public_id)
    able = await kits.linked(ctx)
    look = _Look(ctx=ctx, language=language, page_url=page, able=able, doors=kits.doors(ctx))
    found = [await look.way(one) for one in chosen.entries]
    return Public(
        kit=schemas.ShownKit(
            company=company.name,
            title=rules.said(chosen.title, language) or company.name,
            lead=rules.said(chosen.lead, language),
            language=language,
            colour=chosen.colour,
            page_url=page,
            entries=[one for one in found if one is not None],
        ),
        hours=await schedule.get_hours(ctx),
    )


class _Look(msgspec.Struct, frozen=True, kw_only=True):
    ctx: Ctx
    language: schemas.Language
    page_url: str
    able: Mapping[UUID, tuple[queries.Channel, str]]
    doors: Mapping[str, Manifest]

    async def way(self, way: schemas.Way) -> schemas.ShownEntry | None:
        words = rules.said(way.text, self.language)
        if way.kind == "channel":
            found = self.able.get(way.channel_id) if way.channel_id else None
            if found is None:
                return None
            channel, link = found
            manifest = channels.manifest(self.ctx, channel.kind)
            url, says = continuing.filled(link, words=words.strip()), _says(channel, manifest)
            chat = channel.public_id if kits.OWN_PAGE in manifest.contact_link else ""
            return await self._shown(way, _of(manifest, self.language), url=url, says=says, channel=channel, chat=chat)
        url = rules.link(way.kind, way.value, words)
        known = self.doors.get(rules.door(url)) if way.kind == "link" else None
        look = _of(known, self.language) if known else _own(way.kind, self.language)
        return await self._shown(way, look, url=url, says="" if way.kind == "link" else way.value.strip())

    async def _shown(
        self,
        way: schemas.Way,
        look: "_Sign",
        *,
        url: str,
        says: str,
        channel: queries.Channel | None = None,
        chat: str = "",
    ) -> schemas.ShownEntry:
        channel_id = channel.id if channel else None
        told = await promises.spoken(self.ctx, channel_id=channel_id, locale=self.language)
        answered = channel is not None or way.kind == "email"
        return schemas.ShownEntry(
            id=way.id,
            mark=look.mark,
            title=rules.said(way.title, self.language) or look.title,
            says=says,
            note=rules.said(way.note, self.language),
            url=url,
            by_phone=rules.by_phone(url) or look.phone,
            chat=chat,
            open=told.open,
            hours=told.hours,
            promise=told.promise if answered else "",
            colour=look.colour,
            icon=look.icon,
            qr_url=f"{self.page_url}/qr/{way.id}",
        )


class _Sign(msgspec.Struct, frozen=True, kw_only=True):
    """By what a way is recognised."""

    mark: str
    title: str
    colour: str
    icon: str
    phone: bool = False


def _of(manifest: Manifest, language: str) -> _Sign:
    return _Sign(
        mark=manifest.kind,
        title=i18n.choose(manifest.title, language),
        colour=manifest.colour,
        icon=manifest.icon,
        phone=manifest.address_kind == "phone",
    )


def _own(kind: schemas.Kind, language: str) -> _Sign:
    title = i18n.tr(language, f"reach.kind.{kind}")
    return _Sign(mark=kind, title=title, colour=marks.COLOUR, icon=marks.ICONS[kind])


def _says(channel: queries.Channel, manifest: Manifest) -> str:
    """What can be read out: a number, an address, a name."""
    if manifest.address_kind in {"email", "phone"}:
        return channel.address
    username = str(channel.facts.get("username") or "")
    return f"@{username}" if username and "{username}" in manifest.contact_link else ""
