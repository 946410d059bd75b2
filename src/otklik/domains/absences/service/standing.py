"""Who is absent at this moment, who covers for them, and what a customer is told of it."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from otklik.domains.absences import queries, texts
from otklik.domains.absences.models import Absence
from otklik.domains.absences.rules import Cover, resolve
from otklik.domains.workspaces.service import operators
from otklik.platform.context import Ctx

_BEGUN = "absences_begun"


async def begun(ctx: Ctx) -> Mapping[UUID, Absence]:
    """Absences in force by operator. Asked once a transaction: a block of messages is read in one, in a moment."""
    known: Mapping[UUID, Absence] | None = ctx.session.info.get(_BEGUN)
    if known is None:
        known = {one.operator_id: one for one in await queries.begun(ctx)}
        ctx.session.info[_BEGUN] = known
    return known


def forget(ctx: Ctx) -> None:
    """Something begins or ends in this very transaction."""
    ctx.session.info.pop(_BEGUN, None)


async def absent_ids(ctx: Ctx) -> set[UUID]:
    return set(await begun(ctx))


async def cover_of(ctx: Ctx, operator_id: UUID) -> Cover | None:
    """Who covers for the operator now, deputies of deputies followed; None when the operator is not absent."""
    absences = await begun(ctx)
    if operator_id not in absences:
        return None
    return resolve(
        operator_id, {one: Cover(row.deputy_operator_id, row.deputy_team_id) for one, row in absences.items()}
    )


async def reply_words(
    ctx: Ctx, *, conversation_id: UUID | None = None, operator_id: UUID | None = None, locale: str
) -> str:
    """What the autoresponder says of whoever is responsible: `Иван в отпуске до 3 декабря, вам ответит Мария.`

    Empty when they are not absent. Responsible is whose the conversation was before the absence moved it, else whoever
    it is assigned to.
    """
    absences = await begun(ctx)
    if not absences:
        return ""
    asked = [operator_id] if operator_id else await _responsible(ctx, conversation_id)
    absent = next((absences[one] for one in asked if one in absences), None)
    return await _words(ctx, absent, locale=locale) if absent else ""


async def _responsible(ctx: Ctx, conversation_id: UUID | None) -> Sequence[UUID]:
    conversation = await queries.conversation(ctx, conversation_id) if conversation_id else None
    if conversation is None:
        return ()
    own = (conversation.assignee_id,) if conversation.assignee_id else ()
    return (*reversed(await queries.owners(ctx, conversation.id)), *own)


async def _words(ctx: Ctx, absence: Absence, *, locale: str) -> str:
    cover = await cover_of(ctx, absence.operator_id) or Cover()
    ids = [one for one in (absence.operator_id, cover.operator_id) if one]
    people = await operators.operators_by_id(ctx, ids)
    teams = await queries.team_names(ctx, [cover.team_id]) if cover.team_id else {}
    return texts.reply(
        absence.text_ru if locale == "ru" else absence.text_en,
        locale=locale,
        kind=absence.kind,
        name=people[absence.operator_id].name,
        deputy=people[cover.operator_id].name if cover.operator_id and cover.operator_id in people else "",
        team=teams.get(cover.team_id, "") if cover.team_id else "",
        until=texts.until(absence.ends_at, at=ctx.now(), zone=absence.time_zone, locale=locale),
    )
