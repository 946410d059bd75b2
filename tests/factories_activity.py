"""Files of events and people for tests."""

from collections.abc import Sequence
from uuid import UUID

from tests.factories import Company, unit_of_work

from otklik.domains.activity.import_schemas import ImportColumn, ImportKind, ImportPlan, Target
from otklik.domains.activity.service import imports
from otklik.program import Program

Row = Sequence[object]


def import_plan(*targets: Target) -> ImportPlan:
    return ImportPlan(columns=tuple(ImportColumn(target=target) for target in targets))


async def begin_import(
    program: Program, company: Company, rows: Sequence[Row], how: ImportPlan, *, kind: ImportKind = "facts"
) -> UUID:
    """A file that waits to be loaded; its columns are called as what they are."""
    lines = [",".join(str(cell) for cell in row) for row in rows]
    data = "\n".join([",".join(column.target for column in how.columns), *lines]).encode()
    async with unit_of_work(program, company) as ctx:
        made = await imports.upload(ctx, kind=kind, name="a.csv", data=data)
        await imports.start(ctx, made.id, how)
    return made.id
