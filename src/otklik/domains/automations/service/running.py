"""Considering what happened: each automation in its order, why it fires or not, and its actions."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from otklik.domains.automations import events, models, queries, rules, schemas
from otklik.domains.automations.actions import Scene
from otklik.domains.automations.conditions import Facts
from otklik.domains.automations.service import acting, facts, happening
from otklik.domains.automations.triggers import TriggerName
from otklik.domains.contacts import service as contacts
from otklik.domains.conversations.service import writing
from otklik.domains.routing.service import queueing
from otklik.platform import i18n
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

LISTENING_MAX: Final = 200


class Due(NamedTuple):
    """A wait whose minutes are counted, and when they are over."""

    wait_id: UUID
    at: datetime


class Considered(NamedTuple):
    """What is left to be done after the commit."""

    waits: Sequence[Due] = ()
    calls: Sequence[UUID] = ()


async def consider(ctx: Ctx, occurrence_id: UUID) -> Considered:
    """Look at one thing that happened and take it away."""
    occurrence = await queries.occurrence(ctx, occurrence_id)
    if occurrence is None:
        return Considered()
    await ctx.session.delete(occurrence)
    await queueing.looked_at(ctx, [occurrence.conversation_id])
    listening = await queries.enabled(ctx, [occurrence.trigger], limit=LISTENING_MAX)
    if occurrence.trigger == TriggerName.NO_ANSWER:
        return Considered(waits=await _count_minutes(ctx, occurrence, listening))
    return Considered(calls=await _in_order(ctx, occurrence, listening))


async def minutes_over(ctx: Ctx, wait_id: UUID) -> Considered:
    """The minutes of one automation are over: does the customer wait still?"""
    wait = await queries.wait(ctx, wait_id)
    automation = await queries.automation(ctx, wait.automation_id) if wait is not None else None
    if wait is None or wait.fired or automation is None or not automation.enabled:
        return Considered()
    conversation = await queries.conversation(ctx, wait.conversation_id)
    if conversation is None or conversation.waiting_since is None or conversation.waiting_since > wait.waiting_since:
        return Considered()
    wait.fired = True
    occurrence = models.Occurrence(
        trigger=str(TriggerName.NO_ANSWER),
        conversation_id=conversation.id,
        message_id=None,
        in_group=False,
        chain=[],
        at=ctx.now(),
    )
    return Considered(calls=await _in_order(ctx, occurrence, [automation]))


async def _count_minutes(
    ctx: Ctx, occurrence: models.Occurrence, listening: Sequence[models.Automation]
) -> Sequence[Due]:
    conversation = await queries.conversation(ctx, occurrence.conversation_id)
    if conversation is None or conversation.waiting_since is None:
        return ()
    since = conversation.waiting_since
    due: list[Due] = []
    for automation in listening:
        wait_id = await queries.begin_to_wait(ctx, automation.id, conversation.id, since=since, new_id=new_id())
        due.append(Due(wait_id, max(since + timedelta(minutes=automation.after_minutes or 0), ctx.now())))
    return due


async def _in_order(ctx: Ctx, occurrence: models.Occurrence, listening: Sequence[models.Automation]) -> Sequence[UUID]:
    """Each sees what those before it have done. Returns the calls to be made."""
    calls: list[UUID] = []
    known: Facts | None = None
    for automation in listening:
        known = known or await _facts(ctx, occurrence)
        if known is None:
            break
        document = msgspec.convert(automation.document, schemas.AutomationDocument)
        verdict = judge(automation, document, occurrence, known)
        outcomes: tuple[schemas.Outcome, ...] = ()
        if verdict.fires:
            outcomes = await _fire(ctx, automation, document, occurrence, calls)
            known = None
        log(ctx, automation, occurrence, verdict, outcomes)
        await ctx.session.flush()
        if verdict.fires and document.stops:
            break
    return calls


def judge(
    automation: models.Automation, document: schemas.AutomationDocument, occurrence: models.Occurrence, known: Facts
) -> rules.Verdict:
    return rules.judge(
        document.conditions, known, match=document.match, automation_id=automation.id, chain=occurrence.chain
    )


async def _facts(ctx: Ctx, occurrence: models.Occurrence) -> Facts | None:
    """None when the conversation is gone."""
    conversation = await queries.conversation(ctx, occurrence.conversation_id)
    if conversation is None:
        return None
    named = await queries.message(ctx, occurrence.message_id) if occurrence.message_id else None
    message = named or await queries.message_replied_to(ctx, conversation.id, None)
    return (await facts.of(ctx, [facts.Place(conversation, message, occurrence.at)]))[0]


async def _fire(
    ctx: Ctx,
    automation: models.Automation,
    document: schemas.AutomationDocument,
    occurrence: models.Occurrence,
    calls: list[UUID],
) -> tuple[schemas.Outcome, ...]:
    scene = Scene(
        conversation_id=occurrence.conversation_id,
        name=automation.name,
        automation_id=automation.id,
        trigger=occurrence.trigger,
        message_id=occurrence.message_id,
        in_group=occurrence.in_group,
        calls=calls,
    )
    happening.caused_by(ctx, (*occurrence.chain, automation.id))
    outcomes = await acting.perform(await _in_their_language(ctx, occurrence), document.actions, scene)
    happening.caused_by(ctx, ())
    await queries.count_fired(ctx, automation.id)
    conversation = await queries.conversation(ctx, occurrence.conversation_id)
    if conversation is not None:
        done = sum(one.state == "done" for one in outcomes)
        code = "automation_fired" if done == len(outcomes) else "automation_fired_partly"
        params = {"name": automation.name, "done": done, "count": len(outcomes)}
        await writing.event_line(ctx, conversation, code=code, params=params)
    fired = events.AutomationFired(
        automation_id=automation.id, conversation_id=occurrence.conversation_id, trigger=occurrence.trigger
    )
    await publish(ctx, fired)
    return outcomes


async def _in_their_language(ctx: Ctx, occurrence: models.Occurrence) -> Ctx:
    """What a machine says is marked with the customer's language; the transaction is the same."""
    conversation = await queries.conversation(ctx, occurrence.conversation_id)
    people = await contacts.profiles(ctx, [conversation.contact_id]) if conversation else {}
    language = next((one.locale[:2].lower() for one in people.values()), "")
    return dataclasses.replace(ctx, locale=language) if language in i18n.LOCALES else ctx


def log(
    ctx: Ctx,
    automation: models.Automation,
    occurrence: models.Occurrence,
    verdict: rules.Verdict,
    outcomes: tuple[schemas.Outcome, ...] = (),
) -> None:
    """A line of the automation's log: why it fired or not."""
    document = schemas.RunDocument(checks=verdict.checks, outcomes=outcomes)
    ctx.session.add(
        models.Run(
            id=new_id(),
            workspace_id=ctx.workspace_id,
            automation_id=automation.id,
            conversation_id=occurrence.conversation_id,
            trigger=occurrence.trigger,
            result=verdict.result,
            document=msgspec.to_builtins(document),
            at=ctx.now(),
        )
    )
