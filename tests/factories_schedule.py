"""Working hours for tests, and the bare channel they may belong to."""

from uuid import UUID

from tests.factories import Company, unique, unit_of_work

from otklik.domains.delivery.models import Channel
from otklik.domains.schedule.schemas import Autoresponder, Hours, Interval
from otklik.platform.ids import new_id
from otklik.program import Program

DAY = (Interval(opens="09:00", closes="18:00"),)


def office_hours(*, time_zone: str = "Europe/Moscow", autoresponder: bool = True) -> Hours:
    """Monday to Friday, 9 to 18."""
    return Hours(time_zone=time_zone, week=(DAY,) * 5 + ((), ()), autoresponder=Autoresponder(enabled=autoresponder))


async def create_bare_channel(program: Program, company: Company) -> UUID:
    """A row of `channels` and no more: the schedule only asks whether it is there."""
    channel_id = new_id()
    async with unit_of_work(program, company) as ctx:
        ctx.session.add(
            Channel(
                id=channel_id,
                workspace_id=company.id,
                kind="telegram",
                name="Бот",
                public_id=unique("channel"),
                config={},
                webhook_secret=unique("secret"),
                created_at=ctx.now(),
            )
        )
    return channel_id
