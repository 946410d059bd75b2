"""What operators are told: each once, their own only, unread until read."""

import pytest
from tests.factories import Company, unit_of_work

from otklik.domains.notifications import service
from otklik.domains.notifications.errors import NotificationNotFound
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.ids import new_id
from otklik.program import Program


async def test_each_operator_is_told_once_however_often_they_are_named(
    program: Program, workspace: Company, owner: OperatorData, operator: OperatorData
) -> None:
    subject = service.Subject(kind="conversation", id=new_id())
    async with unit_of_work(program, workspace) as ctx:
        await service.tell(
            ctx, [owner.id, operator.id, owner.id], code="mentioned", params={"by": "Иван"}, subject=subject
        )
        [told] = await service.listing(ctx, owner.id, before=None, limit=10)
    assert (told.code, told.params, told.subject_id, told.read_at) == ("mentioned", {"by": "Иван"}, subject.id, None)


async def test_what_is_read_is_no_longer_unread_and_anothers_cannot_be_read(
    program: Program, workspace: Company, owner: OperatorData, operator: OperatorData
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await service.tell(ctx, [owner.id, operator.id], code="one")
        await service.tell(ctx, [owner.id], code="two")
        mine = await service.listing(ctx, owner.id, before=None, limit=10)
        with pytest.raises(NotificationNotFound):
            await service.read(ctx, operator.id, notification_id=mine[0].id)
        await service.read(ctx, owner.id, notification_id=mine[0].id)
        assert await service.unread(ctx, owner.id) == 1
        await service.read_all(ctx, owner.id)
        assert await service.unread(ctx, owner.id) == 0
        assert await service.unread(ctx, operator.id) == 1
