"""Letters to many: each person gets their own once, who may not be written to is left out with a reason."""

import email
import email.policy
import re
from email.message import EmailMessage

import pytest
from sqlalchemy import TextClause, text
from tests import factories_mass as toys
from tests.factories import Company, unit_of_work
from tests.factories_campaigns import once_a_day
from tests.faults.waiting import eventually
from tests.smtpserver import Wrong, wrong_server

from otklik.channels.contract import Price
from otklik.domains.consents.service import suppressing
from otklik.domains.delivery.errors import BatchStopped
from otklik.domains.delivery.service import channels, mass
from otklik.domains.delivery.service.mass import returning
from otklik.domains.prices import service as prices
from otklik.platform.ids import new_id
from otklik.program import Program


def letters(receiver: Wrong) -> list[EmailMessage]:
    return [email.message_from_bytes(one, policy=email.policy.default) for one in receiver.kept]  # type: ignore[misc]


async def settled(program: Program, company: Company, batch_id: object, wanted: dict[str, int]) -> None:
    async def same() -> bool:
        return await toys.states(program, company, batch_id) == wanted  # type: ignore[arg-type]

    await eventually(same, timeout_seconds=20)
    assert await toys.counted(program, company, batch_id) == wanted  # type: ignore[arg-type]


async def test_each_gets_a_letter_of_their_own_once_and_the_counters_agree(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    author = toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    people = await toys.people(program, workspace, 120)
    batch_id = await toys.batch(program, workspace, channel)
    assert await toys.plan(program, workspace, batch_id, people) == {"": 120}
    assert await toys.plan(program, workspace, batch_id, people) == {}
    await toys.start(program, workspace, batch_id)
    async with toys.sending(program):
        await settled(program, workspace, batch_id, {"accepted": 120})
    kept = letters(receiver)
    reached = [one["To"].addresses[0].addr_spec for one in kept]
    assert sorted(reached) == sorted(f"{one.hex}@people.test" for one in people)
    assert len({one["Message-ID"] for one in kept}) == len(kept) == 120
    assert author.designs == 1


async def test_a_letter_carries_links_of_its_own_and_a_way_out(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    people = await toys.people(program, workspace, 2)
    batch_id = await toys.batch(program, workspace, channel)
    await toys.plan(program, workspace, batch_id, people)
    await toys.start(program, workspace, batch_id)
    async with toys.sending(program):
        await settled(program, workspace, batch_id, {"accepted": 2})
    first, second = letters(receiver)
    assert str(first["Subject"]).startswith("Новости 0, Анна ")
    assert str(first["From"]) == f"Чайная <{toys.ADDRESS}>"
    assert "/unsubscribe/" in first["List-Unsubscribe"]
    bodies = []
    for one in (first, second):
        html = one.get_body(("html",))
        assert html is not None
        bodies.append(html.get_content())
    found = [re.findall(r'(?:href|src)="([^"]+)"', one) for one in bodies]
    assert len(found[0]) == 6
    assert not set(found[0]) & set(found[1])
    assert [one.split("/")[3] for one in found[0]] == ["_t", "_t", "_t", "unsubscribe", "preferences", "_t"]
    assert "shop.example" not in bodies[0]
    plain = first.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().count("/_t/") == 2


async def test_a_letter_costs_what_the_company_says_and_it_is_counted(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    async with unit_of_work(program, workspace) as ctx:
        await prices.save(ctx, kind="email", prices=[Price(micros=200_000, currency="RUB", country="")])
    people = await toys.people(program, workspace, 3)
    owner_id = new_id()
    batch_id = await toys.batch(program, workspace, channel, owner_id=owner_id)
    await toys.plan(program, workspace, batch_id, people)
    await toys.start(program, workspace, batch_id)
    async with toys.sending(program):
        await settled(program, workspace, batch_id, {"accepted": 3})
    async with unit_of_work(program, workspace) as ctx:
        [progress] = await mass.progress(ctx, owner=toys.OWNER, owner_id=owner_id)
        [letter] = await mass.message_of(ctx, owner=toys.OWNER, owner_id=owner_id, contact_id=people[0])
    assert progress.costs == {"RUB": 600_000}
    assert (letter.cost_micros, letter.cost_currency) == (200_000, "RUB")


async def test_who_may_not_be_written_to_is_left_out_with_a_reason_at_planning_and_again_before_it_goes(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    people = await toys.people(program, workspace, 4)
    nobody = await toys.people(program, workspace, 1, kind="telegram", tail="")
    owner_id = new_id()
    batch_id = await toys.batch(program, workspace, channel, owner_id=owner_id)

    async def suppress(person: object, reason: str) -> None:
        async with unit_of_work(program, workspace) as ctx:
            address = f"{person.hex}@people.test"  # type: ignore[attr-defined]
            await suppressing.suppress(ctx, address_kind="email", address=address, reason=reason)

    await suppress(people[0], "hard_bounce")
    found = await toys.plan(program, workspace, batch_id, [*people, *nobody])
    assert found == {"": 3, "no_address": 1, "suppressed_hard_bounce": 1}
    await suppress(people[1], "complaint")
    await toys.start(program, workspace, batch_id)
    wanted = {
        "accepted": 2,
        "skipped:no_address": 1,
        "skipped:suppressed_hard_bounce": 1,
        "skipped:suppressed_complaint": 1,
    }
    async with toys.sending(program):
        await settled(program, workspace, batch_id, wanted)
    async with unit_of_work(program, workspace) as ctx:
        why = await mass.message_of(ctx, owner=toys.OWNER, owner_id=owner_id, contact_id=people[1])
        assert [(one.state, one.code) for one in why] == [("skipped", "suppressed_complaint")]
        [progress] = await mass.progress(ctx, owner=toys.OWNER, owner_id=owner_id)
    assert progress.states == {"accepted": 2, "skipped": 3}
    assert progress.codes["skipped:suppressed_complaint"] == 1
    assert len(receiver.kept) == 2


async def test_a_letter_that_could_not_be_written_is_none_of_the_messages_a_person_may_get(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    author = toys.author(program)
    await toys.purpose(program, workspace)
    await once_a_day(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    people = await toys.people(program, workspace, 2)
    author.unwritten, author.cartless = {people[0]}, {people[1]}
    for ends in ({"failed:not_written": 1, "failed:link_broken": 1}, {"accepted": 2}):
        batch_id = await toys.batch(program, workspace, channel)
        await toys.plan(program, workspace, batch_id, people)
        await toys.start(program, workspace, batch_id)
        async with toys.sending(program):
            await settled(program, workspace, batch_id, ends)
        author.unwritten, author.cartless = set(), set()
    assert len(receiver.kept) == 2


async def test_two_messages_to_one_person_in_one_block_keep_the_cap(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    await once_a_day(program, workspace)
    [person] = await toys.people(program, workspace, 1)
    batch_id = await toys.batch(program, workspace, channel)
    async with unit_of_work(program, workspace) as ctx:
        twice = [mass.Wish(contact_id=person, due_at=ctx.now(), round=number) for number in (0, 1)]
        await mass.plan(ctx, batch_id, twice)
    await toys.start(program, workspace, batch_id)
    async with toys.sending(program):
        await settled(program, workspace, batch_id, {"accepted": 1, "skipped:frequency_cap": 1})
    assert len(receiver.kept) == 1


async def test_a_paused_batch_sends_nothing_and_a_stopped_one_never_will(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    batch_id = await toys.batch(program, workspace, channel)
    await toys.plan(program, workspace, batch_id, await toys.people(program, workspace, 3))
    await toys.start(program, workspace, batch_id)
    async with unit_of_work(program, workspace) as ctx:
        await mass.pause(ctx, batch_id)
    other = await toys.batch(program, workspace, channel)
    await toys.plan(program, workspace, other, await toys.people(program, workspace, 1))
    await toys.start(program, workspace, other)
    async with toys.sending(program):
        await settled(program, workspace, other, {"accepted": 1})
        assert await toys.states(program, workspace, batch_id) == {"planned": 3}
        async with unit_of_work(program, workspace) as ctx:
            await mass.stop(ctx, batch_id)
        await settled(program, workspace, batch_id, {"skipped:stopped": 3})
    async with unit_of_work(program, workspace) as ctx:
        with pytest.raises(BatchStopped):
            await mass.resume(ctx, batch_id)
    assert len(receiver.kept) == 1


async def test_a_row_its_author_cannot_write_fails_alone(program: Program, workspace: Company, receiver: Wrong) -> None:
    author = toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    people = await toys.people(program, workspace, 4)
    author.unwritten, author.cartless = {people[0]}, {people[1]}
    batch_id = await toys.batch(program, workspace, channel)
    await toys.plan(program, workspace, batch_id, people)
    await toys.start(program, workspace, batch_id)
    async with toys.sending(program):
        await settled(program, workspace, batch_id, {"accepted": 2, "failed:not_written": 1, "failed:link_broken": 1})
    assert len(receiver.kept) == 2


async def test_an_address_that_does_not_exist_is_not_written_to_again(program: Program, workspace: Company) -> None:
    toys.author(program)
    await toys.purpose(program, workspace)

    def refuse(stage: str, count: int) -> bytes | None:
        return b"550 5.1.1 no such user\r\n" if stage == "rcpt" and count == 1 else None

    async with wrong_server(refuse) as gone:
        channel = await toys.mailbox(program, workspace, port=gone.port)
        people = await toys.people(program, workspace, 1)
        first = await toys.batch(program, workspace, channel)
        await toys.plan(program, workspace, first, people)
        await toys.start(program, workspace, first)
        async with toys.sending(program):
            await settled(program, workspace, first, {"failed:smtp.no_such_address": 1})
    second = await toys.batch(program, workspace, channel)
    assert await toys.plan(program, workspace, second, people) == {"smtp.no_such_address": 1}


async def test_a_channel_that_is_switched_off_refuses_everybody(
    program: Program, workspace: Company, receiver: Wrong
) -> None:
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    people = await toys.people(program, workspace, 2)
    async with unit_of_work(program, workspace) as ctx:
        await channels.update(ctx, channel_id=channel.id, name=None, enabled=False, config=None)
    batch_id = await toys.batch(program, workspace, channel)
    assert await toys.plan(program, workspace, batch_id, people) == {"channel_disabled": 2}


_LOST = text("DELETE FROM mass_waiting")
_QUEUED = text("""
WITH gone AS (DELETE FROM mass_waiting RETURNING *)
INSERT INTO mass_queue (workspace_id, batch_id, due_at, code, message_id)
SELECT workspace_id, batch_id, due_at, code, unnest(ids) FROM gone
""")


@pytest.mark.parametrize("as_older", [_LOST, _QUEUED], ids=["without a queue", "queued one by one"])
async def test_what_a_node_of_an_older_version_planned_goes_once_a_node_starts(
    program: Program, workspace: Company, receiver: Wrong, as_older: TextClause
) -> None:
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    batch_id = await toys.batch(program, workspace, channel)
    await toys.plan(program, workspace, batch_id, await toys.people(program, workspace, 3))
    await toys.start(program, workspace, batch_id)
    async with unit_of_work(program, workspace) as ctx:
        await ctx.session.execute(as_older)
    async with toys.sending(program):
        await settled(program, workspace, batch_id, {"accepted": 3})
    assert len(receiver.kept) == 3


async def test_an_entry_left_in_the_queue_sends_nothing(program: Program, workspace: Company, receiver: Wrong) -> None:
    toys.author(program)
    await toys.purpose(program, workspace)
    channel = await toys.mailbox(program, workspace, port=receiver.port)
    people = await toys.people(program, workspace, 2)
    batch_id = await toys.batch(program, workspace, channel)
    await toys.plan(program, workspace, batch_id, people)
    async with unit_of_work(program, workspace) as ctx:
        await returning.let_be(ctx, people[0])
    await toys.start(program, workspace, batch_id)
    async with toys.sending(program):
        await settled(program, workspace, batch_id, {"accepted": 1, "skipped:person_erased": 1})
    assert len(receiver.kept) == 1
