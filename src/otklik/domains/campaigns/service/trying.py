"""A campaign tried before it goes: counted, looked at as somebody would get it, sent to oneself."""

from typing import Final
from uuid import UUID

from msgspec.structs import replace

from otklik.domains.campaigns import jobs, schemas
from otklik.domains.campaigns.documents import CampaignPlan, CampaignSaying, saying
from otklik.domains.campaigns.errors import NotTestable, PlaceUnknown
from otklik.domains.campaigns.service import checking, reviewing, rows, walking, writing
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.service import channels, ledger, prepared
from otklik.domains.segments import service as segments
from otklik.domains.templates import service as templates
from otklik.domains.templates.documents import TemplateVariable
from otklik.domains.templates.service import mailing, people, previewing, sharing
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import Ctx
from otklik.platform.ids import new_id
from otklik.platform.jobs import Jobs

TEST: Final = "test"
MARK: Final = "[Test] "


async def count(ctx: Ctx, campaign_id: UUID) -> schemas.CampaignReview:
    """The audience is counted in the background; desks hear when it is. Raises `CampaignNotFound`."""
    row = await rows.found(ctx, campaign_id, lock=True)
    arguments = {"campaign_id": row.id, "revision": row.revision}
    once = f"campaign-count:{row.id}:{row.revision}"
    await ctx.use(Jobs).defer(ctx, jobs.count, arguments=arguments, once=once)
    checking.note_asked(ctx, row)
    await ctx.session.flush()
    return await reviewing.review(ctx, campaign_id)


async def segments_to_choose(ctx: Ctx) -> list[schemas.CampaignSegment]:
    """Every segment and list in use, by name."""
    return [schemas.CampaignSegment(id=one.id, name=one.name, size=one.size) for one in await segments.listing(ctx)]


async def preview(ctx: Ctx, campaign_id: UUID, asked: schemas.CampaignPreviewIn) -> schemas.CampaignPreview:
    """Raises `CampaignNotFound`, `PlaceUnknown`, and what a template's preview raises."""
    plan = rows.plan_of(await rows.found(ctx, campaign_id))
    said = _said(plan, asked.channel, asked.variant)
    if said.prepared_id is not None:
        name = (await contacts.get(ctx, asked.contact_id)).name if asked.contact_id else ""
        use = ledger.PreparedUse(prepared_id=said.prepared_id, values=writing.filled(said.values, name))
        return schemas.CampaignPreview(preview=None, text=await prepared.worded(ctx, use))
    if said.template_id is None:
        raise PlaceUnknown
    row = await templates.found(ctx, said.template_id)
    _, body = await templates.published(ctx, said.template_id, number=said.number)
    wanted = asked.language
    if not wanted and asked.contact_id:
        wanted = (await contacts.get(ctx, asked.contact_id)).locale
    bound = tuple(_bound(one, plan) for one in body.variables)
    shown = previewing.TemplateAsked(
        kind=templates.kind_of(row),
        purpose=templates.purpose_of(row),
        body=replace(body, variables=bound),
        language=people.spoken(body, wanted or body.language),
        contact_id=asked.contact_id,
    )
    return schemas.CampaignPreview(preview=await previewing.preview(ctx, shown), text="")


async def send_test(ctx: Ctx, campaign_id: UUID, asked: schemas.CampaignTestIn) -> schemas.CampaignTestOut:
    """To oneself, by the ledger and its gate. Raises as `preview`, `NotTestable`, `delivery.errors.Refused`."""
    plan = rows.plan_of(await rows.found(ctx, campaign_id))
    said = _said(plan, asked.channel, asked.variant)
    if said.template_id is None:
        raise NotTestable
    made = await mailing.load(ctx, said.template_id, number=said.number)
    channel = await channels.get(ctx, plan.channels[asked.channel].channel_id)
    to = await _address(ctx, made.kind, asked.to)
    content = await _content(ctx, plan, made, asked)
    planned = await ledger.plan(
        ctx,
        ledger.Draft(
            channel_id=channel.id,
            lane=campaign_id,
            subject_id=new_id(),
            key=f"campaign-test:{new_id()}",
            purpose=TEST,
            to_address=to,
            thread_id="",
            content=content,
        ),
    )
    return schemas.CampaignTestOut(ledger_id=planned.id, to=to)


async def _content(
    ctx: Ctx, plan: CampaignPlan, made: mailing.Mailing, asked: schemas.CampaignTestIn
) -> ledger.Content:
    """As the person would get it, or a sample; the way out leads nowhere in a test."""
    language = made.spoken(asked.language or made.body.language).language
    if asked.contact_id is not None:
        held = await walking.segments_held(ctx, made.segments, [asked.contact_id])
        facing = await mailing.recipients(ctx, made, [asked.contact_id], values=plan.values, segments=held)
        recipient = facing.get(asked.contact_id)
    else:
        recipient = await people.recipient(ctx, made.body, language=language, contact_id=None)
    if recipient is None:
        raise NotTestable
    if made.kind != "email":
        return sharing.content(made, recipient)
    said = made.layouts[recipient.language].render(recipient)
    return ledger.Content(
        text=said.get("text", ""),
        html=said.get("html", ""),
        subject=f"{MARK}{said.get('subject', '')}",
        language=recipient.language,
    )


def _said(plan: CampaignPlan, channel: int, variant: int) -> CampaignSaying:
    if channel >= len(plan.channels) or variant >= len(plan.variants):
        raise PlaceUnknown
    sayings = plan.channels[channel].sayings
    if len(sayings) > 1 and variant >= len(sayings):
        raise PlaceUnknown
    return saying(plan.channels[channel], variant)


def _bound(one: TemplateVariable, plan: CampaignPlan) -> TemplateVariable:
    """With what the campaign says in the place of the example."""
    value = plan.values.get(one.name, "")
    return replace(one, example=value) if value else one


async def _address(ctx: Ctx, kind: str, to: str) -> str:
    if kind == "sms" and to.strip():
        return to.strip()
    who = rows.operator(ctx)
    if kind != "email" or who is None:
        raise NotTestable
    return (await workspaces.operator(ctx, who)).email
