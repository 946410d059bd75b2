"""A month of the bonus: its rules, what its board says, and answers by the dozen."""

from datetime import timedelta
from uuid import UUID

import msgspec
from tests.factories import Company, acting, unit_of_work
from tests.factories_talk import Talk, new_talk

from otklik.domains.bonus.rules import Terms
from otklik.domains.bonus.schemas import Board, Line
from otklik.domains.bonus.service import ruling, showing
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.clock import FixedClock
from otklik.program import Program

SAID = "Здравствуйте! Кровать есть на складе, привезём завтра после обеда."
TERMS = Terms(answers_min=1, pool_minor=60_000_00)


async def set_terms(program: Program, company: Company, terms: Terms = TERMS) -> None:
    async with unit_of_work(program, company, actor=acting(company.owner)) as ctx:
        await ruling.put(ctx, terms)


async def board(program: Program, company: Company, month: str | None = None) -> Board:
    """As whoever may see everything sees it."""
    async with unit_of_work(program, company) as ctx:
        return await showing.board(ctx, month)


async def line(program: Program, company: Company, operator: OperatorData) -> Line | None:
    return next((one for one in (await board(program, company)).lines if one.operator_id == operator.id), None)


async def answered(
    program: Program,
    company: Company,
    clock: FixedClock,
    operator: OperatorData,
    *,
    after: timedelta,
    channel_id: UUID | None = None,
    text: str = SAID,
) -> Talk:
    """Somebody new asks and is answered so much later."""
    talk = await new_talk(program, company, clock, channel_id=channel_id)
    await talk.customer_writes()
    clock.move(after)
    await talk.answers(operator, text)
    return talk


def money(found: Board) -> list[int]:
    return [one.amount_minor or 0 for one in found.lines]


def with_terms(**changes: object) -> Terms:
    return msgspec.convert({**msgspec.to_builtins(TERMS), **changes}, Terms)
