"""Why somebody got a campaign, or did not; and what campaigns a person got."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.domains.campaigns import queries, schemas
from otklik.domains.campaigns.service import planning, rows, seating, walking
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery.service import mass
from otklik.platform.context import Ctx

SKIPPED: Final = "skipped"
OF_PERSON_MAX: Final = 100


async def explain(ctx: Ctx, campaign_id: UUID, contact_id: UUID) -> schemas.CampaignExplanation:
    """Looked up in the rows, not guessed. Raises `CampaignNotFound`, `ContactNotFound`."""
    row = await rows.found(ctx, campaign_id)
    person = await contacts.get(ctx, contact_id)
    root_id = person.merged_into or person.id
    plan = rows.plan_of(row)
    found = await mass.message_of(ctx, owner=rows.OWNER, owner_id=campaign_id, contact_id=root_id)
    seat = seating.seat(row.id, plan, root_id)
    messages = [_message(one) for one in found]
    if not messages:
        inside = await walking.holds(ctx, plan, root_id)
        why = "not_planned_yet" if inside and row.state not in {"finished", "stopped"} else "not_in_audience"
        return schemas.CampaignExplanation(
            contact_id=root_id, why=why, code="", variant=seat.variant, control=seat.control, messages=()
        )
    best = next((one for one in messages if one.state != SKIPPED), messages[0])
    return schemas.CampaignExplanation(
        contact_id=root_id,
        why=seating.CONTROL if best.code == seating.CONTROL else best.state,
        code=best.code,
        variant=best.variant,
        control=best.code == seating.CONTROL,
        messages=messages,
    )


async def of_person(ctx: Ctx, contact_id: UUID) -> Sequence[schemas.PersonCampaign]:
    """The newest first. Raises `ContactNotFound`."""
    person = await contacts.get(ctx, contact_id)
    found = await mass.messages_to(ctx, person.merged_into or person.id)
    mine = [one for one in found if one.owner == rows.OWNER][:OF_PERSON_MAX]
    names = await queries.names(ctx, {one.owner_id for one in mine})
    return [
        schemas.PersonCampaign(campaign_id=one.owner_id, name=names[one.owner_id], message=_message(one))
        for one in mine
        if one.owner_id in names
    ]


def _message(one: mass.MassMessageOut) -> schemas.CampaignMessage:
    return schemas.CampaignMessage(
        id=one.id,
        channel=planning.channel_of(one.step),
        variant=one.variant,
        state=one.state,
        code=one.code,
        ground=one.ground,
        due_at=one.due_at,
        accepted_at=one.accepted_at,
        read_at=one.read_at,
        read_by_machine=one.read_by_machine,
        clicked_at=one.clicked_at,
        unsubscribed_at=one.unsubscribed_at,
        complained_at=one.complained_at,
    )
