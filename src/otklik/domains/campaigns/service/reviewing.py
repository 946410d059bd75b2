"""Looked at before a launch: everything the rules ask about, gathered."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from otklik.channels import contract
from otklik.channels.registry import Registry
from otklik.domains.campaigns import models, queries, schemas
from otklik.domains.campaigns.documents import CampaignChannel, CampaignPlan, CampaignSaying
from otklik.domains.campaigns.rules import launching
from otklik.domains.campaigns.service import rows
from otklik.domains.delivery.errors import ChannelNotFound, PreparedNotFound
from otklik.domains.delivery.service import channels, prepared
from otklik.domains.prices import service as price_list
from otklik.domains.segments import service as segments
from otklik.domains.templates import service as templates
from otklik.domains.templates.documents import Kind, TemplateBody, Wording
from otklik.domains.templates.errors import Archived, TemplateNotFound, VersionNotFound
from otklik.domains.templates.service import mailing, previewing
from otklik.platform.context import Ctx

TEXT_CHARS_MAX = 400_000
RUNG = frozenset({"visitor", "card"})


async def review(ctx: Ctx, campaign_id: UUID) -> schemas.CampaignReview:
    """Raises `CampaignNotFound`."""
    row = await rows.found(ctx, campaign_id)
    asked = await gather(ctx, row)
    found = launching.findings(asked)
    return schemas.CampaignReview(
        ready=launching.ready(found),
        findings=[schemas.CampaignFinding(code=one.code, severity=one.severity, params=one.params) for one in found],
        check=check_of(row),
    )


async def channels_to_choose(ctx: Ctx) -> list[schemas.CampaignChannelChoice]:
    """Those that are in use and send."""
    registry = ctx.use(Registry)
    return [
        _choice(row, registry.get(row.kind).manifest)
        for row in await channels.listing(ctx)
        if row.enabled and isinstance(registry.get(row.kind), contract.Sends)
    ]


def _choice(row: channels.Channel, manifest: contract.Manifest) -> schemas.CampaignChannelChoice:
    can = manifest.capabilities
    return schemas.CampaignChannelChoice(
        id=row.id,
        name=row.name,
        template_kind=kind_for(manifest),
        prepared=can.prepared,
        window=can.reply_window_seconds > 0,
    )


def check_of(row: models.Campaign) -> schemas.CampaignCheck | None:
    return msgspec.convert(row.checked, schemas.CampaignCheck) if row.checked else None


async def gather(ctx: Ctx, row: models.Campaign) -> launching.Asked:
    plan, check = rows.plan_of(row), check_of(row)
    fresh = check is not None and check.done and check.revision == row.revision
    purpose = await queries.purpose(ctx, plan.purpose)
    known = {one.id for one in await segments.listing(ctx)}
    named = {*plan.audience.inside, *plan.audience.outside}
    prices = check.prices if check is not None and fresh else ()
    return launching.Asked(
        plan=plan,
        basis=purpose.basis if purpose is not None and purpose.archived_at is None else None,
        channels=[await _channel(ctx, one) for one in plan.channels],
        segments_missing=len(named - known),
        cost_micros=_sum(prices) if fresh else None,
        foreign=sorted((await _paid_in(ctx, plan, prices)) - {await queries.currency(ctx)}),
        counted=fresh,
        reached=_people(check) if check is not None and fresh else 0,
        now=ctx.now(),
    )


def _people(check: schemas.CampaignCheck) -> int:
    """Who gets it, by however many channels."""
    return check.audience - check.control - sum(check.excluded.values())


async def _paid_in(ctx: Ctx, plan: CampaignPlan, prices: Sequence[schemas.CampaignPrice]) -> set[str]:
    """Currencies of what was counted; where nobody counted, all that the channels' prices are in."""
    found = {one.currency for one in prices if one.currency}
    for one in () if prices else plan.channels:
        try:
            row = await channels.get(ctx, one.channel_id)
        except ChannelNotFound:
            continue
        found |= await price_list.currencies(ctx, kind=row.kind)
    return found


def _sum(prices: Sequence[schemas.CampaignPrice]) -> int | None:
    """None where of any channel that is used nobody knows the price."""
    if any(one.messages and one.micros is None for one in prices):
        return None
    return sum(one.micros or 0 for one in prices)


async def _channel(ctx: Ctx, one: CampaignChannel) -> launching.Channel:
    try:
        row = await channels.get(ctx, one.channel_id)
    except ChannelNotFound:
        return launching.Channel(name="", sends=False, sms=False, said=[None])
    provider = ctx.use(Registry).get(row.kind)
    manifest = provider.manifest
    can = manifest.capabilities
    sends = row.enabled and row.deleted_at is None and isinstance(provider, contract.Sends)
    return launching.Channel(
        name=row.name,
        sends=sends,
        sms=can.sms,
        said=[await _template(ctx, one.channel_id, manifest, said) for said in one.sayings],
    )


async def _template(
    ctx: Ctx, channel_id: UUID, manifest: contract.Manifest, said: CampaignSaying
) -> launching.Template | None:
    if said.prepared_id is not None:
        return await _prepared(ctx, channel_id, said)
    if said.template_id is None:
        return None
    try:
        row = await templates.found(ctx, said.template_id)
        body = await _body(ctx, said.template_id, said.number, archived=row.archived_at is not None)
    except (TemplateNotFound, Archived):
        return None
    except VersionNotFound:
        return launching.Template(published=False, fits=False)
    kind = templates.kind_of(row)
    problems = await previewing.problems(ctx, kind, body)
    return launching.Template(
        published=True,
        fits=kind == kind_for(manifest),
        problems=len(problems),
        first_problem=problems[0].code if problems else "",
        variables={one.name: one.kind for one in body.variables},
        text=_everything(body),
    )


async def _body(ctx: Ctx, template_id: UUID, number: int | None, *, archived: bool) -> TemplateBody:
    """Of a campaign that was launched what was fixed then, though the template was put away since."""
    if archived and number is not None:
        return (await mailing.load(ctx, template_id, number=number)).body
    return (await templates.published(ctx, template_id, number=number))[1]


async def _prepared(ctx: Ctx, channel_id: UUID, said: CampaignSaying) -> launching.Template | None:
    assert said.prepared_id is not None
    try:
        found = await prepared.get(ctx, said.prepared_id)
    except PreparedNotFound:
        return None
    if found.channel_id != channel_id:
        return None
    empty = [one.name for one in found.message.blanks if not said.values.get(one.name, "").strip()]
    return launching.Template(
        published=found.message.standing is contract.Standing.APPROVED,
        fits=not found.message.unsupported and not found.message.media,
        problems=len(empty),
        first_problem="campaigns.blank_empty" if empty else "",
        text=f"{found.message.header} {found.message.body} {found.message.footer}".lower(),
    )


def kind_for(manifest: contract.Manifest) -> Kind:
    """Which kind of template goes by a channel: whoever left the site or the application, or has a card, is rung."""
    if manifest.address_kind in RUNG:
        return "push"
    if manifest.address_kind == "email":
        return "email"
    return "sms" if manifest.capabilities.sms else "chat"


def _everything(body: TemplateBody) -> str:
    said = [f"{one.subject} {one.title} {one.text} {one.code} {_blocks(one)}" for one in body.wordings.values()]
    return " ".join(said)[:TEXT_CHARS_MAX].lower()


def _blocks(wording: Wording) -> str:
    return msgspec.json.encode(wording.blocks).decode()
