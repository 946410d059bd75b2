"""Who writes a campaign's messages for delivery: letters laid out once, values for a thousand people at a time."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from otklik.channels.mail.mass import letter
from otklik.channels.mail.mass.letter import Values
from otklik.domains.campaigns.documents import CampaignPlan, CampaignSaying, saying
from otklik.domains.campaigns.rules import launching
from otklik.domains.campaigns.service import money, planning, walking
from otklik.domains.campaigns.service.rows import found as campaign_of
from otklik.domains.campaigns.service.rows import plan_of
from otklik.domains.delivery.errors import PreparedNotFound
from otklik.domains.delivery.service import ledger, mass, prepared
from otklik.domains.templates.errors import RenderFailed
from otklik.domains.templates.language.compiling import Recipient
from otklik.domains.templates.service import mailing, sharing
from otklik.platform.context import Ctx
from otklik.platform.turns import Turn


class CampaignAuthor:
    """Put into `MassAuthors` by the composition root."""

    def __init__(self) -> None:
        self._loaded = mailing.Kept()

    async def design(self, ctx: Ctx, batch: mass.Batch, *, variant: int, language: str) -> letter.Design:
        """Raises `CampaignNotFound`, `TemplateNotFound`, `VersionNotFound`."""
        made = await self._mailing(ctx, batch, await _said(ctx, batch, variant))
        layout = made.layouts[language] if language in made.layouts else made.spoken(language)
        return letter.Design(
            sender="",
            subject=layout.parts.get("subject", ()),
            text=layout.parts.get("text", ()),
            html=layout.parts.get("html", ()),
        )

    async def values(self, ctx: Ctx, batch: mass.Batch, rows: Sequence[mass.ClaimedRow]) -> Mapping[UUID, Values]:
        """What stands in the slots; a person whose letter cannot be rendered is left out."""
        found: dict[UUID, Values] = {}
        turn = Turn()
        for made, row, recipient in await self._facing(ctx, batch, rows):
            if turn.over:
                await turn.give()
            try:
                found[row.id] = made.layouts[recipient.language].values(recipient)
            except RenderFailed:
                continue
        return found

    async def contents(
        self, ctx: Ctx, batch: mass.Batch, rows: Sequence[mass.ClaimedRow]
    ) -> Mapping[UUID, ledger.Content]:
        found: dict[UUID, ledger.Content] = await _prepared(ctx, batch, rows)
        for made, row, recipient in await self._facing(ctx, batch, rows):
            try:
                found[row.id] = sharing.content(made, recipient)
            except RenderFailed:
                continue
        return found

    async def budget(self, ctx: Ctx, batch: mass.Batch) -> mass.Budget | None:
        return await money.budget(ctx, batch)

    async def out_of_money(self, ctx: Ctx, batch: mass.Batch, *, foreign: bool) -> None:
        await money.out_of_money(ctx, batch, foreign=foreign)

    async def _facing(
        self, ctx: Ctx, batch: mass.Batch, claimed: Sequence[mass.ClaimedRow]
    ) -> list[tuple[mailing.Mailing, mass.ClaimedRow, Recipient]]:
        """Each row with the person as its template sees them; none once what it says would be untrue."""
        plan = await _plan(ctx, batch)
        found: list[tuple[mailing.Mailing, mass.ClaimedRow, Recipient]] = []
        for variant in {row.variant for row in claimed}:
            said = saying(plan.channels[planning.channel_of(batch.step)], variant)
            if said.template_id is None:
                continue
            made = await self._mailing(ctx, batch, said)
            if _would_lie(ctx, plan, made):
                continue
            mine = [row for row in claimed if row.variant == variant]
            people = [row.contact_id for row in mine]
            held = await walking.segments_held(ctx, made.segments, people)
            facing = await mailing.recipients(ctx, made, people, values=plan.values, segments=held)
            channel = await sharing.consented(ctx, batch) if made.shows_ways_out else ""
            turn = Turn()
            for row in mine:
                if turn.over:
                    await turn.give()
                facts = facing.get(row.contact_id)
                if facts is not None:
                    recipient = sharing.in_language(made, row, facts)
                    found.append((made, row, sharing.with_ways_out(ctx, made, recipient, row, batch, channel=channel)))
        return found

    async def _mailing(self, ctx: Ctx, batch: mass.Batch, said: CampaignSaying) -> mailing.Mailing:
        assert said.template_id is not None
        return await self._loaded.of(ctx, said.template_id, number=said.number, said=(batch.id, batch.version))


async def _prepared(ctx: Ctx, batch: mass.Batch, claimed: Sequence[mass.ClaimedRow]) -> dict[UUID, ledger.Content]:
    """Messages the provider keeps: names of the person may stand in their blanks."""
    plan = await _plan(ctx, batch)
    found: dict[UUID, ledger.Content] = {}
    for row in claimed:
        said = saying(plan.channels[planning.channel_of(batch.step)], row.variant)
        if said.prepared_id is None:
            continue
        use = ledger.PreparedUse(prepared_id=said.prepared_id, values=filled(said.values, row.name))
        try:
            text = await prepared.worded(ctx, use)
        except PreparedNotFound:
            continue
        found[row.id] = ledger.Content(text=text, prepared=use, automatic=True)
    return found


def filled(values: Mapping[str, str], name: str) -> dict[str, str]:
    """`{name}` and `{first_name}` are the person's; a blank may not be empty, so nobody's name is a dash."""
    first = name.split(maxsplit=1)[0] if name.split() else "—"
    return {key: said.replace("{first_name}", first).replace("{name}", name or "—") for key, said in values.items()}


def _would_lie(ctx: Ctx, plan: CampaignPlan, made: mailing.Mailing) -> bool:
    """Its deadline has passed, or nothing is left of what it says is scarce."""
    kinds = {one.name: one.kind for one in made.body.variables}
    ends = launching.deadline_of(plan, kinds)
    return (ends is not None and ends <= ctx.now()) or launching.sold_out(plan, kinds)


async def _plan(ctx: Ctx, batch: mass.Batch) -> CampaignPlan:
    return plan_of(await campaign_of(ctx, batch.owner_id))


async def _said(ctx: Ctx, batch: mass.Batch, variant: int) -> CampaignSaying:
    return saying((await _plan(ctx, batch)).channels[planning.channel_of(batch.step)], variant)
