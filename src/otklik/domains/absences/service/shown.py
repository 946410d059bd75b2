"""How an absence is shown: one shape for answers and for live screens."""

from collections.abc import Sequence
from typing import cast

from otklik.domains.absences.models import Absence
from otklik.domains.absences.schemas import AbsenceOut, CoverOut, Kind, State
from otklik.domains.absences.service import standing
from otklik.platform.context import Ctx

CHANGED = "absence.changed"


async def shapes(ctx: Ctx, rows: Sequence[Absence]) -> list[AbsenceOut]:
    return [await shape(ctx, row) for row in rows]


async def shape(ctx: Ctx, row: Absence) -> AbsenceOut:
    cover = await standing.cover_of(ctx, row.operator_id) if row.state == "begun" else None
    return AbsenceOut(
        id=row.id,
        operator_id=row.operator_id,
        kind=cast("Kind", row.kind),
        state=cast("State", row.state),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        deputy_operator_id=row.deputy_operator_id,
        deputy_team_id=row.deputy_team_id,
        copies=row.copies,
        text_ru=row.text_ru,
        text_en=row.text_en,
        covered_by=CoverOut(operator_id=cover.operator_id, team_id=cover.team_id) if cover else None,
    )


async def changed(ctx: Ctx, row: Absence) -> None:
    """Every open desk asks again: whose deputy is absent too changes other rows as well."""
    ctx.push(f"desk/{ctx.workspace_id}", CHANGED, {"absence_id": str(row.id), "operator_id": str(row.operator_id)})
