"""The public pages: whose a link is, what it shows, what its button does, in a transaction of its company."""

from typing import Final

from otklik.channels.registry import Registry
from otklik.domains.consents import page, schemas
from otklik.domains.consents.service import chaining, confirming, links, preferring
from otklik.domains.workspaces.service import companies
from otklik.platform.context import Actor, ActorKind, Parts
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.i18n import tr

PERSON: Final = Actor(kind=ActorKind.VISITOR)
ONE_CLICK: Final = "one_click"


async def centre(parts: Parts, token: str, *, locale: str) -> str:
    """Raises `LinkInvalid`."""
    whose = links.read(parts.get(Cipher), token, purpose=links.PREFERENCES)
    async with parts.get(Database).transaction(whose.workspace_id, actor=PERSON, locale=locale) as ctx:
        found = await preferring.centre(ctx, whose.row_id, locale=locale)
        return page.centre(found, parts.get(Registry), action=f"/preferences/{token}", saved=False, locale=locale)


async def choose(parts: Parts, token: str, chosen: schemas.Chosen, where: chaining.Where, *, locale: str) -> str:
    """Raises `LinkInvalid`."""
    whose = links.read(parts.get(Cipher), token, purpose=links.PREFERENCES)
    async with parts.get(Database).transaction(whose.workspace_id, actor=PERSON, locale=locale) as ctx:
        if chosen.act == "stop":
            await preferring.stop_everything(ctx, whose.row_id, method="preference_centre", where=where, locale=locale)
        else:
            await preferring.choose(ctx, whose.row_id, chosen.kept(), where, locale=locale)
        found = await preferring.centre(ctx, whose.row_id, locale=locale)
        return page.centre(found, parts.get(Registry), action=f"/preferences/{token}", saved=True, locale=locale)


async def leaving(parts: Parts, token: str, *, locale: str) -> str:
    """The question before unsubscribing: opening it unsubscribes nobody. Raises `LinkInvalid`."""
    whose = links.read(parts.get(Cipher), token, purpose=links.UNSUBSCRIBE)
    async with parts.get(Database).transaction(whose.workspace_id, actor=PERSON, locale=locale) as ctx:
        values = {
            "company": (await companies.workspace(ctx)).name,
            "purpose": await preferring.purpose_name(ctx, whose.rest[0], locale=locale),
        }
        return page.question(
            tr(locale, "consents.unsubscribe.title", values),
            tr(locale, "consents.unsubscribe.lead"),
            action=f"/unsubscribe/{token}",
            button=tr(locale, "consents.unsubscribe.button"),
            locale=locale,
        )


async def leave(parts: Parts, token: str, where: chaining.Where, *, one_click: bool, locale: str) -> str:
    """RFC 8058's one click, or the button of the page; a second time is harmless. Raises `LinkInvalid`."""
    whose = links.read(parts.get(Cipher), token, purpose=links.UNSUBSCRIBE)
    purpose, channel = whose.rest
    async with parts.get(Database).transaction(whose.workspace_id, actor=PERSON, locale=locale) as ctx:
        method = ONE_CLICK if one_click else "preference_centre"
        await preferring.unsubscribe(
            ctx, whose.row_id, purpose=purpose, channel=channel, method=method, where=where, locale=locale
        )
        values = {
            "company": (await companies.workspace(ctx)).name,
            "purpose": await preferring.purpose_name(ctx, purpose, locale=locale),
        }
        return page.done(
            tr(locale, "consents.unsubscribe.done", values),
            link=links.preferences(ctx, whose.row_id),
            words=tr(locale, "consents.unsubscribe.others", values),
            locale=locale,
        )


async def confirming_page(parts: Parts, token: str, *, locale: str) -> str:
    """Raises `LinkInvalid`."""
    whose = links.read(parts.get(Cipher), token, purpose=links.CONFIRM)
    async with parts.get(Database).transaction(whose.workspace_id, actor=PERSON, locale=locale) as ctx:
        row = await confirming.requested(ctx, whose.row_id)
        values = {
            "company": (await companies.workspace(ctx)).name,
            "purpose": await preferring.purpose_name(ctx, row.purpose, locale=locale),
        }
        return page.question(
            tr(locale, "consents.confirm.title", values),
            row.wording,
            action=f"/confirm/{token}",
            button=tr(locale, "consents.confirm.button"),
            locale=locale,
        )


async def confirm(parts: Parts, token: str, where: chaining.Where, *, locale: str) -> str:
    """Raises `LinkInvalid`, also the second time."""
    whose = links.read(parts.get(Cipher), token, purpose=links.CONFIRM)
    async with parts.get(Database).transaction(whose.workspace_id, actor=PERSON, locale=locale) as ctx:
        row = await confirming.confirm(ctx, whose.row_id, ip=where.ip, user_agent=where.user_agent)
        return page.done(
            tr(locale, "consents.confirm.done"),
            link=links.preferences(ctx, row.contact_id),
            words=tr(locale, "consents.confirm.others"),
            locale=locale,
        )
