"""What a person's link leads to, in a transaction of its company."""

from typing import Final

from otklik.domains.passes import page
from otklik.domains.passes.errors import CardNotFound
from otklik.domains.passes.service import issuing, links
from otklik.domains.passes.service.registering import PERSON
from otklik.platform.context import Parts
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database

FILE: Final = "card.pkpass"


async def shown(parts: Parts, token: str, *, iphone: bool, locale: str) -> str:
    """Opening the page makes no card: mail systems open every link. Raises `CardNotFound`."""
    whose = links.read(parts.get(Cipher), token)
    async with parts.get(Database).transaction(whose.workspace_id, actor=PERSON, locale=locale) as ctx:
        company = await issuing.company(ctx)
        await issuing.check_person(ctx, whose.row_id)
    if not iphone:
        return page.elsewhere(locale, company=company)
    return page.offer(locale, company=company, href=f"/{links.PAGE}/{token}/{FILE}")


async def taken(parts: Parts, token: str, *, iphone: bool) -> bytes:
    """The card's file. Raises `CardNotFound`, on anything but an iPhone too: it holds the person's name."""
    if not iphone:
        raise CardNotFound
    whose = links.read(parts.get(Cipher), token)
    async with parts.get(Database).transaction(whose.workspace_id, actor=PERSON) as ctx:
        made = await issuing.take(ctx, whose.row_id)
    return await made.packed()
