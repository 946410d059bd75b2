"""What stands in a journey's messages: the templates its nodes name, filled for a block of people.

Declared variables of a template are filled by name from the event the person came in by (`{{ order }}` from its
property `order`), so a cart's letter shows that cart.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from otklik.channels.mail.mass import letter
from otklik.channels.mail.mass.letter import Values
from otklik.domains.delivery.service import ledger
from otklik.domains.delivery.service.mass import Batch, ClaimedRow
from otklik.domains.journeys import documents
from otklik.domains.journeys.queries import keeping, walking
from otklik.domains.journeys.service.roads import Roads
from otklik.domains.segments import service as segments
from otklik.domains.templates.documents import TemplateBody
from otklik.domains.templates.errors import RenderFailed
from otklik.domains.templates.language.compiling import Recipient
from otklik.domains.templates.service import mailing, sharing
from otklik.domains.templates.service.mailing import Mailing
from otklik.platform.context import Ctx
from otklik.platform.turns import Turn


class JourneyAuthor:
    """Writes for batches whose owner is `journey`."""

    def __init__(self) -> None:
        self._loaded = mailing.Kept()

    async def design(self, ctx: Ctx, batch: Batch, *, variant: int, language: str) -> letter.Design:
        del variant  # a journey's split leads to other nodes
        mail = await self._mailing(ctx, batch)
        layout = mail.spoken(language or mail.body.language)
        return letter.Design(
            sender="",
            subject=layout.parts["subject"],
            text=layout.parts["text"],
            html=layout.parts.get("html", ()),
        )

    async def values(self, ctx: Ctx, batch: Batch, rows: Sequence[ClaimedRow]) -> Mapping[UUID, Values]:
        mail = await self._mailing(ctx, batch)
        found: dict[UUID, Values] = {}
        turn = Turn()
        for row, recipient in await _recipients(ctx, batch, mail, rows):
            if turn.over:
                await turn.give()
            try:
                found[row.id] = mail.spoken(row.language or mail.body.language).values(recipient)
            except RenderFailed:
                continue  # the row fails as not written; the others go
        return found

    async def contents(self, ctx: Ctx, batch: Batch, rows: Sequence[ClaimedRow]) -> Mapping[UUID, ledger.Content]:
        mail = await self._mailing(ctx, batch)
        found: dict[UUID, ledger.Content] = {}
        for row, recipient in await _recipients(ctx, batch, mail, rows):
            try:
                found[row.id] = sharing.content(mail, recipient)
            except RenderFailed:
                continue
        return found

    async def _mailing(self, ctx: Ctx, batch: Batch) -> Mailing:
        """The template of the way by which the batch goes, as it was last published."""
        place = await keeping.batch(ctx, batch.id)
        assert place is not None
        road = await ctx.use(Roads).of(ctx, place.journey_id, place.version)
        way = documents.ways(road.nodes[place.node])[place.way]
        assert way.template_id is not None
        return await self._loaded.of(ctx, way.template_id, said=(batch.id, batch.version))


async def _recipients(
    ctx: Ctx, batch: Batch, mail: Mailing, rows: Sequence[ClaimedRow]
) -> list[tuple[ClaimedRow, Recipient]]:
    ids = [row.contact_id for row in rows]
    held = await _held(ctx, mail.segments, ids)
    known = await mailing.recipients(ctx, mail, ids, values={}, segments=held)
    given = await walking.given(ctx, batch.owner_id, [(row.contact_id, row.round) for row in rows])
    channel = await sharing.consented(ctx, batch) if mail.shows_ways_out else ""
    found: list[tuple[ClaimedRow, Recipient]] = []
    for row in rows:
        if row.contact_id in known:
            facts = _with_event(known[row.contact_id], mail.body, given.get((row.contact_id, row.round), {}))
            recipient = sharing.in_language(mail, row, facts)
            found.append((row, sharing.with_ways_out(ctx, mail, recipient, row, batch, channel=channel)))
    return found


def _with_event(recipient: Recipient, body: TemplateBody, given: Mapping[str, Any]) -> Recipient:  # Any: JSON
    values = {one.name: given.get(one.name, [] if one.kind == "list" else "") for one in body.variables}
    return msgspec.structs.replace(recipient, facts={**recipient.facts, **values})


async def _held(ctx: Ctx, codes: frozenset[str], contact_ids: Sequence[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Which of the segments that the template names each is in."""
    named = [one for one in await segments.listing(ctx) if one.code in codes] if codes else []
    members = {one.code: await segments.holds(ctx, one.id, contact_ids) for one in named}
    return {who: frozenset(code for code, those in members.items() if who in those) for who in contact_ids}
