"""HTTP of notifications."""

from tests.client import Client, SignInAs
from tests.factories import Company, unit_of_work

from otklik.domains.notifications import service
from otklik.program import Program


async def test_the_latest_stand_first_and_a_page_leads_to_the_next(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    for number in range(3):
        async with unit_of_work(program, workspace) as ctx:
            await service.tell(ctx, [workspace.owner.id], code=f"news_{number}")
    first = (await signed_in.get("/api/v1/me/notifications?limit=2")).json()
    rest = (await signed_in.get(f"/api/v1/me/notifications?limit=2&cursor={first['next_cursor']}")).json()
    assert [one["code"] for one in first["items"] + rest["items"]] == ["news_2", "news_1", "news_0"]
    assert rest["next_cursor"] is None


async def test_reading_one_and_all(program: Program, workspace: Company, signed_in: Client) -> None:
    async with unit_of_work(program, workspace) as ctx:
        for number in range(3):
            await service.tell(ctx, [workspace.owner.id], code=f"news_{number}")
    one = (await signed_in.get("/api/v1/me/notifications")).json()["items"][0]["id"]
    assert (await signed_in.put(f"/api/v1/me/notifications/{one}/reading")).status_code == 204
    assert (await signed_in.get("/api/v1/me/notifications/unread")).json() == {"count": 2}
    assert (await signed_in.put("/api/v1/me/notifications/reading")).status_code == 204
    assert (await signed_in.get("/api/v1/me/notifications/unread")).json() == {"count": 0}


async def test_a_colleagues_notification_is_not_found(
    program: Program, workspace: Company, sign_in_as: SignInAs
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await service.tell(ctx, [workspace.owner.id], code="news")
        [told] = await service.listing(ctx, workspace.owner.id, before=None, limit=1)
    colleague = await sign_in_as("operator")
    refused = await colleague.put(f"/api/v1/me/notifications/{told.id}/reading")
    assert (refused.status_code, refused.json()["code"]) == (404, "notifications.not_found")
