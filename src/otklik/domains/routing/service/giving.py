"""Giving out: one transaction of its own, one a company at a time, that waits for no conversation.

Whoever changes a conversation holds its lock and only sets an alarm; whoever gives out skips what is locked and comes
back. So neither waits for the other, and since all givers stand in one line a capacity is never counted twice.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from otklik.domains.absences import service as absences
from otklik.domains.conversations.service import managing
from otklik.domains.routing import jobs, queries, rules
from otklik.domains.routing.models import RoutingRule
from otklik.domains.routing.queries import Queued
from otklik.domains.routing.rules import Case, Decision, Person, Preferred
from otklik.domains.routing.service import arranging, holding, queueing
from otklik.domains.workspaces.service import presence
from otklik.platform.alarms import set_alarm
from otklik.platform.context import Ctx

LOOK_AGAIN: Final = timedelta(minutes=1)
"""The safety net: everything that frees somebody wakes the queue at once."""
LOCKED_PAUSE: Final = timedelta(seconds=1)
BLOCK: Final = 100
"""Conversations given out in one transaction."""


async def give_out(ctx: Ctx) -> None:
    """Give what waits to whoever is free, the highest priority and the longest wait first."""
    if not await queries.anybody_queued(ctx):
        return
    last_turn = await queries.lock_desk(ctx)
    waiting = await _ready(ctx, await _still_to_give(ctx))
    if not waiting:
        return
    people = await _people(ctx)
    cases = await _cases(ctx, waiting, people)
    decisions, last = rules.dispatch(cases, people, await queries.turns(ctx), last_turn=last_turn)
    given = 0
    for one, case, decision in zip(waiting, cases, decisions, strict=True):
        given += await _settle(ctx, one, case, decision, turn=last_turn + given + 1)
    await queries.save_last_turn(ctx, max(last, last_turn + given))
    queueing.tell(ctx)
    if given < len(waiting) or len(waiting) == BLOCK:
        await set_alarm(ctx, jobs.look_again, ctx.workspace_id, at=ctx.now() + LOOK_AGAIN)


async def _still_to_give(ctx: Ctx) -> list[Queued]:
    """Without what found somebody meanwhile or is given by hand by now."""
    online = await presence.online_operator_ids(ctx) - await absences.absent_ids(ctx)
    waiting: list[Queued] = []
    settled: list[UUID] = []
    for one, _ in await queueing.in_order(ctx):
        rule = await arranging.rule_for(ctx, channel_id=one.channel_id, team_id=one.team_id)
        if rule is None or one.assignee_id in online:
            settled.append(one.row.conversation_id)
        else:
            waiting.append(one)
    free = [
        one for one in settled if await queries.take(ctx, one)
    ]  # whoever holds the rest takes them out or comes back
    if free:
        await queries.leave(ctx, free)
    return waiting


async def _ready(ctx: Ctx, waiting: Sequence[Queued]) -> list[Queued]:
    """A block of what nobody has yet to look at; the rest comes in a moment."""
    held = await holding.held_back(ctx, [one.row.conversation_id for one in waiting])
    if held:
        await queueing.ask(ctx, after=holding.LOOK_AGAIN)
    return [one for one in waiting if one.row.conversation_id not in held][:BLOCK]


async def _people(ctx: Ctx) -> Mapping[UUID, Person]:
    """Everybody who answers, with what they hold now."""
    online = await presence.online_operator_ids(ctx) - await absences.absent_ids(ctx)
    weights = {one.channel_id: one.weight_percent for one in await arranging.in_force(ctx) if one.channel_id}
    loads: dict[UUID, int] = {}
    for (operator_id, channel_id), count in (await queries.open_counts(ctx)).items():
        loads[operator_id] = loads.get(operator_id, 0) + count * weights.get(channel_id, rules.PLACE)
    return {
        one.operator_id: Person(
            operator_id=one.operator_id,
            present=one.operator_id in online,
            capacity=arranging.capacity_of(one.profile) * rules.PLACE,
            load=loads.get(one.operator_id, 0),
            skills=frozenset(one.profile.skills if one.profile else ()),
            languages=frozenset(one.profile.languages if one.profile else ()),
        )
        for one in await queries.people(ctx)
    }


async def _cases(ctx: Ctx, waiting: Sequence[Queued], people: Mapping[UUID, Person]) -> list[Case]:
    members = await queries.members(ctx)
    texts = await queries.last_texts(ctx, [one.row.conversation_id for one in waiting])
    labels = await _labels(ctx, waiting)
    preferred = await _preferred(ctx, waiting)
    weights = {one.channel_id: one.weight_percent for one in await arranging.in_force(ctx) if one.channel_id}
    cases: list[Case] = []
    for one in waiting:
        rule = await _rule(ctx, one)
        team_id = one.team_id or rule.gives_team_id
        text = texts.get(one.row.conversation_id, "")
        cases.append(
            Case(
                conversation_id=one.row.conversation_id,
                rule_id=rule.id,
                way=rule.way,
                pool=members.get(team_id, frozenset()) if team_id else frozenset(people),
                weight=weights.get(one.channel_id, rules.PLACE),
                skills=rules.required_skills(
                    rule.skills,
                    arranging.topics_of(rule),
                    text,
                    label_ids=labels.get(one.row.conversation_id, frozenset()),
                ),
                language=rules.language_of(one.locale, text),
                preferred=preferred.get(one.row.conversation_id, ()),
                skipped_id=one.row.skipped_id,
            )
        )
    return cases


async def _labels(ctx: Ctx, waiting: Sequence[Queued]) -> Mapping[UUID, frozenset[UUID]]:
    """Only where a label asks for a skill."""
    if not await arranging.asks_labels(ctx):
        return {}
    return await queries.labels(ctx, [one.row.conversation_id for one in waiting])


async def _preferred(ctx: Ctx, waiting: Sequence[Queued]) -> Mapping[UUID, tuple[Preferred, ...]]:
    """By conversation: whoever answered the person last, or who covers for them."""
    days = {one.row.conversation_id: (await _rule(ctx, one)).last_operator_days for one in waiting}
    asked = [one for one in waiting if days[one.row.conversation_id]]
    if not asked:
        return {}
    since = ctx.now() - timedelta(days=max(days.values()))
    last = await queries.last_operators(ctx, {one.contact_id for one in asked}, since=since)
    found: dict[UUID, tuple[Preferred, ...]] = {}
    for one in asked:
        operator_id, at = last.get(one.contact_id, (None, ctx.now()))
        recent = at >= ctx.now() - timedelta(days=days[one.row.conversation_id])
        if operator_id is not None and recent:
            found[one.row.conversation_id] = await _that_or_deputy(ctx, operator_id)
    return found


async def _that_or_deputy(ctx: Ctx, operator_id: UUID) -> tuple[Preferred, ...]:
    cover = await absences.cover_of(ctx, operator_id)
    if cover is None:
        return (Preferred(operator_id, rules.LAST_OPERATOR),)
    return (Preferred(cover.operator_id, rules.DEPUTY),) if cover.operator_id else ()


async def _settle(ctx: Ctx, one: Queued, case: Case, decision: Decision, *, turn: int) -> bool:
    """Whether it was given; what somebody else has locked just now is looked at again in a moment."""
    conversation_id = case.conversation_id
    if decision.operator_id is None and one.row.code == decision.code:
        return False
    if not await queries.take(ctx, conversation_id):
        await queueing.ask(ctx, after=LOCKED_PAUSE)
        return False
    conversation = await queries.conversation(ctx, conversation_id, fresh=True)
    if conversation is None or conversation.state != "open" or conversation.assignee_id != one.assignee_id:
        return False  # changed since it was read; whoever changed it took it from the queue, or woke it
    if decision.operator_id is None:
        await _explain(ctx, one, decision)
        return False
    rule = await _rule(ctx, one)
    reason = managing.Reason(code=f"{queueing.OWN_REASON}{decision.code}", params=decision.params)
    await queries.leave(ctx, [conversation_id])
    await queries.save_turn(ctx, rule_id=case.rule_id, operator_id=decision.operator_id, turn=turn)
    await managing.assign(
        ctx,
        conversation_id,
        operator_id=decision.operator_id,
        team_id=one.team_id or rule.gives_team_id,
        reason=reason,
    )
    return True


async def _explain(ctx: Ctx, one: Queued, decision: Decision) -> None:
    """Say in the thread why nobody got it, the first time; later the queue alone says so."""
    first_time = not one.row.code
    await queries.explain(ctx, one.row.conversation_id, code=decision.code, params=decision.params)
    if first_time:
        params = {"why": decision.code, **decision.params}
        await managing.note_event(ctx, one.row.conversation_id, code="queued", params=params)


async def _rule(ctx: Ctx, one: Queued) -> RoutingRule:
    rule = await arranging.rule_for(ctx, channel_id=one.channel_id, team_id=one.team_id)
    assert rule is not None  # _still_to_give left only those
    return rule
