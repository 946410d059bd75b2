"""The ledger's verbs: plan a message, move it through its states, send it again, show its trail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from otklik.channels import contract
from otklik.channels.contract import Button
from otklik.channels.registry import Registry
from otklik.domains.consents import service as consents
from otklik.domains.contacts import service as contacts
from otklik.domains.delivery import errors, events, queries, rules
from otklik.domains.delivery.models import Channel, LedgerRow, LedgerStep
from otklik.domains.delivery.queries import refusals
from otklik.domains.delivery.schemas import PreparedUse
from otklik.domains.delivery.service import channels, prepared, restraint
from otklik.platform.context import Ctx
from otklik.platform.events import publish
from otklik.platform.ids import new_id

PLANNED: Final = "otklik_outbound"
"""NOTIFY channel: something was planned or is due again."""
STEP: Final = "step"
"""A message that uses up what an address was given for."""


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be said. Attachments are ids of files."""

    text: str
    html: str = ""
    subject: str = ""
    attachment_ids: tuple[UUID, ...] = ()
    buttons: tuple[Button, ...] = ()
    reply_to_id: str = ""
    references: tuple[str, ...] = ()
    author_name: str = ""
    author_avatar_url: str = ""
    automatic: bool = False
    language: str = ""
    reply_token: str = ""
    prepared: PreparedUse | None = None
    """Where free text may not go: `text` is then how it reads."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message somebody wants sent."""

    channel_id: UUID
    lane: UUID
    subject_id: UUID
    key: str
    purpose: str
    to_address: str
    thread_id: str
    content: Content
    identity_id: UUID | None = None
    window_closes_at: datetime | None = None
    asked_at: datetime | None = None
    """When the person last wrote where this answers; None: they never did."""
    until: datetime | None = None
    """Worth nothing from then on; None: it keeps."""


async def plan(ctx: Ctx, draft: Draft) -> LedgerRow:
    """Write one row, or return the row already planned under the same key. Raises `Refused` at the gate."""
    earlier = await queries.ledger_row_by_key(ctx, draft.key)
    if earlier is not None:
        return earlier
    channel = await channels.get(ctx, draft.channel_id)
    agreement = await agreed(ctx, channel, draft)
    reason = rules.refusal(await facts(ctx, channel, draft, agreement=agreement), now=ctx.now())
    if reason:
        raise refused(ctx, channel, draft, reason)
    row = _row(ctx, draft)
    answer = await restraint.planned(ctx, channel, row, agreement)
    if answer.refused:
        raise refused(ctx, channel, draft, answer.refused)
    if answer.not_before is not None:
        if rules.too_late(draft.until, at=answer.not_before):
            raise refused(ctx, channel, draft, rules.TOO_LATE)
        restraint.put_off(row, answer)
    if agreement.ground == STEP:
        await consents.use_step(ctx, _ask(ctx, channel, draft))
    rest_on(row, agreement)
    ctx.session.add(row)
    _step(ctx, row, at=ctx.now())
    await ctx.session.flush()
    await queries.notify(ctx.session, channel=PLANNED)
    return row


def refused(ctx: Ctx, channel: Channel, draft: Draft, reason: str) -> errors.Refused:
    """The refusal to raise; its trace stays, whatever becomes of the rest of the work."""
    kind = channels.manifest(ctx, channel.kind).address_kind
    told = {"channel_id": draft.channel_id, "key": draft.key, "purpose": draft.purpose, "code": reason}

    async def keep(fresh: Ctx) -> None:
        identity_id = draft.identity_id
        if identity_id is None:
            found = await contacts.find(fresh, address_kind=kind, address=draft.to_address)
            identity_id = found.identity_id if found else None
        await refusals.keep(fresh, {**told, "identity_id": identity_id})

    ctx.outlive(keep)
    return errors.Refused(params={"reason": reason})


async def agreed(ctx: Ctx, channel: Channel, draft: Draft) -> consents.Answer:
    """What the person's agreement says to it now."""
    return await consents.may(ctx, _ask(ctx, channel, draft))


def rest_on(row: LedgerRow, agreement: consents.Answer) -> None:
    """Write down on what the message rests, so that "why did they get this" has an answer."""
    row.ground, row.consent_record_id = agreement.ground, agreement.record_id


async def facts(ctx: Ctx, channel: Channel, draft: Draft, *, agreement: consents.Answer) -> rules.Facts:
    """What the gate looks at, gathered afresh."""
    provider = ctx.use(Registry).get(channel.kind)
    sizes = [file.size for file in (await queries.files(ctx, draft.content.attachment_ids)).values()]
    reach = await contacts.reach(ctx, identity_id=draft.identity_id) if draft.identity_id else None
    return rules.Facts(
        channel_enabled=channel.enabled,
        sends=isinstance(provider, contract.Sends),
        reachable=reach is None or reach.reachable,
        unreachable_code=reach.unreachable_code if reach else "",
        text_length=len(draft.content.text),
        attachment_sizes=sizes,
        buttons=len(draft.content.buttons),
        window_closes_at=draft.window_closes_at,
        until=draft.until,
        capabilities=provider.manifest.capabilities,
        prepared=await _prepared_refusal(ctx, draft, files=len(sizes)),
        agreement=agreement.refused,
    )


def _ask(ctx: Ctx, channel: Channel, draft: Draft) -> consents.Ask:
    manifest = channels.manifest(ctx, channel.kind)
    return consents.Ask(
        purpose=draft.purpose,
        channel=consents.channel_of(manifest),
        identity_id=draft.identity_id,
        address_kind=manifest.address_kind,
        address=draft.to_address,
        asked_at=draft.asked_at,
        key=draft.key,
    )


async def _prepared_refusal(ctx: Ctx, draft: Draft, *, files: int) -> str | None:
    """Asked anew each time: a provider may stop a message between the plan and the sending."""
    use = draft.content.prepared
    if use is None:
        return None
    found = await prepared.of_id(ctx, use.prepared_id, channel_id=draft.channel_id)
    return rules.prepared_refusal(found, use.values, files=files)


def draft_of(row: LedgerRow) -> Draft:
    """The draft a row was planned from."""
    return Draft(
        channel_id=row.channel_id,
        lane=row.lane,
        subject_id=row.subject_id,
        key=row.key,
        purpose=row.purpose,
        to_address=row.to_address,
        thread_id=row.thread_id,
        content=msgspec.convert(row.content, Content),
        identity_id=row.identity_id,
        window_closes_at=row.window_closes_at,
        asked_at=row.asked_at,
        until=row.until,
    )


async def move(ctx: Ctx, row: LedgerRow, *, state: str, code: str = "", at: datetime, detail: str = "") -> None:
    """Put a row into a state, write the step and tell of it."""
    row.state = state
    row.code = code
    if state == "accepted" or (row.accepted_at is None and state in {"delivered", "read"}):
        row.accepted_at = at
    if state not in rules.OPEN:
        row.settled_at = at
        row.claimed_by = None
    _step(ctx, row, at=at, detail=detail)
    await publish(
        ctx,
        events.StateChanged(
            ledger_id=row.id,
            subject_id=row.subject_id,
            channel_id=row.channel_id,
            lane=row.lane,
            state=state,
            code=code,
            at=at,
            external_id=row.external_id,
            read_by_machine=row.read_by_machine,
            planned_at=row.planned_at,
            purpose=row.purpose,
        ),
    )


async def send_again(ctx: Ctx, *, subject_id: UUID) -> LedgerRow:
    """A person decided to repeat a message that failed or may not have gone. Raises `RetryRefused`."""
    rows = await queries.rows_of_subject(ctx, subject_id)
    if not rows:
        raise errors.LedgerRowNotFound
    last = await queries.ledger_row(ctx, rows[-1].id, lock=True)
    if last is None or last.state not in rules.RETRIABLE:
        raise errors.RetryRefused(params={"state": last.state if last else ""})
    draft = msgspec.structs.replace(draft_of(last), key=f"{rows[0].key}#{len(rows)}")
    return await plan(ctx, draft)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    state: str
    code: str
    detail: str
    at: datetime


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What one sending took. `micros`: millionths of the currency's unit. `segments`: of SMS, else null."""

    micros: int
    currency: str
    segments: int | None


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """Every step of every row that carried the message, oldest first, and what each sending took."""

    steps: Sequence[Step]
    costs: Sequence[Cost]


async def trail(ctx: Ctx, *, subject_id: UUID) -> Trail:
    rows = await queries.rows_of_subject(ctx, subject_id)
    steps = await queries.steps_of(ctx, [row.id for row in rows])
    return Trail(
        steps=[Step(state=step.state, code=step.code, detail=step.detail, at=step.at) for step in steps],
        costs=[
            Cost(micros=row.cost_micros, currency=row.cost_currency or "", segments=row.segments)
            for row in rows
            if row.cost_micros is not None
        ],
    )


def _row(ctx: Ctx, draft: Draft) -> LedgerRow:
    content: Mapping[str, Any] = msgspec.to_builtins(draft.content)  # Any: a JSON document
    return LedgerRow(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        channel_id=draft.channel_id,
        lane=draft.lane,
        subject_id=draft.subject_id,
        key=draft.key,
        purpose=draft.purpose,
        to_address=draft.to_address,
        thread_id=draft.thread_id,
        content=dict(content),
        identity_id=draft.identity_id,
        window_closes_at=draft.window_closes_at,
        asked_at=draft.asked_at,
        until=draft.until,
        state="planned",
        code="",
        attempts=0,
        due_at=ctx.now(),
        planned_at=ctx.now(),
    )


def _step(ctx: Ctx, row: LedgerRow, *, at: datetime, detail: str = "") -> None:
    ctx.session.add(
        LedgerStep(
            id=new_id(),
            workspace_id=ctx.workspace_id,
            ledger_id=row.id,
            state=row.state,
            code=row.code,
            detail=detail[:500],
            at=at,
        )
    )
