"""Write down that many people agreed to the same: as `recording`, by as many statements as for one."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from otklik.domains.consents import errors, models, rules
from otklik.domains.consents.events import ConsentChanged, ConsentsGiven
from otklik.domains.consents.queries import many
from otklik.domains.consents.service import chaining, reaching, recording
from otklik.domains.consents.service.chaining import Act, Where
from otklik.platform.context import Ctx
from otklik.platform.events import keep, publish

MANY_MAX: Final = 1_000
COLUMNS: Final = tuple(column.key for column in models.Record.__table__.columns)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What all of them agreed to, and how it came to us."""

    purpose: str
    channel: str
    method: str
    language: str = "ru"
    form: str = ""
    note: str = ""


async def grant(ctx: Ctx, said: Said, contact_ids: Sequence[UUID]) -> int:
    """For every address of each person in the channel; returns for how many, for who is gone is left out.

    `MANY_MAX` at once. Not for what people do themselves (`rules.OWN_METHODS`), which also lifts what they asked for
    before. Raises `PurposeNotFound`, `WordingMissing`.
    """
    assert len(contact_ids) <= MANY_MAX
    assert said.method not in rules.OWN_METHODS
    purpose, wording = await recording.worded(ctx, said.purpose)
    if wording is None:
        raise errors.WordingMissing
    people = await many.people(ctx, contact_ids)
    if not people:
        return 0
    await many.hold_chains(ctx, people)
    rows = _links(ctx, await _acts(ctx, said, people), wording, await many.heads(ctx, people))
    await _save(ctx, purpose, said, rows)
    await _tell(ctx, said, rows)
    return len(rows)


async def _acts(ctx: Ctx, said: Said, people: Sequence[UUID]) -> list[Act]:
    """Each with the person's first address of that channel, so that the proof can be found by it."""
    kind = reaching.address_kinds(ctx).get(said.channel, "")
    found = await many.addresses(ctx, people, kind=kind)
    where = Where(form=said.form, note=said.note)
    return [
        Act(
            contact_id=one,
            act="granted",
            purpose=said.purpose,
            channel=said.channel,
            method=said.method,
            language=said.language,
            where=replace(where, address_kind=found[one].kind, address=found[one].address) if one in found else where,
        )
        for one in people
    ]


def _links(
    ctx: Ctx, acts: Sequence[Act], wording: models.Wording, heads: Mapping[UUID, models.ChainHead]
) -> list[models.Record]:
    rows: list[models.Record] = []
    for act in acts:
        head = heads.get(act.contact_id)
        number, before = (head.number + 1, head.hash) if head else (1, rules.GENESIS)
        rows.append(chaining.link(ctx, act, wording=wording, number=number, previous_hash=before))
    return rows


async def _save(ctx: Ctx, purpose: models.Purpose, said: Said, rows: Sequence[models.Record]) -> None:
    await many.add_records(ctx, [{name: getattr(row, name) for name in COLUMNS} for row in rows])
    await many.save_heads(ctx, [chaining.end_of(ctx, row) for row in rows])
    held = {"workspace_id": ctx.workspace_id, "purpose_id": purpose.id, "channel": said.channel}
    held |= {"address": "", "status": "granted"}
    await many.save_states(
        ctx, [{**held, "contact_id": row.contact_id, "at": row.at, "record_id": row.id} for row in rows]
    )


async def _tell(ctx: Ctx, said: Said, rows: Sequence[models.Record]) -> None:
    """History has a line for each person; whoever listens hears of all of them once."""
    changed = [
        ConsentChanged(
            contact_id=row.contact_id,
            record_id=row.id,
            act=row.act,
            purpose=row.purpose,
            channel=row.channel,
            method=row.method,
        )
        for row in rows
    ]
    await keep(ctx, [(one, one.contact_id) for one in changed])
    people = tuple(one.contact_id for one in changed)
    await publish(ctx, ConsentsGiven(contact_ids=people, purpose=said.purpose, channel=said.channel))
