"""Everything public of a kit, by its name: page, card, sheet, codes; kept for a minute as badges are."""

import msgspec

from otklik.domains.promises.service import cached
from otklik.domains.promises.service.cached import Answer
from otklik.domains.reach import card, linked_data, page, queries, schemas, sheet
from otklik.domains.reach.errors import PageNotFound
from otklik.domains.reach.service import showing
from otklik.domains.reach.service.showing import Public
from otklik.platform import qr
from otklik.platform.context import Parts
from otklik.platform.db import Database

JSON = "application/json"
HTML = "text/html"
PAGE_CODE = "page"
"""The code that leads to the page itself; entries' own ids never collide: theirs are looked for first."""
MEDIA = {
    "": HTML,
    "json": JSON,
    "jsonld": "application/ld+json",
    "vcf": "text/vcard",
    "pdf": "application/pdf",
}
CODES = {"svg": "image/svg+xml", "png": "image/png"}


async def answer(parts: Parts, name: str, *, language: schemas.Language | None) -> Answer:
    """`<public id>`, or with `.json`, `.jsonld`, `.vcf`, `.pdf`. Raises `PageNotFound`."""
    public_id, _, ending = name.partition(".")
    if ending not in MEDIA:
        raise PageNotFound
    return await _kept(parts, ("reach", public_id, ending), language=language)


async def code(parts: Parts, public_id: str, name: str) -> Answer:
    """`<entry id>.svg` or `.png`, or of the page: `page.svg`. Raises `PageNotFound`."""
    entry_id, _, ending = name.partition(".")
    if ending not in CODES:
        raise PageNotFound
    return await _kept(parts, ("reach-qr", public_id, ending, entry_id), language=None)


async def _kept(parts: Parts, key: tuple[str, ...], *, language: schemas.Language | None) -> Answer:
    found = await cached.of(parts).get((*key, language or ""), lambda: _made(parts, key, language=language))
    if found.status == 404:
        raise PageNotFound
    return found


async def _made(parts: Parts, key: tuple[str, ...], *, language: schemas.Language | None) -> Answer:
    what, public_id, ending, *rest = key
    async with parts.get(Database).system() as session:
        workspace_id = await queries.workspace_of(session, public_id)
    if workspace_id is None:
        return _nothing()
    async with parts.get(Database).transaction(workspace_id) as ctx:
        row = await queries.kit(ctx)
        if row is None or row.public_id != public_id:
            return _nothing()
        usual = (await queries.company(ctx)).locale
        public = await showing.shown(ctx, row, language=language or ("ru" if usual == "ru" else "en"))
    if what == "reach":
        return Answer(body=_body(public, ending), media_type=MEDIA[ending])
    return _code(public, rest[0], ending)


def _body(public: Public, ending: str) -> bytes:
    match ending:
        case "json":
            return msgspec.json.encode(public.kit)
        case "jsonld":
            return linked_data.organization(public.kit, public.hours)
        case "vcf":
            return card.vcard(public.kit)
        case "pdf":
            return sheet.pdf(public.kit)
        case _:
            return page.contact(public.kit, linked_data.organization(public.kit, public.hours)).encode()


def _code(public: Public, entry_id: str, ending: str) -> Answer:
    urls = {PAGE_CODE: public.kit.page_url} | {one.id: one.url for one in public.kit.entries}
    if entry_id not in urls:
        return _nothing()
    try:
        body = qr.svg(urls[entry_id]) if ending == "svg" else qr.png(urls[entry_id])
    except qr.TextTooLong:
        return _nothing()
    return Answer(body=body, media_type=CODES[ending])


def _nothing() -> Answer:
    return Answer(body=b"", media_type=JSON, status=404)
