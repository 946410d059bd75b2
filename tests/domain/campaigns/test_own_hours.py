"""The hour of each person's own clock, for the first who get a campaign and for the rest after its test."""

from datetime import UTC, datetime

from msgspec.structs import replace
from tests import factories_campaigns as toys
from tests import factories_contacts
from tests.factories import Company, unit_of_work

from otklik.domains.campaigns.documents import CampaignSchedule
from otklik.domains.campaigns.service import seating
from otklik.platform.ids import new_id
from otklik.program import Program

AT_TEN = CampaignSchedule(mode="local", day="2026-03-02", clock="10:00")
DECIDED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""15:00 in Moscow, 19:00 in Novosibirsk: at ten nobody's clock stands any more that day."""


async def test_the_rest_get_it_when_their_own_clock_shows_the_hour_again(program: Program, workspace: Company) -> None:
    plan = replace(toys.to_segment(new_id(), []), schedule=AT_TEN)
    people = [
        (await factories_contacts.create_contact(program, workspace, address_kind="phone", address=one)).contact_id
        for one in ("+74951234567", "+73832271101")
    ]
    async with unit_of_work(program, workspace) as ctx:
        first = await seating.due(ctx, plan, people, start=DECIDED)
        rest = await seating.due(ctx, plan, people, start=DECIDED, again=True)
        early = await seating.due(ctx, plan, people, start=datetime(2026, 3, 2, 5, 0, tzinfo=UTC), again=True)
    assert set(first.values()) == {DECIDED}
    assert [rest[one] for one in people] == [datetime(2026, 3, 3, hour, 0, tzinfo=UTC) for hour in (7, 3)]
    assert [early[one] for one in people] == [
        datetime(2026, 3, 2, 7, 0, tzinfo=UTC),
        datetime(2026, 3, 3, 3, 0, tzinfo=UTC),
    ]
