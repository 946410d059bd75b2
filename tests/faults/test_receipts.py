"""What a provider tells of our message may come before its answer to the send call is written down."""

import pytest
from tests.client import Client
from tests.factories import Company
from tests.factories_delivery import send_due
from tests.faults import toy

from otklik.channels.contract import Inbound, InboundDelivered, InboundRead
from otklik.program import Program

pytestmark = pytest.mark.faults


async def work(program: Program) -> None:
    """Run the jobs of receipts, those that wait for another try too."""
    async with program.pool.connection() as connection:
        await connection.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")
    await program.jobs.app.run_worker_async(
        queues=["receipts"], wait=False, install_signal_handlers=False, listen_notify=False
    )


async def ledger_id(program: Program, company: Company) -> str:
    async with program.pool.connection() as connection:
        query = "SELECT id FROM ledger WHERE workspace_id = %s"
        row = await (await connection.execute(query, (company.id,))).fetchone()
    assert row is not None
    return str(row[0])


async def test_a_receipt_that_comes_before_the_answer_is_not_lost(
    toy_program: Program, workspace: Company, signed_in: Client
) -> None:
    heard_by, conversation_id = await toy.opened(toy_program, workspace)
    path = f"/api/v1/conversations/{conversation_id}/messages"
    async with toy.browser(toy_program, signed_in) as browser:
        await browser.post(path, json={"text": "Уже едем"})
        sent_as = f"toy-{await ledger_id(toy_program, workspace)}"
        early: list[Inbound] = [InboundRead(external_id=sent_as), InboundDelivered(external_id=sent_as)]
        await toy.hears(toy_program, heard_by, *early, number=1)
        await work(toy_program)
        await send_due(toy_program, workspace)
        await work(toy_program)
        shown = (await browser.get(path)).json()["items"]
    assert [one["delivery"]["state"] for one in shown if one["direction"] == "out"] == ["read"]


async def test_a_receipt_of_what_another_client_sent_is_let_go_in_the_end(
    toy_program: Program, workspace: Company
) -> None:
    heard_by, _ = await toy.opened(toy_program, workspace)
    await toy.hears(toy_program, heard_by, InboundDelivered(external_id="nobody's"), number=1)
    for _ in range(4):
        await work(toy_program)
    async with toy_program.pool.connection() as connection:
        query = "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = 'receipts' AND status = 'todo'"
        row = await (await connection.execute(query)).fetchone()
    assert row == (0,)
