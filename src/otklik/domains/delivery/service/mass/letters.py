"""A batch's letters: compiled once for each variant and language, written for each row with its own links."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.mail import settings as mailboxes
from otklik.channels.mail.mass import letter, links, quoted, tracking
from otklik.domains.consents import service as consents
from otklik.domains.delivery.queries import mass_sending as queries
from otklik.domains.delivery.service.mass.ports import Author, Batch, ClaimedRow
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.crypto import Cipher
from otklik.platform.db import Database
from otklik.platform.settings import Settings

TOKENS_PURPOSE: Final = "delivery.mass.links"
PATH: Final = "/_t"
"""Under which `mass_doors` is mounted. A mount takes every path that begins so: `/t` would take the screen of tasks."""
LETTERS_MAX: Final = 200
"""Compiled ones kept by one sender."""
UNSUBSCRIBE_URL: Final = "unsubscribe_url"
PREFERENCES_URL: Final = "preferences_url"


def tokens(parts: Parts) -> links.Tokens:
    """The same on every node."""
    return links.Tokens(parts.get(Cipher).secret(purpose=TOKENS_PURPOSE))


class Compiled(msgspec.Struct, frozen=True, kw_only=True):
    """A letter ready to be written for any row of its batch."""

    letter: letter.Letter
    batch_number: int
    link_names: tuple[str, ...]
    """Slots that take a token."""
    links: tuple[int, ...]
    """The number each stands for."""
    personal: tuple[str, ...]
    """Slots that take an address of one person."""
    said: tuple[str, ...]
    """Slots whose words may hold links of their own."""
    utm: Mapping[str, str]
    preferences: bool


Writer = Callable[[Compiled, ClaimedRow, letter.Values], letter.Written]
"""One copy. Raises `KeyError` for a value that is not given, `ChannelError` for no address."""


class Letters:
    """The compiled letters of one mailbox."""

    def __init__(self, parts: Parts, mailbox: mailboxes.Mailbox, *, workspace_id: WorkspaceId) -> None:
        self._database = parts.get(Database)
        self._workspace_id = workspace_id
        self._tokens = tokens(parts)
        self._own = f"{parts.get(Settings).base_url()}/"
        self._base = f"{self._own[:-1]}{PATH}/"
        self._root = self._base.encode() if links.is_root(self._base) else b""
        self._mailbox = mailbox
        self._kept: dict[tuple[UUID, int, int, str], Compiled] = {}
        self._turn = asyncio.Lock()

    async def of(self, batch: Batch, author: Author, *, variant: int, language: str) -> Compiled:
        """Asks the author once. Raises `DesignRefused`.

        In a transaction of its own, so that a letter's links are there before anybody holds it.
        """
        key = (batch.id, batch.version, variant, language)
        async with self._turn:
            found = self._kept.get(key)
            if found is None:
                async with self._database.transaction(self._workspace_id) as ctx:
                    design = await author.design(ctx, batch, variant=variant, language=language)
                    found = await self._compile(ctx, batch, design)
                if len(self._kept) >= LETTERS_MAX:
                    self._kept.clear()
                self._kept[key] = found
        return found

    def writer(self, ctx: Ctx, batch: Batch) -> Writer:
        """Writes copies of one batch."""
        address = consents.unsubscribing(ctx, purpose=batch.purpose, channel=MAIL)
        date = letter.date_field(ctx.now())

        def write(compiled: Compiled, row: ClaimedRow, values: letter.Values) -> letter.Written:
            filled = dict(values)
            self._fill_links(filled, compiled, row)
            unsubscribe = address(row.contact_id)
            filled[UNSUBSCRIBE_URL] = quoted.piece(unsubscribe)  # a link of our own: nothing to be escaped in HTML
            if compiled.preferences:
                filled[PREFERENCES_URL] = consents.preferences(ctx, row.contact_id)
            to = letter.Recipient(id=str(row.id), address=row.address, name=row.name, unsubscribe_url=unsubscribe)
            return compiled.letter.write(to, values=filled, date=date)

        return write

    def _fill_links(self, filled: dict[str, str | bytes], compiled: Compiled, row: ClaimedRow) -> None:
        id_bytes, number = row.id.bytes, compiled.batch_number
        if self._root:
            pieces = self._tokens.pieces(self._root, number, id_bytes, compiled.links)
            filled.update(zip(compiled.link_names, pieces, strict=True))
        else:
            for name, link in zip(compiled.link_names, compiled.links, strict=True):
                filled[name] = self._base + self._tokens.make(number, id_bytes, link)
        for name in compiled.personal:
            marked = links.with_utm(str(filled[name]), compiled.utm)
            filled[name] = self._base + self._tokens.make_stated(number, id_bytes, marked)
        for name in compiled.said:
            filled[name] = self._counted(str(filled[name]), compiled, row, html=name.startswith(tracking.SAID_HTML))

    def _counted(self, said: str, compiled: Compiled, row: ClaimedRow, *, html: bool) -> bytes:
        """The same words, their links leading over us but for those that do already."""
        found = tracking.cut(said[: letter.VALUE_CHARS_MAX], html=html)
        pieces = [found.pieces[0]]
        for url, piece in zip(found.urls, found.pieces[1:], strict=True):
            pieces += (quoted.piece(self._stated(url, compiled, row)), piece)
        return b"".join(pieces)

    def _stated(self, url: str, compiled: Compiled, row: ClaimedRow) -> str:
        if url.startswith(self._own):
            return url
        marked = links.with_utm(url, compiled.utm)
        return self._base + self._tokens.make_stated(compiled.batch_number, row.id.bytes, marked)

    async def _compile(self, ctx: Ctx, batch: Batch, design: letter.Design) -> Compiled:
        own = self._mailbox
        if not design.sender:
            name = design.sender_name or own.from_name
            design = msgspec.structs.replace(design, sender=own.own.address, sender_name=name)
        found = tracking.tracked(design, utm=batch.utm)
        numbers = await queries.link_numbers(ctx, batch.id, found.urls)
        compiled = letter.compile_letter(found.design)
        slots = [(f"{tracking.COUNTED}{at}", numbers[url]) for at, url in enumerate(found.urls)]
        if tracking.PICTURE in compiled.names:
            slots.append((tracking.PICTURE, links.OPENED))
        return Compiled(
            letter=compiled,
            batch_number=batch.number,
            link_names=tuple(name for name, _ in slots),
            links=tuple(link for _, link in slots),
            personal=tuple(one for one in compiled.names if one.startswith(tracking.PERSONAL)),
            said=tuple(one for one in compiled.names if one.startswith((tracking.SAID_HTML, tracking.SAID_TEXT))),
            utm=batch.utm,
            preferences=PREFERENCES_URL in compiled.names,
        )


MAIL: Final = "email"
"""The kind of channel that letters go by."""
