"""What a customer sees of the kit: the ways that are open to them now, with true hours and promises."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from otklik.channels.registry import Registry
from otklik.domains.livechat.service import continuing
from otklik.domains.promises.service import public as promises
from otklik.domains.promises.service.public import Spoken
from otklik.domains.reach import marks, queries, rules, schemas
from otklik.domains.reach.service import kit as kits
from otklik.domains.schedule import service as schedule
from otklik.platform import i18n
from otklik.platform.context import Ctx

CHAT = "webchat"


class Public(msgspec.Struct, frozen=True, kw_only=True):
    """The kit in one language, and the company's week for machines that read it."""

    kit: schemas.ShownKit
    hours: schedule.Hours


async def shown(ctx: Ctx, row: queries.ReachKit, *, language: schemas.Language) -> Public:
    """A channel that is switched off, ill or gone is left out, and comes back by itself."""
    chosen = msgspec.convert(row.document, schemas.Kit)
    company = await queries.company(ctx)
    page = kits.page_url(ctx, row.public_id)
    look = _Look(ctx=ctx, language=language, page_url=page, able=await kits.linked(ctx))
    found = [await look.entry(one) for one in chosen.entries]
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

    async def entry(self, entry: schemas.Way) -> schemas.ShownEntry | None:
        if entry.kind != "channel":
            text = rules.said(entry.text, self.language)
            told = await promises.spoken(self.ctx, channel_id=None, locale=self.language)
            mark, url = rules.mark(entry.kind, entry.value), rules.link(entry.kind, entry.value, text)
            return self._shown(entry, mark=mark, url=url, told=told)
        found = self.able.get(entry.channel_id) if entry.channel_id else None
        if found is None:
            return None
        channel, link = found
        told = await promises.spoken(self.ctx, channel_id=channel.id, locale=self.language)
        url = continuing.filled(link, words=rules.said(entry.text, self.language))
        return self._shown(entry, mark=channel.kind, url=url, told=told, channel=channel)

    def _shown(
        self, entry: schemas.Way, *, mark: str, url: str, told: Spoken, channel: queries.Channel | None = None
    ) -> schemas.ShownEntry:
        usual, colour, icon = self._look_of(mark)
        calls = entry.kind in rules.CALLS or entry.kind == "link"
        return schemas.ShownEntry(
            id=entry.id,
            mark=mark,
            title=rules.said(entry.title, self.language) or usual,
            says=_says(entry, channel),
            note=rules.said(entry.note, self.language),
            url=url,
            by_phone=mark in rules.BY_PHONE,
            chat=channel.public_id if channel is not None and mark == CHAT else "",
            open=told.open,
            hours=told.hours,
            promise="" if calls else told.promise,
            colour=colour,
            icon=icon,
            qr_url=f"{self.page_url}/qr/{entry.id}",
        )

    def _look_of(self, mark: str) -> tuple[str, str, str]:
        """Title, colour and picture: a provider's own, also for a way to it that is not connected."""
        if mark not in marks.ICONS:
            manifest = self.ctx.use(Registry).get(mark).manifest
            return i18n.choose(manifest.title, self.language), manifest.colour, manifest.icon
        return i18n.tr(self.language, f"reach.kind.{mark}"), marks.COLOUR, marks.ICONS[mark]


def _says(entry: schemas.Way, channel: queries.Channel | None) -> str:
    """What can be read out: a number or an address; a link's host says nothing a person needs."""
    if channel is None:
        return "" if entry.kind == "link" else entry.value.strip()
    username = str(channel.facts.get("username") or "")
    if username and channel.kind in {"telegram", "instagram", "max"}:
        return f"@{username}"
    return channel.address if channel.kind in {"email", "whatsapp"} else ""
