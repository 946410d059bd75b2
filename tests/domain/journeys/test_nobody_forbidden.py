"""Letters asked by a journey: whoever may not be written to by the moment they go gets none, whatever was planned."""

from uuid import UUID

from tests import factories_campaigns as said
from tests import factories_mass as loops
from tests import journeys_asked
from tests.domain.delivery.test_mass_mail import letters
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact
from tests.faults.waiting import eventually
from tests.smtpserver import wrong_server

from otklik.domains.consents.service import recording, suppressing
from otklik.domains.contacts import service as contacts
from otklik.platform.context import Ctx
from otklik.program import Program

BEFORE = ("free", "silent", "refused", "unreachable")
AFTER = ("withdraws", "hard_bounce", "complaint", "unsubscribed", "by_hand", "import")
"""What happens to each between being planned and the letters going."""


async def agree(ctx: Ctx, contact_id: UUID, act: str) -> None:
    method = "form" if act == "granted" else "word"
    told = recording.Act(contact_id=contact_id, act=act, purpose="news", channel="email", method=method)
    await recording.record(ctx, told)


async def happens(ctx: Ctx, name: str, contact_id: UUID, identity_id: UUID) -> None:
    """Each name says what becomes of its person."""
    if name in {"withdraws", "refused"}:
        await agree(ctx, contact_id, "withdrawn")
    elif name == "unreachable":
        await contacts.set_reachable(ctx, identity_id=identity_id, reachable=False, code="blocked")
    elif name not in {"free", "silent"}:
        await suppressing.suppress(ctx, address_kind="email", address=f"{name}@people.test", reason=name)


async def test_only_who_may_be_written_to_when_it_goes_gets_the_letter(program: Program, workspace: Company) -> None:
    await said.purpose(program, workspace, basis="consent")
    async with wrong_server(lambda _stage, _count: None) as post:
        box = await said.mailbox(program, workspace, port=post.port)
        asked = await journeys_asked.publish(program, workspace, channel_id=box.id, purpose="news", kind="email")
        people = {
            name: await create_contact(
                program, workspace, name=name, address_kind="email", address=f"{name}@people.test"
            )
            for name in (*BEFORE, *AFTER)
        }
        planned: dict[str, bool] = {}
        for name, person in people.items():
            async with unit_of_work(program, workspace) as ctx:
                if name != "silent":
                    await agree(ctx, person.contact_id, "granted")
                if name in BEFORE:
                    await happens(ctx, name, person.contact_id, person.identity_id)
                planned[name] = await asked.ask(ctx, person.contact_id, name)
        assert {name for name, let_in in planned.items() if let_in} == {"free", *AFTER}
        for name in AFTER:
            async with unit_of_work(program, workspace) as ctx:
                await happens(ctx, name, people[name].contact_id, people[name].identity_id)

        async def settled() -> bool:
            found = await loops.states(program, workspace, asked.batch_id)
            return not any(one.startswith(("planned", "claimed", "handed")) for one in found)

        async with loops.sending(program):
            await eventually(settled)
    assert sorted(one["To"].addresses[0].username for one in letters(post)) == ["free"]
