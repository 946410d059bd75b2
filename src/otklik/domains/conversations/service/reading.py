"""What the desk reads: lists, a conversation, its thread, the trail of a message, search."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from otklik.channels import contract
from otklik.channels.registry import Registry
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations import errors, queries, rules, schemas
from otklik.domains.conversations.models import Conversation, Message
from otklik.domains.conversations.queries import listing, searching
from otklik.domains.conversations.queries.counting import Sum, stored_sums
from otklik.domains.conversations.queries.listing import Filter
from otklik.domains.conversations.service import counting, saved_views, views
from otklik.domains.delivery.service import channels, ledger, raw
from otklik.domains.workspaces.service import operators, teams
from otklik.platform.context import Ctx
from otklik.platform.web import Position

VIEWS: Final[tuple[listing.View, ...]] = ("mine", "unassigned", "waiting", "open", "snoozed", "closed", "all")
RAW_LENGTH_MAX: Final = 200_000
TEAMS_COUNTED_MAX: Final = 50
"""Teams beside the views, by name; each is counted whenever the counts are asked for."""


async def inbox(ctx: Ctx, chosen: Filter, *, after: Position | None, limit: int) -> list[schemas.ConversationRow]:
    return await views.rows(ctx, await listing.listed(ctx, chosen, after=after, limit=limit))


async def counts(ctx: Ctx) -> schemas.Counts:
    """How many conversations each view holds for whoever asks."""
    sums = await stored_sums(ctx)
    found = {view: counting.counted(sums, Filter(view=view, operator_id=ctx.actor.id)) for view in VIEWS}
    return schemas.Counts(**found, saved=await saved_views.counts(ctx, sums), teams=await _team_counts(ctx, sums))


async def opened(ctx: Ctx, conversation_id: UUID) -> schemas.ConversationOut:
    """Raises `ConversationNotFound`."""
    conversation = await get(ctx, conversation_id)
    return schemas.ConversationOut(
        row=await views.row(ctx, conversation),
        thread_id=conversation.thread_id,
        opened_at=conversation.opened_at,
        closed_at=conversation.closed_at,
        can=await _can(ctx, conversation),
    )


async def get(ctx: Ctx, conversation_id: UUID) -> Conversation:
    """Raises `ConversationNotFound`."""
    conversation = await queries.conversation(ctx, conversation_id)
    if conversation is None:
        raise errors.ConversationNotFound
    return conversation


async def trail(ctx: Ctx, message_id: UUID) -> schemas.Trail:
    """Everything provable about one message (guarantee 7). Raises `MessageNotFound`."""
    message = await _message(ctx, message_id)
    steps = await _inbound_steps(ctx, message) if message.direction == "in" else []
    sent = await ledger.trail(ctx, subject_id=message_id)
    for step in sent.steps:
        steps.append(schemas.TrailStep(code=step.state, at=step.at, detail=f"{step.code} {step.detail}".strip()))
    return schemas.Trail(steps=sorted(steps, key=lambda step: step.at), costs=list(sent.costs))


async def raw_item(ctx: Ctx, message_id: UUID) -> schemas.RawOut:
    """The inbound item as it came. Raises `MessageNotFound`."""
    message = await _message(ctx, message_id)
    item = await raw.item(ctx, message.journal_id) if message.journal_id else None
    if item is None:
        raise errors.MessageNotFound
    return schemas.RawOut(
        text=item.body[:RAW_LENGTH_MAX].decode("utf-8", "replace"),
        headers=item.headers,
        received_at=item.received_at,
        truncated=len(item.body) > RAW_LENGTH_MAX,
    )


async def search(
    ctx: Ctx, q: str, wanted: searching.Wanted, *, before: Position | None, limit: int
) -> tuple[list[schemas.Found], Position | None]:
    """Messages that hold all the words in any form, newest first, each with its conversation; and where to look on."""
    hits, after = await searching.search(ctx, q, wanted, before=before, limit=limit)
    conversations = await queries.conversations_by_id(ctx, [hit.conversation_id for hit in hits])
    rows = {row.id: row for row in await views.rows(ctx, list(conversations.values()))}
    found = [
        schemas.Found(
            conversation=rows[hit.conversation_id],
            message_id=hit.message_id,
            snippet=hit.snippet,
            sent_at=hit.sent_at,
        )
        for hit in hits
        if hit.conversation_id in rows
    ]
    return found, after


async def _team_counts(ctx: Ctx, sums: Sequence[Sum]) -> dict[str, int]:
    of_id = None if ctx.actor.may(saved_views.SHARING) else ctx.actor.id
    team_ids = await teams.team_ids(ctx, of_id=of_id, limit=TEAMS_COUNTED_MAX)
    return {str(team_id): counting.counted(sums, Filter(view="open", team_id=team_id)) for team_id in team_ids}


async def _message(ctx: Ctx, message_id: UUID) -> Message:
    message = await queries.message(ctx, message_id)
    if message is None:
        raise errors.MessageNotFound
    return message


async def _inbound_steps(ctx: Ctx, message: Message) -> list[schemas.TrailStep]:
    steps: list[schemas.TrailStep] = []
    item = await raw.item(ctx, message.journal_id) if message.journal_id else None
    if item is not None:
        steps.append(schemas.TrailStep(code="received_raw", at=item.received_at, detail=item.event_id))
    steps.append(schemas.TrailStep(code="stored", at=message.stored_at))
    if message.shown_at is not None:
        steps.append(schemas.TrailStep(code="shown", at=message.shown_at))
    if message.seen_at is not None:
        steps.append(schemas.TrailStep(code="seen", at=message.seen_at, by=await _name(ctx, message.seen_by_id)))
    return steps


async def _name(ctx: Ctx, operator_id: UUID | None) -> str:
    if operator_id is None:
        return ""
    found: Sequence[UUID] = [operator_id]
    colleague = (await operators.operators_by_id(ctx, found)).get(operator_id)
    return colleague.name if colleague else ""


async def _can(ctx: Ctx, conversation: Conversation) -> schemas.Can:
    channel = await channels.any_state(ctx, conversation.channel_id)
    provider = ctx.use(Registry).get(channel.kind)
    can = provider.manifest.capabilities
    reach = await contacts.reach(ctx, identity_id=conversation.identity_id) if conversation.identity_id else None
    reachable = reach is None or reach.reachable
    usable = channel.enabled and channel.deleted_at is None
    reason = "" if usable else "channel_disabled"
    return schemas.Can(
        sends=usable and isinstance(provider, contract.Sends),
        reachable=reachable,
        reason=reason or ("" if reach is None else reach.unreachable_code),
        text_length_max=can.text_length_max,
        attachments_max=can.attachments_max,
        attachment_size_bytes_max=can.attachment_size_bytes_max,
        buttons_max=can.buttons_max,
        subject=can.subject,
        reply_to=can.reply_to,
        window_closes_at=rules.window_closes_at(can, wrote_at=conversation.wrote_at or conversation.last_inbound_at),
        prepared=can.prepared,
    )
