"""The page of a continuation link: every other channel with a link of its own. It shows nothing of what was said."""

from datetime import datetime
from html import escape
from uuid import UUID
from zoneinfo import ZoneInfo

from otklik.domains.delivery.service import channels
from otklik.domains.livechat.service import continuing
from otklik.domains.reach import page, queries, schemas
from otklik.domains.reach.errors import PageNotFound
from otklik.domains.reach.service import kit
from otklik.platform import i18n, qr
from otklik.platform.context import Ctx, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database


async def shown(parts: Parts, token: str, *, language: schemas.Language) -> str:
    """Raises `PageNotFound` for a link that is not ours, was used or has run out."""
    conversation_id = continuing.named(token)
    if conversation_id is None:
        raise PageNotFound
    async with parts.get(Database).system() as session:
        workspace_id = await continuing.workspace(session, conversation_id)
    if workspace_id is None:
        raise PageNotFound
    async with parts.get(Database).transaction(workspace_id, locale=language) as ctx:
        until = await continuing.good_until(ctx, token, conversation_id)
        if until is None:
            raise PageNotFound
        return await _page(ctx, conversation_id, until=until, language=language)


async def _page(ctx: Ctx, conversation_id: UUID, *, until: datetime, language: schemas.Language) -> str:
    company = await queries.company(ctx)
    uses, own_id = await continuing.standing(ctx, conversation_id)
    rows: list[str] = []
    for channel, link in (await kit.linked(ctx)).values():
        if continuing.PLACE not in link or channel.id == own_id:
            continue
        made = continuing.token(ctx.use(Cipher), conversation_id, channel.id, uses=uses, now=ctx.now())
        words = f"{i18n.tr(language, 'reach.continue.subject')} " if link.startswith("mailto:") else ""
        rows.append(_row(ctx, channel, continuing.filled(link, token=made, words=words), language))
    day = i18n.day(until, zone=ZoneInfo(company.time_zone), locale=language)
    title = i18n.tr(language, "reach.continue.title")
    lead = i18n.tr(language, "reach.continue.lead", {"company": company.name})
    body = f'<h1>{escape(title)}</h1><p class="lead">{escape(lead)}</p>'
    body += f"<ul>{''.join(rows)}</ul>" if rows else f"<p>{escape(i18n.tr(language, 'reach.continue.empty'))}</p>"
    note = i18n.tr(language, "reach.continue.until", {"until": day})
    return page.document(language, title=title, body=f'{body}<p class="dim">{escape(note)}</p>')


def _row(ctx: Ctx, channel: queries.Channel, url: str, language: str) -> str:
    manifest = channels.manifest(ctx, channel.kind)
    title = i18n.choose(manifest.title, language)
    alt = escape(i18n.tr(language, "reach.page.code", {"title": title}))
    code = f'<span class="qr" role="img" aria-label="{alt}">{qr.svg(url).decode()}</span>'
    about = f"<b>{escape(title)}</b>"
    return page.way(url=url, mark=page.picture(manifest.icon, manifest.colour), about=about, code=code)
