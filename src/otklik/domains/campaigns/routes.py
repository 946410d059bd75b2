"""HTTP of campaigns: each handler is one verb."""

from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import Parameter, QueryParameter
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from otklik.domains.campaigns import schemas, service
from otklik.domains.campaigns.documents import BUDGET_MICROS_MAX
from otklik.domains.campaigns.rules import comparing, states
from otklik.domains.campaigns.service import explaining, figures, reviewing, steering, trying
from otklik.platform.context import Ctx
from otklik.platform.sheets import Kind
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

URL: Final = f"{API}/campaigns"
ONE: Final = f"{URL}/{{campaign_id:uuid}}"
STATES_MAX: Final = 8

Query = Annotated[str, Parameter(max_length=200, description="Words of the name")]
StateQuery = Annotated[states.State | None, QueryParameter(name="state", required=False)]
Budget = Annotated[int | None, QueryParameter(ge=0, le=BUDGET_MICROS_MAX, required=False)]
Format = Annotated[Kind, QueryParameter(name="format", required=False)]


@get(URL, permission="campaigns.read")
async def list_campaigns(
    ctx: NamedDependency[Ctx],
    *,
    q: Query = "",
    stands: StateQuery = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Page[schemas.CampaignRow]:
    """Campaigns, the last changed first."""
    size = page_size(limit)
    found = await service.listing(
        ctx, q=q, states=[stands] if stands else [], before=decode_position(cursor), limit=size + 1
    )
    last = found[size - 1] if len(found) > size else None
    return Page(items=found[:size], next_cursor=encode_position(last.updated_at, last.id) if last else None)


@get(f"{URL}/settings", permission="campaigns.read")
async def get_campaign_settings(ctx: NamedDependency[Ctx]) -> schemas.CampaignSettings:
    """Whether launches are approved by another person, and what counts as a campaign's purchase."""
    return await service.settings(ctx)


@put(f"{URL}/settings", permission="campaigns.approve")
async def save_campaign_settings(
    ctx: NamedDependency[Ctx], *, data: schemas.CampaignSettings
) -> schemas.CampaignSettings:
    """For campaigns launched from now on."""
    return await service.save_settings(ctx, data)


@get(f"{URL}/segments", permission="campaigns.read")
async def list_campaign_segments(ctx: NamedDependency[Ctx]) -> list[schemas.CampaignSegment]:
    """Segments and lists that an audience can be made of."""
    return await trying.segments_to_choose(ctx)


@get(f"{URL}/channels", permission="campaigns.read")
async def list_campaign_channels(ctx: NamedDependency[Ctx]) -> list[schemas.CampaignChannelChoice]:
    """Channels that a campaign can go by, with the kind of template that goes by each."""
    return await reviewing.channels_to_choose(ctx)


@post(f"{URL}/sample", permission="campaigns.read", status_code=200)
async def count_sample(ctx: NamedDependency[Ctx], *, data: schemas.SampleIn) -> schemas.SampleOut:  # noqa: ARG001
    """How many people a test needs to find a difference."""
    people = comparing.people_needed(rate=data.rate_percent / 100, better_by=data.better_percent / 100)
    return schemas.SampleOut(people=people)


@post(URL, permission="campaigns.write")
async def create_campaign(ctx: NamedDependency[Ctx], *, data: schemas.NewCampaign) -> schemas.CampaignOut:
    """Begin a campaign; nothing is sent before its launch."""
    return await service.create(ctx, data)


@get(ONE, permission="campaigns.read")
async def get_campaign(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> schemas.CampaignOut:
    """One campaign."""
    return await service.get(ctx, campaign_id)


@put(f"{ONE}/draft", permission="campaigns.write")
async def save_campaign_draft(
    ctx: NamedDependency[Ctx], *, campaign_id: UUID, data: schemas.CampaignDraft
) -> schemas.CampaignOut:
    """Save the whole draft over the revision it was written from."""
    return await service.save(ctx, campaign_id, data)


@delete(ONE, permission="campaigns.write")
async def delete_campaign(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> None:
    """Delete a draft; what was launched stays."""
    await service.delete(ctx, campaign_id)


@post(f"{ONE}/copies", permission="campaigns.write")
async def copy_campaign(
    ctx: NamedDependency[Ctx], *, campaign_id: UUID, data: schemas.CampaignCopy
) -> schemas.CampaignOut:
    """A new draft that says the same."""
    return await service.copy(ctx, campaign_id, name=data.name)


@get(f"{ONE}/review", permission="campaigns.read")
async def get_campaign_review(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> schemas.CampaignReview:
    """What stands in the way of a launch, whom it would reach and what it would cost."""
    return await reviewing.review(ctx, campaign_id)


@post(f"{ONE}/counts", permission="campaigns.write", status_code=202)
async def count_campaign(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> schemas.CampaignReview:
    """Count the audience anew; it is told on the desk's stream when it is done."""
    return await trying.count(ctx, campaign_id)


@post(f"{ONE}/previews", permission="campaigns.read", status_code=200)
async def preview_campaign(
    ctx: NamedDependency[Ctx], *, campaign_id: UUID, data: schemas.CampaignPreviewIn
) -> schemas.CampaignPreview:
    """One variant by one channel, as somebody would get it."""
    return await trying.preview(ctx, campaign_id, data)


@post(f"{ONE}/tests", permission="campaigns.write", status_code=202)
async def test_campaign(
    ctx: NamedDependency[Ctx], *, campaign_id: UUID, data: schemas.CampaignTestIn
) -> schemas.CampaignTestOut:
    """Send one variant to oneself."""
    return await trying.send_test(ctx, campaign_id, data)


@put(f"{ONE}/launch", permission="campaigns.send")
async def launch_campaign(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> schemas.CampaignOut:
    """Launch it, or ask for approval where the company wants one."""
    return await steering.launch(ctx, campaign_id)


@delete(f"{ONE}/launch", permission="campaigns.send", status_code=200)
async def take_campaign_back(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> schemas.CampaignOut:
    """Make it a draft again while nothing was sent."""
    return await steering.take_back(ctx, campaign_id)


@put(f"{ONE}/approval", permission="campaigns.approve")
async def approve_campaign(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> schemas.CampaignOut:
    """Approve what somebody else launched."""
    return await steering.approve(ctx, campaign_id)


@put(f"{ONE}/pause", permission="campaigns.send")
async def pause_campaign(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> schemas.CampaignOut:
    """Hold it; what is on its way arrives."""
    return await steering.pause(ctx, campaign_id)


@delete(f"{ONE}/pause", permission="campaigns.send", status_code=200)
async def resume_campaign(
    ctx: NamedDependency[Ctx], *, campaign_id: UUID, budget_micros: Budget = None
) -> schemas.CampaignOut:
    """Go on; with a new money stop, where the old one held it."""
    return await steering.resume(ctx, campaign_id, budget_micros=budget_micros)


@put(f"{ONE}/stop", permission="campaigns.send")
async def stop_campaign(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> schemas.CampaignOut:
    """End it for good."""
    return await steering.stop(ctx, campaign_id)


@put(f"{ONE}/stock", permission="campaigns.write")
async def tell_campaign_stock(
    ctx: NamedDependency[Ctx], *, campaign_id: UUID, data: schemas.CampaignStockIn
) -> schemas.CampaignOut:
    """Tell how much is left, while it goes: by hand, or by the shop's own program."""
    return await steering.tell_stock(ctx, campaign_id, name=data.name, left=data.left)


@put(f"{ONE}/winner", permission="campaigns.send")
async def choose_winner(
    ctx: NamedDependency[Ctx], *, campaign_id: UUID, data: schemas.CampaignWinner
) -> schemas.CampaignOut:
    """Choose what the rest gets, where the test could not say."""
    return await steering.choose(ctx, campaign_id, variant=data.variant)


@get(f"{ONE}/figures", permission="campaigns.read")
async def get_campaign_figures(ctx: NamedDependency[Ctx], *, campaign_id: UUID) -> schemas.CampaignFigures:
    """What it did and brought, by channel and variant."""
    return await figures.figures(ctx, campaign_id)


@get(f"{ONE}/figures/export", permission="campaigns.read")
async def export_campaign_figures(ctx: NamedDependency[Ctx], *, campaign_id: UUID, kind: Format = Kind.CSV) -> Stream:
    """The figures as a table for a spreadsheet."""
    return await figures.export(ctx, campaign_id, kind)


@get(f"{ONE}/people/{{contact_id:uuid}}", permission="campaigns.read")
async def explain_campaign(
    ctx: NamedDependency[Ctx], *, campaign_id: UUID, contact_id: UUID
) -> schemas.CampaignExplanation:
    """Why this person got it, or did not."""
    return await explaining.explain(ctx, campaign_id, contact_id)


@get(f"{API}/contacts/{{contact_id:uuid}}/campaigns", permission="campaigns.read")
async def list_campaigns_of_contact(ctx: NamedDependency[Ctx], *, contact_id: UUID) -> Sequence[schemas.PersonCampaign]:
    """Campaigns planned for the person, got or not, the newest first."""
    return await explaining.of_person(ctx, contact_id)


routes: Sequence[ControllerRouterHandler] = [
    list_campaigns,
    get_campaign_settings,
    save_campaign_settings,
    list_campaign_segments,
    list_campaign_channels,
    count_sample,
    create_campaign,
    get_campaign,
    save_campaign_draft,
    delete_campaign,
    copy_campaign,
    get_campaign_review,
    count_campaign,
    preview_campaign,
    test_campaign,
    launch_campaign,
    take_campaign_back,
    approve_campaign,
    pause_campaign,
    resume_campaign,
    stop_campaign,
    tell_campaign_stock,
    choose_winner,
    get_campaign_figures,
    export_campaign_figures,
    explain_campaign,
    list_campaigns_of_contact,
]
