"""What touches people: whatever other rooms tell that a rule may ask about."""

from typing import Final
from uuid import UUID

from otklik.domains.activity.events import (
    AttributeForgotten,
    FactsForgotten,
    FactsRecorded,
    GroupsCounted,
    ImportFinished,
    ImportUndone,
)
from otklik.domains.consents.events import (
    ConsentChanged,
    ConsentsGiven,
    Suppressed,
    SuppressionLifted,
    SuppressionsImported,
)
from otklik.domains.consultations.events import ConsultationAnswered, ConsultationAsked, ConsultationChanged
from otklik.domains.contacts.events import (
    AddressAdded,
    ContactChanged,
    ContactCreated,
    ContactMerged,
    ContactUnmerged,
    ReachabilityChanged,
)
from otklik.domains.conversations.events import (
    ConversationClosed,
    ConversationLabelled,
    ConversationMerged,
    ConversationOpened,
    ConversationReopened,
    ConversationSnoozed,
    ConversationUnlabelled,
    ConversationUnmerged,
    ConversationWoken,
    DueShown,
    MessageAdded,
    MessageChanged,
    WaitingChanged,
)
from otklik.domains.debts.events import DebtDecided
from otklik.domains.promises.events import PromiseBroken
from otklik.domains.ratings.events import RatingReceived
from otklik.domains.segments.rules import topics
from otklik.domains.segments.service import following
from otklik.domains.tasks.events import TaskAdded, TaskChanged, TaskSettled
from otklik.platform.context import Ctx
from otklik.platform.events import on

_TALK: Final = frozenset({topics.CONVERSATION, topics.DEBT})
_BY_FIELD: Final = {"name": topics.NAME, "locale": topics.LANGUAGE}


@on(FactsRecorded)
async def on_facts(ctx: Ctx, event: FactsRecorded) -> None:
    by_name: dict[str, set[UUID]] = {}
    for fact in event.facts:
        by_name.setdefault(fact.name, set()).add(fact.contact_id)
    for name, people in by_name.items():
        await following.touched(ctx, people, {topics.event(name)})


@on(FactsForgotten)
async def on_facts_forgotten(ctx: Ctx, event: FactsForgotten) -> None:
    await following.turned(ctx, {topics.event(event.fact_name)})


@on(AttributeForgotten)
async def on_attribute_forgotten(ctx: Ctx, event: AttributeForgotten) -> None:
    await following.turned(ctx, {topics.attribute(event.attribute_name)})


@on(SuppressionsImported)
async def on_suppressions_imported(ctx: Ctx, _: SuppressionsImported) -> None:
    await following.turned(ctx, {topics.SUPPRESSION})


@on(GroupsCounted)
async def on_groups_counted(ctx: Ctx, _: GroupsCounted) -> None:
    await following.turned(ctx, {topics.RFM})


@on(ImportFinished, ImportUndone)
async def on_import(ctx: Ctx, _: ImportFinished | ImportUndone) -> None:
    await following.turned(ctx, {topics.PEOPLE})


@on(ContactCreated)
async def on_contact_created(ctx: Ctx, event: ContactCreated) -> None:
    await following.touched(ctx, [event.contact_id], {topics.PEOPLE})


@on(ContactChanged)
async def on_contact_changed(ctx: Ctx, event: ContactChanged) -> None:
    about = {_topic_of(field) for field in event.fields}
    await following.touched(ctx, [event.contact_id], about)


@on(AddressAdded, ReachabilityChanged)
async def on_address(ctx: Ctx, event: AddressAdded | ReachabilityChanged) -> None:
    await following.touched(ctx, [event.contact_id], {topics.ADDRESS})


@on(ContactMerged, ContactUnmerged)
async def on_people_joined(ctx: Ctx, event: ContactMerged | ContactUnmerged) -> None:
    await following.touched(ctx, [event.kept_id, event.other_id], {topics.PEOPLE})


@on(ConsentChanged)
async def on_consent(ctx: Ctx, event: ConsentChanged) -> None:
    await following.touched(ctx, [event.contact_id], {topics.CONSENT})


@on(ConsentsGiven)
async def on_consents(ctx: Ctx, event: ConsentsGiven) -> None:
    await following.touched(ctx, event.contact_ids, {topics.CONSENT})


@on(Suppressed, SuppressionLifted)
async def on_suppression(ctx: Ctx, event: Suppressed | SuppressionLifted) -> None:
    await following.touched_address(ctx, event.suppression_id)


@on(MessageAdded)
async def on_message(ctx: Ctx, event: MessageAdded) -> None:
    about = _TALK | {topics.SEEN} if event.direction == "in" else {topics.DEBT}
    await following.touched(ctx, [event.contact_id], about)


@on(ConversationOpened, WaitingChanged)
async def on_waiting(ctx: Ctx, event: ConversationOpened | WaitingChanged) -> None:
    await following.touched(ctx, [event.contact_id], _TALK)


@on(
    ConversationClosed,
    ConversationReopened,
    ConversationLabelled,
    ConversationUnlabelled,
    ConversationSnoozed,
    ConversationWoken,
)
async def on_conversation(
    ctx: Ctx,
    event: ConversationClosed
    | ConversationReopened
    | ConversationLabelled
    | ConversationUnlabelled
    | ConversationSnoozed
    | ConversationWoken,
) -> None:
    await following.touched_talks(ctx, [event.conversation_id], _TALK)


@on(ConversationMerged, ConversationUnmerged)
async def on_conversations_joined(ctx: Ctx, event: ConversationMerged | ConversationUnmerged) -> None:
    about = _TALK | {topics.TASK, topics.RATING}
    await following.touched_talks(ctx, [event.conversation_id, event.merged_id], about)


@on(MessageChanged, DueShown, ConsultationAsked, ConsultationAnswered, ConsultationChanged, PromiseBroken)
async def on_owed(
    ctx: Ctx,
    event: MessageChanged | DueShown | ConsultationAsked | ConsultationAnswered | ConsultationChanged | PromiseBroken,
) -> None:
    await following.touched_talks(ctx, [event.conversation_id], {topics.DEBT})


@on(DebtDecided)
async def on_debt_decided(ctx: Ctx, event: DebtDecided) -> None:
    if event.conversation_id is not None:
        await following.touched_talks(ctx, [event.conversation_id], {topics.DEBT})


@on(TaskAdded, TaskChanged, TaskSettled)
async def on_task(ctx: Ctx, event: TaskAdded | TaskChanged | TaskSettled) -> None:
    await following.touched(ctx, [event.contact_id], {topics.TASK, topics.DEBT})
    if event.conversation_id is not None:
        await following.touched_talks(ctx, [event.conversation_id], {topics.TASK, topics.DEBT})


@on(RatingReceived)
async def on_rating(ctx: Ctx, event: RatingReceived) -> None:
    await following.touched_talks(ctx, [event.conversation_id], {topics.RATING})


def _topic_of(field: str) -> str:
    name = field.removeprefix("attributes.")
    return topics.attribute(name) if name != field else _BY_FIELD.get(field, field)
